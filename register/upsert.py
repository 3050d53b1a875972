"""INSERT … ON CONFLICT DO UPDATE, which SQLite and PostgreSQL say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    statement: Any = _insert(connection)(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(keys), set_=dict(values(statement.excluded))
    )
    connection.execute(statement, list(rows))


def _insert(connection: Connection) -> Callable[[Table], Any]:
    """Return the dialect's own INSERT; the other dialect takes long to import."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

    return sqlite_insert
