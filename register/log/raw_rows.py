"""Reading the log's rows as somebody may have left them, for those who look for damage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.exc import OperationalError

from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Column, Connection, Table


class Raw(NamedTuple):
    """A row of the log, in which each value may be of any type."""

    position: int
    stream: Any
    version: Any
    type: Any
    fact_id: Any
    recorded_at: Any
    recorded_by: Any
    payload: Any


_UNREADABLE = "decode"
"""What Python's driver for SQLite says of bytes that are no text."""

_MOST = 253_402_300_799_999_999
"""The last microsecond of the year 9999."""

_HERE = (log.c.position > bindparam("after"), log.c.position <= bindparam("through"))
_RANGE = select(log).where(*_HERE).order_by(log.c.position)
_AS_BYTES = select(*(cast(column, LargeBinary).label(column.name) for column in log.c)).where(
    *_HERE
)


def raw_rows(connection: Connection, after: int, through: int) -> Sequence[Any]:
    """Return the rows with a position above ``after``, up to ``through``, in order.

    Each has the log's columns in their order, and each value may be of any type: where SQLite
    has bytes that are no text in the place of a text, it is these bytes.
    """
    where = {"after": after, "through": through}
    try:
        return connection.execute(_RANGE, where).all()
    except OperationalError as error:
        if _UNREADABLE not in str(error.orig):
            raise
    query = select(log.c.position).where(*_HERE).order_by(log.c.position)
    return [_row(connection, position) for position in connection.execute(query, where).scalars()]


def _row(connection: Connection, position: int) -> Any:
    where = {"after": position - 1, "through": position}
    try:
        return connection.execute(_RANGE, where).one()
    except OperationalError:
        row = connection.execute(_AS_BYTES, where).one()
        return Raw(*(_value(column.name, row[place]) for place, column in enumerate(log.c)))


def _value(name: str, raw: bytes) -> Any:
    if name == "payload":
        return raw
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw
    return int(text) if name in ("position", "version", "recorded_at") else text


def strange_values(connection: Connection, tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Give table and column where a value stands that the register never writes.

    SQLite takes any value in any column; and on both databases numbers can be beyond what is
    a moment or a place.
    """
    for table in tables:
        for column in table.columns:
            if _is_strange(connection, column):
                yield table.name, column.name


def strange_positions(connection: Connection) -> Iterator[str]:
    """Say if a row has no whole number for its position, or two rows have the same.

    Only a log can have them whose table is not the one that the register made.
    """
    place = log.c.position
    on_sqlite = connection.dialect.name == "sqlite"
    broken = func.typeof(place) != "integer" if on_sqlite else place != func.trunc(place)
    query = select(1).where(or_(place.is_(None), broken)).limit(1)
    if connection.execute(query).first():
        yield "a row has no whole number there, and no row was looked at"
    counted = select(func.count(), func.count(place.distinct()))
    rows, places = connection.execute(counted).one()
    if rows != places:
        yield "rows share one, and no row was looked at"


def _is_strange(connection: Connection, column: Column[Any]) -> bool:
    kind = column.type.as_generic()
    number = isinstance(kind, Integer)
    strange = [column < 0, column > literal(_MOST, BigInteger)] if number else []
    if connection.dialect.name == "sqlite":
        wanted = "integer" if number else "blob" if isinstance(kind, LargeBinary) else "text"
        strange.append(func.typeof(column).not_in([wanted, *(["null"] if column.nullable else [])]))
    if strange and connection.execute(select(1).where(or_(*strange)).limit(1)).first():
        return True
    return isinstance(kind, Text) and not _is_text(connection, column)


def _is_text(connection: Connection, column: Column[Any]) -> bool:
    try:
        connection.execute(select(column)).all()
    except OperationalError as error:
        if _UNREADABLE not in str(error.orig):
            raise
        return False
    return True


def damaged_pages(connection: Connection) -> list[str]:
    """Return what SQLite says is wrong with the pages of the log and of its indexes."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({log.name})").scalars()
    return [line for line in found if line != "ok"]
