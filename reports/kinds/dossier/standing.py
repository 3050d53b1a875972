"""Of a dossier: what holds on the day asked, requirement by requirement, and because of what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from projections.queries.status import states_since
from reports.model import Audience, Column, ColumnKind, Foreign, Lines, Paragraph, Section, Table
from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from projections.fold.standing import MeasureStanding, RequirementStanding
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block, Row, Run, Word
    from reports.words.language import Language


def standing_section(material: DossierData) -> Section | None:
    """Return the requirements and measures on the day asked, each with the facts it rests on."""
    found = material.found
    if found is None:
        return None
    language = material.making.language
    since = states_since(material.making.connection, found)
    standing = found.period.standing
    material.named.load(standing.because())
    blocks: list[Block] = []
    if standing.requirements:
        named = [_refs(material, one.because) for one in standing.requirements]
        blocks += _twice(_requirements(material, standing.requirements, since), named)
    if standing.measures:
        named = [_refs(material, one.because) for one in standing.measures]
        blocks += _twice(_measures(material, standing.measures, since), named)
    if not blocks:
        told = language.tr("Nothing was required, and no measure stood.")
        blocks.append(Paragraph((told,)))
    day = language.day(found.question.at).label
    title = language.tr("What held on {day}, and why", day=day)
    return Section("standing", title, tuple(blocks))


def _twice(table: Table, named: Sequence[Lines]) -> tuple[Table, Table]:
    """Return a table for readers, and for programs with the facts alone in its last column."""
    rows = [(*row[:-1], facts) for row, facts in zip(table.rows, named, strict=True)]
    return (
        replace(table, audience=Audience.READERS),
        replace(table, rows=rows, audience=Audience.PROGRAMS),
    )


def _refs(material: DossierData, facts: Iterable[str]) -> Lines:
    return Lines(tuple((material.named.ref(fact),) for fact in facts))


def _requirements(
    material: DossierData, rows: Iterable[RequirementStanding], since: Mapping[Any, date]
) -> Table:
    tr, language = material.making.language.tr, material.making.language
    columns = (
        Column("requirement", tr("Requirement"), width=24),
        Column("state", tr("State"), width=14),
        Column("since", tr("Since"), ColumnKind.DAY, width=16),
        Column("due", tr("Due"), ColumnKind.DAY, width=16),
        Column("basis", tr("Basis"), width=12),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("because", tr("Because of"), ColumnKind.LIST, width=44),
    )
    made: list[Row] = [
        (
            vocabulary.named(language, "requirement", one.requirement),
            vocabulary.word(language, "state", one.state),
            language.day(since[one.requirement]) if one.requirement in since else None,
            None if one.due is None else language.day(one.due),
            None if one.state == "stayed" else vocabulary.word(language, "basis", one.basis),
            _disputed(language, disputed=one.disputed),
            because(material, one.because),
        )
        for one in rows
    ]
    return Table("requirements", tr("Requirements"), columns, made)


def _measures(
    material: DossierData, rows: Iterable[MeasureStanding], since: Mapping[Any, date]
) -> Table:
    tr, language = material.making.language.tr, material.making.language
    columns = (
        Column("scope", tr("Scope"), width=24),
        Column("level", tr("Level"), width=14),
        Column("since", tr("Since"), ColumnKind.DAY, width=16),
        Column("order", tr("Order"), width=16),
        Column("side", tr("By"), width=12),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("because", tr("Because of"), ColumnKind.LIST, width=44),
    )
    made: list[Row] = [
        (
            vocabulary.named(language, "scope", one.scope),
            vocabulary.word(language, "level", one.level),
            language.day(since[one.key]) if one.key in since else None,
            None if one.order is None else Foreign(one.order),
            vocabulary.word(language, "side", one.side),
            _disputed(language, disputed=one.disputed),
            because(material, one.because),
        )
        for one in rows
    ]
    return Table("measures", tr("Measures"), columns, made)


def _disputed(language: Language, *, disputed: bool) -> Word | None:
    return standing_sentences.disputed(language) if disputed else None


def because(material: DossierData, facts: Iterable[str]) -> Lines:
    """Return the facts that something rests on, each with who said it, and the note."""
    return Lines(tuple(_because(material, fact) for fact in facts))


def _because(material: DossierData, fact: str) -> Run:
    language = material.making.language
    told: Run = (material.named.ref(fact),)
    document = material.named.document(fact)
    if document is None:
        return told
    if actor := material.teller.actor(document):
        told = language.listed([told, actor])
    if not document.get("note"):
        return told
    return language.run("{fact} – {note}", fact=told, note=Foreign(document["note"]))
