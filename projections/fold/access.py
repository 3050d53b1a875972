"""What measures come to on a day: the list, access, what is ahead, services, what is observed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from aggregates.dates.windows import days_after
from aggregates.vocabulary.effects import ADVERTISING, NATIONWIDE, SERVICE
from projections.fold.measures import AHEAD as AHEAD_LEVELS
from projections.fold.measures import IN_FORCE
from projections.fold.requirement_states import ids
from projections.fold.standing import (
    ACCESS,
    AHEAD,
    MeasureStanding,
    Observed,
    ServiceStanding,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from projections.fold.state import Happening, MeasureAt, Measures, Records

_SEEN_DAYS = 30
"""For how many days after its day of effect an observation says what is seen, if it doesn't say."""

_CONTRADICTED = {
    "blocked": frozenset({"open", "stayed", "limited"}),
    "disturbed": frozenset({"open", "stayed"}),
    "reachable": frozenset({"blocked"}),
}
"""What may be announced that an observation contradicts."""


class JudgedMeasure(msgspec.Struct, frozen=True):
    """A listed measure; ``follows_law`` tells of the platform's own whether a law is behind it."""

    standing: MeasureStanding
    follows_law: bool = False


def judged_measures(held: Measures, at: date) -> tuple[JudgedMeasure, ...]:
    """Return the listed measures of a day, in the order in which they are listed."""
    found = [
        JudgedMeasure(one)
        for key, records in held.records.items()
        for levels in (AHEAD_LEVELS, IN_FORCE)
        for one in _listed(key, records, levels, at)
    ]
    for (scope, service), by in held.withdrawn.items():
        own = MeasureStanding(
            scope, "platform", service, None, "in-force", "withdrawn", because=(by.id,)
        )
        found.append(JudgedMeasure(own, by.follows_law))
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=_place))


def _place(one: JudgedMeasure) -> tuple[object, int]:
    level = one.standing.level
    return one.standing.key, _LEVELS.index(level) if level in _LEVELS else 0


_LEVELS = ("proposed", "threatened", "ordered", "restricted", "blocked")


def _listed(
    key: MeasureAt, records: Records, levels: frozenset[int], at: date
) -> Iterator[MeasureStanding]:
    """Give the highest record of a slot that is not stayed, and the stayed ones above it."""
    slot = "in-force" if levels is IN_FORCE else "ahead"
    for level in sorted(records, reverse=True):
        record = records[level]
        if level not in levels or not record.exists(at):
            continue
        stayed = record.stay is not None and record.stay.holds(at)
        grounds = [record.by, record.stay.by] if stayed and record.stay else [record.by]
        yield MeasureStanding(
            key.scope,
            "state",
            key.service,
            key.order,
            slot,
            level.word,
            stayed,
            record.until,
            record.effective,
            because=ids(grounds),
        )
        if not stayed:
            return


def measures_unchanged_through(held: Measures, at: date) -> date:
    """Return the last day, from a day on, through which no record and no stay runs out."""
    every = [one for records in held.records.values() for one in records.values()]
    days = [record.until for record in every]
    days += [record.stay.until for record in every if record.stay is not None]
    return min((day for day in days if day is not None and day >= at), default=date.max)


def access_of(listed: Iterable[JudgedMeasure], service: str | None = None) -> str:
    """Return what users meet: the hardest of what is in force; of a service, or else of none."""
    return max((_access(one, service) for one in listed), key=ACCESS.index, default="open")


def _access(one: JudgedMeasure, service: str | None) -> str:
    """Return what users meet of one measure; that of the service counts as that of none."""
    measure = one.standing
    if measure.slot == "ahead":
        return "open"
    whole = measure.service in (None, service)
    if measure.side == "platform":
        if measure.scope == SERVICE and whole:
            return "withdrawn"
        return "limited" if one.follows_law else "open"
    if measure.scope == NATIONWIDE and whole:
        return "stayed" if measure.stayed else measure.level
    return "open" if measure.stayed or measure.scope == ADVERTISING else "limited"


def ahead_of(listed: Iterable[JudgedMeasure]) -> str | None:
    """Return what hangs over access: the nearest of what is ahead; None: nothing."""
    words = (
        "stayed" if one.standing.stayed else one.standing.level
        for one in listed
        if one.standing.slot == "ahead" and one.standing.scope != ADVERTISING
    )
    return max(words, key=AHEAD.index, default=None)


def services_of(listed: Sequence[JudgedMeasure]) -> dict[str, ServiceStanding]:
    """Return the standing of each service with a measure, by name."""
    names = {one.standing.service for one in listed if one.standing.service is not None}
    found = {}
    for name in sorted(names):
        own = [one for one in listed if one.standing.service in (None, name)]
        found[name] = ServiceStanding(access_of(own, name), ahead_of(own))
    return found


def is_inactive(held: Measures) -> bool:
    """Tell whether the platform has withdrawn its service as a whole."""
    return (SERVICE, None) in held.withdrawn


def observed_at(latest: Happening | None, at: date) -> Observed | None:
    """Return what the latest observation sees on a day; None: it has ended, or there is none."""
    if latest is None or at > (until := seen_until(latest)):
        return None
    return Observed(latest.about, latest.on, until, because=(latest.id,))


def seen_until(observation: Happening) -> date:
    """Return the last day for which an observation says what is seen."""
    return days_after(observation.on, _SEEN_DAYS) if observation.day is None else observation.day


def contradicts(observed: str, access: str) -> bool:
    """Tell whether what is observed is other than what is announced."""
    return access in _CONTRADICTED[observed]
