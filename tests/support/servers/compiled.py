"""What SQLAlchemy made of statements, kept from one database to the next.

Each engine keeps its own, and tests open one for each command: a third of their time went into
making the same SQL of the same statements.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache


class CompiledStatements(LRUCache[Any, Any]):
    """Found by statement and kind of database: the dialects of one kind differ in nothing here."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_kind(key), compiled)


def _of_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)


def keep_compiled_statements() -> None:
    """Let all engines of this process share them, from their next connection on."""
    kept = CompiledStatements(2_000)

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)

    event.listen(Engine, "engine_connect", share)
