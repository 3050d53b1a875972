"""The tables of the read models. Migrations create them; nothing creates tables at run time."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from register.tables import NAMES, WholeNumber

metadata = MetaData(naming_convention=NAMES)

projection = Table(
    "projection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", WholeNumber, nullable=False),
    Column("generation", Integer, nullable=False, server_default="0"),
)
"""How far each projection has followed the log, and which generation of its rows counts."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("position", WholeNumber, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)
"""Facts that a projection could not handle; they are retried on each catch-up."""

relationship = Table(
    "relationship",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("jurisdiction", Text, primary_key=True),
    Column("facts", Integer, nullable=False),
    Column("first_position", WholeNumber, nullable=False),
    Column("last_position", WholeNumber, nullable=False),
    Index("relationship_by_jurisdiction", "jurisdiction", "platform"),
)
"""The relationships that have facts."""

platform_name = Table(
    "platform_name",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
"""Every slug, name and alias of every platform, folded as names are compared."""

fact_text = Table(
    "fact_text",
    metadata,
    Column("position", WholeNumber, primary_key=True, autoincrement=False),
    Column("folded", Text, nullable=False),
)
"""The words of each fact, its sources and its note, folded as they are searched."""

standing_key = Table(
    "standing_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("platform", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    UniqueConstraint("generation", "platform", "jurisdiction"),
    sqlite_autoincrement=True,
)
"""Relationships as numbers, anew for each generation of the standing, and never used again.
Readers look at the generation that `projection` names; a rebuild fills a further one."""

FOREVER = 2**31 - 1
"""The day and the position that never come: as far as SQLite's R-tree of integers reaches."""

_STILL_KNOWN = text(f"known_to = {FOREVER}")

standing_period = Table(
    "standing_period",
    metadata,
    Column("id", WholeNumber, primary_key=True),
    Column("relationship", Integer, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer, nullable=False),
    Column("known_from", Integer, nullable=False),
    Column("known_to", Integer, nullable=False),
    Column("began", Text, nullable=False),
    Column("compliance", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("otherwise_compliance", Text),
    Column("otherwise_access", Text),
    Index(
        "standing_period_holds_once_from_a_day",
        "relationship",
        "valid_from",
        unique=True,
        sqlite_where=_STILL_KNOWN,
        postgresql_where=_STILL_KNOWN,
    ),
    Index("standing_period_by_day", "relationship", "valid_from", "known_from").ddl_if(
        dialect="postgresql"
    ),
)
"""A standing through days [valid_from, valid_to), as known from position known_from until
before known_to. Days are ordinals (1 is 0001-01-01), so that ranges are numbers on both
databases. On SQLite an R-tree, kept by triggers, finds the rows that hold at a (T, K)."""

standing_part = Table(
    "standing_part",
    metadata,
    Column("id", WholeNumber, primary_key=True),
    Column("relationship", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer, nullable=False),
    Column("known_from", Integer, nullable=False),
    Column("known_to", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Index(
        "standing_part_holds_once_from_a_day",
        "relationship",
        "part",
        "valid_from",
        unique=True,
        sqlite_where=_STILL_KNOWN,
        postgresql_where=_STILL_KNOWN,
    ),
    Index("standing_part_by_day", "relationship", "part", "valid_from", "known_from").ddl_if(
        dialect="postgresql"
    ),
)
"""A part of the standing through days and positions, as in `standing_period`: a requirement
(``requirement/`` and its code) or all measures (``measures``), as JSON of the contract."""

standing_tail = Table(
    "standing_tail",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, primary_key=True),
    Column("position", WholeNumber, nullable=False),
    Column("tail", LargeBinary, nullable=False),
)
"""What the next fact of a relationship is folded on: for each part its last facts and the
state before them, and under the empty name what all parts come to together."""
