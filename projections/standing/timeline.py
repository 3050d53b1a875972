"""The periods of one relationship, kept as facts come in: each costs what it changes.

It comes to the same as `projections.fold.periods` over all facts known by then. Every part of the
standing has a track of its own; what they come to together is a sum of weights for each
stretch of days between two changes (`projections.standing.weights`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from projections.fold.apply import part_of
from projections.standing.changes import UNCHANGED, Delta, PeriodStart, parted, shown
from projections.standing.parts import part_named
from projections.standing.track import FoldEntry, PartTimeline, SnapshotTooShort, TimelineChange
from projections.standing.weight_sums import Edge, WeightSums
from projections.standing.weights import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.standing.claim_index import FoldChange

KEPT = 48
"""About how many changes, and days on which facts took effect, are kept to go on from."""


class TimelineSnapshot(NamedTuple):
    """What is kept of a timeline from the day ``base`` on.

    ``listed`` is the first day on which the relationship has a standing. ``edges`` are the
    days on which parts change, each with the sum of weights from then on, and how many parts
    change to the eye; ``effects`` the days on which facts take effect.
    """

    base: date
    listed: date | None
    edges: list[Edge]
    effects: list[date]


class TimelineStore(Protocol):
    """What is kept of a relationship elsewhere."""

    def track(self, part: str) -> PartTimeline | None:
        """Return the track of a part; None: there is none."""

    def period(self, since: date) -> PeriodStart | None:
        """Return the period that holds now and begins on a day; None: none does."""


@dataclass(slots=True)
class Timeline:
    """The tracks of a relationship, and what they come to together from ``base`` on."""

    kept: TimelineStore | None = None
    base: date = date.min
    tracks: dict[str, PartTimeline] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    _effects: dict[date, int] = field(default_factory=dict)
    _listed: date | None = None
    _sums: WeightSums = field(default_factory=WeightSums)
    _flipped: set[date] = field(default_factory=set)
    _latest: list[PeriodStart] = field(default_factory=list)
    """The last periods, through to the end of days, as they were made last; none: not known."""

    def shift(self, shifts: Sequence[FoldChange]) -> Delta:
        """Let facts enter, leave or change, and return what that changes.

        Raises NeedsWhole if a day up to ``base`` is touched; then this one is of no more use.
        """
        if len(shifts) == 1:
            (one,) = shifts
            if one.before is None and one.after is not None:
                return self._enter(one.after)
        removed = [one.before for one in shifts if one.before is not None]
        added = [one.after for one in shifts if one.after is not None]
        return self._shifted(removed, added) if removed or added else UNCHANGED

    def _enter(self, entered: FoldEntry) -> Delta:
        """Let one new fact enter, as nearly always: the same as `_shifted`, in fewer steps."""
        happening = entered.happening
        day, name = happening.on, part_of(happening)
        if name is None:
            if day < self.base or self._concerns(day):
                return self._shifted((), (entered,))
            self._effects[day] = self._effects.get(day, 0) + 1
            return UNCHANGED
        if self._listed is None or day < self._listed:
            return self._shifted((), (entered,))
        refold = self._track(name).enter(entered)
        first, end = refold.first, refold.end
        if self.base != date.min and first <= self.base:
            raise SnapshotTooShort
        before = self._last_periods(first) if end is None else self._periods(first, end)
        self._effects[day] = self._effects.get(day, 0) + 1
        self._sums.add(refold)
        after = self._periods(first, end)
        self._latest = after if end is None else []
        return Delta(
            *parted(before, after),
            *parted(shown(name, refold.before), shown(name, refold.after)),
        )

    def _shifted(self, removed: Sequence[FoldEntry], added: Sequence[FoldEntry]) -> Delta:
        self._latest = []
        refolds = self._refolds(removed, added)
        days = [one.happening.on for one in (*removed, *added)]
        if not refolds and not any(self._concerns(day) for day in days):
            return self._without_effect(removed, added)
        first, end = self._touched(days, [refold for _, refold in refolds], removed)
        if self.base != date.min and first <= self.base:
            raise SnapshotTooShort
        before = self._periods(first, end)
        self._count(removed, added)
        for _, refold in refolds:
            self._sums.add(refold)
        after = self._periods(first, end)
        change = Delta(*parted(before, after), [], [])
        for name, refold in refolds:
            closed, opened = parted(shown(name, refold.before), shown(name, refold.after))
            change.parts_closed.extend(closed)
            change.parts_opened.extend(opened)
        return change

    def _refolds(
        self, removed: Sequence[FoldEntry], added: Sequence[FoldEntry]
    ) -> list[tuple[str, TimelineChange]]:
        """Fold the tracks that are touched, each once."""
        touched: dict[str, tuple[list[FoldEntry], list[FoldEntry]]] = {}
        for index, entered in enumerate((*removed, *added)):
            name = part_of(entered.happening)
            if name is not None:
                touched.setdefault(name, ([], []))[index >= len(removed)].append(entered)
        return [(name, self._track(name).shift(*moved)) for name, moved in touched.items()]

    def _concerns(self, day: date) -> bool:
        """Tell whether a fact without effect, on a day, matters: for what began there, at most."""
        if self._listed is None or day <= self._listed:
            return True
        if day < self.base:
            return False
        return self._sums.changes_on(day)

    def _without_effect(self, removed: Sequence[FoldEntry], added: Sequence[FoldEntry]) -> Delta:
        """Count facts that change no part, each on a day of its own or from before ``base``."""
        self._count(removed, added)
        change = Delta([], [], [], [])
        behind = {one.happening.on for one in added if one.happening.on < self.base}
        for day in behind - self._flipped:
            period = self.kept.period(day) if self.kept else None
            self._flipped.add(day)
            if period is not None and period.began != "fact":
                change.closed.append(period)
                change.opened.append(replace(period, began="fact"))
        return change

    def _track(self, name: str) -> PartTimeline:
        self.changed.add(name)
        track = self.tracks.get(name)
        if track is None:
            track = self.kept.track(name) if self.kept else None
            self.tracks[name] = track = track or PartTimeline(part_named(name))
        return track

    def _touched(
        self, days: Sequence[date], refolds: Sequence[TimelineChange], removed: Sequence[FoldEntry]
    ) -> tuple[date, date | None]:
        """Return the first and the last day on which something may change; None: for ever."""
        firsts = [*days, *(refold.first for refold in refolds)]
        ends = [*days, *(refold.end for refold in refolds)]
        listed = self._listed
        if listed is None or min(days) < listed or (removed and listed in days):
            return min([*firsts, listed] if listed else firsts), None
        known = [end for end in ends if end is not None]
        return min(firsts), max(known) if len(known) == len(ends) else None

    def _count(self, removed: Sequence[FoldEntry], added: Sequence[FoldEntry]) -> None:
        """Count the facts that take effect on each day."""
        effects = self._effects
        for entered in added:
            day = entered.happening.on
            if day < self.base:
                continue
            effects[day] = effects.get(day, 0) + 1
            if self._listed is None or day < self._listed:
                self._listed = day
        for entered in removed:
            day = entered.happening.on
            effects[day] -= 1
            if not effects[day]:
                del effects[day]
                if day == self._listed:
                    self._listed = min(effects, default=None)

    def _periods(self, first: date, end: date | None) -> list[PeriodStart]:
        """Return the periods around the days [first, end]: from the one before the first day."""
        listed = self._listed
        if listed is None:
            return []
        sums = self._sums
        lowest = bisect_right(sums.days, listed) - 1
        at = max(bisect_left(sums.days, first) - 1, lowest, 0)
        while at > lowest and not sums.begins(at):
            at -= 1
        days, tallies, shown, effects = sums.days, sums.tallies, sums.shown, self._effects
        since, tally, found = max(days[at], listed), tallies[at], []
        held = summary(tally)
        for index in range(at + 1, len(days)):
            day, before, tally = days[index], tally, tallies[index]
            holds = held if tally == before else summary(tally)
            if day in shown or holds != held:
                found.append(PeriodStart(since, "fact" if since in effects else "time", held))
                if end is not None and day > end:
                    return found
                since, held = day, holds
        found.append(PeriodStart(since, "fact" if since in effects else "time", held))
        return found

    def _last_periods(self, first: date) -> list[PeriodStart]:
        """Return the periods from the one before a day on."""
        at = bisect_left(self._latest, first, key=_since) - 1
        return self._periods(first, None) if at < 0 else self._latest[at:]

    def edges(self) -> TimelineSnapshot:
        """Return what is kept of it; `Timeline.of` makes a timeline of that again."""
        effects = sorted(self._effects)
        enough = effects[-KEPT] if len(effects) > 2 * KEPT else date.min
        base, edges = self._sums.tail(enough, KEPT)
        return TimelineSnapshot(base, self._listed, edges, effects[bisect_left(effects, base) :])

    @classmethod
    def whole(cls, entered: Iterable[FoldEntry]) -> Timeline:
        """Return the timeline of all facts that have effect, in fold order."""
        parts: dict[str, list[FoldEntry]] = {}
        effects: dict[date, int] = {}
        for one in entered:
            day = one.happening.on
            effects[day] = effects.get(day, 0) + 1
            if (name := part_of(one.happening)) is not None:
                parts.setdefault(name, []).append(one)
        tracks = {name: PartTimeline.whole(part_named(name), few) for name, few in parts.items()}
        return cls(
            tracks=tracks,
            _effects=effects,
            _listed=min(effects, default=None),
            _sums=WeightSums.whole(track.points() for track in tracks.values()),
        )

    @classmethod
    def of(cls, edges: TimelineSnapshot, kept: TimelineStore) -> Timeline:
        """Return the timeline of what was kept."""
        return cls(
            kept=kept,
            base=edges.base,
            _effects=dict.fromkeys(edges.effects, 1),
            _listed=edges.listed,
            _sums=WeightSums.of(edges.edges),
        )


_since = attrgetter("since")
