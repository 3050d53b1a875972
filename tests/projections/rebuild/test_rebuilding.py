"""Rebuilding beside readers, writers and other rebuilds: what is read is right all the time."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import Engine, select
from support.facts.timemachine import (
    answers_are_right,
    beside_a_reader,
    interleaved,
    nothing_is_left,
    opened,
    record,
    table_is_right,
    verified,
)

from projections.engine.projector import Projector
from projections.rebuild import standing as rebuilds
from projections.rebuild.rebuild import rebuild
from projections.standing import replay
from projections.standing.projection import NAME, live_generation
from projections.tables import projection
from register.errors import RebuildStopped
from register.log.reader import LogReader
from register.store.database import reading


@pytest.fixture(autouse=True)
def _in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rebuild commit after every few rows, one relationship at a time."""
    for name in ("SHARE", "COMMITTED", "FORGOTTEN_AT_ONCE"):
        monkeypatch.setattr(rebuilds, name, 1)
    monkeypatch.setattr(replay, "PACKET", 1)


def nothing(_facts: int) -> None:
    pass


def generation(engine: Engine) -> int:
    with reading(engine) as connection:
        return live_generation(connection)


def once(act: Callable[[], None], *, facts: int) -> Callable[[int], None]:
    """Progress that does something once, when so many facts were dealt with."""
    told = [0]

    def progress(more: int) -> None:
        before, told[0] = told[0], told[0] + more
        if before < facts <= told[0]:
            act()

    return progress


def overtaken(url: str, progress: Callable[[int], None]) -> None:
    """Rebuild; where another took over, it may stop, and must say so."""
    try:
        rebuild(url, [NAME], workers=1, progress=progress)
    except RebuildStopped as stopped:
        said = str(stopped)
    else:
        return
    assert "another rebuild" in said


@pytest.mark.parametrize("facts", [1, 13, 24])
def test_two_rebuilds_at_once_come_to_what_is_right(database_url: str, facts: int) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(1, 24))
        register.projector.catch_up()

        def another() -> None:
            rebuild(database_url, [NAME], workers=1, progress=nothing)
            with reading(register.engine) as connection:
                answers_are_right(connection, Random(1), questions=4)

        overtaken(database_url, once(another, facts=facts))
        with reading(register.engine) as connection:
            answers_are_right(connection, Random(2), questions=4)
        rebuild(database_url, [], workers=1, progress=nothing)
        with reading(register.engine) as connection:
            nothing_is_left(connection)
    verified(database_url)


def test_a_rebuild_that_another_overtook_does_not_take_facts_in_twice(database_url: str) -> None:
    rows = interleaved(2, 48)
    with opened(database_url) as (register, clock):
        record(register, clock, rows[:30])
        register.projector.catch_up()

        def another() -> None:
            record(register, clock, rows[30:])
            Projector(register.engine).catch_up()
            rebuild(database_url, [NAME], workers=1, progress=nothing)

        overtaken(database_url, once(another, facts=24))
    verified(database_url)


class Dead(BaseException):
    """The end of a process, at a moment of the test's choosing."""


def test_a_rebuild_does_not_go_live_with_what_another_has_only_begun(database_url: str) -> None:
    """The first has written all its rows when the second clears them away and begins anew."""
    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(3, 24))
        register.projector.catch_up()

        def begun() -> None:
            raise Dead

        def another() -> None:
            with pytest.raises(Dead):
                rebuild(database_url, [NAME], workers=1, progress=once(begun, facts=1))

        overtaken(database_url, once(another, facts=24))
        with reading(register.engine) as connection:
            answers_are_right(connection, Random(3), questions=6)
        rebuild(database_url, [], workers=1, progress=nothing)
        with reading(register.engine) as connection:
            nothing_is_left(connection)
    verified(database_url)


@pytest.mark.parametrize("facts", [1, 13, 24])
def test_a_rebuild_that_died_leaves_nothing_behind_after_the_next(
    database_url: str, facts: int
) -> None:
    def die() -> None:
        raise Dead

    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(4, 24))
        register.projector.catch_up()
        before = generation(register.engine)
        with pytest.raises(Dead):
            rebuild(database_url, [NAME], workers=1, progress=once(die, facts=facts))
        assert generation(register.engine) == before
        table_is_right(register.engine)
        rebuild(database_url, [NAME], workers=1, progress=nothing)
        assert generation(register.engine) > before
        with reading(register.engine) as connection:
            nothing_is_left(connection)
    verified(database_url)


@pytest.mark.parametrize("caught_up", [False, True])
def test_facts_recorded_during_a_rebuild_are_there_after_it(
    database_url: str, *, caught_up: bool
) -> None:
    rows = interleaved(5, 40)
    with opened(database_url) as (register, clock):
        record(register, clock, rows[:20])
        register.projector.catch_up()
        told = iter(range(20, 40, 5))

        def more(_facts: int) -> None:
            """Some facts, known to the live tables before the rebuild ends, or not."""
            first = next(told, len(rows))
            record(register, clock, rows[first : first + 5])
            if caught_up:
                Projector(register.engine).catch_up()
            with reading(register.engine) as connection:
                answers_are_right(connection, Random(first), questions=3)

        rebuild(database_url, [NAME], workers=1, progress=more)
        table_is_right(register.engine)
        record(register, clock, rows[next(told, len(rows)) :])
        register.projector.catch_up()
    verified(database_url)


@pytest.mark.slow
def test_readers_read_what_is_right_while_processes_rebuild_and_another_writes(
    database_url: str,
) -> None:
    rows = interleaved(6, 60)
    with opened(database_url) as (register, clock):
        record(register, clock, rows[:20])
        register.projector.catch_up()
        told = iter(range(20, 60, 10))

        def more(_facts: int) -> None:
            first = next(told, len(rows))
            record(register, clock, rows[first : first + 10])
            Projector(register.engine, batch=7).catch_up()

        with beside_a_reader(database_url, 6):
            rebuild(database_url, [NAME], workers=2, progress=more)
    verified(database_url)


def test_a_rebuild_brings_read_models_up_that_lagged(database_url: str) -> None:
    with opened(database_url) as (register, clock):
        rows = interleaved(7, 40)
        record(register, clock, rows[:10])
        register.projector.catch_up()
        record(register, clock, rows[10:])
        rebuild(database_url, [], workers=1, progress=nothing)
        with reading(register.engine) as connection:
            head = LogReader(connection).head()
            reached = set(connection.execute(select(projection.c.position)).scalars())
            assert head is not None
            assert reached == {head[0]}
            nothing_is_left(connection)
    verified(database_url)
