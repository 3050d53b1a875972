"""The tables of what is signed. Migrations create them; nothing creates tables at run time."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

from register.store.tables import NAMES, Name, WholeNumber

metadata = MetaData(naming_convention=NAMES)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", WholeNumber, primary_key=True, autoincrement=False),
    Column("made_at", WholeNumber, nullable=False),
    Column("note", Text, nullable=False),
)
"""Checkpoints as they were signed (C2SP tlog-checkpoint), by the number of facts. Append-only."""

checkpoint_signature = Table(
    "checkpoint_signature",
    metadata,
    Column("size", WholeNumber, primary_key=True, autoincrement=False),
    Column("line", Name, primary_key=True),
)
"""Further signatures of kept checkpoints, each a line of the note (C2SP signed-note)."""

checkpoint_timestamp = Table(
    "checkpoint_timestamp",
    metadata,
    Column("size", WholeNumber, primary_key=True, autoincrement=False),
    Column("made_at", WholeNumber, primary_key=True, autoincrement=False),
    Column("token", LargeBinary, nullable=False),
)
"""Timestamps of kept checkpoints: the response of a time-stamping authority (RFC 3161)."""

signing_key = Table(
    "signing_key",
    metadata,
    Column("vkey", Name, primary_key=True),
    Column("created_at", WholeNumber, nullable=False),
    Column("endorsement", Text),
)
"""The public keys of this register, the latest last; ``endorsement`` is a note of the one
before, which says that this one follows it. Append-only."""

witness = Table(
    "witness",
    metadata,
    Column("vkey", Name, primary_key=True),
    Column("added_at", WholeNumber, nullable=False),
)
"""The public keys of those whose signatures of checkpoints are checked and kept."""
