"""The page of figures: how much was asked for or removed, by whose account; as rows and as bars."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from aggregates.vocabulary.fields import RemovalOutcome
from projections.queries.figures import REQUESTED
from projections.queries.figures import figures as figures_of
from reports.facts.fact_text import FactText
from reports.facts.figure_text import FigureText
from reports.facts.references import FactReferences
from reports.formats.values import label
from reports.model import Column, ColumnKind, Ref
from reports.safe_text import safe
from reports.tables.fields import for_readers
from reports.tables.names import names_for
from reports.words import standing_sentences, vocabulary
from web.asking.narrowing import narrowing
from web.shell.linked_names import linked
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.queries.figures import ReportedFigure
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View

PERCENT = "percent"
MOST_BARS = 60
"""How many bars of a unit are drawn at most: the latest."""


def figures(view: View) -> Page:
    """Return the reported figures at a T, K and P, of all or of what the address keeps to."""
    kept = narrowing(view)
    found = figures_of(view.connection, view.question, **kept.where)
    making = kept.context(view, "dossier")
    names = linked(names_for(making, {one.key.platform for one in found}))
    return Page(
        title=view.tr("Reported figures"),
        body="".join(
            (
                narrowing_form(view, kept),
                _table(view, making, names, found),
                *_bars(view, names, found),
            )
        ),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/figures", **kept.where),
    )


def _table(
    view: View, making: PageContext, names: ReportNames, found: Sequence[ReportedFigure]
) -> str:
    if not found:
        told_ = view.tr(
            "No figure is known. What platforms, authorities or others report of requests and "
            "removals is recorded as facts, and stands here by period."
        )
        return f'<p class="empty">{escape(told_)}</p>'
    table = ("figures", view.tr("Figures, one by one"), "")
    blocks = for_readers(making, table, found, _fields(making, names, found))
    return f"<section>{told(view, blocks)}</section>\n"


def _fields(
    making: PageContext, names: ReportNames, found: Sequence[ReportedFigure]
) -> Fields[ReportedFigure]:
    language, known = making.language, FactReferences(making)
    known.load(one.fact for one in found)
    tr, teller = language.tr, FactText(language, known.ref)
    said = FigureText(teller)
    return (
        *names.key_fields(),
        (Column("type", tr("What"), width=24), said.what),
        (Column("figure", tr("How many"), width=30), said.number),
        (Column("category", tr("Of what"), width=24), said.of_what),
        (
            Column("period", tr("Period"), width=24),
            lambda one: None if one.period is None else language.span(one.period),
        ),
        (Column("restated", tr("Restated"), width=24), said.restated),
        (
            Column("who", tr("Who"), width=20),
            lambda one: said.asked_by(one, known.document(one.fact) or {}),
        ),
        (
            Column("actor", tr("Reported by"), width=20),
            lambda one: said.reported_by(one, known.document(one.fact) or {}),
        ),
        (
            Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
            lambda one: standing_sentences.disputed(language) if one.disputed else None,
        ),
        (
            Column("fact", tr("Told"), width=24),
            lambda one: Ref(one.fact, language.when(one.occurred).label),
        ),
    )


def _bars(view: View, names: ReportNames, found: Sequence[ReportedFigure]) -> Iterator[str]:
    """Give a picture for each unit and definition: numbers of others don't compare with it."""
    counts: defaultdict[tuple[str, str], list[tuple[ReportedFigure, float]]] = defaultdict(list)
    for one in found:
        if one.count is not None:
            counts[one.unit or "", one.definition or ""].append((one, one.count))
    for (unit, definition), counted in sorted(counts.items()):
        title = (
            label(vocabulary.named(view.language, "unit", unit))
            if unit
            else view.tr("Without a unit")
        )
        if definition:
            title = f"{title} ({definition})"
        most = max(100 if unit == PERCENT else 0, *(count for _, count in counted)) or 1
        yield f'<figure><figcaption><bdi>{escape(safe(title))}</bdi></figcaption><ul class="bars">\n'
        for one, count in counted[-MOST_BARS:]:
            yield _bar(view, names, one, count / most)
        yield "</ul></figure>\n"


def _bar(view: View, names: ReportNames, one: ReportedFigure, share: float) -> str:
    """Return a bar with whose it is and its number; asked for and removed differ in words, too."""
    language = view.language
    word = vocabulary.word(language, "type", one.type)
    kind = label(word)
    if one.outcome not in (None, RemovalOutcome.REMOVED):
        kind = f"{kind} ({vocabulary.word(language, 'outcome', one.outcome or '').label})"
    when = language.when(one.occurred) if one.period is None else language.span(one.period)
    place = f"<bdi>{escape(safe(names.platform(one.key.platform).text))}</bdi>, {escape(names.jurisdiction(one.key.jurisdiction))}"
    number = "" if one.count is None else language.number(one.count).label
    tone = "warn" if one.type == REQUESTED else "ahead"
    doubt = f" ({escape(standing_sentences.disputed(language).label)})" if one.disputed else ""
    return (
        f'<li class="{tone}"><span>{place}, {escape(when.label)}</span>'
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{share * 100:.2f}" height="10"/></svg>'
        f"<span>{escape(number)} · {escape(kind)}{doubt}</span></li>\n"
    )
