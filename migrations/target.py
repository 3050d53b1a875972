"""What the migrations lead to: the tables of the log and of all projections."""

from __future__ import annotations

from sqlalchemy import MetaData

import integrity.tables
import projections.tables
import register.store.tables

HEAD = "0008"
"""The last revision; revisions are numbered, so that newer and older can be told apart."""


def _joined(*parts: MetaData) -> MetaData:
    joined = MetaData(naming_convention=register.store.tables.NAMES)
    for part in parts:
        for table in part.sorted_tables:
            table.to_metadata(joined)
    return joined


target_metadata = _joined(
    register.store.tables.metadata, integrity.tables.metadata, projections.tables.metadata
)
