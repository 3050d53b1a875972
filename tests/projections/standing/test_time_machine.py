"""Laws of the time machine: what is looked up at any (T, K) is what the fold says, on both databases."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from support.facts.timemachine import (
    COUNTRIES,
    KEYS,
    KNOWN_BEFORE,
    START_OF_RECORDING,
    answers_are_right,
    beside_a_reader,
    interleaved,
    nothing_is_left,
    opened,
    record,
    table_is_right,
    verified,
)
from support.programs.running import ok
from support.servers.databases import Databases

from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector
from projections.fold.periods import periods
from projections.queries.facts import known_facts
from projections.queries.status import Question, periods_of, statuses
from projections.read_models import search_text
from projections.rebuild import standing as rebuilds
from projections.rebuild.rebuild import rebuild
from projections.standing import timeline, track
from projections.tables import projection
from register.log.points import known_at
from register.store.database import open_engine, reading, writing

FEW = settings(
    max_examples=6,
    # A session's databases serve all examples, each of which takes a new one of them.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SEEDS = st.integers(0, 2**64 - 1)


def nothing(_facts: int) -> None:
    pass


def projected(register: EmbeddedRegister, url: str, remembered: Projector, random: Random) -> None:
    """Bring the read models up to the log: in some way, or not at all."""
    match random.choice(("remembered", "remembered", "fresh", "rebuilt", "not")):
        case "remembered":
            remembered.catch_up()
        case "fresh":
            Projector(register.engine, batch=random.choice((1, 2, 5, 100))).catch_up()
        case "rebuilt":
            rebuild(url, [], workers=1, progress=nothing)
        case _:
            return


@FEW
@given(seed=SEEDS)
def test_what_is_looked_up_at_any_t_and_k_is_what_the_fold_says(
    databases: Databases, seed: int
) -> None:
    random = Random(seed)
    rows = interleaved(seed, random.choice((8, 16, 32)))
    with databases.migrated() as url, opened(url) as (register, clock):
        remembered = Projector(register.engine, batch=random.choice((1, 3, 7, 100)))
        while rows:
            size = random.choice((1, 2, 5, 20))
            record(register, clock, rows[:size])
            del rows[:size]
            projected(register, url, remembered, random)
            with reading(register.engine) as connection:
                answers_are_right(connection, random, questions=2)
        remembered.catch_up()
        table_is_right(register.engine)
        with reading(register.engine) as connection:
            answers_are_right(connection, random)
            nothing_is_left(connection)


@pytest.mark.parametrize("few", [2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_so_too_when_only_the_last_facts_of_each_part_are_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch, few: int, seed: int
) -> None:
    monkeypatch.setattr(track, "SHORT", few)
    monkeypatch.setattr(timeline, "KEPT", few)
    rows = interleaved(seed, 40, COUNTRIES[:2])
    with opened(database_url) as (register, clock):
        for at in range(0, len(rows), 8):
            record(register, clock, rows[at : at + 8])
            batch = (1, 2, 100)[seed]
            Projector(register.engine, batch=batch).catch_up()  # which remembers nothing
        table_is_right(register.engine)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11])
def test_it_is_so_too_after_a_rebuild_by_several_processes(
    database_url: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(rebuilds, "SHARE", 1)
    rows = interleaved(seed, 48)
    with opened(database_url) as (register, clock):
        remembered = Projector(register.engine, batch=5)
        record(register, clock, rows[:30])
        remembered.catch_up()
        rebuild(database_url, [], workers=2, progress=nothing)
        record(register, clock, rows[30:])
        remembered.catch_up()
        table_is_right(register.engine)
        with reading(register.engine) as connection:
            answers_are_right(connection, Random(seed))
            nothing_is_left(connection)


def test_a_reader_of_read_models_that_lag_is_told_what_is_right(database_url: str) -> None:
    rows = interleaved(21, 48)
    with opened(database_url) as (register, clock):
        record(register, clock, rows[:20])
        register.projector.catch_up()
        record(register, clock, rows[20:])
        with reading(register.engine) as connection:
            query = select(projection.c.position).where(projection.c.name != search_text.NAME)
            reached = connection.execute(query).scalars().all()  # words wait for some more
            assert set(reached) == {KNOWN_BEFORE + 20}
            answers_are_right(connection, Random(21))


def test_a_reader_beside_a_writer_that_holds_the_lock_is_told_what_is_right(
    sqlite_url: str,
) -> None:
    rows = interleaved(22, 48)
    with opened(sqlite_url) as (register, clock):
        record(register, clock, rows[:20])
        register.projector.catch_up()
        record(register, clock, rows[20:])
        other = open_engine(sqlite_url)
        with writing(other), register.reading() as connection:
            lag = register.projector.lag()
            assert {of for name, of in lag.items() if name != search_text.NAME} == {28}
            answers_are_right(connection, Random(22))
        other.dispose()
        with register.reading() as connection:
            assert set(register.projector.lag().values()) == {0}
            answers_are_right(connection, Random(22))
    verified(sqlite_url)


def test_readers_read_one_state_while_a_writer_records_and_projects(database_url: str) -> None:
    rows = interleaved(23, 40)
    with opened(database_url) as (register, clock), beside_a_reader(database_url, 23):
        for at in range(0, len(rows), 4):
            record(register, clock, rows[at : at + 4])
            register.projector.catch_up()
    verified(database_url)


def test_days_far_off_and_the_log_before_its_first_fact_have_answers(database_url: str) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(24, 40))
        register.projector.catch_up()
        with reading(register.engine) as connection:
            for at in (date.min, date.max, START_OF_RECORDING.date()):
                for known in ("0", "1", None):
                    question = Question(at, known_at(connection, known))
                    told = {one.key: one.period for one in statuses(connection, question)}
                    for key in KEYS:
                        facts = known_facts(connection, key, through=question.known.position)
                        whole = periods(facts)
                        assert periods_of(connection, question, key) == whole
                        held = [one for one in whole if one.since <= at]
                        assert told.get(key) == (held[-1] if held else None)
    ok("verify", "--replay", database=database_url)
