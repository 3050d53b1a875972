"""INSERT … ON CONFLICT DO UPDATE, which SQLite and PostgreSQL say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    values: Callable[[Any], Mapping[str, Any]],
) -> None:
    """Insert rows; where one with the same keys stands, set ``values`` of the new row on it."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(keys), set_=dict(values(statement.excluded))
    )
    connection.execute(statement, list(rows))
