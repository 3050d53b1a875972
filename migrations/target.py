"""What the migrations lead to: the tables of the log, of accounts and of all projections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, MetaData, text

import integrity.tables
import projections.tables
import register.accounts.tables
import register.store.tables
from register.store.tables import DESIGNATED, REQUESTED

if TYPE_CHECKING:
    from sqlalchemy import Column

HEAD = "0015"
"""The last revision; revisions are numbered, so that newer and older can be told apart."""

_PARTS = (
    register.store.tables.metadata,
    register.accounts.tables.metadata,
    integrity.tables.metadata,
    projections.tables.metadata,
)


INDEX_OF_WORDS = {"sqlite": "fact_word", "postgresql": "fact_text_by_word"}
"""What finds facts by the words of `fact_text`, and has no likeness in SQLAlchemy: on SQLite a table
(FTS5), with others of its own beside it, on PostgreSQL an index (GIN)."""


def table_names(dialect: str) -> set[str]:
    """Return what the tables of a register are called."""
    ours = {name for part in _PARTS for name in part.tables}
    return ours | {INDEX_OF_WORDS[dialect]} if dialect == "sqlite" else ours


def target_metadata() -> MetaData:
    """Return all tables with all indexes, to compare a database with."""
    joined = MetaData(naming_convention=register.store.tables.NAMES)
    for part in _PARTS:
        for table in part.sorted_tables:
            table.to_metadata(joined)
    log = joined.tables["log"]
    _index_some(DESIGNATED, "log_has_designations", log.c.position)
    _index_some(REQUESTED, "log_has_requests", log.c.stream, log.c.position)
    return joined


def _index_some(topic: str, name: str, *columns: Column[Any]) -> None:
    """Add an index of the log's rows with a topic alone."""
    these = text(f"type = '{topic}'")
    Index(name, *columns, sqlite_where=these, postgresql_where=these)
