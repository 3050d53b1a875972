"""What the parts of a relationship come to together: sums of weights between changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeAlias

from projections.standing.weights import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from projections.standing.track import Point, TimelineChange

Edge: TypeAlias = tuple[date, bytes, int]
"""A day of `WeightSums`, with its sum (little-endian) and how many parts change to the eye."""


@dataclass(slots=True)
class WeightSums:
    """The days on which parts change, each with the sum of all weights from then on.

    ``shown`` says how many parts change to the eye on a day, where any does.
    """

    days: list[date] = field(default_factory=lambda: [date.min])
    tallies: list[int] = field(default_factory=lambda: [0])
    shown: dict[date, int] = field(default_factory=dict)

    def add(self, refold: TimelineChange) -> None:
        """Add what became of a part."""
        changes = list(_changes(refold))
        for at, (day, weight, shown) in enumerate(changes, 1):
            if shown:
                self._show(day, shown)
            if weight:
                self._raise(day, changes[at][0] if at < len(changes) else refold.end, weight)
        for day, _, _ in changes:
            self._settle(day)

    def _show(self, day: date, sign: int) -> None:
        count = self.shown.get(day, 0) + sign
        if count:
            self.shown[day] = count
        else:
            del self.shown[day]

    def _raise(self, day: date, until: date | None, change: int) -> None:
        """Add to the sums of the days [day, until)."""
        low = self._edge(day)
        high = len(self.days) if until is None else self._edge(until)
        for at in range(low, high):
            self.tallies[at] += change

    def _settle(self, day: date) -> None:
        """Keep a day on which something changes, and no other."""
        if day in self.shown:
            self._edge(day)
            return
        at = bisect_left(self.days, day)
        known = 0 < at < len(self.days) and self.days[at] == day
        if known and self.tallies[at] == self.tallies[at - 1]:
            del self.days[at], self.tallies[at]

    def _edge(self, day: date) -> int:
        """Return the index of a day among those on which something changes."""
        at = bisect_left(self.days, day)
        if at == len(self.days) or self.days[at] != day:
            if at == 0:
                return 0  # it is before what is kept: what is there since then counts
            self.days.insert(at, day)
            self.tallies.insert(at, self.tallies[at - 1])
        return at

    def changes_on(self, day: date) -> bool:
        """Tell whether a part changes on a day."""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def begins(self, at: int) -> bool:
        """Tell whether a period begins with the change at an index."""
        if at == 0 or self.shown.get(self.days[at]):
            return True
        tallies = self.tallies
        return tallies[at] != tallies[at - 1] and summary(tallies[at]) != summary(tallies[at - 1])

    def tail(self, enough: date, count: int) -> tuple[date, list[Edge]]:
        """Return what is kept, from the beginning of a period on; `WeightSums.of` is of that again.

        It does not begin before the period that has the day ``enough``, and has about
        ``count`` changes, or all if they are not twice as many.
        """
        at = len(self.days) - count if len(self.days) > 2 * count else 0
        at = max(at, bisect_right(self.days, enough) - 1, 0)
        while at and not self.begins(at):
            at -= 1
        edges = [
            (day, tally.to_bytes((tally.bit_length() + 7) // 8, "little"), self.shown.get(day, 0))
            for day, tally in zip(self.days[at:], self.tallies[at:], strict=True)
        ]
        return self.days[at], edges

    @classmethod
    def whole(cls, parts: Iterable[Sequence[Point]]) -> WeightSums:
        """Return the sums of all points of all parts."""
        changes: dict[date, int] = {date.min: 0}
        shown: dict[date, int] = {}
        for points in parts:
            changes[date.min] += points[0][1].weight
            for (_, before), (day, value) in pairwise(points):
                changes[day] = changes.get(day, 0) + value.weight - before.weight
                if before.content != value.content:
                    shown[day] = shown.get(day, 0) + 1
        days = sorted(day for day in changes if changes[day] or shown.get(day) or day == date.min)
        return cls(days, list(accumulate(changes[day] for day in days)), shown)

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> WeightSums:
        """Return the sums of a tail."""
        return cls(
            [day for day, _, _ in edges],
            [int.from_bytes(tally, "little") for _, tally, _ in edges],
            {day: shown for day, _, shown in edges if shown},
        )


def _changes(refold: TimelineChange) -> Iterator[tuple[date, int, int]]:
    """Give the days of a part's points, before or after, with what is different now.

    That is by how much the weight differs from the day on, and whether a change to the eye
    came to that day (1) or went from it (-1).
    """
    was, now = refold.before[0][1], refold.after[0][1]
    if len(refold.before) == 1:  # as where a fact comes last
        for day, value in refold.after:
            yield day, value.weight - was.weight, int(value.content != now.content)
            now = value
        return
    old, new = dict(refold.before), dict(refold.after)
    for day in sorted(old.keys() | new.keys()):
        before, without = now, was
        was, now = old.get(day, was), new.get(day, now)
        shown = (now.content != before.content) - (was.content != without.content)
        yield day, now.weight - was.weight, shown
