"""Deciding without the writers' lock: who was slower decides anew, and is told when that ends."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import text
from support.facts.given import TIKTOK, complete, denied, fact

from aggregates.errors import FactRefused
from aggregates.vocabulary.shapes import Fact
from register.application import Register
from register.errors import StreamMoved
from register.format.schemas import read_fact
from register.log import postgresql
from register.log.reader import LogReader
from register.recording.optimistic import Retries
from register.store.database import open_engine


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def ruling(place: int) -> Fact:
    return read_fact(complete(fact("court-ruled", "2022"), place))


class Slow:
    """A register whose decisions are always overtaken, by another that records in between."""

    def __init__(self, url: str, times: int) -> None:
        self.pauses: list[float] = []
        retries = Retries(times=times, random=Random(1), sleep=self.pauses.append)
        self.engine = open_engine(url)
        self.register = Register(self.engine, now, retries=retries)
        self.other = Register(self.engine, now)

    def close(self) -> None:
        self.register.close()
        self.other.close()
        self.engine.dispose()


@pytest.fixture
def overtaken(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[int, Callable[[int], Fact]], Slow]:
    """Make a register that is overtaken a number of times by what another one records."""

    def make(times: int, faster: Callable[[int], Fact]) -> Slow:
        slow = Slow(postgresql_url, times=4)
        request.addfinalizer(slow.close)
        slow.other.record([read_fact(TIKTOK), ruling(1)], recorded_by="other")
        left = list(range(times))
        versions = LogReader.versions

        def overtake(reader: LogReader, streams: Iterable[str]) -> dict[str, int]:
            asked = list(streams)
            found = versions(reader, asked)
            here = any(stream.startswith("relationship/") for stream in asked)
            if left and here and threading.current_thread().name == "slow":
                slow.other.record([faster(left.pop())], recorded_by="other")
            return found

        monkeypatch.setattr(LogReader, "versions", overtake)
        monkeypatch.setattr(threading.current_thread(), "name", "slow")
        return slow

    return make


Overtaken = Callable[[int, Callable[[int], Fact]], Slow]


def test_a_claim_that_was_overtaken_is_decided_anew(overtaken: Overtaken) -> None:
    slow = overtaken(3, lambda turn: ruling(100 + turn))
    (outcome,) = slow.register.record([claim()], recorded_by="slow")
    assert (outcome.position, outcome.duplicate) == (6, False)
    assert slow.register.relationship("tiktok", "KZ").version == 5
    assert len(slow.pauses) == 3


def claim() -> Fact:
    return read_fact(complete(denied(1), 50))


def test_who_is_overtaken_every_time_is_told_and_has_recorded_nothing(overtaken: Overtaken) -> None:
    slow = overtaken(4, lambda turn: ruling(100 + turn))
    with pytest.raises(StreamMoved, match="another process recorded on the same aggregate"):
        slow.register.record([claim()], recorded_by="slow")
    assert slow.register.recorder.max_notification_id() == 6


def test_the_same_fact_from_two_stays_one(overtaken: Overtaken) -> None:
    slow = overtaken(1, lambda _: claim())
    (outcome,) = slow.register.record([claim()], recorded_by="slow")
    assert (outcome.position, outcome.duplicate) == (3, True)


def test_what_looks_at_nothing_is_overtaken_by_nobody(overtaken: Overtaken) -> None:
    slow = overtaken(0, ruling)
    slow.register.record([ruling(2)], recorded_by="slow")
    for place in (3, 4, 3):
        slow.register.record([ruling(place)], recorded_by="slow")
    assert slow.register.relationship("tiktok", "KZ").version == 4
    assert slow.pauses == []


def test_of_several_facts_none_is_recorded_if_one_is_refused(overtaken: Overtaken) -> None:
    slow = overtaken(0, ruling)
    lost = read_fact(complete(denied(77), 51))
    with pytest.raises(FactRefused, match="no fact"):
        slow.register.record([ruling(2), lost], recorded_by="slow")
    assert slow.register.recorder.max_notification_id() == 2


def test_the_time_of_recording_does_not_go_back_with_a_clock(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    clock = [datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    register = Register(engine, lambda: clock.pop(0) if len(clock) > 1 else clock[0])
    register.record([read_fact(TIKTOK)], recorded_by="test")
    register.record([ruling(1)], recorded_by="test")
    register.record([ruling(2)], recorded_by="test")
    with engine.connect() as connection:
        moments = {one.recorded_at for one in LogReader(connection).between(0, 9)}
    assert len(moments) == 1
    register.close()
    engine.dispose()


def test_an_append_that_follows_another_closely_notifies_nobody(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    register = Register(engine, now)
    listener = postgresql.own_connection(engine)
    listener.execute(f"LISTEN {postgresql.CHANNEL}")
    register.record([read_fact(TIKTOK)], recorded_by="test")  # the first of all
    for place in range(1, 6):
        register.record([ruling(place)], recorded_by="test")
    assert len(list(listener.notifies(timeout=0.1))) == 1
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE log_head SET appended_at = appended_at - 600000"))
    register.record([ruling(6)], recorded_by="test")
    assert len(list(listener.notifies(timeout=0.1))) == 1
    listener.close()
    register.close()
    engine.dispose()


def test_a_server_of_another_isolation_level_lets_writers_in_all_the_same(
    postgresql_url: str,
) -> None:
    engine = open_engine(postgresql_url)
    with engine.connect() as connection, connection.begin():
        name = connection.execute(text("SELECT quote_ident(current_database())")).scalar()
        connection.execute(
            text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
        )
    engine.dispose()
    register = Register(engine, now)
    register.record([read_fact(TIKTOK)], recorded_by="test")

    def write(worker: int) -> None:
        for place in range(20):
            register.record([ruling(worker * 100 + place)], recorded_by="test")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(1, 5)))
    assert register.recorder.max_notification_id() == 81
    register.close()
    engine.dispose()
