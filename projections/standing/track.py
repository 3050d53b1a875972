"""One part of a standing over all days, kept as its facts come, go and change.

A track has the facts that act on its part in fold order, with the state after each, in the
main fold and in the one without denied facts. A change is folded on only until the states are
again what they were, and only those days are judged anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from projections.fold.apply import as_of
from projections.fold.state import FoldKey, Happening
from projections.standing.weights import NOTHING, WeightedValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.standing.parts import Part

_ONE_DAY = timedelta(days=1)
SHORT = 32
"""How many facts of a part are kept to fold on from; with up to twice as many all are."""


class SnapshotTooShort(Exception):  # no error: it only says what is kept is too short
    """A fact that reaches behind what is kept of a relationship."""


class FoldEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A fact as it enters the fold, and whether it is denied or follows from one that is."""

    happening: Happening
    doubtful: bool


Point = tuple[date, WeightedValue]
"""What a part comes to from a day on, until the day of the next point."""


class TimelineChange(msgspec.Struct, frozen=True, gc=False):
    """What became of a part: its points around the days [first, end), before and after.

    ``end`` None: all days from the first on. Both lists begin with the point before the first
    day, which both have, unless there is none; both come to the same on the day ``end``.
    """

    first: date
    end: date | None
    before: list[Point]
    after: list[Point]


class TrackSnapshot(NamedTuple):
    """What is kept of a track: the states of both folds before a day, and the facts since.

    ``other`` None: the folds are one.
    """

    base: date
    state: Any
    other: Any
    entered: list[FoldEntry]


