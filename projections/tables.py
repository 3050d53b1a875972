"""The tables of the read models. Migrations create them; nothing creates tables at run time."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from register.store.tables import NAMES, Name, WholeNumber

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
    Column("facts", WholeNumber, nullable=False),
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
    Column("position", WholeNumber, nullable=False, server_default="0"),
    Column("reach", Integer, nullable=False, server_default="0"),
    Column("tail", LargeBinary),
    UniqueConstraint("generation", "platform", "jurisdiction"),
    sqlite_autoincrement=True,
)
"""Relationships as numbers, anew for each generation of the standing, and never used again.
Readers look at the generation that `projection` names; a rebuild fills a further one.
``position`` is that of the last fact taken, ``reach`` the last one of `standing_reach`, and
``tail`` what all parts come to together, to go on from."""

FOREVER = 2**47 - 1
"""The position that no log comes to; SQLite keeps it in six bytes."""

standing_period = Table(
    "standing_period",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", Integer, primary_key=True, autoincrement=False),
    Column("known_from", WholeNumber, primary_key=True, autoincrement=False),
    Column("known_to", WholeNumber, nullable=False),
    Column("began", Text, nullable=False),
    Column("compliance", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("ahead", Text),
    Column("certainty", Text, nullable=False),
    Column("otherwise_compliance", Text),
    Column("otherwise_access", Text),
    Column("otherwise_ahead", Text),
    sqlite_with_rowid=False,
)
"""What a relationship came to from the day valid_from on, until the next day of such a row, as
known from position known_from until before known_to. Days are ordinals (1 is 0001-01-01)."""

standing_part = Table(
    "standing_part",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("part", Name, primary_key=True),
    Column("valid_from", Integer, primary_key=True, autoincrement=False),
    Column("known_from", WholeNumber, primary_key=True, autoincrement=False),
    Column("known_to", WholeNumber, nullable=False),
    Column("content", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The same for a part of the standing: a requirement (``requirement/`` and its code) in all its
instances and under all its grounds, all measures with the services (``measures``), or what is
observed (``observed``), as JSON of the contract; empty where nothing of it is listed any more."""

standing_source = Table(
    "standing_source",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("published", Integer, primary_key=True, autoincrement=False),
    Column("position", WholeNumber, nullable=False),
    sqlite_with_rowid=False,
)
"""The days (ordinals) by which sources of a relationship's facts were published, each with the
position from which on that was known: somebody spoke of it then."""

standing_reach = Table(
    "standing_reach",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("known_from", WholeNumber, primary_key=True, autoincrement=False),
    Column("reach", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""A day that no row begins after, of all known from a position on until the next such row.
So a look-up of what was known once passes over few of the rows that were learned since."""

standing_tail = Table(
    "standing_tail",
    metadata,
    Column("relationship", Integer, primary_key=True, autoincrement=False),
    Column("part", Name, primary_key=True),
    Column("tail", LargeBinary, nullable=False),
)
"""What the next fact on a part is folded on: its last facts and the state before them."""

tree_head = Table(
    "tree_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", WholeNumber, nullable=False),
    Column("root", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="is_one_row"),
)
"""How many leaves the Merkle tree over the log has, and its root."""

tree_tile = Table(
    "tree_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", WholeNumber, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
"""The tree's hashes: `integrity.merkle` says which tile has which."""
