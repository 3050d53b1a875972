"""Replaying one relationship: all rows that its facts make, in log order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam

from aggregates.errors import RegisterError
from projections.standing.rows import DeltaRows, Tables, insert_all, insert_tails, reach_keys
from projections.standing.snapshot import RelationshipState
from register.log.known import facts_of, known
from register.store.prepared import Prepared
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from projections.standing.snapshot_store import SnapshotStore

PACKET = 4_000
"""How many finished rows are kept before they are handed on."""

UNREADABLE = (RegisterError, msgspec.DecodeError, ValueError, KeyError, TypeError)
"""What handling a damaged or unforeseen fact may raise. It is set aside, never swallowed."""

_FACTS = Prepared(facts_of(bindparam("stream"), log.c.position <= bindparam("through")))


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
    asked = {"stream": store.stream, "through": through}
    for position, topic, recorded_at, payload in _FACTS.each(store.connection, asked):
        part.facts += 1
        try:
            fact = known(position, topic, recorded_at, payload)
            change = book.add(fact)
        except UNREADABLE as error:
            part.errors[position] = error
            continue
        rows.note(change, position)
        rows.note_sources(fact)
        if len(rows) >= PACKET:
            part.rows.append(rows.finished())
            yield part
            part = ReplayPacket(errors=part.errors)
    part.rows += [rows.finished(), rows.standing()]
    part.tails = list(store.tails(book))
    part.reached = [rows.reached(position, book.pack())]
    yield part
