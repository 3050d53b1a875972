"""How SQLite keeps its pages: read in place, or while very many rows are written."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from register.store.driver_errors import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_MANY = ("PRAGMA cache_size = -80000", "PRAGMA wal_autocheckpoint = 0")
_OWN = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -16000",
)
_USUAL = ("PRAGMA cache_size = -2000", "PRAGMA wal_autocheckpoint = 1000")


MAPPED_BYTES = 2**31 - 1
"""How much of a file SQLite reads in place, at most: a matrix is in thousands of pages."""


def read_in_place(engine: Engine) -> None:
    """Let SQLite read pages where the system has them, without a copy of each."""
    if engine.dialect.name != "sqlite":
        return

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}").close()

    event.listen(engine, "connect", prepare)


@contextmanager
def many_pages(engine: Engine) -> Iterator[None]:
    """Let the connection of an SQLite database keep 80 MB of pages, and write none back.

    Ids come in no order, so the index of facts is written to all over. `write_back` is then
    the caller's to call.
    """
    _tell(engine, _MANY)
    try:
        yield
    finally:
        _tell(engine, _USUAL)


def as_own_file(engine: Engine) -> None:
    """Write an SQLite database that nobody else has without a log of changes: one file.

    If the process dies, or the disk is full, it is of no use. The caller makes it durable.
    Raises DatabaseProblem, such as DiskFull.
    """
    try:
        _tell(engine, _OWN)
    except sqlite3.OperationalError as error:
        raise told(engine.url, error, lost=False) from error


def write_back(engine: Engine) -> None:
    """Copy what was committed from SQLite's log of changes into the database.

    It keeps no writer and no reader waiting, and gives other writers time to begin. What
    can't be written back now is safe in the log of changes, until the next one does it.
    """
    with suppress(sqlite3.OperationalError):
        _tell(engine, ("PRAGMA wal_checkpoint(PASSIVE)",))


def _tell(engine: Engine, statements: tuple[str, ...]) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        try:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()
        finally:
            cursor.close()
