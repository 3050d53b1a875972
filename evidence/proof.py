"""What of the register proves its log: a kept checkpoint, its keys, witnesses and timestamps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from integrity.checkpoints.checkpoints import sound_checkpoints
from integrity.checkpoints.text import open_checkpoint
from integrity.keys.signing_keys import keys
from integrity.keys.witnesses import witnesses
from integrity.tables import checkpoint_timestamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from integrity.checkpoints.store import StoredCheckpoint


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves the log: a signed checkpoint of it, and the keys to check it with.

    ``note`` has all signatures, ``stamped`` the first alone, which the timestamps are of.
    ``keys`` are the log's, the first one first, each with its endorsement by the one before.
    """

    origin: str
    size: int
    root: str
    note: str
    keys: Sequence[tuple[str, str | None]]
    witnesses: Sequence[str] = ()
    stamped: str = ""
    timestamps: Sequence[bytes] = ()


def latest_proof(connection: Connection, position: int) -> Proof | None:
    """Return the last checkpoint that the register signed, if it covers a position; None: none does."""
    found = sound_checkpoints(connection)
    covers = bool(found) and found[-1].size >= position
    return proof_of(connection, found[-1].kept) if covers else None


def proof_of(connection: Connection, kept: StoredCheckpoint) -> Proof:
    """Return a kept checkpoint with all that it is checked with; raise NoteRefused if damaged."""
    checkpoint = open_checkpoint(kept.note).checkpoint
    return Proof(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root_text,
        note=kept.note,
        keys=[(key.vkey, key.endorsement) for key in keys(connection)],
        witnesses=[each.vkey for each in witnesses(connection)],
        stamped=kept.as_signed,
        timestamps=_tokens(connection, kept.size),
    )


def _tokens(connection: Connection, size: int) -> list[bytes]:
    table = checkpoint_timestamp
    query = select(table.c.token).where(table.c.size == size).order_by(table.c.made_at)
    return list(connection.execute(query).scalars())
