"""Who is designated under which law, as known at a point of the log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.events import CLAIM_TYPES, TYPES, PlatformDesignated
from projections.knowledge import Known, knowledge
from projections.relationships import RelationshipKey
from register.clock import day_of
from register.reader import Entry, LogReader
from register.tables import DESIGNATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_TOPICS = (DESIGNATED, *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)))


@dataclass(frozen=True, slots=True)
class Designated:
    """A designation that counts, corrected, and whether it is denied."""

    key: RelationshipKey
    position: int
    fact: PlatformDesignated
    denied: bool

    @property
    def instrument(self) -> str | None:
        """The id of the law."""
        return self.fact.details.instrument


def designations(
    connection: Connection, through: int, *, instrument: str | None = None
) -> list[Designated]:
    """Return the designations that are not retracted, by relationship and in log order.

    They are all that name a law, or those under one.
    """
    by_stream: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in LogReader(connection).designated(through):
        by_stream[entry.stream].append(entry)
    return [
        found
        for stream in sorted(by_stream)
        for found in _of_stream(connection, stream, through)
        if found.instrument is not None and instrument in (None, found.instrument)
    ]


def _of_stream(connection: Connection, stream: str, through: int) -> Iterator[Designated]:
    rows = LogReader(connection).of_stream_and_types(stream, _TOPICS)
    facts = [
        Known(row.position, day_of(row.recorded_at), row.fact())
        for row in rows
        if row.position <= through
    ]
    known = knowledge(facts)
    _, platform, jurisdiction = stream.split("/")
    for one in known.facts:
        if isinstance(one.fact, PlatformDesignated):
            key = RelationshipKey(platform, jurisdiction)
            yield Designated(key, one.position, one.fact, one.id in known.denied)
