"""The values that a legal instrument is made of: categories, duties, deadlines, sanctions.

domain.md, "What else the register knows": a law sets requirements by category of platform
(thresholds as data), each with its deadline rule, its recurrence, and a ladder of sanctions.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from aggregates.vocabulary.fields import (
    Currency,
    Duration,
    Edtf,
    FullDate,
    InstrumentId,
    Quantity,
    ShortText,
    Slug,
    Text,
    Texts,
    TimeZone,
    Url,
    Value,
)


class CountedFrom(StrEnum):
    """From when the time for a duty is counted, and what the duty waits for.

    Without a request of the authority (``information-requested`` under the law), or a number of
    users by which the law deems a platform to be of the category (``users-reported``), a duty
    that is counted from there is not owed.
    """

    DESIGNATION = "designation"
    IN_FORCE = "in-force"
    REQUEST = "request"
    DEEMED = "deemed"


class Days(StrEnum):
    """Which days a deadline counts."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Periods(StrEnum):
    """How a recurring duty repeats: by periods of the calendar, or from its first due day."""

    CALENDAR = "calendar"
    FROM_FIRST = "from-first"


class ObligesTo(StrEnum):
    """What a duty is met by: something that is done once, or conduct that goes on.

    An office is opened, and a report is published. That content is removed as the law asks is
    never done: of such a duty only a breach can become known.
    """

    RESULT = "result"
    CONDUCT = "conduct"


class Threshold(Value, frozen=True, kw_only=True):
    """A number that a platform has to reach to be in a category.

    ``at_least`` and ``at_most`` include their number, ``above`` and ``below`` don't.
    """

    metric: Slug
    at_least: Quantity | None = None
    above: Quantity | None = None
    at_most: Quantity | None = None
    below: Quantity | None = None
    unit: ShortText | None = None
    note: ShortText | None = None


class Category(Value, frozen=True, kw_only=True):
    """Platforms that a law treats alike; all thresholds have to be reached.

    ``includes`` names categories of the same instrument whose duties these platforms have too.
    ``kinds`` are the kinds of service; without, it is any. ``aliases`` are what sources call it.
    """

    category: Slug
    title: ShortText
    aliases: Texts | None = None
    kinds: list[Slug] | None = None
    thresholds: list[Threshold] | None = None
    includes: list[Slug] | None = None
    unverified: Texts | None = None


class Deadline(Value, frozen=True, kw_only=True):
    """By when: a time after something, a fixed day, or the later of both.

    ``on`` is the last day on which the duty may still be missing: what has to be there from
    17 March on is due on the 16th. ``request`` is the kind of the request, default: any.
    """

    within: Duration | None = None
    counted_from: CountedFrom = CountedFrom.DESIGNATION
    request: Slug | None = None
    days: Days = Days.CALENDAR
    on: Edtf | None = None


class Recurrence(Value, frozen=True, kw_only=True):
    """How a duty comes again: every so often, each time within a time after the period's end.

    With ``from-first`` the first deadline repeats; ``within`` is for periods of the calendar.
    No period that ended before ``since`` counts.
    """

    every: Duration
    periods: Periods = Periods.CALENDAR
    within: Duration | None = None
    since: Edtf | None = None


class Clock(Value, frozen=True, kw_only=True):
    """Within what time a request has to be answered; ``request`` is its kind, default: any."""

    within: Duration
    request: Slug | None = None


class Duty(Value, frozen=True, kw_only=True):
    """What an instrument asks of platforms of some categories.

    A designation imposes duties that oblige to a result. Those to conduct, and those that only
    ask for answers in time (``clocks``, and no deadline), are told of the law and no more.
    """

    duty: Slug
    requirement: Slug
    title: ShortText
    categories: Annotated[list[Slug], Meta(min_length=1)]
    obliges_to: ObligesTo = ObligesTo.RESULT
    article: ShortText | None = None
    deadline: Deadline | None = None
    recurrence: Recurrence | None = None
    clocks: list[Clock] | None = None
    unverified: Texts | None = None


class Sanction(Value, frozen=True, kw_only=True):
    """A step of the ladder of sanctions; the mildest comes first.

    ``up_to`` is an amount in ``currency``, ``turnover_percent`` a share of the annual turnover.
    """

    sanction: ShortText
    article: ShortText | None = None
    up_to: Quantity | None = None
    currency: Currency | None = None
    turnover_percent: Quantity | None = None
    unverified: Texts | None = None


class NewRequirement(Value, frozen=True, kw_only=True):
    """A requirement that the vocabulary doesn't have yet."""

    requirement: Slug
    title: ShortText


class Instrument(Value, frozen=True, kw_only=True):
    """Details of a step in the life of a legal instrument: what it says from then on.

    What a later step gives takes the place of what stood before, each list as a whole; what it
    leaves out stays. ``unverified`` says in words what of it was not found in a source, and
    ``checked_on`` when somebody last held it against the law itself: the latest such day counts.
    """

    title: Text | None = None
    number: ShortText | None = None
    authority: ShortText | None = None
    link: Url | None = None
    summary: Text | None = None
    timezone: TimeZone | None = None
    replaces: list[InstrumentId] | None = None
    replaced_by: Texts | None = None
    checked_on: FullDate | None = None
    defines: list[NewRequirement] | None = None
    categories: list[Category] | None = None
    duties: list[Duty] | None = None
    sanctions: list[Sanction] | None = None
    unverified: Texts | None = None
