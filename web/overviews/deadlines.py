"""The page of deadlines: overdue, not confirmed for long, ahead; as lists, or as a month."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.formats.values import label
from reports.kinds.deadlines import deadline_summary, waiting
from reports.model import Section
from reports.tables.deadline_rows import deadline_blocks, due
from reports.tables.names import names_for
from web.asking.narrowing import days_ahead, narrowing
from web.overviews.month import month
from web.overviews.tabs import tabs
from web.shell.linked_names import linked
from web.shell.narrowing_form import narrowing_form, unheeded
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.tables.deadline_rows import DeadlineList
    from web.asking.narrowing import Narrowing
    from web.asking.view import PageContext, View
    from web.shell.linked_names import LinkedNames

CURRENT = ' aria-current="true"'
SPANS = (30, 90, 180, 365)
"""How many days ahead the form offers to look."""


@dataclass(frozen=True, slots=True)
class DeadlinesAsked:
    """The deadlines that an address asks for, and what they are told with."""

    view: View
    kept: Narrowing
    within: int | None
    making: PageContext
    found: DeadlineList
    names: LinkedNames


def deadlines(view: View) -> Page:
    """Return the deadlines at a T and K, of all or of what the address keeps to."""
    asked = _asked(view)
    within = None if asked.within is None else str(asked.within)
    filters = {**asked.kept.where, "within": within}
    calendar = view.asked.for_programs("/deadlines.ics", ("at", "known"), **filters)
    title = label(view.language.run("Deadlines on {day}", day=view.language.day(view.question.at)))
    return Page(
        title=title,
        body="".join(_body(asked)),
        current="deadlines",
        actions=(PageLink(calendar, view.tr("Subscribe (iCalendar)")),),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/deadlines", ("at", "known"), **filters),
    )


def _asked(view: View) -> DeadlinesAsked:
    kept, within = narrowing(view), days_ahead(view)
    making = kept.context(view, "deadlines", within)
    found = due(making)
    slugs = {one.key.platform for one in (*found.passed, *found.unconfirmed, *found.ahead)}
    return DeadlinesAsked(view, kept, within, making, found, linked(names_for(making, slugs)))


def _body(asked: DeadlinesAsked) -> Iterator[str]:
    view = asked.view
    yield tabs(view, "/deadlines")
    yield unheeded(view)
    fields = _span(asked)
    yield narrowing_form(view, asked.kept, fields=fields, also=("view", "month"))
    yield told(view, deadline_summary(asked.making, asked.found, waiting(asked.making)))
    yield _views(view)
    if view.query.get("view") == "calendar":
        yield from month(view, asked.names, asked.found)
        return
    yield sections(view, _lists(asked))


def _span(asked: DeadlinesAsked) -> str:
    """Return the choice of how far ahead to look."""
    view = asked.view
    spans = sorted({*SPANS, *([] if asked.within is None else [asked.within])})
    told = [f'<label>{escape(view.tr("Ahead"))}<select name="within">']
    told.append(f'<option value="">{escape(view.tr("all"))}</option>')
    for days in spans:
        selected = " selected" if days == asked.within else ""
        text = view.language.trn("{count} day", "{count} days", days)
        told.append(f'<option value="{days}"{selected}>{escape(text)}</option>')
    return "".join((*told, "</select></label>"))


def _views(view: View) -> str:
    tr, is_month = view.tr, view.query.get("view") == "calendar"
    items = (
        (tr("List"), view.here(view=None, month=None), not is_month),
        (tr("Month"), view.here(view="calendar"), is_month),
    )
    links = "".join(
        f'<li><a class="button" href="{escape(href)}"{CURRENT if here else ""}>{escape(title)}</a></li>'
        for title, href, here in items
    )
    return f'<nav class="views" aria-label="{escape(tr("List or month"))}"><ul>{links}</ul></nav>'


def _lists(asked: DeadlinesAsked) -> Iterator[Section]:
    """Give the deadlines by what is known of them."""
    tr, blocks = asked.view.tr, deadline_blocks(asked.making, asked.names, asked.found)
    yield Section("passed", tr("Passed"), blocks["passed"])
    yield Section("unconfirmed", tr("Not confirmed for long"), blocks["unconfirmed"])
    yield Section("ahead", tr("Ahead"), blocks["ahead"])
