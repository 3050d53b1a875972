"""Several relationships in one log, and whether the tables say of them what the fold says."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, select
from support.facts.given import TIKTOK, adopted
from support.oracle.standing import Row
from support.oracle.streams import LAWS, START, log

from aggregates.claims import latest_source
from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector
from projections.fold.periods import Period, period_at, periods
from projections.queries.facts import known_facts
from projections.queries.matrix import MatrixCell, matrix_cells
from projections.queries.status import (
    Question,
    Status,
    documents,
    folded_states_since,
    periods_of,
    states_since,
    statuses,
)
from projections.read_models.relationships import RelationshipKey
from projections.standing.projection import live_generation
from projections.tables import standing_key, standing_part, standing_period, standing_tail
from projections.verification.replay_check import mismatches
from register.format.schemas import read_fact
from register.log.points import known_at
from register.store.database import open_engine, reading
from register.store.tables import log as log_table
from register.store.tables import log_head

COUNTRIES = ("KZ", "RU", "IN", "NG")
KEYS = [RelationshipKey("tiktok", country) for country in COUNTRIES]

KNOWN = (TIKTOK, *map(adopted, LAWS))
"""What streams need: the platform, and the laws that facts stand on."""

KNOWN_BEFORE = len(KNOWN)
"""The position of what was recorded before a stream."""


class HandClock:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2022-02-01T00:00:00+00:00")

    def __call__(self) -> datetime:
        return self.at


def interleaved(seed: int, size: int, countries: Sequence[str] = COUNTRIES) -> list[Row]:
    """Random streams of several relationships, mixed into one log of about so many facts."""
    random = Random(seed)
    streams = [
        [_of(country, row) for row in log(random, max(1, size // len(countries)))][::-1]
        for country in countries
    ]
    mixed: list[Row] = []
    while any(streams):
        mixed.append(random.choice([stream for stream in streams if stream]).pop())
    return mixed


def _of(country: str, row: Row) -> Row:
    """The row about another country, with ids of its own."""
    own = COUNTRIES.index(country) * 100_000
    named: dict[str, Any] = {
        name: str(UUID(int=UUID(row[name]).int + own))
        for name in ("id", "refers_to", "caused_by")
        if name in row
    }
    return {**row, "jurisdiction": country} | named


@contextmanager
def opened(url: str) -> Iterator[tuple[EmbeddedRegister, HandClock]]:
    """A register that knows the platform and laws; its read models follow only when told to."""
    clock = HandClock()
    with EmbeddedRegister(url, clock) as register:
        register.record([read_fact(one) for one in KNOWN], recorded_by="test")
        yield register, clock


def record(register: EmbeddedRegister, clock: HandClock, rows: Sequence[Row]) -> None:
    """Record rows, each at its moment, and leave the read models where they are."""
    for row in rows:
        clock.at = datetime.fromisoformat(row["recorded_at"])
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(row)])


def written(url: str, rows: Sequence[Row]) -> None:
    """Record all rows at once, and leave the read models where they are."""
    with opened(url) as (register, clock):
        clock.at = START_OF_RECORDING
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(row) for row in rows])


START_OF_RECORDING = datetime.fromisoformat("2022-03-10T12:00:00+00:00")


def head_of(connection: Connection) -> int:
    return connection.execute(select(log_head.c.position)).scalar() or 0


def days_of(random: Random) -> date:
    return START + timedelta(days=random.randint(-30, 60))


def folded(connection: Connection, key: RelationshipKey, position: int) -> list[Period]:
    """What the fold of the facts says, which reads no table but the log."""
    return periods(known_facts(connection, key, through=position))


def answers_are_right(connection: Connection, random: Random, *, questions: int = 12) -> None:
    """Every way to ask, at random (T, K): the answers are those of the fold."""
    head = head_of(connection)
    for _ in range(questions):
        at, position = days_of(random), random.randint(0, head)
        question = Question(at, known_at(connection, str(position)))
        wanted = []
        for key in sorted(KEYS):
            whole = folded(connection, key, position)
            assert periods_of(connection, question, key) == whole
            if (period := period_at(whole, at)) is not None:
                facts = known_facts(connection, key, through=position)
                wanted.append(Status(key, question, period, latest_source(facts, at)))
        assert statuses(connection, question) == wanted
        for status in wanted:
            assert states_since(connection, status) == folded_states_since(connection, status)
        assert as_documents(connection, question) == [one.to_json() for one in wanted]
        assert matrix_cells(connection, question, beside=True) == [cell_of(one) for one in wanted]
        country = random.choice(COUNTRIES)
        one = {"platform": "tiktok", "jurisdiction": country}
        only = [one for one in wanted if one.key.jurisdiction == country]
        assert statuses(connection, question, **one) == only
        assert as_documents(connection, question, **one) == [status.to_json() for status in only]
        few = [cell_of(status, beside=False) for status in only]
        assert matrix_cells(connection, question, platform="tiktok", jurisdiction=country) == few


def cell_of(one: Status, *, beside: bool = True) -> MatrixCell:
    """What the matrix shows of a status; with its services and what is observed, or without."""
    period, standing = one.period, one.period.standing
    cell = MatrixCell(
        *(one.key.platform, one.key.jurisdiction, period.since, period.until),
        *(standing.compliance, standing.access, standing.ahead, standing.certainty),
        *(standing.disputed, one.latest_source, one.is_old),
    )
    more = {"services": standing.services, "observed": standing.observed}
    return msgspec.structs.replace(cell, **more) if beside else cell


@contextmanager
def beside_a_reader(url: str, seed: int) -> Iterator[None]:
    """Ask all the while from another thread; at the end there were answers, and all were right."""
    ended, failures, asked = Event(), list[Exception](), list[int]()
    engine = open_engine(url)

    def read() -> None:
        random = Random(seed)
        try:
            while not ended.is_set() or not asked:
                with reading(engine) as connection:
                    answers_are_right(connection, random, questions=1)
                asked.append(1)
        except Exception as error:  # noqa: BLE001  # it is shown at the end
            failures.append(error)

    reader = Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        ended.set()
        reader.join()
        engine.dispose()
    assert failures == []


def as_documents(connection: Connection, question: Question, **where: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(
        msgspec.json.encode(documents(connection, question, **where))
    )
    return found


def table_is_right(engine: Engine) -> None:
    """The read models are up to the log, the tables say at every K what the fold says, and verify agrees."""
    assert set(Projector(engine).lag().values()) == {0}
    with reading(engine) as connection:
        for key in KEYS:
            facts = known_facts(connection, key, through=head_of(connection))
            for position in range(head_of(connection) + 1):
                wanted = periods([one for one in facts if one.position <= position])
                question = Question(START, known_at(connection, str(position)))
                assert periods_of(connection, question, key) == wanted, (key, position)
        assert list(mismatches(connection, lambda _: None)) == []


def verified(url: str, *, seed: int = 1) -> None:
    """The tables of a register are right, and so are its answers."""
    engine = open_engine(url)
    try:
        table_is_right(engine)
        with reading(engine) as connection:
            answers_are_right(connection, Random(seed))
    finally:
        engine.dispose()


def nothing_is_left(connection: Connection) -> None:
    """Only rows of the live generation stand in the tables of the standing."""
    live = live_generation(connection)
    assert set(connection.execute(select(standing_key.c.generation)).scalars()) <= {live}
    keys = set(connection.execute(select(standing_key.c.id)).scalars())
    for table in (standing_period, standing_part, standing_tail):
        assert set(connection.execute(select(table.c.relationship)).scalars()) <= keys, table.name


def positions(connection: Connection) -> list[int]:
    return list(connection.execute(select(log_table.c.position)).scalars())
