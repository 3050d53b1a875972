"""Inserting rows into the log, and looking at what stands there then.

A trigger or a rule that somebody put on the table may change a row while it is inserted. The
tree would be made of what stands there, and prove it; so it is compared before the commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

from register.errors import DatabaseProblem
from register.store.bulk import insert_rows
from register.store.driver_errors import conflict
from register.store.prepared import sent
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_QUERY = (
    f"SELECT {', '.join(column.name for column in log.columns)} FROM log "  # noqa: S608  # constants
    "WHERE position BETWEEN {0} AND {0} ORDER BY position"
)
_STANDING = {"sqlite": _QUERY.format("?"), "postgresql": _QUERY.format("%s")}


def insert_into_log(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of the log with positions that follow each other; they are not committed.

    Raises StreamMoved or FactOverwritten when a version or an id is taken, and DatabaseProblem
    when something in the database made others of them.
    """
    if not rows:
        return
    try:
        insert_rows(connection, log, rows)
    except IntegrityError as error:
        raise conflict(str(error.orig)) from error
    ends = (rows[0][0], rows[-1][0])
    standing = _standing(connection, ends)
    if len(standing) != len(rows) or any(
        there != sent for there, sent in zip(standing, rows, strict=True)
    ):
        raise DatabaseProblem(
            f"what stands in the log from position {ends[0]} on is not what was sent, and nothing "
            "was recorded: something in the database changes it; 'register verify' names it"
        )


def _standing(connection: Connection, ends: tuple[int, int]) -> list[tuple[Any, ...]]:
    """Return the rows between two positions."""
    return list(sent(connection, _STANDING[connection.dialect.name], ends).fetchall())
