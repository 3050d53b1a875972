"""Due days: a deadline rule counted out, and the instances of a duty that comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Protocol

import isodate

from aggregates.dates.windows import deadline as last_day
from aggregates.dates.windows import window
from aggregates.law.checks import CALENDAR
from aggregates.vocabulary.law import CountedFrom, Days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.law import Deadline, Recurrence

_MOST = 5_000
"""How many instances a duty has at most: more is not meant by anybody."""


class Workdays(Protocol):
    """Counts working days where a law does so."""

    def __call__(self, jurisdiction: str | None, day: date, count: int) -> date:
        """Return the day that is so many working days after another."""


class DeadlineOrigin(NamedTuple):
    """From when a deadline can be counted: the day that binds, and the others that are known.

    Those are the entry into force, and the day of what the duty waited for.
    """

    bound: date
    in_force: date | None
    triggered: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """How working days are counted where a law holds."""

    jurisdiction: str | None
    workdays: Workdays


class Instance(NamedTuple):
    """One time that a duty comes: its name, by when it is due, and from when it is.

    Without a beginning it is there as soon as the duty is.
    """

    name: str
    due: date | None
    begins: date | None


def due_day(rule: Deadline | None, start: DeadlineOrigin, calendar: Calendar) -> date | None:
    """Return the last day of a deadline; None: there is none, or it can't be told yet.

    The later counts of a fixed day and of a time after something. Who is designated after
    the day is obliged at once.
    """
    if rule is None:
        return None
    fixed = None if rule.on is None else last_day(rule.on)
    if rule.within is None:
        return None if fixed is None else max(fixed, start.bound)
    begun = _begun(rule, start)
    if begun is None:
        return None if fixed is None else max(fixed, start.bound)
    counted = after(begun, rule.within, rule.days, calendar)
    later = [day for day in (counted, fixed) if day is not None]
    return max([start.bound, *later]) if later else None


def _begun(rule: Deadline, start: DeadlineOrigin) -> date | None:
    match rule.counted_from:
        case CountedFrom.IN_FORCE:
            return start.in_force
        case CountedFrom.REQUEST | CountedFrom.DEEMED:
            return start.triggered
        case _:
            return start.bound


def after(day: date, within: str, days: Days, calendar: Calendar) -> date | None:
    """Return the day on which a time after another ends; None: it is beyond all calendars.

    Months are counted to the day of the same number, or to the month's last (isodate). Hours
    count by the day in which they end.
    """
    try:
        if days is Days.BUSINESS:
            return calendar.workdays(calendar.jurisdiction, day, int(within[1:-1]))
        found: date = day + isodate.parse_duration(within)
    except (OverflowError, ValueError):
        return None
    return found


def anchored(rule: Deadline | None, first: date) -> date:
    """Return the due day from which a duty repeats: a fixed day stays it, whoever comes later."""
    fixed = None if rule is None or rule.within is not None or rule.on is None else rule.on
    return min(first, (fixed and last_day(fixed)) or first)


def from_first(rule: Recurrence, anchor: date, first: date, horizon: date) -> Iterator[Instance]:
    """Give the instances of a duty that repeats from a due day, those due from ``first`` on.

    Each begins when the one before was due; the first one, and those that begin by the horizon.
    """
    every = isodate.parse_duration(rule.every)
    months = every.years * 12 + every.months
    since = max(first, _first_day(rule) or first)
    for number in range(_MOST):
        try:
            due = anchor + every * number
            begins = anchor if number == 0 else anchor + every * (number - 1) + timedelta(1)
        except (OverflowError, ValueError):
            return
        if number and begins > max(horizon, first):
            return
        if due >= since:
            yield Instance(_name(due, int(months)), due, None if begins <= first else begins)


def on_calendar(rule: Recurrence, start: date, horizon: date) -> Iterator[Instance]:
    """Give the instances of a duty by periods of the calendar.

    The first is the period that has the start, or ``since`` if that is later; the others are
    those that begin by the horizon. Without ``within`` it is not known by when they are due.
    """
    months = CALENDAR[rule.every]
    first = max(start, _first_day(rule) or start)
    month = first.year * 12 + (first.month - 1) // months * months
    for number in count():
        try:
            begins, end = _month(month + number * months), _month(month + (number + 1) * months)
            due = None if rule.within is None else end + isodate.parse_duration(rule.within)
        except (OverflowError, ValueError):
            return
        if number and begins > horizon:
            return
        shown = None if number == 0 and begins <= start else begins
        yield Instance(_name(begins, months), due and due - timedelta(1), shown)


def _first_day(rule: Recurrence) -> date | None:
    return None if rule.since is None else window(rule.since).first


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _name(day: date, months: int) -> str:
    """Return the name of the period of so many months that a day is in (2025, 2025-H1, …)."""
    match months:
        case 6:
            return f"{day.year:04}-H{(day.month + 5) // 6}"
        case 3:
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case _ if months % 12 == 0:
            return f"{day.year:04}"
        case _:
            return f"{day.year:04}-{day.month:02}"
