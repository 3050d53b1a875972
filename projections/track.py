"""One part of a standing over all days, kept as its facts come, go and change.

A track has the facts that act on its part in fold order, with the state after each, in the
main fold and in the one without denied facts. A change is folded on only until the states are
again what they were, and only those days are judged anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from projections.parts import NOTHING, Part, Value
from projections.state import FoldKey, Happening

if TYPE_CHECKING:
    from collections.abc import Sequence

_ONE_DAY = timedelta(days=1)
SHORT = 32
"""How many facts of a part are kept to fold on from; with up to twice as many all are."""


class NeedsWhole(Exception):  # no error: it only says what is kept is too short
    """A fact that reaches behind what is kept of a relationship."""


class Entered(NamedTuple):
    """A fact as it enters the fold, and whether it is denied or follows from one that is."""

    happening: Happening
    doubtful: bool


class Stretch(NamedTuple):
    """What a part comes to through the days [since, until); until None: for ever."""

    since: date
    until: date | None
    value: Value


class Refold(NamedTuple):
    """What became of a part: the stretches around the days [first, end), before and after.

    ``end`` None: all days from the first on. Both lists begin and end with the same days.
    """

    first: date
    end: date | None
    before: list[Stretch]
    after: list[Stretch]


class Tail(NamedTuple):
    """What is kept of a track: the states of both folds before a day, and the facts since.

    ``other`` None: the folds are one. ``since``: from when the part is as it is on that day.
    """

    base: date
    state: Any
    other: Any
    since: date
    entered: list[Entered]


@dataclass(slots=True)
class Track:
    """A part's facts, states and stretches from the day ``base`` on.

    ``start`` and ``start_other`` are the states before that day, in both folds. A track that
    never had a doubtful fact has no ``_others``: the folds are one.
    """

    part: Part
    base: date = date.min
    start: Any = None
    start_other: Any = None
    _keys: list[FoldKey] = field(default_factory=list)
    _entered: list[Entered] = field(default_factory=list)
    _states: list[Any] = field(default_factory=list)
    _others: list[Any] | None = None
    _vague: list[tuple[date, FoldKey, Happening]] = field(default_factory=list)
    _widest: timedelta = timedelta(0)
    _since: list[date] = field(default_factory=lambda: [date.min])
    _values: list[Value] = field(default_factory=lambda: [NOTHING])

    def __post_init__(self) -> None:
        """Begin with the empty state if no other is given."""
        if self.start is None:
            self.start = self.start_other = self.part.empty()

    def shift(self, removed: Sequence[Entered], added: Sequence[Entered]) -> Refold:
        """Let facts leave and enter, and return what that changes.

        Raises NeedsWhole, and changes nothing, if a day up to ``base`` is touched.
        """
        touched = [*removed, *added]
        first = min(_first_day(one.happening) for one in touched)
        if self.base != date.min and first <= self.base:
            raise NeedsWhole
        last = max(one.happening.key for one in touched)
        at = min(self._remove(one) for one in removed) if removed else len(self._keys)
        for one in added:
            at = min(at, self._insert(one))
        end = self._fold(at, last)
        return self._judge(first, end)

    def _insert(self, entered: Entered) -> int:
        happening = entered.happening
        at = bisect_left(self._keys, happening.key)
        self._keys.insert(at, happening.key)
        self._entered.insert(at, entered)
        self._states.insert(at, None)
        if entered.doubtful and self._others is None:
            self._others = list(self._states)
        elif self._others is not None:
            self._others.insert(at, None)
        if happening.first is not None and happening.first < happening.on:
            insort(self._vague, (happening.first, happening.key, happening))
            self._widest = max(self._widest, happening.on - happening.first)
        return at

    def _remove(self, entered: Entered) -> int:
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

    def _step_other(self, main: Any, before: Any, other: Any, entered: Entered) -> Any:
        if self._others is None and other is before:
            return main
        return other if entered.doubtful else self.part.step(other, entered.happening)

    def _judge(self, first: date, end: date | None) -> Refold:
        """Judge the days [first, end) anew and put what comes out in the place of what was."""
        begin = max(bisect_left(self._since, first) - 1, 0)
        beyond = len(self._since) if end is None else bisect_right(self._since, end)
        before = self._stretches(begin, beyond)
        since, values = [], []
        if self._since[begin] < first:
            since.append(self._since[begin])
            values.append(self._values[begin])
        found = self._judged(first, end)
        if end is not None:
            found.append((end, self._values[beyond - 1]))
        _append(since, values, found)
        self._since[begin:beyond] = since
        self._values[begin:beyond] = values
        return Refold(first, end, before, self._stretches(begin, begin + len(since)))

    def _stretches(self, begin: int, end: int) -> list[Stretch]:
        until: list[date | None] = [*self._since[begin + 1 : end + 1]]
        if end >= len(self._since):
            until.append(None)
        days = zip(self._since[begin:end], until, self._values[begin:end], strict=True)
        return [Stretch(*one) for one in days]

    def _judged(self, first: date, end: date | None) -> list[tuple[date, Value]]:
        """Return what the part comes to in the days [first, end), day by day that matters."""
        found = []
        day: date | None = first
        at = bisect_left(self._keys, (first,))
        while day is not None and (end is None or day < end):
            while at < len(self._keys) and self._keys[at][0] <= day:
                at += 1
            main, other = self._before(at)
            possible = self._possible(main, day)
            found.append((day, self.part.value(main, other, possible, day)))
            day = self._next(day, at, (main, other, possible))
        return found

    def _possible(self, state: Any, day: date) -> Any:
        """Return the state with all that may have happened by a day and is not in it yet."""
        if not self._vague:
            return state
        low = bisect_left(self._vague, (day - self._widest,)) if self._reaches(day) else 0
        high = bisect_left(self._vague, (day + _ONE_DAY,)) if day < date.max else None
        still = [one for _, _, one in self._vague[low:high] if one.on > day]
        for happening in sorted(still, key=lambda one: one.key):
            state = self.part.step(state, happening)
        return state

    def _reaches(self, day: date) -> bool:
        return day - date.min > self._widest

    def _next(self, day: date, at: int, states: Sequence[Any]) -> date | None:
        """Return the next day on which something may change; None: never again."""
        days = [self._keys[at][0]] if at < len(self._keys) else []
        if self._vague and day < date.max:
            opening = bisect_left(self._vague, (day + _ONE_DAY,))
            days += [one[0] for one in self._vague[opening : opening + 1]]
        main, other, possible = states
        through = self.part.unchanged_through(main, day)
        if other is not main:
            through = min(through, self.part.unchanged_through(other, day))
        if possible is not main:
            through = min(through, self.part.unchanged_through(possible, day))
        if through < date.max:
            days.append(through + _ONE_DAY)
        return min(days, default=None)

    def tail(self) -> Tail:
        """Return what is kept of it; `Track.of` makes a track of that again."""
        base, at = self.base, 0
        if len(self._keys) > 2 * SHORT:
            base = self._keys[-SHORT][0]
            at = bisect_left(self._keys, (base,))
        state, other = self._before(at)
        since = self._since[bisect_right(self._since, base) - 1]
        return Tail(base, state, None if other == state else other, since, self._entered[at:])

    def stretches(self) -> list[Stretch]:
        """Return all stretches that it has."""
        return self._stretches(0, len(self._since))

    @classmethod
    def of(cls, part: Part, tail: Tail) -> Track:
        """Return the track of a tail."""
        other = tail.state if tail.other is None else tail.other
        track = cls(part, tail.base, tail.state, other)
        if tail.other is not None:
            track._others = []
        for one in tail.entered:
            track._insert(one)
        track._fold(0, _NEVER)
        track._since, track._values = [], []
        _append(track._since, track._values, track._judged(tail.base, None))
        track._since[0] = tail.since
        return track

    @classmethod
    def whole(cls, part: Part, entered: list[Entered]) -> Track:
        """Return the track of all facts, in fold order."""
        return cls.of(part, Tail(date.min, part.empty(), None, date.min, entered))


_NEVER = (date.max, "", 0)


def _append(since: list[date], values: list[Value], found: list[tuple[date, Value]]) -> None:
    """Put values behind others, without those that are what the one before is."""
    for day, value in found:
        if not values or values[-1] != value:
            since.append(day)
            values.append(value)


def _first_day(happening: Happening) -> date:
    return happening.on if happening.first is None else min(happening.first, happening.on)
