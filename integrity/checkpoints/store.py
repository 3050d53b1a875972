"""Checkpoints as they are kept, each with the signatures that were added to it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from integrity.errors import CheckpointRefused, NoteRefused
from integrity.notes import read_note
from integrity.tables import checkpoint, checkpoint_signature, checkpoint_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_END = "\n"
_NOTES = select(checkpoint).order_by(checkpoint.c.size)
_LAST = select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1)
_LINES = select(checkpoint_signature.c.line).order_by(checkpoint_signature.c.line)


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as it is kept, with how many facts it is of, and when it was made (µs).

    ``note`` is whole; ``as_signed`` is as the register itself signed it, which timestamps are of.
    Of the ``added`` lines those are left out that are no signatures: they are ``unreadable``.
    """

    size: int
    made_at: int
    as_signed: str
    added: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The note with all its signatures."""
        return self.as_signed + "".join(f"{line}\n" for line in self.added)


def last_kept(connection: Connection) -> StoredCheckpoint | None:
    """Return the checkpoint of the most facts; None: none was made."""
    row = connection.execute(_LAST).first()
    return None if row is None else _whole(connection, row)


def kept(connection: Connection, size: int) -> StoredCheckpoint | None:
    """Return the checkpoint of so many facts; None: there is none."""
    row = connection.execute(select(checkpoint).where(checkpoint.c.size == size)).first()
    return None if row is None else _whole(connection, row)


def kept_or_last(connection: Connection, size: int | None) -> StoredCheckpoint:
    """Return the checkpoint of so many facts, or the last; raise CheckpointRefused if none."""
    found = last_kept(connection) if size is None else kept(connection, size)
    if found is None:
        if size is None:
            raise CheckpointRefused("no checkpoint is kept yet: 'register checkpoint' makes one")
        raise CheckpointRefused(
            f"no checkpoint of {size} facts is kept: 'register checkpoint list' names those that are"
        )
    return found


def all_kept(connection: Connection) -> list[StoredCheckpoint]:
    """Return all checkpoints, that of the fewest facts first."""
    return [_whole(connection, row) for row in connection.execute(_NOTES).all()]


def orphans(connection: Connection) -> Iterator[tuple[int, str]]:
    """Give the sizes of which something is kept that belongs to a checkpoint, and none is."""
    for table, what in ((checkpoint_signature, "signature"), (checkpoint_timestamp, "timestamp")):
        query = select(table.c.size).where(table.c.size.not_in(select(checkpoint.c.size)))
        for size in connection.execute(query.distinct().order_by(table.c.size)).scalars():
            yield size, f"it is gone, and a {what} of it is here"


def _whole(connection: Connection, row: Any) -> StoredCheckpoint:
    query = _LINES.where(checkpoint_signature.c.size == row.size)
    added: list[str] = []
    unreadable: list[str] = []
    for line in connection.execute(query).scalars():
        whole = f"{row.note}{''.join(f'{one}{_END}' for one in added)}{line}{_END}"
        (added if _is_note(whole) else unreadable).append(line)
    return StoredCheckpoint(row.size, row.made_at, row.note, tuple(added), tuple(unreadable))


def _is_note(text: str) -> bool:
    try:
        read_note(text)
    except NoteRefused:
        return False
    return True
