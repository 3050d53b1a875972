"""Why a standing changed though no fact came: what ran out, faded, or was not confirmed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.claims import effect_window
from projections.changes.differences import Change, What, changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from aggregates.claims import Known
    from projections.fold.periods import Period
    from projections.fold.standing import MeasureStanding, RequirementStanding, Standing


@dataclass(frozen=True, slots=True)
class Passing:
    """A day on which the standing changed by the passing of time alone, and what it changed.

    ``causes`` says what came to its day: ``due`` (a due day has passed), ``silence`` (nobody has
    confirmed something for long), ``fine`` (one no longer counts), ``stay`` (one ran out),
    ``fade`` (a threat or proposal did), ``term`` (a measure's own time is over), ``seen`` (a
    measurement no longer counts), ``window`` (from here on a fact may have happened).
    ``because`` are the facts that set the day.
    """

    day: date
    causes: tuple[str, ...]
    changes: tuple[Change, ...]
    because: tuple[str, ...]

    @property
    def what(self) -> tuple[str, ...]:
        """What it changed, in words."""
        return tuple(
            f"{what}: {old or 'none'} → {new or 'none'}" for what, old, new in self.changes
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "day": self.day.isoformat(),
            "causes": list(self.causes),
            "what": list(self.what),
            "facts": list(self.because),
        }


def openings(facts: Sequence[Known]) -> dict[date, list[str]]:
    """Return the facts whose windows open on a day, before they take effect, by day."""
    found: dict[date, list[str]] = {}
    for one in facts:
        first, on, _ = effect_window(one)
        if first is not None and first < on and one.fact.EFFECT is not None:
            found.setdefault(first, []).append(one.id)
    return found


def passings(
    found: Sequence[Period], first: date, last: date, opened: dict[date, list[str]]
) -> tuple[Passing, ...]:
    """Return the days after the first, through the last, on which only a day passed."""
    return tuple(
        passing(before, period, opened.get(period.since, []))
        for before, period in itertools.pairwise(found)
        if period.began == "time" and first < period.since <= last
    )


def passing(before: Period, period: Period, opened: Sequence[str]) -> Passing:
    """Return why a period began by the passing of time, and what that changed.

    ``opened`` are the facts whose windows open on its first day.
    """
    old, new = before.standing, period.standing
    changes = changed(old, new)
    causes: dict[str, list[str]] = {}
    for cause, facts in _causes(old, new, period.since):
        causes.setdefault(cause, []).extend(facts)
    vague = any(what == What("certainty") for what, _, _ in changes)
    if opened and (vague or not causes):
        causes.setdefault("window", []).extend(opened)
    because = [fact for facts in causes.values() for fact in facts]
    because = because or [*old.because(), *new.because()]
    return Passing(period.since, tuple(causes), changes, tuple(dict.fromkeys(because)))


def _causes(old: Standing, new: Standing, day: date) -> Iterator[tuple[str, Sequence[str]]]:
    """Give what came to its end before a day, part by part, with the facts that set it."""
    held = {item.key: item for item in new.requirements}
    had = {item.key: item for item in old.requirements}
    for key in dict.fromkeys([*had, *held]):
        yield from _of_requirement(had.get(key), held.get(key))
    measures = {(item.key, item.level): item for item in new.measures}
    for one in old.measures:
        yield from _of_measure(one, measures.get((one.key, one.level)), day)
    if old.observed is not None and old.observed.until < day:
        yield "seen", old.observed.because


def _of_requirement(
    old: RequirementStanding | None, new: RequirementStanding | None
) -> Iterator[tuple[str, Sequence[str]]]:
    was, now = old and old.state, new and new.state
    if old is not None and old.stayed and not (new and new.stayed):
        yield "stay", old.because
    elif was == now:
        return
    elif new is not None and now == "unconfirmed":
        yield "silence", new.because
    elif new is not None and now in ("overdue", "late"):
        yield "due", new.because
    elif old is not None and was == "breached":
        yield "fine", old.because


def _of_measure(
    old: MeasureStanding, new: MeasureStanding | None, day: date
) -> Iterator[tuple[str, Sequence[str]]]:
    if old.stayed and new is not None and not new.stayed:
        yield "stay", old.because
    elif old.until is not None and old.until < day:
        yield ("fade" if old.level in ("proposed", "threatened") else "term"), old.because
