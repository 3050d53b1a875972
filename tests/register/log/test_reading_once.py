"""A transaction that only reads asks once; one that may write sees what it has written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from support.facts.given import TIKTOK, complete, fact, fact_id
from support.programs.running import lines, ok

from register.log.reader import LogReader
from register.store import prepared
from register.store.database import open_engine, reading, writing

FACTS = [complete(fact("court-ruled", f"2020-03-{day:02}"), day) for day in range(1, 21)]
IDS = [fact_id(day) for day in range(1, 21)]


@pytest.fixture
def url(database_url: str) -> str:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, *FACTS))
    return database_url


@contextmanager
def asked(url: str, *, writes: bool = False) -> Iterator[tuple[LogReader, list[str]]]:
    """A reader of the log, and the statements that it has sent."""
    engine = open_engine(url)
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    by_driver = prepared.run_by_driver

    def noted(connection: Any, said: str, values: Any, *, many: bool) -> Any:
        sent.append(said)
        return by_driver(connection, said, values, many=many)

    try:
        with (
            pytest.MonkeyPatch.context() as patched,
            (writing if writes else reading)(engine) as connection,
        ):
            patched.setattr(prepared, "run_by_driver", noted)
            yield LogReader(connection), sent
    finally:
        engine.dispose()


def test_rows_that_were_read_are_not_asked_for_again(url: str) -> None:
    with asked(url) as (reader, sent):
        first = reader.by_ids(IDS[:10])
        sent.clear()
        assert reader.by_ids(reversed(IDS[:10])) == first
        assert reader.at_positions(one.position for one in first.values()).keys() == {
            one.position for one in first.values()
        }
        assert sent == []
        assert reader.by_ids(IDS[5:15]).keys() == set(IDS[5:15])
        assert len(sent) == 1


def test_ids_and_positions_that_are_not_there_are_left_out(url: str) -> None:
    with asked(url) as (reader, _):
        assert reader.by_ids([IDS[0], fact_id(99)]).keys() == {IDS[0]}
        assert reader.by_ids([]) == {}
        assert reader.at_positions([1, 2, 1000]).keys() == {1, 2}
        assert reader.of_streams(["platform/tiktok", "platform/nobody"]).keys() == {
            "platform/tiktok"
        }


def test_however_many_rows_are_wanted_the_statement_is_the_same(url: str) -> None:
    with asked(url) as (reader, sent):
        sent.clear()
        for many in (2, 3, 7):
            reader.by_ids(IDS[many : 2 * many])
        assert len(sent) == 3
        assert len(set(sent)) == 1


def test_one_that_may_write_asks_each_time(url: str) -> None:
    with asked(url, writes=True) as (reader, sent):
        sent.clear()
        assert reader.head() == reader.head()
        assert reader.by_ids(IDS[:2]) == reader.by_ids(IDS[:2])
        assert len(sent) == 4
