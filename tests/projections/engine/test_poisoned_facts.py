"""A fact that can't be handled is set aside: the rest goes on, and once mended nothing is missing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random

import pytest
from sqlalchemy import select
from support.facts.given import complete, fact
from support.facts.timemachine import (
    KNOWN_BEFORE,
    START_OF_RECORDING,
    interleaved,
    opened,
    record,
    table_is_right,
    verified,
)
from support.oracle.standing import Row

from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector
from projections.queries.status import Question, statuses
from projections.read_models.relationships import RelationshipKey
from projections.rebuild.rebuild import rebuild
from projections.standing.projection import NAME
from projections.tables import set_aside
from register.log.points import known_at
from register.store.database import open_engine, reading
from register.store.tables import log

BROKEN = b"{"


def payload(url: str, position: int, changed: bytes | None = None) -> bytes:
    """Return stored bytes; change them, as somebody with the database's password could."""
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        before = connection.execute(
            select(log.c.payload).where(log.c.position == position)
        ).scalar_one()
        if changed is not None:
            sqlite = engine.dialect.name == "sqlite"
            trigger = "log_refuses_update" if sqlite else "log_refuses_change ON log"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            connection.execute(
                log.update().where(log.c.position == position).values(payload=changed)
            )
    engine.dispose()
    return bytes(before)


def aside(url: str) -> list[int]:
    """The positions that the standing set aside."""
    engine = open_engine(url)
    with reading(engine) as connection:
        query = select(set_aside.c.position).where(set_aside.c.projection == NAME)
        found = sorted(connection.execute(query).scalars())
    engine.dispose()
    return found


def about(country: str, place: int, kind: str, occurred: str, **details: str) -> Row:
    row = complete(fact(kind, occurred, jurisdiction=country, **details), place)
    return {**row, "recorded_at": START_OF_RECORDING.isoformat()}


KZ = RelationshipKey("tiktok", "KZ")
LIFE = [
    about("KZ", 1, "court-ruled", "2022-03-01"),
    about("KZ", 2, "block-imposed", "2022-03-02"),
    about("RU", 3, "block-imposed", "2022-03-02"),
    about("KZ", 4, "representative-pledged", "2022-03-03", due="2022-03-20"),
    about("KZ", 5, "advertising-banned", "2022-03-04"),
]
LATER = [about("KZ", 6, "block-eased", "2022-03-06"), about("KZ", 7, "court-ruled", "2022-03-07")]
POISON = KNOWN_BEFORE + 2
"""The position of the block in Kazakhstan: the platform and laws came first."""


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_the_rest_of_a_relationship_goes_on_and_the_mended_fact_comes_in(
    database_url: str, batch: int
) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, LIFE)
        whole = payload(database_url, POISON, BROKEN)
        projector = Projector(register.engine, batch=batch)
        projector.catch_up()
        assert aside(database_url) == [POISON]
        with reading(register.engine) as connection:
            question = Question(START_OF_RECORDING.date(), known_at(connection, None))
            found = {one.key.jurisdiction: one.period for one in statuses(connection, question)}
        assert (found["KZ"].standing.access, found["RU"].standing.access) == ("open", "blocked")
        payload(database_url, POISON, whole)
        projector.catch_up()
        assert aside(database_url) == []
        table_is_right(register.engine)
        record(register, clock, LATER)
        projector.catch_up()
    verified(database_url)


def test_a_projector_that_knows_a_relationship_well_learns_that_another_mended_it(
    database_url: str,
) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, LIFE)
        whole = payload(database_url, POISON, BROKEN)
        remembering = Projector(register.engine)
        remembering.catch_up()
        payload(database_url, POISON, whole)
        Projector(register.engine).catch_up()
        assert aside(database_url) == []
        record(register, clock, LATER)
        remembering.catch_up()
    verified(database_url)


@pytest.mark.parametrize("seed", range(2))
def test_poisoned_facts_at_random_come_in_by_a_retry_and_by_a_rebuild(
    database_url: str, seed: int
) -> None:
    random = Random(seed)
    rows = interleaved(seed, 40)
    poisoned = sorted(KNOWN_BEFORE + place for place in random.sample(range(1, len(rows) + 1), 3))
    with opened(database_url) as (register, clock):
        record(register, clock, rows)
        kept = {position: payload(database_url, position, BROKEN) for position in poisoned}
        projector = Projector(register.engine, batch=random.choice((1, 3, 10, 100)))
        projector.catch_up()
        assert set(poisoned) <= set(aside(database_url))
        mend(database_url, kept, poisoned[:1])
        projector.catch_up()
        assert set(poisoned[1:]) <= set(aside(database_url))
        mend(database_url, kept, poisoned[1:])
        if seed % 2:
            rebuild(database_url, [], workers=1, progress=lambda _: None)
        projector.catch_up()
        assert aside(database_url) == []
    verified(database_url, seed=seed)


def mend(url: str, kept: dict[int, bytes], which: Sequence[int]) -> None:
    for position in which:
        payload(url, position, kept[position])


def test_a_poisoned_fact_that_comes_during_a_rebuild_does_not_stop_it(database_url: str) -> None:
    last = KNOWN_BEFORE + len(LIFE) + 1
    with opened(database_url) as (register, clock):
        record(register, clock, LIFE)
        register.projector.catch_up()

        def poison(_facts: int) -> None:
            if not aside(database_url):
                record(register, clock, LATER)
                kept.append(payload(database_url, last, BROKEN))
                Projector(register.engine).catch_up()

        kept: list[bytes] = []
        rebuild(database_url, [NAME], workers=1, progress=poison)
        assert aside(database_url) == [last]
        payload(database_url, last, kept[0])
        register.projector.catch_up()
        assert aside(database_url) == []
    verified(database_url)


def test_a_register_opened_anew_mends_what_was_set_aside(database_url: str) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, LIFE)
        whole = payload(database_url, POISON, BROKEN)
        register.projector.catch_up()
    payload(database_url, POISON, whole)
    with closing(EmbeddedRegister(database_url, clock)) as register:
        record(register, clock, LATER[:1])
        register.projector.catch_up()
        assert aside(database_url) == []
    verified(database_url)


def test_two_projectors_at_once_retry_what_is_set_aside_and_go_on(database_url: str) -> None:
    """They lock the read models' rows in one order: else PostgreSQL ends one of them."""
    with opened(database_url) as (register, clock):
        record(register, clock, LIFE)
        payload(database_url, POISON, BROKEN)
        register.projector.catch_up()
        engines = [open_engine(database_url) for _ in range(2)]
        with ThreadPoolExecutor(2) as threads:
            done = [threads.submit(again_and_again, Projector(engine)) for engine in engines]
            record(register, clock, LATER)
        for one, engine in zip(done, engines, strict=True):
            one.result()
            engine.dispose()
        assert aside(database_url) == [POISON]
        assert set(register.projector.lag().values()) == {0}


def again_and_again(projector: Projector) -> None:
    for _ in range(25):
        projector.catch_up()
