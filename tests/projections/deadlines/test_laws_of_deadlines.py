"""Laws of deadlines: they agree with the standing, and a calendar hears of each change of theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from support.facts.timemachine import KEYS, days_of, folded, head_of, interleaved, opened, record
from support.servers.databases import Databases

from projections.deadlines.changes import Scheduled, scheduled
from projections.deadlines.deadlines import deadlines
from projections.deadlines.rows import ONE_DAY, Selection
from projections.engine.projector import Projector
from projections.fold.periods import period_at
from projections.queries.status import Question
from register.clock import day_of
from register.log.points import known_at
from register.store.database import open_engine, reading

FEW = settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SEEDS = st.integers(0, 2**64 - 1)
OPEN = {"required", "pledged", "overdue", "late", "unconfirmed"}


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def recorded(url: str, seed: int, size: int = 40) -> None:
    """Record a random log, each fact at its moment, and bring the read models up to it."""
    with opened(url) as (register, clock):
        record(register, clock, interleaved(seed, size))
        register.catch_up()


def asked(connection: Connection, at: date, position: int) -> Question:
    return Question(at, known_at(connection, str(position)))


def agree_with_the_standing(connection: Connection, question: Question) -> None:
    found = deadlines(connection, question)
    listed = {(one.key, one.requirement, one.due, one.disputed) for one in found}
    known: set[tuple[object, str, date]] = set()
    for key in KEYS:
        periods = folded(connection, key, question.known.position)
        now = period_at(periods, question.at)
        for row in now.standing.requirements if now else ():
            if row.due is not None and row.state in OPEN:
                assert (key, row.requirement, row.due, row.disputed) in listed
                known.add((key, row.requirement, row.due))
        for period in periods:
            if period.since > question.at:
                for row in period.standing.requirements:
                    if row.due is not None:
                        known.add((key, row.requirement, row.due))
                        known.add((key, row.requirement, period.since - ONE_DAY))
    assert {(one.key, one.requirement, one.due) for one in found} <= known
    assert len({one.uid for one in found}) == len(found)
    assert found == sorted(found, key=lambda one: one.order)
    still = [one.deadline for one in scheduled(connection, question) if one.is_open]
    assert still == found


@FEW
@given(SEEDS)
def test_deadlines_agree_with_the_standing_on_every_day(databases: Databases, seed: int) -> None:
    with databases.migrated() as url, engine_of(url) as engine:
        recorded(url, seed)
        random = Random(seed)
        with reading(engine) as connection:
            for _ in range(25):
                position = random.randint(0, head_of(connection))
                agree_with_the_standing(connection, asked(connection, days_of(random), position))


@FEW
@given(SEEDS)
def test_what_no_read_model_has_seen_is_told_the_same(databases: Databases, seed: int) -> None:
    with databases.migrated() as url, engine_of(url) as engine:
        rows = interleaved(seed, 40)
        with opened(url) as (register, clock):
            record(register, clock, rows[:20])
            register.catch_up()
            record(register, clock, rows[20:])
        random = Random(seed)
        questions = [(days_of(random), random.randint(0, 40)) for _ in range(10)]

        def answers() -> list[object]:
            with reading(engine) as connection:
                places = [asked(connection, at, position) for at, position in questions]
                return [(deadlines(connection, q), scheduled(connection, q)) for q in places]

        before = answers()
        Projector(engine).catch_up()
        assert answers() == before


@FEW
@given(SEEDS)
def test_whoever_follows_a_calendar_hears_of_each_change(databases: Databases, seed: int) -> None:
    """Asked day by day, as the log grows: a change has a higher number, and none has a lower."""
    with databases.migrated() as url, engine_of(url) as engine:
        recorded(url, seed)
        seen: dict[str, Scheduled] = {}
        with reading(engine) as connection:
            for question in _as_time_goes(connection):
                found = {one.deadline.uid: one for one in scheduled(connection, question)}
                for uid, before in seen.items():
                    after = found[uid]  # what was there once is never left out
                    assert after.sequence >= before.sequence
                    assert after.changed_at >= before.changed_at
                    if _shown(after) != _shown(before):
                        assert after.sequence > before.sequence
                seen = found


def _as_time_goes(connection: Connection) -> Iterator[Question]:
    head = head_of(connection)
    moments = [known_at(connection, str(position)) for position in range(1, head + 1)]
    for known, following in zip(moments, [*moments[1:], None], strict=True):
        day = day_of(known.recorded_at or 0)
        last = day_of(following.recorded_at or 0) if following else day + timedelta(40)
        while day <= last:
            yield Question(day, known)
            day += max(ONE_DAY, (last - day) / 3)


def _shown(one: Scheduled) -> tuple[object, ...]:
    return one.is_open, one.deadline.due if one.is_open else None, one.deadline.state


@FEW
@given(SEEDS)
def test_a_selection_is_a_part_of_the_whole(databases: Databases, seed: int) -> None:
    with databases.migrated() as url, engine_of(url) as engine:
        recorded(url, seed)
        with reading(engine) as connection:
            question = asked(connection, date(2022, 3, 8), head_of(connection))
            whole = deadlines(connection, question)
            for wanted in (
                Selection(jurisdiction="KZ"),
                Selection("tiktok", "RU"),
                Selection(requirement="representative"),
                Selection("telegram"),
            ):
                assert deadlines(connection, question, wanted) == [
                    one for one in whole if wanted.has(one.key) and wanted.has_code(one.requirement)
                ]
                assert {one.deadline.uid for one in scheduled(connection, question, wanted)} <= {
                    one.deadline.uid for one in scheduled(connection, question)
                }
