"""The tables of the read models. Migrations create them; nothing creates tables at run time."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

from register.tables import NAMES, WholeNumber

metadata = MetaData(naming_convention=NAMES)

projection = Table(
    "projection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", WholeNumber, nullable=False),
)
"""How far each projection has followed the log."""

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
