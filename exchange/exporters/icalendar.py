"""Deadlines as an iCalendar file (RFC 5545, with the names of RFC 7986) to subscribe to.

It says nothing of the moment at which it was made, so the same question makes the same bytes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from projections.deadlines.deadlines import PASSED, DeadlineKind, RequirementDeadline
from register import jurisdictions
from register.clock import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icalendar import Component, Event

    from projections.deadlines.changes import Scheduled

ALARMS = (timedelta(14), timedelta(3), timedelta(1))
"""How long before a due day calendars remind of it, if nothing else is asked."""

Zone: TypeAlias = str | None

_REFRESH = timedelta(days=1)
_LONGEST = 1_000
"""So many characters of a note are shown; some calendars refuse long texts."""

_SOURCES = 3
"""So many sources of a fact are named; the register has the others."""

_ZONED = range(1970, 2100)
"""The years of which the rules of time zones are written out; other days are without one."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a calendar presents itself: its name, platforms by name, and when it reminds."""

    name: str
    platforms: Mapping[str, str]
    alarms: Sequence[timedelta] = ALARMS


def calendar(found: Sequence[Scheduled], look: Look) -> bytes:
    """Return the deadlines as a calendar.

    A due day is the whole day where the law holds, if its time zone is known, else a day
    without one. What was met or has gone stays in as cancelled, so that calendars that knew of
    it let it go.
    """
    import icalendar  # noqa: PLC0415  # only where a calendar is written

    made = icalendar.Calendar()
    for name, value in (
        ("prodid", "-//register//deadlines//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("name", one_line(look.name)),
        ("x-wr-calname", one_line(look.name)),
    ):
        made.add(name, value)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(_REFRESH))
    for zone in _zones(found):
        made.add_component(zone)
    for one in found:
        made.add_component(_event(one, look))
    return bytes(made.to_ical())


def _zones(found: Sequence[Scheduled]) -> Iterator[Component]:
    """Give the rules of the time zones; a calendar without anything has those of UTC.

    For it has to have one component at least (RFC 5545, 3.6).
    """
    from icalendar import Timezone  # noqa: PLC0415

    days: dict[str, list[date]] = {}
    for one in found:
        if (zone := _zone(one.deadline)) is not None:
            days.setdefault(zone, []).append(one.deadline.due)
    if not found:
        days["UTC"] = [date(_ZONED.start, 1, 1)]
    for zone, some in sorted(days.items()):
        first, last = date(min(some).year, 1, 1), date(max(some).year + 1, 12, 31)
        yield Timezone.from_tzinfo(ZoneInfo(zone), zone, first, last)


def _zone(one: RequirementDeadline) -> Zone:
    """Return the time zone of the law, for days whose rules are written out."""
    known = one.ground.time_zone if one.ground else None
    return known if one.due.year in _ZONED else None


def _event(one: Scheduled, look: Look) -> Event:
    from icalendar import Event  # noqa: PLC0415

    deadline = one.deadline
    made = Event()
    changed = moment_of(one.changed_at).replace(microsecond=0)
    summary = _summary(one, look)
    made.add("uid", deadline.uid)
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("sequence", one.sequence)
    made.add("status", "CONFIRMED" if one.is_open else "CANCELLED")
    made.add("transp", "TRANSPARENT")
    made.add("summary", summary)
    made.add("description", _description(one))
    made.add("categories", [deadline.requirement, deadline.key.jurisdiction, deadline.kind.value])
    if address := _address(deadline):
        made.add("url", address)
    for name, value in _days(deadline):
        made.add(name, value)
    if one.is_open and deadline.state not in PASSED:
        for before in sorted(set(look.alarms), reverse=True):
            made.add_component(_alarm(before, summary))
    return made


def _days(one: RequirementDeadline) -> Iterator[tuple[str, date]]:
    """Give the beginning and the end of an event; without an end a day is the whole day."""
    if (zone := _zone(one)) is None:
        yield "dtstart", one.due
        return
    there = ZoneInfo(zone)
    yield "dtstart", datetime.combine(one.due, time(), there)
    yield "dtend", datetime.combine(one.due + timedelta(1), time(), there)


def _alarm(before: timedelta, summary: str) -> Component:
    from icalendar import Alarm  # noqa: PLC0415

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", summary)
    made.add("trigger", -before)
    return made


def _summary(one: Scheduled, look: Look) -> str:
    key = one.deadline.key
    place = jurisdictions.name(key.jurisdiction)
    platform = look.platforms.get(key.platform, key.platform)
    told = f"{platform}, {place}: {one.deadline.requirement}"
    if not one.is_open:
        told += " (met)" if one.deadline.state == "met" else " (no longer due)"
    else:
        told += f" {one.deadline.state if one.deadline.state in PASSED else 'due'}"
    return one_line(told)


def _description(one: Scheduled) -> str:
    """Return why there is a deadline: the law or the promise, its note, its sources, its facts."""
    deadline, ground = one.deadline, one.deadline.ground
    who = "by law" if deadline.kind is DeadlineKind.LAW else "as pledged"
    told = [f"Due {deadline.due.isoformat()}, {who}{', disputed' if deadline.disputed else ''}."]
    if ground is not None:
        law = ": ".join(one_line(part) for part in (ground.instrument, ground.title) if part)
        told.append(law and f"Law: {law}")
        told.append(_shortened(ground.note or ""))
        told.append(f"Set by: {ground.told}")
        told += [
            f"Source: {', '.join(one_line(part) for part in source if part)}"
            for source in ground.sources[:_SOURCES]
        ]
    told.append(f"Facts: {', '.join(deadline.because)}")
    return "\n".join(line for line in told if line)


def _address(one: RequirementDeadline) -> str | None:
    sources = one.ground.sources if one.ground else ()
    return next((str(url) for _, url in sources if url), None)


def _shortened(text: str) -> str:
    whole = one_line(text)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"


_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = {"Cc", "Zl", "Zp"}


def one_line(text: str) -> str:
    """Return a text of somebody's on one line, without what changes the direction of the rest."""
    kept = (" " if unicodedata.category(char) in _BREAKS else char for char in text)
    return " ".join("".join(char for char in kept if char not in _DIRECTION).split())
