"""Copying what a register keeps from one database to another, row by row, in flat memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Integer, LargeBinary, select, tuple_, update

from integrity.merkle import WIDTH
from integrity.tables import (
    checkpoint,
    checkpoint_signature,
    checkpoint_timestamp,
    signing_key,
    witness,
)
from projections.tables import tree_tile
from register.errors import DamagedLog
from register.log.reader import LogReader
from register.store.bulk import insert_rows
from register.store.driver_errors import translated
from register.store.tables import document, log, log_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Connection, Table

BESIDE = (
    checkpoint,
    checkpoint_signature,
    checkpoint_timestamp,
    signing_key,
    witness,
    document,
)
"""What a register keeps beside the log, and can't be made again from it."""

PAGE = 64 * WIDTH
"""How many rows are read at once: of the log as many as fill whole tiles of its tree."""

_LARGE = {document.name: 1, checkpoint_timestamp.name: 100}
"""How many of the tables whose rows may be large."""

Progress: TypeAlias = "Callable[[int], None]"
"""Is told of how many further rows of the log were dealt with."""


def head_row(connection: Connection) -> tuple[int, int]:
    """Return the last position and time that the log gave out; raise DamagedLog if it lost them."""
    with translated(connection.engine.url):
        row = connection.execute(select(log_head.c.position, log_head.c.recorded_at)).first()
    if row is None:
        raise DamagedLog("the log has lost its head row (log_head)")
    return row.position, row.recorded_at


def copy_log(source: Connection, target: Connection, progress: Progress) -> None:
    """Copy the rows of the log as they are, and its head; the target's log has to be empty."""
    position, recorded_at = head_row(source)
    for rows in pages(source, log):
        insert_rows(target, log, rows)
        progress(len(rows))
    last = LogReader(target).head() or (0, 0)
    later = max(recorded_at, last[1])  # so that the time never goes back, whatever comes next
    target.execute(update(log_head).values(position=position, recorded_at=later))


def copy_beside(source: Connection, target: Connection) -> None:
    """Copy what is kept beside the log."""
    for table in BESIDE:
        for rows in pages(source, table):
            insert_rows(target, table, rows)


def copy_tiles(source: Connection, target: Connection) -> None:
    """Copy the tree's hashes, to compare what was copied with them."""
    for rows in pages(source, tree_tile):
        insert_rows(target, tree_tile, rows)


def pages(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Give a table's rows in the order of its key, some at a time.

    Raises DamagedLog for a row with a value that the register would not have written.
    """
    size = _LARGE.get(table.name, PAGE)
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(key) for key in keys]
    query = select(table).order_by(*keys).limit(size)
    rows = _read(connection, table, query)
    while rows:
        yield rows
        if len(rows) < size:
            return
        last = tuple(rows[-1][place] for place in places)
        beyond = keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*last)
        rows = _read(connection, table, query.where(beyond))


def _read(connection: Connection, table: Table, query: Any) -> list[tuple[Any, ...]]:
    with translated(connection.engine.url):
        rows = [tuple(row) for row in connection.execute(query)]
    wanted = tuple(_type(column) for column in table.columns)
    return [row if tuple(map(type, row)) == wanted else _as_written(table, row) for row in rows]


def _as_written(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row with bytes where somebody put a text by SQL; refuse all else that is odd."""
    values = []
    for column, value in zip(table.columns, row, strict=True):
        known = value.encode() if isinstance(value, str) and _type(column) is bytes else value
        if type(known) is not _type(column) and not (known is None and column.nullable):
            place = f"position {row[0]}" if table is log else f"{table.name} {row[0]}"
            raise DamagedLog(
                f"{place} has {type(known).__name__} for its {column.name}, which the register "
                "does not write"
            )
        values.append(known)
    return tuple(values)


def _type(column: Column[Any]) -> type:
    if isinstance(column.type, Integer):
        return int
    return bytes if isinstance(column.type, LargeBinary) else str
