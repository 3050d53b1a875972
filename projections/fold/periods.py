"""The standing over all time, also into the future: the forecast (domain.md, "periods")."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, knowledge
from aggregates.dates.windows import months_after
from projections.fold.access import seen_until
from projections.fold.apply import apply, as_of, fold
from projections.fold.happenings import OBSERVATIONS, happenings
from projections.fold.judge import Memory, Situation, compared, situation
from projections.fold.state import Happening, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.fold.standing import Standing

_ONE_DAY = timedelta(days=1)
_MONTHS = (12, 24)
"""After how many months of silence something may change."""


@dataclass(frozen=True, slots=True)
class Period:
    """A standing and the days [since, until) through which it holds (until None: for ever).

    ``began`` is ``fact`` if a fact took effect on the first day, ``time`` if only a day passed.
    """

    since: date
    until: date | None
    began: str
    standing: Standing

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "since": self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "began": self.began,
            **self.standing.to_json(),
        }


def periods(facts: Sequence[Known], *, through: date = date.max) -> list[Period]:
    """Return the periods of one relationship, in order and without gaps between them.

    The facts are those known (position up to K), in the order of the log, claims included.
    With ``through`` they end with the period that this day is in.
    """
    known = knowledge(facts)
    ordered = happenings(known.facts)
    if not ordered:
        return []
    runner = _Runner(ordered, known.doubtful)
    days = _days(ordered)
    changed_by_fact = {happening.on for happening in ordered}
    found: list[Period] = []
    for day in days:
        standing = runner.at(day)
        if found and found[-1].standing == standing:
            continue
        if found:
            found[-1] = replace(found[-1], until=day)
        if day > through:
            break
        began = "fact" if day in changed_by_fact else "time"
        found.append(Period(day, None, began, standing))
    return found


def period_at(found: Sequence[Period], at: date) -> Period | None:
    """Return the period that a day is in; None: the relationship has no standing then."""
    index = bisect_right(found, at, key=lambda period: period.since)
    return found[index - 1] if index else None


def _days(ordered: Sequence[Happening]) -> list[date]:
    """Return every day on which the standing may change, from the first fact's effect on.

    A fact takes effect, its window opens, or it is the day after one on which something ends.
    """
    first = ordered[0].on
    days = {happening.on for happening in ordered}
    days |= {happening.first for happening in ordered if happening.first is not None}
    ends = {end for happening in ordered for end in _ends(happening)}
    days |= {end + _ONE_DAY for end in ends if end < date.max}
    return sorted(day for day in days if day >= first)


def _ends(happening: Happening) -> Iterator[date]:
    """Give the last days of what a fact may have set: its own, and those that silence sets.

    A threat, a fine, and what is believed of a requirement last for some months after a word,
    after a due day, or after a stay has run out. It may not be so: then nothing changes.
    """
    if happening.act in OBSERVATIONS:
        yield seen_until(happening)
    elif happening.act is not None:
        days = [day for day in (happening.on, happening.day) if day is not None]
        yield from days[1:]
        yield from (months_after(day, months) for day in days for months in _MONTHS)


class _Runner:
    """Folds forward from day to day, with the counterfactual folds beside the main one."""

    def __init__(self, ordered: Sequence[Happening], doubtful: frozenset[str]) -> None:
        self._ordered = ordered
        self._doubtful = doubtful
        self._done = 0
        self._main = State()
        self._undisputed = State()
        self._judged, self._judged_undisputed = Memory(), Memory()
        vague = [(h.first, h) for h in ordered if h.first is not None and h.first < h.on]
        self._opening = deque(sorted(vague, key=lambda pair: (pair[0], pair[1].key)))
        self._open: list[Happening] = []

    def at(self, day: date) -> Standing:
        """Return the standing on a day, which is not before one that was asked already."""
        while self._done < len(self._ordered) and self._ordered[self._done].on <= day:
            self._take(self._ordered[self._done])
            self._done += 1
        main = situation(self._main, day, self._judged)
        undisputed = (
            situation(self._undisputed, day, self._judged_undisputed) if self._doubtful else None
        )
        return compared(self._main, day, main, (undisputed, self._possible(day)))

    def _take(self, happening: Happening) -> None:
        apply(self._main, happening)
        if self._doubtful and happening.id not in self._doubtful:
            apply(self._undisputed, happening)

    def _possible(self, day: date) -> Situation | None:
        """Return what it comes to with all that may have happened; None: nothing is open."""
        while self._opening and self._opening[0][0] <= day:
            self._open.append(self._opening.popleft()[1])
        self._open = [happening for happening in self._open if happening.on > day]
        if not self._open:
            return None
        return situation(fold(as_of(self._open, day), self._main), day)
