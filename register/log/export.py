"""Exporting the log: each line a fact with what the register added on recording it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from register.clock import iso
from register.format.codec import canonical
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from register.log.reader import Entry

    Opened = Callable[[dict[str, Any]], dict[str, Any]]


def recorded_document(entry: Entry) -> dict[str, Any]:
    """Return a fact as recorded: its JSON, with position, recorded_at and recorded_by."""
    return {
        **msgspec.json.decode(entry.payload),
        "position": entry.position,
        "recorded_at": iso(entry.recorded_at),
        "recorded_by": entry.recorded_by,
    }


def export_lines(
    connection: Connection, opened: Opened, *, from_position: int = 1, through: int
) -> Iterator[bytes]:
    """Give the log from one position through another as JSON Lines, in constant memory.

    Each fact goes through ``opened``, which may unseal it (`register.persons.unsealer.Unsealer.exported`).
    """
    for entry in LogReader(connection).between(from_position - 1, through):
        yield canonical(opened(recorded_document(entry))) + b"\n"
