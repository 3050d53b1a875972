"""Deadlines and requests in tables: for the report of deadlines, and for those of one side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from babel.units import format_unit

from projections.deadlines.deadlines import DeadlineHorizon, RequirementDeadline, deadlines
from projections.deadlines.response_rules import ASSUMED
from projections.deadlines.rows import Selection
from reports.charts.ahead import ahead
from reports.model import (
    Audience,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Section,
    VagueDate,
    Word,
)
from reports.tables.fields import for_readers, marks, tabled, told_twice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.deadlines.response_clocks import ResponseClock
    from reports.context import ReportContext
    from reports.model import Block, Cell, Inline
    from reports.tables.fields import Field, Fields
    from reports.tables.names import ReportNames
    from reports.words.language import Language


@dataclass(frozen=True, slots=True)
class DeadlineList:
    """The deadlines of a question, in the order of their days: passed by T, and ahead.

    ``unconfirmed`` are those that passed so long ago that the register no longer says whether
    they were kept.
    """

    passed: tuple[RequirementDeadline, ...]
    unconfirmed: tuple[RequirementDeadline, ...]
    ahead: tuple[RequirementDeadline, ...]


def due(making: ReportContext) -> DeadlineList:
    """Return the deadlines that a statement asks for."""
    asked, wanted = making.statement, horizon(making)
    of = Selection(asked.platform, asked.jurisdiction)
    found = [
        one for one in deadlines(making.connection, making.question, of) if wanted.has(one.due)
    ]
    passed = [one for one in found if one.due < asked.at]
    return DeadlineList(
        tuple(one for one in passed if one.state != "unconfirmed"),
        tuple(one for one in passed if one.state == "unconfirmed"),
        tuple(one for one in found if asked.at <= one.due),
    )


def horizon(making: ReportContext) -> DeadlineHorizon:
    """Return which days a statement asks for: the same as `register deadlines` has."""
    asked = making.statement
    within = None if asked.within is None else timedelta(asked.within)
    overdue = within is not None if asked.overdue is None else asked.overdue
    return DeadlineHorizon(asked.at, within, overdue)


def around(making: ReportContext, found: DeadlineList) -> tuple[Section, ...]:
    """Return the picture of the deadlines around the day; none where there are none."""
    told = (*found.passed, *found.unconfirmed, *found.ahead)
    names = making.platforms({one.key.platform for one in told})
    chart = ahead(making.language, told, making.statement.at, names)
    title = making.language.tr("At a glance")
    return () if chart is None else (Section("around", title, (chart,)),)


def deadline_blocks(
    making: ReportContext, names: ReportNames, found: DeadlineList
) -> dict[str, tuple[Block, ...]]:
    """Return the tables ``passed``, ``unconfirmed`` and ``ahead`` for readers, all for programs.

    That for programs is ``deadlines``.
    """
    tr, fields = making.language.tr, _fields(making, names)
    passed = (
        "passed",
        tr("Deadlines that have passed, and of which nothing was heard"),
        tr("No deadline has passed unheard."),
    )
    silent = (
        "unconfirmed",
        tr("Deadlines that passed long ago, and of which nobody has spoken since"),
        tr("No deadline passed so long ago that nobody can say what became of it."),
    )
    ahead = ("ahead", tr("Deadlines ahead"), tr("No deadline lies ahead."))
    whole = tabled(
        "deadlines",
        tr("Deadlines"),
        (*fields, *_more_fields(names)),
        (*found.passed, *found.unconfirmed, *found.ahead),
        Audience.PROGRAMS,
    )
    return {
        "passed": for_readers(making, passed, found.passed, _of_passed(making, fields)),
        "unconfirmed": for_readers(making, silent, found.unconfirmed, _of_passed(making, fields)),
        "ahead": for_readers(making, ahead, found.ahead, fields),
        "deadlines": (whole,),
    }


def _fields(making: ReportContext, names: ReportNames) -> Fields[RequirementDeadline]:
    tr, at = making.language.tr, making.statement.at
    return (
        (Column("due", tr("Due"), ColumnKind.DAY, 18), lambda one: names.day(one.due)),
        (
            Column("days", tr("Days left"), ColumnKind.NUMBER, 8),
            lambda one: names.number((one.due - at).days),
        ),
        *names.key_fields(),
        (
            Column("requirement", tr("Requirement"), width=24),
            lambda one: names.requirement(one.requirement),
        ),
        (Column("state", tr("State")), lambda one: names.word("state", one.state)),
        (
            Column("was", tr("Before silence")),
            lambda one: names.word("state", one.was) if one.was else None,
        ),
        (
            Column("marks", tr("Marks"), ColumnKind.LIST),
            lambda one: marks(names.marks(disputed=one.disputed)),
        ),
        (
            Column("set_by", tr("Set by"), width=18),
            lambda one: names.word("set by", one.kind.value),
        ),
        (Column("law", tr("Law or order"), width=32), _law),
    )


def _of_passed(
    making: ReportContext, fields: Fields[RequirementDeadline]
) -> Fields[RequirementDeadline]:
    """Return the fields with the days since then in place of those left."""
    language, at = making.language, making.statement.at
    since: Field[RequirementDeadline] = (
        Column("days", language.tr("Days since then"), ColumnKind.NUMBER, 8),
        lambda one: language.number((at - one.due).days),
    )
    return tuple(since if field[0].name == "days" else field for field in fields)


def _law(one: RequirementDeadline) -> Cell:
    """Return the law's title, or else what the requirement stands under."""
    ground = one.ground
    named = (ground and (ground.title or ground.instrument)) or one.under
    return None if named is None else Foreign(named)


