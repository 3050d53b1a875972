"""The read models: they follow the log exactly once, and nothing is swallowed on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import ok, run

from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projection, Projector, all_projections
from projections.tables import projection, relationship, set_aside
from projections.verification.doctor import examine
from register.format.codec import encode
from register.format.schemas import read_fact
from register.log.reader import LogReader
from register.store.database import open_engine, reading
from register.store.tables import log

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@contextmanager
def opened(url: str) -> Iterator[EmbeddedRegister]:
    with EmbeddedRegister(url, lambda: NOON) as register:
        yield register


def test_a_register_that_stopped_between_recording_and_projecting_catches_up(
    database_url: str,
) -> None:
    with opened(database_url) as register:
        with register.register.recording(recorded_by="test") as recording:
            recording.record(
                [read_fact(TIKTOK), read_fact(complete(fact("block-imposed", "2022"), 1))]
            )
        lag = register.projector.lag()
        assert lag.pop("fact-text") == 0, "it waits for more, and the search does not"
        assert set(lag.values()) == {2}
    assert ok("status", "ТикТок", "KZ", "--format", "json", database=database_url).document
    with opened(database_url) as register:
        assert set(register.projector.lag().values()) == {0}


class Boom(BaseException):
    """A process that ends, at a moment of the test's choosing."""


@pytest.mark.parametrize("after", [False, True])
def test_a_batch_of_a_read_model_is_handled_exactly_once(database_url: str, *, after: bool) -> None:
    left = [1, 1, 0]

    def counting(connection: Any, entries: Any) -> None:
        if after:
            all_projections()[0].handle(connection, entries)
        if left.pop():
            raise Boom
        if not after:
            all_projections()[0].handle(connection, entries)

    with opened(database_url) as register:
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(TIKTOK)])
            recording.record(
                [read_fact(complete(fact("court-ruled", "2022"), place)) for place in range(1, 8)]
            )
        dying = Projector(register.engine, [Projection("relationship", counting)], batch=3)
        left[:] = [1, 0, 1, 0, 1, 0][::-1]
        for _ in range(3):
            with pytest.raises(Boom):
                dying.catch_up()
        left[:] = [0] * 9
        dying.catch_up()
        with register.reading() as connection:
            assert connection.execute(select(relationship.c.facts)).scalar() == 7


def test_a_fact_that_a_read_model_can_not_handle_is_set_aside_shown_and_tried_again(
    database_url: str,
) -> None:
    poisoned = {4}

    def picky(connection: Any, entries: Any) -> None:
        if poisoned & {entry.position for entry in entries}:
            raise ValueError("what is this?")
        all_projections()[0].handle(connection, entries)

    with opened(database_url) as register:
        projector = Projector(register.engine, [Projection("relationship", picky)])
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(TIKTOK)])
            recording.record(
                [read_fact(complete(fact("court-ruled", "2022"), place)) for place in range(1, 8)]
            )
        for _ in range(2):
            projector.catch_up()
            with register.engine.connect() as connection:
                aside = connection.execute(select(set_aside)).all()
                reached = connection.execute(select(projection.c.position)).scalars().all()
                facts = connection.execute(select(relationship.c.facts)).scalar()
            assert [(row.position, row.reason) for row in aside] == [
                (4, "ValueError: what is this?")
            ]
            assert (reached, facts) == ([8], 6)
        with reading(register.engine) as connection:  # and not by the register, which catches up
            shown = examine(connection, through=8, today=date(2026, 11, 30))
        assert [(one.kind, one.where) for one in shown] == [("set-aside", "position 4")]
        poisoned.clear()
        projector.catch_up()
        with register.reading() as connection:
            assert connection.execute(select(set_aside)).all() == []
            assert connection.execute(select(relationship.c.facts)).scalar() == 7


def test_a_fact_damaged_before_it_was_projected_is_left_out_and_said_so(database_url: str) -> None:
    with opened(database_url) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(blocked("KZ", 1)), read_fact(blocked("RU", 2))])
    damage(database_url, 2)
    told = ok("status", "--format", "json", database=database_url)
    assert [row["jurisdiction"] for row in told.document] == ["RU"]
    assert "1 fact is left out" in told.err
    assert "doctor" in told.err
    shown = run("doctor", "--format", "json", database=database_url)
    assert {"set-aside", "damaged"} <= {row["kind"] for row in shown.document}
    assert "position 2" in shown.out
    verified = run("verify", "--replay", "--format", "json", database=database_url)
    found = {(row["table"], row["place"]) for row in verified.document["mismatches"]}
    assert ("log", "position 2") in found
    assert {table for table, _ in found} == {"schema", "log"}, "what is set aside is in no row"
    damage(database_url, 2, payload=encode(read_fact(blocked("KZ", 1))))
    assert "rebuilt from 3 facts" in ok("rebuild", database=database_url).out
    mended = ok("status", "--format", "json", database=database_url)
    assert [row["jurisdiction"] for row in mended.document] == ["KZ", "RU"]
    assert mended.err == ""


def test_a_fact_damaged_after_it_was_projected_is_named_by_the_replay(database_url: str) -> None:
    with opened(database_url) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
        register.record(
            [read_fact(blocked("KZ", 1)), read_fact(blocked("RU", 2))], recorded_by="test"
        )
    damage(database_url, 2)
    assert ok("status", "tiktok", "KZ", "--format", "json", database=database_url).document
    damaged = run("status", "tiktok", "KZ", "--explain", database=database_url)
    assert (damaged.status, "position 2" in damaged.err) == (2, True)
    verified = run("verify", "--replay", database=database_url)
    assert (verified.status, "tiktok KZ" in verified.out) == (1, True)
    assert "position 2" in verified.out
    shown = run("doctor", "--format", "json", database=database_url)
    assert "position 2" in shown.out


def blocked(country: str, place: int) -> dict[str, Any]:
    return complete(fact("block-imposed", "2022", jurisdiction=country), place)


def damage(url: str, position: int, payload: bytes = b"{") -> None:
    """Change stored bytes as somebody with the database's password could."""
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        sqlite = engine.dialect.name == "sqlite"
        connection.exec_driver_sql(
            f"DROP TRIGGER IF EXISTS {'log_refuses_update' if sqlite else 'log_refuses_change ON log'}"
        )
        statement = log.update().where(log.c.position == position).values(payload=payload)
        connection.execute(statement)
    engine.dispose()


def test_following_the_log_gives_each_fact_once_in_order(database_url: str) -> None:
    with opened(database_url) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
        subscription = register.register.recorder.subscribe(gt=0)
        seen = [next(subscription).id]
        facts = [read_fact(complete(fact("court-ruled", "2022"), place)) for place in (1, 2)]
        register.record(facts, recorded_by="test")
        seen += [next(subscription).id, next(subscription).id]
        subscription.stop()
        assert seen == [1, 2, 3]
        with register.reading() as connection:
            assert LogReader(connection).head() is not None
