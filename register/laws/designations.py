"""Who is designated under which law, by the log, with the claims applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.claims import knowledge
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES, PlatformDesignated
from register.log.known import in_log_order
from register.store.tables import DESIGNATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from register.log.reader import LogReader

_TOPICS = (DESIGNATED, *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)))


@dataclass(frozen=True, slots=True)
class Designated:
    """A designation that counts, corrected, and whether it is denied."""

    position: int
    fact: PlatformDesignated
    denied: bool

    @property
    def instrument(self) -> str | None:
        """The id of the law."""
        return self.fact.details.instrument


def designations(
    reader: LogReader, streams: Iterable[str], *, through: int | None = None
) -> list[Designated]:
    """Return the designations of relationships that are not retracted, in log order of each."""
    return [found for stream in streams for found in _of_stream(reader, stream, through)]


def designated_under(reader: LogReader, instrument: str) -> list[Designated]:
    """Return the designations under a law, by relationship.

    It looks at all designations of the log, and at the claims of those relationships.
    """
    return [one for one in everyone(reader) if one.instrument == instrument]


def everyone(reader: LogReader) -> list[Designated]:
    """Return all designations of the log that are not retracted, by relationship."""
    return designations(reader, sorted({entry.stream for entry in reader.designated()}))


def _of_stream(reader: LogReader, stream: str, through: int | None) -> list[Designated]:
    rows = reader.of_stream_and_types(stream, _TOPICS)
    known = knowledge(in_log_order(rows, through=through))
    return [
        Designated(one.position, one.fact, one.id in known.denied)
        for one in known.facts
        if isinstance(one.fact, PlatformDesignated)
    ]
