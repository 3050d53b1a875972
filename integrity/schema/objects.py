"""What a database has beside rows: tables, columns, constraints, indexes, triggers, functions.

All that could change, hide or let through what is recorded is an object with a definition, so
that two schemas can be compared one by one. Names alone say nothing: a trigger may be called
as an index is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from integrity.schema.catalogue import OBJECTS_ON_POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_ON_SQLITE = text(
    "SELECT type AS kind, tbl_name AS of_table, name, sql AS definition, 1 AS works "
    "FROM sqlite_master "
    "WHERE NOT (type = 'index' AND sql IS NULL) "  # of a key, which its table's definition has
    "AND NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))"
)


class SchemaObject(NamedTuple):
    """An object of a schema; ``table`` is empty for what belongs to none.

    Lines of a ``definition`` are without the spaces that mean nothing. ``works`` is False for
    a trigger that is switched off, and for an index or a constraint that does not hold.
    """

    kind: str
    table: str
    name: str
    definition: str
    works: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is found by: its name alone could be another's."""
        return self.kind, self.table, self.name

    @property
    def place(self) -> str:
        """What it is called in a sentence."""
        if self.table in ("", self.name):
            return f"{self.kind} {self.name}"
        return f"{self.kind} {self.name} of {self.table}"


def schema_objects(connection: Connection) -> Iterator[SchemaObject]:
    """Give all objects of a register's schema; on PostgreSQL that is the current one."""
    if connection.dialect.name == "postgresql":
        schema = str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar())
        rows, prefix = connection.execute(text(OBJECTS_ON_POSTGRESQL)), f"{schema}."
    else:
        rows, prefix = connection.execute(_ON_SQLITE), ""
    for row in rows:
        definition = str(row.definition).replace(prefix, "") if prefix else str(row.definition)
        yield SchemaObject(
            row.kind, row.of_table, row.name, _trimmed(definition), works=bool(row.works)
        )


def _trimmed(definition: str) -> str:
    lines = (" ".join(line.split()).rstrip(",") for line in definition.splitlines())
    return "\n".join(line for line in lines if line)
