"""The page of requests with a time to answer: those that wait, and those that were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.law.response_times import AnswerState
from projections.deadlines.response_clocks import clocks as clocks_of
from reports.facts.references import FactReferences
from reports.kinds.deadlines import WAITING
from reports.model import Column, Foreign, Paragraph, Section
from reports.tables.deadline_rows import assumed, request_fields
from reports.tables.fields import for_readers
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.errors import InvalidFilter
from web.overviews.tabs import tabs
from web.shell.linked_names import linked
from web.shell.narrowing_form import choice, narrowing_form
from web.shell.page import Page
from web.shell.page_writer import sections, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.deadlines.response_clocks import ResponseClock
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View

ANSWERED = (AnswerState.ANSWERED, AnswerState.LATE)
"""What became of a request that no longer waits."""


def clocks(view: View) -> Page:
    """Return the requests with a time to answer at a T, K and P."""
    kept, state = narrowing(view), _state(view)
    making = kept.context(view, "deadlines")
    every = clocks_of(view.connection, view.question, **kept.where)
    found = [one for one in every if state in (None, one.state)]
    names = linked(names_for(making, {one.key.platform for one in found}))
    words = {one.value: names.kind_word("answer", one.value).label for one in AnswerState}
    states = choice(view, "state", view.tr("State"), words, state)
    form = narrowing_form(view, kept, fields=states)
    lists = [*_sections(making, names, found, state)]
    return Page(
        title=view.tr("Requests with a time to answer"),
        body="".join((tabs(view, "/clocks"), form, sections(view, lists), _assumed(view, found))),
        current="deadlines",
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/clocks", **kept.where, state=state),
    )


def _state(view: View) -> str | None:
    """Return the state that is asked for; raise InvalidFilter for one that is none."""
    state = view.query.get("state")
    known = [one.value for one in AnswerState]
    if state is not None and state not in known:
        raise InvalidFilter(f"{state!r} is no state of a request; they are {', '.join(known)}")
    return state


def _sections(
    making: PageContext, names: ReportNames, found: Sequence[ResponseClock], state: str | None
) -> Iterator[Section]:
    """Give those that wait and those that don't, as far as the address asks for them."""
    tr, fields = making.language.tr, _fields(making, names, found)
    if state is None or state in WAITING:
        waits = [one for one in found if one.state in WAITING]
        nothing = tr("No request with a time to answer is waiting.")
        table = ("requests", tr("Requests that wait for an answer"), nothing)
        blocks = for_readers(making, table, waits, fields)
        yield Section("waiting", tr("Requests that wait for an answer"), blocks)
    if state is None or state in ANSWERED:
        done = [one for one in found if one.state in ANSWERED]
        nothing = tr(
            "No answered request is known. A request and its answer are recorded as facts of a "
            "relationship, and stand here together."
        )
        table = ("answered", tr("Requests that were answered"), nothing)
        blocks = for_readers(making, table, done, (*fields, *_answers(making, names)))
        yield Section("answered", tr("Requests that were answered"), blocks)


def _fields(
    making: PageContext, names: ReportNames, found: Sequence[ResponseClock]
) -> Fields[ResponseClock]:
    """Return what readers are told of a request, with the fact that it is."""
    known = FactReferences(making)
    known.load(one.request for one in found)
    column = Column("request", making.language.tr("Fact"), width=24)
    return (*request_fields(names), (column, lambda one: known.ref(one.request)))


def _answers(making: PageContext, names: ReportNames) -> Fields[ResponseClock]:
    language, known = making.language, FactReferences(making)
    return (
        (
            Column("answered", language.tr("Answered"), width=20),
            lambda one: None if one.answered is None else language.when(one.answered),
        ),
        (
            Column("outcome", language.tr("Outcome"), width=16),
            lambda one: None if one.outcome is None else _outcome(names, one.outcome),
        ),
        (
            Column("answer", language.tr("Answer"), width=24),
            lambda one: None if one.verdict.answer is None else known.ref(one.verdict.answer),
        ),
    )


def _outcome(names: ReportNames, code: str) -> Foreign | str:
    word = names.word("outcome", code)
    return word.label or Foreign(code)


def _assumed(view: View, found: Sequence[ResponseClock]) -> str:
    if not assumed(found):
        return ""
    sentence = view.tr(
        "Where the kind of platform or of request is not known, the longest time of the law is "
        "told."
    )
    return told(view, [Paragraph((sentence,))])
