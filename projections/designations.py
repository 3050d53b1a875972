"""Who is designated under which law, as known at a point of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.relationships import RelationshipKey
from register import designations as log_of
from register.reader import LogReader

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aggregates.events import PlatformDesignated


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
    reader = LogReader(connection)
    streams = sorted({entry.stream for entry in reader.designated(through)})
    return [
        Designated(
            RelationshipKey(one.fact.platform, one.fact.jurisdiction),
            one.position,
            one.fact,
            one.denied,
        )
        for one in log_of.designations(reader, streams, through=through)
        if one.instrument is not None and instrument in (None, one.instrument)
    ]
