"""Of a dossier: requirements by the law they are under, and measures in force and ahead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.facts.own_notes import note
from reports.model import Audience, Column, ColumnKind, Foreign, Lines, Table
from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from projections.fold.standing import MeasureStanding, RequirementStanding
    from reports.kinds.dossier.material import DossierData
    from reports.model import Cell, Row, Run, Word
    from reports.words.language import Language


def requirements(
    material: DossierData,
    rows: Sequence[RequirementStanding],
    since: Mapping[Any, date],
) -> Iterator[Table]:
    """Give the requirements for readers, by the law or order they are under, and for programs."""
    language = material.making.language
    columns = _requirement_columns(language)
    by_ground = sorted(rows, key=lambda one: (one.ground is None, one.ground or "", one.key))
    table = Table("requirements", language.tr("Requirements"), columns, ())
    made = [_for_readers(material, _requirement(material, one, since), one) for one in by_ground]
    yield replace(table, rows=made, audience=Audience.READERS)
    bare = [
        (*_requirement(material, one, since)[:-1], _refs(material, one.because)) for one in rows
    ]
    yield replace(table, rows=bare, audience=Audience.PROGRAMS)


def _for_readers(material: DossierData, row: Row, one: RequirementStanding) -> Row:
    """Return a row with the law's title, and with the state before silence in no column of its own."""
    told: dict[int, Cell] = {}
    if one.ground is not None:
        told[_GROUND] = material.law(one.ground)
    if one.was is not None:
        told |= {_STATE: standing_sentences.state(material.making.language, one), _WAS: None}
    return tuple(told.get(place, cell) for place, cell in enumerate(row))


_GROUND, _STATE, _WAS = 0, 2, 3
"""The columns of the law or order, of the state, and of what it was before silence."""


def _requirement_columns(language: Language) -> tuple[Column, ...]:
    tr = language.tr
    return (
        Column("ground", tr("Under which law or order"), width=20),
        Column("requirement", tr("Requirement"), width=20),
        Column("state", tr("State"), width=22),
        Column("was", tr("Before silence"), width=14),
        Column("since", tr("Since"), ColumnKind.DAY, width=16),
        Column("due", tr("Due"), ColumnKind.DAY, width=16),
        Column("basis", tr("Basis"), width=12),
        Column("stayed", tr("Held back"), ColumnKind.FLAG, 12),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("because", tr("Because of"), ColumnKind.LIST, width=44),
    )


def _requirement(
    material: DossierData,
    one: RequirementStanding,
    since: Mapping[Any, date],
) -> Row:
    language = material.making.language
    return (
        None if one.ground is None else Foreign(one.ground),
        vocabulary.named(language, "requirement", one.requirement),
        vocabulary.word(language, "state", one.state),
        None if one.was is None else vocabulary.word(language, "state", one.was),
        language.day(since[one.key]) if one.key in since else None,
        None if one.due is None else language.day(one.due),
        vocabulary.word(language, "basis", one.basis),
        _stayed(language, stayed=one.stayed),
        _disputed(language, disputed=one.disputed),
        because(material, one.because),
    )


def measures(
    material: DossierData, rows: Sequence[MeasureStanding], since: Mapping[Any, date]
) -> Iterator[Table]:
    """Give the measures in force and those ahead for readers, and all of them for programs."""
    tr = material.making.language.tr
    titles = {"in-force": tr("Measures in force"), "ahead": tr("Measures ahead")}
    columns = _measure_columns(material.making.language)
    for slot, title in titles.items():
        if told := [_measure(material, one, since) for one in rows if one.slot == slot]:
            yield Table(f"measures-{slot}", title, columns, told, audience=Audience.READERS)
    bare = [(*_measure(material, one, since)[:-1], _refs(material, one.because)) for one in rows]
    yield Table("measures", tr("Measures"), columns, bare, audience=Audience.PROGRAMS)


def _measure_columns(language: Language) -> tuple[Column, ...]:
    tr = language.tr
    return (
        Column("scope", tr("Scope"), width=24),
        Column("service", tr("Service"), width=16),
        Column("slot", tr("In force or ahead"), width=12),
        Column("level", tr("Level"), width=18),
        Column("since", tr("Since"), ColumnKind.DAY, width=16),
        Column("effective", tr("Effective"), ColumnKind.DAY, width=16),
        Column("until", tr("Last day"), ColumnKind.DAY, width=16),
        Column("order", tr("Order"), width=16),
        Column("side", tr("By"), width=12),
        Column("stayed", tr("Held back"), ColumnKind.FLAG, 12),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("because", tr("Because of"), ColumnKind.LIST, width=44),
    )


def _measure(material: DossierData, one: MeasureStanding, since: Mapping[Any, date]) -> Row:
    language = material.making.language
    return (
        vocabulary.named(language, "scope", one.scope),
        None if one.service is None else Foreign(one.service),
        vocabulary.word(language, "slot", one.slot),
        vocabulary.level(language, one),
        language.day(since[one.outline]) if one.outline in since else None,
        None if one.effective is None else language.day(one.effective),
        None if one.until is None else language.day(one.until),
        None if one.order is None else Foreign(one.order),
        vocabulary.word(language, "side", one.side),
        _stayed(language, stayed=one.stayed),
        _disputed(language, disputed=one.disputed),
        because(material, one.because),
    )


def _refs(material: DossierData, facts: Iterable[str]) -> Cell:
    return Lines(tuple((material.named.ref(fact),) for fact in facts))


def _stayed(language: Language, *, stayed: bool) -> Word | None:
    return vocabulary.word(language, "state", "stayed") if stayed else None


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
    more = note(language, document)
    if len(more) == 1:
        return (*told, *more)
    return language.run("{fact} – {note}", fact=told, note=more)
