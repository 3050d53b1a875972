"""Facts as eventsourcing stores them: an event of an aggregate, and the row that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from aggregates.vocabulary.event import Event
from register.format.codec import decode, encode

if TYPE_CHECKING:
    from eventsourcing.domain import DomainEventProtocol


@dataclass(frozen=True)
class StoredFact(StoredEvent):
    """A stored event with the fact's id, which the log keeps unique."""

    fact_id: str


class FactMapper(Mapper[str]):
    """Maps events to what the log stores, under chosen names and in canonical bytes."""

    def __init__(self) -> None:
        super().__init__(transcoder=JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredFact:
        """Return the stored form of an event."""
        event = cast(Event, domain_event)
        return StoredFact(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.fact.topic(),
            state=encode(event.fact),
            fact_id=str(event.fact.id),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """Return the event of a stored form; raise msgspec.DecodeError if it is damaged."""
        fact = decode(stored_event.topic, stored_event.state)
        return Event(str(stored_event.originator_id), stored_event.originator_version, fact)
