"""One relationship's book beside its facts, with all rows that it ever gave, in memory."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from support.oracle.standing import Row

from aggregates.claims import Known
from projections.fold.access import contradicts
from projections.fold.apply import MEASURES, OBSERVED
from projections.standing.changes import Delta, PartValue, PeriodStart
from projections.standing.snapshot import RelationshipState, unpack_track
from projections.standing.track import PartTimeline, SnapshotTooShort
from register.format.schemas import read_fact

FOREVER = 2**31 - 1


def known(rows: Sequence[Row]) -> list[Known]:
    return [
        Known(row["position"], datetime.fromisoformat(row["recorded_at"]).date(), read_fact(row))
        for row in rows
    ]


@dataclass
class Held:
    """What held, as known from a position until before another."""

    what: PeriodStart | PartValue
    known_from: int
    known_to: int = FOREVER

    def at(self, position: int) -> bool:
        return self.known_from <= position < self.known_to


@dataclass
class Bitemporal:
    """All that a book said, with the positions between which it was known; nothing is removed."""

    periods: list[Held] = field(default_factory=list)
    parts: list[Held] = field(default_factory=list)

    def take(self, change: Delta, position: int) -> None:
        for rows, closed, opened in (
            (self.periods, change.closed, change.opened),
            (self.parts, change.parts_closed, change.parts_opened),
        ):
            for what in closed:
                (held,) = [row for row in rows if row.known_to == FOREVER and row.what == what]
                held.known_to = position
            rows += [Held(what, position) for what in opened]

    def last(self, since: date) -> PeriodStart | None:
        found = [
            row.what
            for row in self.periods
            if row.known_to == FOREVER
            and isinstance(row.what, PeriodStart)
            and row.what.since == since
        ]
        assert len(found) < 2, "only one period may begin on a day"
        return found[0] if found else None

    def told(self, position: int) -> list[dict[str, Any]]:
        """The contract's JSON of all periods, as known at a position."""
        periods = [row.what for row in self.periods if row.at(position)]
        parts = [row.what for row in self.parts if row.at(position)]
        begun = [one for one in periods if isinstance(one, PeriodStart)]
        begun.sort(key=lambda one: one.since)
        shown = sorted(
            (one for one in parts if isinstance(one, PartValue)), key=lambda one: one.since
        )
        return [_document(one, after, shown) for one, after in pairwise([*begun, None]) if one]


def _document(
    period: PeriodStart, after: PeriodStart | None, parts: Sequence[PartValue]
) -> dict[str, Any]:
    day, summary = period.since, period.summary
    last = {one.part: one.content for one in parts if one.since <= day}
    holding = {name: json.loads(last[name]) for name in sorted(last) if last[name]}
    measures = holding.pop(MEASURES, {"measures": [], "services": {}})
    observed = holding.pop(OBSERVED, None)
    if observed is not None:
        observed["contradicts"] = contradicts(observed["state"], summary.access)
    listed = [item for content in holding.values() for item in content]
    disputed = summary.otherwise_compliance is not None
    return {
        "compliance": summary.compliance,
        "access": summary.access,
        "ahead": summary.ahead,
        "certainty": summary.certainty,
        "disputed": disputed,
        "otherwise": {
            "compliance": summary.otherwise_compliance,
            "access": summary.otherwise_access,
            "ahead": summary.otherwise_ahead,
        }
        if disputed
        else None,
        "observed": observed,
        "requirements": sorted(
            listed,
            key=lambda one: (one["requirement"], one["ground"] is not None, one["ground"] or ""),
        ),
        **measures,
        "since": day.isoformat(),
        "until": None if after is None else after.since.isoformat(),
        "began": period.began,
    }


@dataclass
class Remembered:
    """Where a book reads what it does not know: facts, tracks that were packed, periods."""

    by_id: dict[str, Known]
    table: Bitemporal
    tracks: dict[str, bytes] = field(default_factory=dict)

    def facts(self, fact_ids: Sequence[str]) -> list[Known]:
        return [self.by_id[fact_id] for fact_id in fact_ids]

    def track(self, part: str) -> PartTimeline | None:
        return unpack_track(part, self.tracks[part]) if part in self.tracks else None

    def period(self, since: date) -> PeriodStart | None:
        return self.table.last(since)


class Bookkeeper:
    """Keeps a book of facts as the projector does: it is packed, and opened again, in between."""

    def __init__(self, facts: Sequence[Known], reopens: Callable[[int], bool]) -> None:
        self.table = Bitemporal()
        self.shorts = self.wholes = 0
        self._facts = facts
        self._reopens = reopens
        self._source = Remembered({one.id: one for one in facts}, self.table)

    def keep(self) -> Bitemporal:
        """Take all facts, in log order, and return all that was said."""
        book = RelationshipState.empty(self._source)
        for place, one in enumerate(self._facts):
            if self._reopens(place):
                book = self._reopened(book)
            book = self._take(book, place, one)
        return self.table

    def _reopened(self, book: RelationshipState) -> RelationshipState:
        self.shorts += 1
        packed = book.pack()
        self._source.tracks |= book.pack_tracks()
        return RelationshipState.short(packed, self._source)

    def _take(self, book: RelationshipState, place: int, one: Known) -> RelationshipState:
        try:
            change = book.add(one)
        except SnapshotTooShort:
            self.wholes += 1
            whole = RelationshipState.whole(self._facts[:place], self._source)
            whole.take_over(book)
            book, change = whole, whole.add(one)
        self.table.take(change, one.position)
        return book
