"""Replaying one relationship: all rows that its facts make, in log order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam

from aggregates.errors import RegisterError
from projections.standing.rows import DeltaRows, Tables, insert_all, insert_tails, reach_keys
from projections.standing.snapshot import RelationshipState
from register.log.known import facts_of, known_of
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from projections.standing.snapshot_store import SnapshotStore

FETCHED = 500
"""How many facts are fetched at once: one by one takes twice as long."""

PACKET = 4_000
"""How many finished rows are kept before they are handed on."""

UNREADABLE = (RegisterError, msgspec.DecodeError, ValueError, KeyError, TypeError)
"""What handling a damaged or unforeseen fact may raise. It is set aside, never swallowed."""

_FACTS = facts_of(bindparam("stream"), log.c.position <= bindparam("through"))


@dataclass(slots=True)
class ReplayPacket:
    """A part of a replay: rows to insert; the last has the tails. ``errors``: what failed."""

    facts: int = 0
    rows: list[Tables] = field(default_factory=list)
    tails: list[dict[str, Any]] = field(default_factory=list)
    reached: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[int, Exception] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many rows it has."""
        return sum(len(rows) for found in self.rows for rows in found.values())


def write_parts(connection: Connection, parts: Sequence[ReplayPacket]) -> None:
    """Insert the rows of replays of relationships that have no rows yet."""
    insert_all(connection, *(rows for part in parts for rows in part.rows))
    insert_tails(connection, [tail for part in parts for tail in part.tails])
    reach_keys(connection, [row for part in parts for row in part.reached])


def replay(store: SnapshotStore, *, through: int) -> Iterator[ReplayPacket]:
    """Give the rows that a relationship's facts up to a position make, in parts.

    A fact that can't be handled is left out, and named in the last part, as the projector
    sets it aside.
    """
    book, rows, part = RelationshipState.empty(store), DeltaRows(store.key), ReplayPacket()
    position = 0
    found = store.connection.execute(_FACTS, {"stream": store.stream, "through": through})
    for row in chain.from_iterable(found.partitions(FETCHED)):
        position = row.position
        part.facts += 1
        try:
            known = known_of(row)
            change = book.add(known)
        except UNREADABLE as error:
            part.errors[position] = error
            continue
        rows.note(change, position)
        rows.note_sources(known)
        if len(rows) >= PACKET:
            part.rows.append(rows.finished())
            yield part
            part = ReplayPacket(errors=part.errors)
    part.rows += [rows.finished(), rows.standing()]
    part.tails = list(store.tails(book))
    part.reached = [rows.reached(position, book.pack())]
    yield part
