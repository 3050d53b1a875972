"""By when a request has to be answered, and whether it was, as far as is surely known.

Dates are vague, so everything here is the earliest and the latest moment at which something can
have been. Days begin and end where the law holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import isodate

from aggregates.law.instrument import duties_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregates.law.instrument import InstrumentState, LawStep
    from aggregates.vocabulary.law import Category, Clock, Duty

    Found = tuple[Duty, Clock]

_DAYS = (date(1, 1, 3), date(9999, 12, 29))
"""The first and last day that every offset leaves within the calendar."""

_COMPARED_ON = datetime(2024, 1, 1, tzinfo=UTC)


class AnswerState(StrEnum):
    """What became of a request by a day."""

    RUNNING = "running"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    LATE = "late"


class Moments(NamedTuple):
    """The earliest and the latest moment at which something can have been, in UTC."""

    earliest: datetime
    latest: datetime


class OccurrenceTime(NamedTuple):
    """When something happened: its window of days, and its moment where a time of day is known.

    The moment has no offset where none was written.
    """

    first: date | None
    last: date
    at: datetime | None = None


class LegalTimeZone(NamedTuple):
    """Where days begin and end; only by a law's zone can a time without an offset be placed."""

    zone: tzinfo
    of_law: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """By when to answer: a moment, as the request's time was written, or through a day."""

    moments: Moments
    day: date
    at: datetime | None = None


class Reply(NamedTuple):
    """What may be the answer; ``surely`` unless it may have come before the request."""

    id: str
    when: Moments
    surely: bool = True


class Verdict(NamedTuple):
    """What became of a request, by which answer, and whether vague dates leave it open."""

    state: AnswerState
    exact: bool
    answer: str | None = None


def place_of(zone: str | None, whens: Iterable[OccurrenceTime]) -> LegalTimeZone:
    """Return where days are counted: in the law's zone, else by the first offset that is written.

    Where there is neither, it makes no difference: days are compared with days.
    """
    if zone is not None:
        return LegalTimeZone(ZoneInfo(zone), of_law=True)
    written = (when.at.tzinfo for when in whens if when.at is not None)
    return LegalTimeZone(next((one for one in written if one is not None), UTC), of_law=False)


def moments_of(when: OccurrenceTime, place: LegalTimeZone) -> Moments:
    """Return when it can have been; without an offset and a law's zone the day alone counts."""
    at = _placed(when, place)
    if at is not None:
        return Moments(at.astimezone(UTC), at.astimezone(UTC))
    return Moments(_begin(when.first or date.min, place), end_of(when.last, place))


def end_of(day: date, place: LegalTimeZone) -> datetime:
    """Return the last moment of a day, in UTC."""
    return _moment(day, time.max, place)


def _begin(day: date, place: LegalTimeZone) -> datetime:
    return _moment(day, time.min, place)


def _moment(day: date, at: time, place: LegalTimeZone) -> datetime:
    kept = min(max(day, _DAYS[0]), _DAYS[1])
    return datetime.combine(kept, at, place.zone).astimezone(UTC)


def _placed(when: OccurrenceTime, place: LegalTimeZone) -> datetime | None:
    """Return the moment with its offset; None: there is none, or nothing tells where it is."""
    at = when.at
    if at is None or not _DAYS[0] <= at.date() <= _DAYS[1]:
        return None
    if at.tzinfo is not None:
        return at
    return at.replace(tzinfo=place.zone) if place.of_law else None


def limit_of(asked: OccurrenceTime, within: str, place: LegalTimeZone) -> Limit | None:
    """Return by when a request has to be answered; None: that is beyond all calendars.

    A time in hours runs from moment to moment, and where the moment of the request is not known,
    through the day in which it surely has run out. One in whole days, weeks, months or years
    runs through its last day, as all deadlines do (domain.md, "When a fact takes effect").
    """
    try:
        return (_in_hours if "T" in within else _in_days)(asked, within, place)
    except (OverflowError, ValueError):
        return None


