"""INSERT … ON CONFLICT DO UPDATE, which SQLite and PostgreSQL say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from register.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table


class Upsert:
    """Inserts rows; where one with the same ``keys`` stands, sets ``values`` of the new row on it.

    All rows that it is ever given have the same columns.
    """

    def __init__(
        self,
        table: Table,
        *,
        keys: Sequence[str],
        values: Callable[[Any], Mapping[str, Any]],
    ) -> None:
        self._table = table
        self._keys = list(keys)
        self._values = values
        self._prepared = Prepared(self._statement)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, each with the same columns, or change those that stand in their place."""
        self._prepared.run(connection, rows)

    def _statement(self, dialect: str) -> Any:
        statement: Any = _insert(dialect)(self._table)
        return statement.on_conflict_do_update(
            index_elements=self._keys, set_=dict(self._values(statement.excluded))
        )


def _insert(dialect: str) -> Callable[[Table], Any]:
    """Return the dialect's own INSERT; the other dialect takes long to import."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

    return sqlite_insert
