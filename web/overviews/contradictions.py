"""The page of contradictions: where measurements see something else than is announced."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.queries.status import statuses
from reports.facts.references import FactReferences
from reports.model import Column, ColumnKind
from reports.tables.fields import for_readers, lines
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.shell.linked_names import linked
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.queries.status import Status
    from reports.model import Cell
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View


def contradictions(view: View) -> Page:
    """Return where measurement contradicts what is announced, at a T, K and P."""
    kept = narrowing(view)
    found = [
        one
        for one in statuses(view.connection, view.question, **kept.where)
        if one.period.standing.observed and one.period.standing.observed.contradicts
    ]
    making = kept.context(view, "jurisdiction")
    names = linked(names_for(making, {one.key.platform for one in found}))
    title = view.tr("Measured otherwise than announced")
    return Page(
        title=title,
        body="".join(
            (
                narrowing_form(view, kept),
                _about(view, bool(found)),
                _table(view, making, names, found),
            )
        ),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/contradictions", **kept.where),
    )


def _about(view: View, is_any: bool) -> str:  # noqa: FBT001  # which of two sentences
    if is_any:
        told = view.tr("Who is right, the register does not say: it tells both, with their facts.")
        return f"<p>{escape(told)}</p>"
    told = view.tr(
        "No measurement contradicts what is announced on {day}. A measurement is recorded as a "
        "fact of a relationship; where it finds something else than is announced, both stand here.",
        day=view.language.day(view.question.at).label,
    )
    return f'<p class="empty">{escape(told)}</p>'


def _table(view: View, making: PageContext, names: ReportNames, found: list[Status]) -> str:
    if not found:
        return ""
    table = ("contradictions", view.tr("What is measured, and what is announced"), "")
    blocks = for_readers(making, table, found, _fields(making, names))
    return f"<section>{told(view, blocks)}</section>"


def _fields(making: PageContext, names: ReportNames) -> Fields[Status]:
    tr, known = making.language.tr, FactReferences(making)

    def facts(ids: Iterable[str]) -> Cell:
        return lines((known.ref(one),) for one in dict.fromkeys(ids))

    return (
        *names.key_fields(),
        (
            Column("observed", tr("Measured"), width=18),
            lambda one: (seen := one.period.standing.observed) and names.observed(seen),
        ),
        (
            Column("since", tr("Since"), ColumnKind.DAY, 16),
            lambda one: (seen := one.period.standing.observed) and names.day(seen.since),
        ),
        (
            Column("until", tr("Until"), ColumnKind.DAY, 16),
            lambda one: (seen := one.period.standing.observed) and names.day(seen.until),
        ),
        (
            Column("observed_by", tr("Measured by which facts"), ColumnKind.LIST, 36),
            lambda one: facts(seen.because if (seen := one.period.standing.observed) else ()),
        ),
        (
            Column("access", tr("Access"), width=16),
            lambda one: names.word("access", one.period.standing.access),
        ),
        (
            Column("ahead", tr("What is ahead"), width=16),
            lambda one: names.ahead(one.period.standing.ahead),
        ),
        (
            Column("announced_by", tr("Announced by which facts"), ColumnKind.LIST, 36),
            lambda one: facts(_announced(one)),
        ),
    )


def _announced(one: Status) -> Iterable[str]:
    """Give the facts that access rests on: those of the measures in force."""
    measures = one.period.standing.measures
    return (fact for item in measures if item.slot == "in-force" for fact in item.because)