def _in_hours(asked: OccurrenceTime, within: str, place: LegalTimeZone) -> Limit:
    at, moments = _placed(asked, place), moments_of(asked, place)
    if at is not None:
        end = _after(at, within).astimezone(at.tzinfo)
        return Limit(Moments(end.astimezone(UTC), end.astimezone(UTC)), end.date(), end)
    earliest, latest = (_after(one.astimezone(place.zone), within) for one in moments)
    day = latest.astimezone(place.zone).date()
    return Limit(Moments(earliest.astimezone(UTC), end_of(day, place)), day)


def _after(moment: datetime, within: str) -> datetime:
    """Return the moment after a time; hours are true ones, also where clocks are changed."""
    span = isodate.parse_duration(within)
    after: datetime = (
        moment.astimezone(UTC) + span if isinstance(span, timedelta) else moment + span
    )
    return after


def _in_days(asked: OccurrenceTime, within: str, place: LegalTimeZone) -> Limit:
    span = isodate.parse_duration(within)
    at = _placed(asked, place)
    here = at.astimezone(place.zone).date() if at is not None and place.of_law else None
    first: date = max(here or asked.first or date.min, _DAYS[0]) + span
    last: date = (here or asked.last) + span
    return Limit(Moments(end_of(first, place), end_of(last, place)), last)


def verdict(
    limit: Moments, given: Sequence[Reply], perhaps: Sequence[Reply], now: datetime
) -> Verdict:
    """Return what became of a request by a moment.

    ``given`` has the replies that surely came by then, ``perhaps`` those that may have come.
    It is late or unanswered only if it surely is.
    """
    in_time = [one for one in given if one.surely and one.when.latest <= limit.earliest]
    may_be = [one for one in given if one.when.earliest <= limit.latest]
    if found := in_time or may_be or list(given):
        answer = min(found, key=lambda one: (one.when.latest, one.when.earliest, one.id)).id
    if in_time:
        return Verdict(AnswerState.ANSWERED, exact=True, answer=answer)
    if may_be:
        return Verdict(AnswerState.ANSWERED, exact=False, answer=answer)
    if given:
        earlier = any(one.when.earliest <= limit.latest for one in perhaps)
        return Verdict(AnswerState.LATE, exact=not earlier, answer=answer)
    if now > limit.latest:
        return Verdict(AnswerState.UNANSWERED, exact=not perhaps)
    return Verdict(AnswerState.RUNNING, exact=now <= limit.earliest and not perhaps)


def law_on(steps: Sequence[LawStep], day: date) -> InstrumentState | None:
    """Return a law as it applies on a day; None: it doesn't yet, or no longer."""
    law = next((step.law for step in reversed(steps) if step.on <= day), None)
    if law is None or law.stage in ("proposed", "repealed"):
        return None
    later = (step for step in steps if step.on > day and step.fact is not None)
    if law.in_force is None and any(step.law.in_force is step.fact for step in later):
        return None
    return law


def clocks_of(
    law: InstrumentState, category: Category | None, kind: str | None
) -> tuple[list[Found], bool]:
    """Return the clocks for a kind of request, with their duties, and whether they are assumed.

    Those for the kind go before those for any. Where the category is not known, or no clock is
    for requests that don't say their kind, it is the longest that may be meant, alone.
    """
    duties = law.duties if category is None else duties_of(law, category)
    every = [(duty, clock) for duty in duties for clock in duty.clocks or ()]
    of_any = [one for one in every if one[1].request is None]
    own = [one for one in every if one[1].request == kind]
    found = own or of_any
    if found and category is not None:
        return found, False
    meant = found or (every if kind is None else [])
    return ([max(meant, key=_length)] if meant else []), True


def _length(found: Found) -> datetime:
    length: datetime = _COMPARED_ON + isodate.parse_duration(found[1].within)
    return length
