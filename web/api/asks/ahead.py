"""What is due and what is asked: deadlines, clocks, gaps, figures, and what has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregates.law.response_times import AnswerState
from exchange.exporters.deadline_calendar import deadline_calendar
from exchange.exporters.icalendar import ALARMS
from projections.changes.diff import diff
from projections.deadlines.deadlines import DEADLINE_COLUMNS, DeadlineHorizon, deadlines
from projections.deadlines.response_clocks import CLOCK_COLUMNS, clocks
from projections.deadlines.rows import Selection
from projections.queries.figures import FIGURE_COLUMNS, figures
from projections.queries.gaps import GAP_COLUMNS, gaps
from projections.queries.status import Question
from register.log.points import day, known_at
from web.api.operation import API, Document, Operation, Rows
from web.api.parameters import (
    AT,
    FROM,
    JURISDICTION,
    KNOWN,
    PAIR,
    PLATFORM,
    PUBLIC_BY,
    TO,
    flag,
    number,
    text,
    word,
)

if TYPE_CHECKING:
    from web.api.operation import ApiCall

_FAMILY = "Ahead"
REQUIREMENT = text("requirement", "Only this requirement, with its instances.")


def selection(call: ApiCall) -> Selection:
    """Return whose due days are asked for."""
    where = call.where
    return Selection(where["platform"], where["jurisdiction"], call.given("requirement"))


def horizon(call: ApiCall) -> DeadlineHorizon:
    """Return which due days are asked for."""
    within = call.given("within")
    near = None if within is None else timedelta(within)
    return DeadlineHorizon(call.view.question.at, near, call.flag("overdue"))


WITHIN = number(
    "within", "Only days ahead, so many at most; with overdue the passed ones, too.", most=36_500
)


def _deadlines(call: ApiCall) -> Rows:
    asked, wanted = call.view.question, horizon(call)
    found = deadlines(call.view.connection, asked, selection(call))
    return Rows([one.to_json(asked.at) for one in found if wanted.has(one.due)])


def _calendar(call: ApiCall) -> Document:
    asked = call.view.question
    made, _ = deadline_calendar(call.view.connection, asked, selection(call), horizon(call), ALARMS)
    return Document(made)


def _clocks(call: ApiCall) -> Rows:
    found = clocks(call.view.connection, call.view.question, **call.where)
    state = call.given("state")
    return Rows([one.to_json() for one in found if state in (None, one.state)])


def _gaps(call: ApiCall) -> Rows:
    where = call.where
    found = gaps(
        call.view.connection,
        call.view.question,
        platform=where["platform"],
        jurisdiction=where["jurisdiction"],
    )
    return Rows([one.to_json() for one in found])


def _gaps_of_one(call: ApiCall) -> Rows:
    found = gaps(call.view.connection, call.view.question, call.key)
    return Rows([one.to_json() for one in found])


def _figures(call: ApiCall) -> Rows:
    found = figures(call.view.connection, call.view.question, **call.where)
    return Rows([one.to_json() for one in found])


def _changes(call: ApiCall) -> Rows:
    before, after = (_moment(call, call.values[name]) for name in ("from", "to"))
    found = diff(call.view.connection, before, after, **call.where)
    return Rows([one.to_json() for one in found])


def _moment(call: ApiCall, said: str) -> Question:
    """Return the question that DAY or DAY@KNOWN is."""
    on, _, known = said.partition("@")
    point = known_at(call.view.connection, known or None)
    return Question(at=day(on), known=point, public_by=call.view.question.public_by)


OPERATIONS = (
    Operation(
        path=f"{API}/deadlines",
        name="deadlines",
        summary="The due days that have passed, and those that lie ahead.",
        family=_FAMILY,
        answer=_deadlines,
        schema="Deadline",
        many=True,
        columns=DEADLINE_COLUMNS,
        parameters=(
            PLATFORM,
            JURISDICTION,
            REQUIREMENT,
            WITHIN,
            flag("overdue", "Only days that have passed."),
        ),
        timed=True,
        known_to_all=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path="/deadlines.ics",
        name="calendar",
        summary="The due days as a calendar (RFC 5545) to subscribe to.",
        about="What was met or has gone stays in as cancelled.",
        family=_FAMILY,
        answer=_calendar,
        schema="Calendar",
        media_type="text/calendar; charset=utf-8",
        parameters=(PLATFORM, JURISDICTION, REQUIREMENT, WITHIN, AT, KNOWN),
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/clocks",
        name="clocks",
        summary="The requests with a time to answer, and whether they were answered in it.",
        family=_FAMILY,
        answer=_clocks,
        schema="Clock",
        many=True,
        columns=CLOCK_COLUMNS,
        parameters=(
            PLATFORM,
            JURISDICTION,
            word("state", "Only requests of this state.", (one.value for one in AnswerState)),
        ),
        timed=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/gaps",
        name="gaps",
        summary="What laws ask of platforms, and nothing is known about.",
        family=_FAMILY,
        answer=_gaps,
        schema="Gap",
        many=True,
        columns=GAP_COLUMNS,
        parameters=(PLATFORM, JURISDICTION),
        timed=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/gaps",
        name="gapsOfRelationship",
        summary="What laws ask in one relationship, and nothing is known about.",
        family=_FAMILY,
        answer=_gaps_of_one,
        schema="Gap",
        many=True,
        columns=GAP_COLUMNS,
        parameters=PAIR,
        timed=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/figures",
        name="figures",
        summary="The figures reported: what was asked for, what removed.",
        family=_FAMILY,
        answer=_figures,
        schema="Figure",
        many=True,
        columns=FIGURE_COLUMNS,
        parameters=(PLATFORM, JURISDICTION),
        timed=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/figures",
        name="figuresOfRelationship",
        summary="The figures reported in one relationship.",
        family=_FAMILY,
        answer=_figures,
        schema="Figure",
        many=True,
        columns=FIGURE_COLUMNS,
        parameters=PAIR,
        timed=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/changes",
        name="changes",
        summary="What changed between two days, as known at two points of the log, and why.",
        about="It tells apart new facts, facts learned late, claims, and the passing of time.",
        family="Standings",
        answer=_changes,
        schema="Difference",
        many=True,
        parameters=(FROM, TO, PLATFORM, JURISDICTION, PUBLIC_BY),
        refuses=(404,),
    ),
)
