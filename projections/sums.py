"""What the parts of a relationship come to together: sums of weights between changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeAlias

from projections.tally import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.track import Refold, Stretch

Edge: TypeAlias = tuple[date, bytes, int]
"""A day of `Sums`, with its sum (little-endian) and how many parts change to the eye."""


@dataclass(slots=True)
class Sums:
    """The days on which parts change, each with the sum of all weights from then on.

    ``shown`` says how many parts change to the eye on a day, where any does.
    """

    days: list[date] = field(default_factory=lambda: [date.min])
    tallies: list[int] = field(default_factory=lambda: [0])
    shown: dict[date, int] = field(default_factory=dict)

    def add(self, refold: Refold) -> None:
        """Add what became of a part."""
        edges = sorted({one.since for one in (*refold.before, *refold.after)})
        for stretches, sign in ((refold.before, -1), (refold.after, 1)):
            for previous, one in pairwise(stretches):
                if previous.value.content != one.value.content:
                    self.shown[one.since] = self.shown.get(one.since, 0) + sign
        self._add_weights(refold, edges)
        for day in edges:
            at = bisect_left(self.days, day)
            if not self.shown.get(day):
                self.shown.pop(day, None)
                if at and self.days[at] == day and self.tallies[at] == self.tallies[at - 1]:
                    del self.days[at], self.tallies[at]

    def _add_weights(self, refold: Refold, edges: Sequence[date]) -> None:
        old, new = _Cursor(refold.before), _Cursor(refold.after)
        for day, until in zip(edges, [*edges[1:], refold.before[-1].until], strict=True):
            change = new.weight(day) - old.weight(day)
            low = self._edge(day)
            if change:
                high = len(self.days) if until is None else self._edge(until)
                for at in range(low, high):
                    self.tallies[at] += change

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
        """Return what is kept, from the beginning of a period on; `Sums.of` is of that again.

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
    def whole(cls, parts: Iterable[Sequence[Stretch]]) -> Sums:
        """Return the sums of all stretches of all parts."""
        changes: dict[date, int] = {date.min: 0}
        shown: dict[date, int] = {}
        for stretches in parts:
            changes[date.min] += stretches[0].value.weight
            for before, one in pairwise(stretches):
                change = one.value.weight - before.value.weight
                changes[one.since] = changes.get(one.since, 0) + change
                if before.value.content != one.value.content:
                    shown[one.since] = shown.get(one.since, 0) + 1
        days = sorted(day for day in changes if changes[day] or shown.get(day) or day == date.min)
        return cls(days, list(accumulate(changes[day] for day in days)), shown)

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> Sums:
        """Return the sums of a tail."""
        return cls(
            [day for day, _, _ in edges],
            [int.from_bytes(tally, "little") for _, tally, _ in edges],
            {day: shown for day, _, shown in edges if shown},
        )


class _Cursor:
    """Goes along stretches, day after day."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._at = 0

    def weight(self, day: date) -> int:
        """Return the weight on a day, which is not before one that was asked already."""
        while self._at + 1 < len(self._stretches) and self._stretches[self._at + 1].since <= day:
            self._at += 1
        return self._stretches[self._at].value.weight
