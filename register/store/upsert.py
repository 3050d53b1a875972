"""INSERT … ON CONFLICT DO UPDATE, which SQLite and PostgreSQL say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table


class Upsert:
    """Inserts rows; where one with the same ``keys`` stands, sets ``values`` of the new row on it.

    The statement is made once for each dialect: making it takes longer than running it.
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
        self._statements: dict[str, Any] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or change those that stand in their place."""
        if rows:
            connection.execute(self._statement(connection.dialect.name), list(rows))

    def _statement(self, dialect: str) -> Any:
        if dialect not in self._statements:
            statement: Any = _insert(dialect)(self._table)
            self._statements[dialect] = statement.on_conflict_do_update(
                index_elements=self._keys, set_=dict(self._values(statement.excluded))
            )
        return self._statements[dialect]


def _insert(dialect: str) -> Callable[[Table], Any]:
    """Return the dialect's own INSERT; the other dialect takes long to import."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

    return sqlite_insert