def _more_fields(names: ReportNames) -> Fields[RequirementDeadline]:
    tr = names.language.tr
    return (
        *names.code_fields(),
        (
            Column("ground", tr("Id of the law or order it is under"), width=20),
            lambda one: Code(one.under) if one.under else None,
        ),
        (
            Column("instrument", tr("Law’s id")),
            lambda one: (
                Code(one.ground.instrument) if one.ground and one.ground.instrument else None
            ),
        ),
        (Column("basis", tr("Basis")), lambda one: names.word("basis", one.basis)),
        (
            Column("because", tr("Rests on"), ColumnKind.LIST, 38),
            lambda one: Lines(tuple((Code(name),) for name in one.because)),
        ),
    )


def request_blocks(
    making: ReportContext, names: ReportNames, found: Sequence[ResponseClock]
) -> tuple[Block, ...]:
    """Return the table ``requests``: what waits for an answer, by its limit."""
    tr = making.language.tr
    nothing = tr("No request with a time to answer is waiting.")
    table = ("requests", tr("Requests that wait for an answer"), nothing)
    return told_twice(making, table, found, request_fields(names), _more_of_requests(names))


def request_fields(names: ReportNames) -> Fields[ResponseClock]:
    """Return what readers are told of a request with a time to answer."""
    language = names.language
    tr = language.tr
    return (
        (Column("limit", tr("To be answered by"), width=24), lambda one: _limit(names, one)),
        (Column("state", tr("State"), width=16), lambda one: names.kind_word("answer", one.state)),
        (Column("marks", tr("Marks"), ColumnKind.LIST), lambda one: _request_marks(names, one)),
        *names.key_fields(),
        (
            Column("asked", tr("Asked on"), ColumnKind.WHEN, 20),
            lambda one: language.when(one.asked),
        ),
        (Column("within", tr("Within")), lambda one: duration(language, one.within)),
        (
            Column("by", tr("Time set by"), width=20),
            lambda one: names.kind_word("answer by", one.by),
        ),
        (
            Column("instrument", tr("Law"), width=20),
            lambda one: Foreign(one.instrument) if one.instrument else None,
        ),
    )


def _limit(names: ReportNames, one: ResponseClock) -> Cell:
    at = one.limit.at
    if at is None:
        return names.day(one.limit.day)
    return VagueDate(at.isoformat(), names.language.moment(at.isoformat()))


def _request_marks(names: ReportNames, one: ResponseClock) -> Cell:
    return marks(names.marks(disputed=one.disputed, approximate=not one.verdict.exact))


def _more_of_requests(names: ReportNames) -> Fields[ResponseClock]:
    tr = names.language.tr
    return (
        *names.code_fields(),
        (
            Column("kind", tr("What is asked")),
            lambda one: Foreign(one.kind) if one.kind else None,
        ),
        (Column("duty", tr("Duty")), lambda one: Code(one.duty) if one.duty else None),
        (Column("request", tr("Fact"), width=38), lambda one: Code(one.request)),
    )


_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?",
    re.ASCII,
)


def duration(language: Language, text: str) -> Inline:
    """Return a time as a law writes it (ISO 8601) in words; 24 hours are not made a day."""
    found = _DURATION.fullmatch(text)
    parts = [
        _unit(language, int(value), f"duration-{unit}")
        for unit, value in zip(_UNITS, found.groups() if found else (), strict=False)
        if value
    ]
    return Word(text, " ".join(parts)) if parts else Code(text)


def _unit(language: Language, value: int, unit: str) -> str:
    """Return so many of a unit; CLDR leaves long names out that are the same as short ones."""
    told = format_unit(value, unit, locale=language.locale)
    return format_unit(value, unit, "short", locale=language.locale) if unit in told else told


def assumed(found: Sequence[ResponseClock]) -> bool:
    """Tell whether the time of a request is the longest of the law's, because less is known."""
    return any(one.by == ASSUMED for one in found)
