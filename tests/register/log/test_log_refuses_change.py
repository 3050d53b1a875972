"""The database itself refuses to change the log, whoever asks."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.facts.given import TIKTOK, complete, fact

from aggregates.vocabulary.shapes import Fact
from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.reader import Entry, LogReader

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def register(database_url: str) -> Iterator[EmbeddedRegister]:
    """A register with two facts."""
    with EmbeddedRegister(database_url, lambda: NOON) as found:
        found.record([read_fact(TIKTOK), ruling(1)], recorded_by="test")
        yield found


def ruling(place: int) -> Fact:
    return read_fact(complete(fact("court-ruled", "2022"), place))


def entries(register: EmbeddedRegister) -> list[Entry]:
    with register.reading() as connection:
        return list(LogReader(connection).between(0, 1_000_000))


def execute(register: EmbeddedRegister, *statements: str) -> None:
    with register.engine.connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET payload = payload",
        "UPDATE log SET recorded_by = 'me' WHERE position = 1",
        "DELETE FROM log WHERE position = 2",
        "DELETE FROM log",
        "UPDATE log_head SET position = position - 1",
        "UPDATE log_head SET recorded_at = 0",
        "DELETE FROM log_head",
        "INSERT INTO log_head (id, position, recorded_at) VALUES (2, 0, 0)",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(
    register: EmbeddedRegister, statement: str
) -> None:
    before = entries(register)
    with pytest.raises(DBAPIError):
        execute(register, statement)
    assert entries(register) == before


def test_postgresql_refuses_to_empty_the_log(postgresql_url: str) -> None:
    with EmbeddedRegister(postgresql_url, lambda: NOON) as register:
        for table in ("log", "log_head", "log, log_head CASCADE"):
            with pytest.raises(DBAPIError, match=r"append-only|never goes back"):
                execute(register, f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO log SELECT position, stream, version, type, fact_id, "
        "recorded_at, 'somebody else', payload FROM log",
        "INSERT OR REPLACE INTO log SELECT position + 1, stream, version + 1, type, fact_id, "
        "recorded_at, recorded_by, payload FROM log",
        "INSERT OR REPLACE INTO log SELECT position + 1, stream, version, type, 'another', "
        "recorded_at, recorded_by, payload FROM log",
        "INSERT OR REPLACE INTO log_head (id, position, recorded_at) VALUES (1, 0, 0)",
    ],
)
def test_a_row_can_not_be_replaced_on_sqlite(sqlite_url: str, statement: str) -> None:
    """Where it replaces a row, SQLite runs no trigger of deletion."""
    with EmbeddedRegister(sqlite_url, lambda: NOON) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
        before = entries(register)
        with pytest.raises(DBAPIError):
            execute(register, statement)
        assert entries(register) == before


def test_positions_of_a_tail_that_was_deleted_by_force_are_not_used_again(
    register: EmbeddedRegister,
) -> None:
    on_sqlite = register.engine.dialect.name == "sqlite"
    trigger = "log_refuses_delete" if on_sqlite else "log_refuses_change ON log"
    execute(register, f"DROP TRIGGER {trigger}", "DELETE FROM log WHERE position > 1")
    register.record([ruling(2)], recorded_by="test")
    assert [(one.position, one.version) for one in entries(register)] == [(1, 1), (3, 1)]
