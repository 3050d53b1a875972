"""Laws on their way into the log: what stands against them there, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.errors import FactRefused, Problem
from aggregates.law import instrument as instruments
from register.importing.law_document import facts_of
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from register.importing.law_document import LawEntry


@dataclass(slots=True)
class Counts:
    """What became of laws; one is a duplicate if all of its facts are recorded already."""

    read: int = 0
    recorded: int = 0
    duplicates: int = 0
    refused: int = 0

    def add(self, other: Counts) -> None:
        """Add what became of further laws."""
        self.read += other.read
        self.recorded += other.recorded
        self.duplicates += other.duplicates
        self.refused += other.refused


def refused_by_log(connection: Connection, entry: LawEntry) -> Iterator[Problem]:
    """Give what stands against a law beside the facts of it that are recorded already."""
    events = LogReader(connection).instrument(entry.instrument)
    known = {event.fact.id for event in events}
    for place, fact in enumerate(facts_of(entry)):
        if fact.id in known:
            continue
        try:
            events.append(instruments.record(events, fact))
        except FactRefused as refused:
            for problem in refused.problems:
                yield Problem(f"$.life[{place}]{problem.path[1:]}", problem.reason)


def new_ones(connection: Connection, entries: Sequence[LawEntry]) -> list[LawEntry]:
    """Return the laws of which a fact is not recorded yet."""
    ids = {entry.instrument: {str(fact.id) for fact in facts_of(entry)} for entry in entries}
    known = LogReader(connection).by_ids(sorted(set().union(*ids.values()))) if ids else {}
    return [entry for entry in entries if not ids[entry.instrument] <= set(known)]
