"""Of a dossier: the figures that were reported, as a picture and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.queries.figures import figures
from reports.charts.over_time import over_time
from reports.facts.figure_text import FigureText
from reports.model import (
    Audience,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Ref,
    Section,
    Streamed,
    Table,
    Word,
)
from reports.tables.fields import left_out
from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.queries.figures import ReportedFigure
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block, Row


def figures_section(material: DossierData) -> Section | None:
    """Return the figures that were reported through the day asked, as far as they still count."""
    making = material.making
    key, language = making.statement.key, making.language
    found = figures(
        making.connection,
        making.question,
        platform=key.platform,
        jurisdiction=key.jurisdiction,
    )
    if not found:
        return None
    chart = over_time(language, found)
    read = found[-making.statement.longest :]
    material.named.load(one.fact for one in read)
    blocks: list[Block] = [] if chart is None else [chart]
    if len(read) < len(found):
        blocks.append(left_out(len(read), len(found), language))
    blocks += [_read_figures(material, read), _all_figures(material, found)]
    return Section("figures", language.tr("Reported figures"), tuple(blocks))


def _read_figures(material: DossierData, found: Sequence[ReportedFigure]) -> Table:
    """Return figures for readers, each told in a few words."""
    language, teller = material.making.language, material.teller
    tr, told = language.tr, FigureText(teller)
    columns = (
        Column("type", tr("What"), width=24),
        Column("figure", tr("How many"), width=30),
        Column("category", tr("Of what"), width=24),
        Column("period", tr("Period"), width=24),
        Column("restated", tr("Restated"), width=24),
        Column("who", tr("Who"), width=20),
        Column("actor", tr("Reported by"), width=20),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("fact", tr("Told"), width=24),
    )
    rows: list[Row] = []
    for one in found:
        document = material.named.document(one.fact) or {}
        rows.append(
            (
                told.what(one),
                told.number(one),
                told.of_what(one),
                None if one.period is None else language.span(one.period),
                told.restated(one),
                told.asked_by(one, document),
                told.reported_by(one, document),
                standing_sentences.disputed(language) if one.disputed else None,
                Ref(one.fact, language.when(one.occurred).label),
            )
        )
    title = tr("Figures, one by one")
    return Table("figures-read", title, columns, rows, audience=Audience.READERS)


def _all_figures(material: DossierData, found: Sequence[ReportedFigure]) -> Table:
    """Return figures for programs, each part of them in a column."""
    tr = material.making.language.tr
    columns = (
        Column("type", tr("What"), width=24),
        Column("count", tr("Number"), ColumnKind.NUMBER, 12),
        Column("unit", tr("Unit"), width=12),
        Column("qualifier", tr("Qualifier"), width=12),
        Column("outcome", tr("What became of it"), width=20),
        Column("basis", tr("Basis"), width=20),
        Column("category", tr("Of what"), width=24),
        Column("services", tr("Services"), ColumnKind.LIST, 20),
        Column("definition", tr("What is counted"), width=20),
        Column("period", tr("Period"), ColumnKind.WHEN, 24),
        Column("reported_by", tr("Reported by"), width=20),
        Column("restated", tr("Restated"), ColumnKind.WHEN, 20),
        Column("was", tr("Number before"), ColumnKind.NUMBER, 12),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("occurred", tr("When"), ColumnKind.WHEN, 20),
        Column("fact", tr("Fact"), width=38),
    )
    rows = Streamed(len(found), lambda: (_figure(material, one) for one in found))
    return Table("figures", tr("Reported figures"), columns, rows, audience=Audience.PROGRAMS)


def _figure(material: DossierData, one: ReportedFigure) -> Row:
    language = material.making.language

    def worded(context: str, code: str | None) -> Word | None:
        return None if code is None else vocabulary.word(language, context, code)

    return (
        worded("type", one.type),
        None if one.count is None else language.number(one.count),
        None if one.unit is None else vocabulary.named(language, "unit", one.unit),
        worded("qualifier", one.qualifier),
        worded("outcome", one.outcome),
        worded("figure basis", one.basis),
        None if one.category is None else Foreign(one.category),
        Lines(tuple((Foreign(name),) for name in one.services)),
        None if one.definition is None else Foreign(one.definition),
        None if one.period is None else language.span(one.period),
        worded("role", one.reported_by),
        None if one.restated is None else language.when(one.restated),
        None if one.was is None else language.number(one.was),
        standing_sentences.disputed(language) if one.disputed else None,
        language.when(one.occurred),
        Code(one.fact),
    )
