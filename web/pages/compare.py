"""Two moments compared: which standings differ, and whose doing it is, the world's or our knowledge's."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.changes.diff import diff
from projections.queries.status import statuses
from reports.context import point
from reports.facts.grounds import recalled
from reports.formats.values import label
from reports.model import Words
from reports.statement import ReportQuestion
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.pages.moments import for_programs, moments_of
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aggregates.claims import Known
    from projections.changes.diff import Difference
    from projections.queries.status import Question, Status
    from projections.read_models.relationships import RelationshipKey
    from reports.facts.grounds import Recalled
    from reports.tables.names import ReportNames
    from web.asking.view import View
    from web.pages.moments import ComparedMoments


def compare(view: View) -> Page:
    """Return what differs between two moments (``from`` and ``to``, each DAY or DAY@KNOWN)."""
    tr, moments, where = view.tr, moments_of(view), narrowing(view).where
    return Page(
        title=tr("Compare two moments"),
        body="".join((*_form(moments, where), *_difference(moments, where))),
        current="changes",
        timed=False,
        json=for_programs(view, moments.before, moments.after),
        styles=("compare.css",),
    )


def _form(moments: ComparedMoments, where: Mapping[str, str | None]) -> Iterator[str]:
    view, tr = moments.view, moments.view.tr
    yield f'<form class="bar" method="get" aria-label="{escape(tr("What to compare"))}">'
    for name, title, one in (
        ("from", tr("From: a day, or day@position"), moments.before),
        ("to", tr("To: a day, or day@position"), moments.after),
    ):
        value = view.query.get(name) or f"{one.at.isoformat()}@{one.known.position}"
        yield f'<label>{escape(title)}<input name="{name}" value="{escape(value)}" required></label>'
    kept = {**{name: value for name, value in where.items() if value}, **view.asked.kept()}
    for name in kept.keys() - {"at", "known"}:
        yield f'<input type="hidden" name="{name}" value="{escape(str(kept[name]))}">'
    yield f"<button>{escape(tr('Compare'))}</button></form>"


def _difference(moments: ComparedMoments, where: Mapping[str, str | None]) -> Iterator[str]:
    view, tr = moments.view, moments.view.tr
    found = diff(view.connection, moments.before, moments.after, **where)
    if not found:
        yield f'<p class="empty">{escape(tr("Nothing changed between the two."))}</p>'
        return
    making = view.context("changes", before=_asked(view, moments.before))
    names = names_for(making, (one.key.platform for one in found))
    ids = [known.id for one in found for known in (*one.new, *one.late, *one.claims)]
    last = max(moments.before.known.position, moments.after.known.position)
    facts = recalled(making, ids, through=last)
    between = {one.key: one for one in statuses(view.connection, moments.between, **where)}
    yield '<ul class="compared">'
    for one in found:
        yield from _one(moments, names, facts, one, between)
    yield "</ul>"


def _asked(view: View, question: Question) -> ReportQuestion:
    return ReportQuestion(at=question.at, known=point(view.connection, question.known))


def _one(
    moments: ComparedMoments,
    names: ReportNames,
    facts: Recalled,
    one: Difference,
    between: Mapping[RelationshipKey, Status],
) -> Iterator[str]:
    """Give a relationship: before, by the world's doing, by our knowledge's, with the facts of each."""
    view, tr = moments.view, moments.view.tr
    path = f"/relationships/{one.key.platform}/{one.key.jurisdiction}"
    href = escape(
        view.asked.link(
            path, at=moments.after.at.isoformat(), known=str(moments.after.known.position)
        )
    )
    title = tr(
        "{platform}, {place}",
        platform=names.platform(one.key.platform).text,
        place=names.jurisdiction(one.key.jurisdiction),
    )
    yield f'<li><h2><a href="{href}">{escape(title)}</a></h2><div class="steps">'
    middle = between.get(one.key)
    yield _step(moments, names, _titled(moments.before, moments), one.before, [], facts)
    low = min(moments.before.known.position, moments.after.known.position)
    happened = [known for known in one.new if known.position <= low]
    learned = [known for known in one.new if known.position > low]
    if moments.before.at != moments.after.at:
        title = tr("The world: days passed, facts of those days")
        yield _step(moments, names, title, middle, happened, facts)
    if moments.before.known.position != moments.after.known.position:
        title = tr("Our knowledge: recorded since")
        yield _step(moments, names, title, one.after, [*learned, *one.late, *one.claims], facts)
    yield "</div></li>"


def _titled(question: Question, moments: ComparedMoments) -> str:
    view = moments.view
    return view.tr(
        "{day}, as known at position {position}",
        day=view.language.day(question.at).label,
        position=view.language.number(question.known.position).label,
    )


def _step(
    moments: ComparedMoments,
    names: ReportNames,
    title: str,
    held: Status | None,
    because: Sequence[Known],
    facts: Recalled,
) -> str:
    view = moments.view
    words = (
        f"<p>{escape(view.tr('nothing is known'))}</p>"
        if held is None
        else told(view, [Words(tuple(names.words_of(held)))])
    )
    listed = "".join(
        f'<li><a href="{escape(view.asked.link(f"/facts/{known.id}"))}">{escape(label(facts.brief(known.id)))}</a></li>'
        for known in because
    )
    return f"<div><h3>{escape(title)}</h3>{words}{f'<ul>{listed}</ul>' if listed else ''}</div>"