@dataclass(slots=True)
class PartTimeline:
    """A part's facts, states and points from the day ``base`` on.

    ``start`` and ``start_other`` are the states before that day, in both folds. A track that
    never had a doubtful fact has no ``_others``: the folds are one.
    """

    part: Part
    base: date = date.min
    start: Any = None
    start_other: Any = None
    _keys: list[FoldKey] = field(default_factory=list)
    _entered: list[FoldEntry] = field(default_factory=list)
    _states: list[Any] = field(default_factory=list)
    _others: list[Any] | None = None
    _vague: list[tuple[date, FoldKey, Happening]] = field(default_factory=list)
    _widest: timedelta = timedelta(0)
    _vague_until: date = date.min
    """No day from this one on is in a window that is still open, or before one that opens."""
    _since: list[date] = field(default_factory=lambda: [date.min])
    _values: list[WeightedValue] = field(default_factory=lambda: [NOTHING])
    _judged_from: date = date.min
    """The first day of ``_since``: earlier ones are judged when a change reaches them."""

    def __post_init__(self) -> None:
        """Begin with the empty state if no other is given."""
        if self.start is None:
            self.start = self.start_other = self.part.empty()

    def shift(self, removed: Sequence[FoldEntry], added: Sequence[FoldEntry]) -> TimelineChange:
        """Let facts leave and enter, and return what that changes.

        Raises NeedsWhole, and changes nothing, if a day up to ``base`` is touched.
        """
        touched = [*removed, *added]
        first = min(_first_day(one.happening) for one in touched)
        if self.base != date.min and first <= self.base:
            raise SnapshotTooShort
        self._reach(first)
        last = max(one.happening.key for one in touched)
        at = min(self._remove(one) for one in removed) if removed else len(self._keys)
        for one in added:
            at = min(at, self._insert(one))
        end = self._fold(at, last)
        return self._judge(first, end)

    def enter(self, entered: FoldEntry) -> TimelineChange:
        """Let one fact enter: the same as `shift` does, in fewer steps."""
        happening = entered.happening
        first = _first_day(happening)
        if self.base != date.min and first <= self.base:
            raise SnapshotTooShort
        self._reach(first)
        at = self._insert(entered)
        return self._judge(first, self._fold(at, self._keys[at]))

    def _insert(self, entered: FoldEntry) -> int:
        happening = entered.happening
        key = happening.key
        at = bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self._entered.insert(at, entered)
        self._states.insert(at, None)
        if entered.doubtful and self._others is None:
            self._others = list(self._states)
        elif self._others is not None:
            self._others.insert(at, None)
        if happening.first is not None and happening.first < happening.on:
            insort(self._vague, (happening.first, key, happening))
            self._widest = max(self._widest, happening.on - happening.first)
            self._vague_until = max(self._vague_until, happening.on)
        return at

    def _remove(self, entered: FoldEntry) -> int:
        happening = entered.happening
        at = bisect_left(self._keys, happening.key)
        del self._keys[at], self._entered[at], self._states[at]
        if self._others is not None:
            del self._others[at]
        if happening.first is not None and happening.first < happening.on:
            self._vague.remove((happening.first, happening.key, happening))
        return at

    def _fold(self, at: int, last: FoldKey) -> date | None:
        """Fold from an index on, and return the day from which all is as it was; None: none.

        ``last`` is the key of the last fact that came or went.
        """
        state, other = self._before(at)
        for index in range(at, len(self._keys)):
            entered = self._entered[index]
            main = self.part.step(state, entered.happening)
            other = self._step_other(main, state, other, entered)
            state = main
            if self._keys[index] > last and self._is_as_before(index, state, other):
                return self._keys[index][0]
            self._states[index] = state
            if self._others is not None:
                self._others[index] = other
        return None

    def _is_as_before(self, index: int, state: Any, other: Any) -> bool:
        same = self._states[index] == state
        return bool(same and (self._others is None or self._others[index] == other))

    def _before(self, at: int) -> tuple[Any, Any]:
        """Return the states of both folds before the fact at an index."""
        if at == 0:
            return self.start, self.start_other
        state = self._states[at - 1]
        return state, state if self._others is None else self._others[at - 1]

    def _step_other(self, main: Any, before: Any, other: Any, entered: FoldEntry) -> Any:
        if self._others is None and other is before:
            return main
        if not entered.doubtful:
            other = self.part.step(other, entered.happening)
        return main if other == main else other

    def _judge(self, first: date, end: date | None) -> TimelineChange:
        """Judge the days [first, end) anew and put what comes out in the place of what was."""
        begin = max(bisect_left(self._since, first) - 1, 0)
        beyond = len(self._since) if end is None else bisect_right(self._since, end)
        since, values = self._since[begin:beyond], self._values[begin:beyond]
        before = list(zip(since, values, strict=True))
        after = before[:1] if since[0] < first else []
        found = self._judged(first, end)
        if end is not None:
            found.append((end, values[-1]))
        _append(after, found)
        self._since[begin:beyond] = [day for day, _ in after]
        self._values[begin:beyond] = [value for _, value in after]
        return TimelineChange(first, end, before, after)

    def _reach(self, first: date) -> None:
        """Judge the days from the one before a day on that were not judged before."""
        day = max(self.base, first - _ONE_DAY if first > date.min else first)
        if day >= self._judged_from:
            return
        points: list[Point] = []
        end = None if self._judged_from == _NEVER_JUDGED else self._judged_from
        _append(points, self._judged(day, end))
        _append(points, self._points())
        self._since = [since for since, _ in points]
        self._values = [value for _, value in points]
        self._judged_from = day

    def _judged(self, first: date, end: date | None) -> list[Point]:
        """Return what the part comes to in the days [first, end), day by day that matters."""
        found = []
        keys, part = self._keys, self.part
        day: date | None = first
        at = bisect_left(keys, (first,))
        while day is not None and (end is None or day < end):
            while at < len(keys) and keys[at][0] <= day:
                at += 1
            main, other = self._before(at)
            possible, until = self._possible(main, day) if day < self._vague_until else (main, None)
            judged = part.judged(main, other, possible, day)
            found.append((day, judged.value))
            through = judged.through if until is None else min(until, judged.through)
            day = self._next(day, at, through)
        return found

    def _possible(self, main: Any, day: date) -> tuple[Any, date | None]:
        """Return the state with all that may have happened by a day, and the last day of any of it.

        None: it has no last day from then on.
        """
        if not (still := self._open(day)):
            return main, None
        ends = [one.day for one in still if one.day is not None and day <= one.day]
        return reduce(self.part.step, as_of(still, day), main), min(ends, default=None)

    def _open(self, day: date) -> list[Happening]:
        """Return all that may have happened by a day, and is not in the state yet."""
        low = bisect_left(self._vague, (day - self._widest,)) if self._reaches(day) else 0
        high = bisect_left(self._vague, (day + _ONE_DAY,)) if day < date.max else None
        return [one for _, _, one in self._vague[low:high] if one.on > day]

    def _reaches(self, day: date) -> bool:
        return day - date.min > self._widest

    def _next(self, day: date, at: int, through: date) -> date | None:
        """Return the next day on which something may change; None: never again.

        ``through`` is the last one before a day passes that matters.
        """
        following = self._keys[at][0] if at < len(self._keys) else None
        if day < self._vague_until:
            opening = bisect_left(self._vague, (day + _ONE_DAY,))
            if opening < len(self._vague):
                following = _earlier(following, self._vague[opening][0])
        return following if through == date.max else _earlier(following, through + _ONE_DAY)

    def tail(self) -> TrackSnapshot:
        """Return what is kept of it; `PartTimeline.of` makes a track of that again."""
        is_long = len(self._keys) > 2 * SHORT
        return self.since(self._keys[-SHORT][0] if is_long else self.base)

    def since(self, base: date) -> TrackSnapshot:
        """Return the states before a day, its own ``base`` or a later one, and the facts since."""
        at = bisect_left(self._keys, (base,))
        state, other = self._before(at)
        return TrackSnapshot(base, state, None if other == state else other, self._entered[at:])

    def points(self) -> list[Point]:
        """Return all points that it has."""
        self._reach(self.base)
        return self._points()

    def _points(self) -> list[Point]:
        return list(zip(self._since, self._values, strict=True))

    @classmethod
    def of(cls, part: Part, tail: TrackSnapshot) -> PartTimeline:
        """Return the track of a tail."""
        other = tail.state if tail.other is None else tail.other
        track = cls(part, tail.base, tail.state, other)
        if tail.other is not None:
            track._others = []
        for one in tail.entered:
            track._insert(one)
        track._fold(0, _NEVER)
        track._since, track._values, track._judged_from = [], [], _NEVER_JUDGED
        return track

    @classmethod
    def whole(cls, part: Part, entered: list[FoldEntry]) -> PartTimeline:
        """Return the track of all facts, in fold order."""
        return cls.of(part, TrackSnapshot(date.min, part.empty(), None, entered))


_NEVER_JUDGED = date.max
_NEVER = (date.max, "", 0)


def _earlier(one: date | None, other: date) -> date:
    return other if one is None or other < one else one


def _append(points: list[Point], found: list[Point]) -> None:
    """Put points behind others, without those from which on all is as it was."""
    for point in found:
        if not points or points[-1][1] != point[1]:
            points.append(point)


def _first_day(happening: Happening) -> date:
    return happening.on if happening.first is None else min(happening.first, happening.on)
