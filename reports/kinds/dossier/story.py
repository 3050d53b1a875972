"""Of a dossier: how it came to this, period by period, and what is known to come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from aggregates.vocabulary.events import CLAIM_TYPES, TYPES
from projections.changes.passings import passing
from projections.queries.status import each_period
from reports.charts.life import life
from reports.kinds.dossier.standing_tables import because
from reports.model import (
    Audience,
    CardPlace,
    Column,
    ColumnKind,
    Layout,
    Lines,
    Paragraph,
    Section,
    Streamed,
    Table,
)
from reports.tables.fields import left_out
from reports.words import report_words, standing_changes, standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.fold.periods import Period
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block, Row, Run, Word
    from reports.words.language import Language


def story(material: DossierData) -> Section | None:
    """Return the periods through the day asked, with what changed and because of what."""
    if not material.past:
        return None
    language = material.making.language
    rows = _rows(material, material.earlier, material.past)
    table = Table(
        "story",
        language.tr("How it came to this"),
        _columns(material),
        rows,
        Layout.CARDS,
        Audience.READERS,
    )
    chart = life(language, (*material.past, *material.future), material.making.statement.at)
    blocks: list[Block] = [] if chart is None else [chart]
    if material.passed > len(rows):
        blocks.append(left_out(len(rows), material.passed, language))
    blocks.append(table)
    blocks.append(_periods(material))
    return Section("story", language.tr("How it came to this"), tuple(blocks))


def ahead(material: DossierData) -> Section | None:
    """Return what is known to come after the day asked, if nothing else happens."""
    if not material.future:
        return None
    language = material.making.language
    rows = _rows(material, material.past[-1] if material.past else None, material.future)
    told = Paragraph(
        language.run(
            "What follows is known or set already for the time after {day}; it holds if nothing "
            "else happens.",
            day=language.day(material.making.statement.at),
        )
    )
    table = Table(
        "ahead",
        language.tr("After that day"),
        _columns(material),
        rows,
        Layout.CARDS,
        Audience.READERS,
    )
    blocks = (told, table) if material.past else (told, table, _periods(material))
    return Section("ahead", language.tr("After that day"), blocks)


def _columns(material: DossierData) -> tuple[Column, ...]:
    tr = material.making.language.tr
    return (
        Column("since", tr("From"), ColumnKind.DAY, 16, CardPlace.HEAD),
        Column("until", tr("Until"), ColumnKind.DAY, 16, CardPlace.FOOT),
        Column("compliance", tr("Compliance"), width=16, place=CardPlace.MARKS),
        Column("access", tr("Access"), width=16, place=CardPlace.MARKS),
        Column("ahead", tr("What is ahead"), width=16, place=CardPlace.MARKS),
        Column("marks", tr("Marks"), ColumnKind.LIST, 16, CardPlace.MARKS),
        Column("began", tr("Began by"), width=16, place=CardPlace.FOOT),
        Column("changed", tr("What changed"), ColumnKind.LIST, 40),
        Column("because", tr("Because of"), ColumnKind.LIST, 60),
    )


class _Beginning(NamedTuple):
    """Why a period began: the facts of its first day, and what else came to its day, and whence."""

    facts: Sequence[str]
    causes: Sequence[str] = ()
    because: Sequence[str] = ()


def _rows(material: DossierData, before: Period | None, periods: Sequence[Period]) -> list[Row]:
    """Return a row for each period; all facts that they name are read at once."""
    pairs = list(zip((before, *periods), periods, strict=False))
    begun = [_begun(material, *pair) for pair in pairs]
    material.named.load(fact for one in begun for fact in (*one.facts, *one.because))
    return [_row(material, *pair, why) for pair, why in zip(pairs, begun, strict=True)]


def _row(material: DossierData, before: Period | None, period: Period, why: _Beginning) -> Row:
    language, standing = material.making.language, period.standing
    changed = standing_changes.changes(language, before.standing if before else None, standing)
    causes = [_cause(material, name) for name in why.causes]
    return (
        language.day(period.since),
        None if period.until is None else language.day(period.until),
        vocabulary.word(language, "compliance", standing.compliance),
        vocabulary.word(language, "access", standing.access),
        _ahead(language, standing.ahead),
        Lines(tuple((word,) for word in standing_sentences.marks(language, standing))),
        vocabulary.word(language, "began", period.began),
        Lines(tuple(changed)),
        Lines((*because(material, why.facts).runs, *causes, *because(material, why.because).runs)),
    )


def _begun(material: DossierData, before: Period | None, period: Period) -> _Beginning:
    facts = _facts(material, period)
    if period.began != "time" or before is None:
        return _Beginning(facts)
    opened = [one.id for one in material.opening.get(period.since, ())]
    found = passing(before, period, opened)
    named = [one for one in found.because if one not in facts] if found.causes else []
    return _Beginning(facts, found.causes, named)


def _periods(material: DossierData) -> Table:
    """Return all periods for programs, those to come too, made while they are read."""
    tr, making = material.making.language.tr, material.making
    columns = (
        Column("since", tr("From"), ColumnKind.DAY),
        Column("until", tr("Until"), ColumnKind.DAY),
        Column("compliance", tr("Compliance"), width=16),
        Column("access", tr("Access"), width=16),
        Column("ahead", tr("What is ahead"), width=16),
        Column("certainty", tr("Certainty"), width=16),
        Column("disputed", tr("Disputed"), ColumnKind.FLAG, 12),
        Column("began", tr("Began by"), width=16),
        Column("changed", tr("What changed"), ColumnKind.LIST, 60),
    )

    def rows() -> Iterator[Row]:
        found = each_period(making.connection, making.question, making.statement.key)
        for before, period in pairwise(chain((None,), found)):
            if period is not None:
                yield _bare(making.language, before, period)

    everything = Streamed(material.count, rows)
    return Table("periods", tr("Periods"), columns, everything, audience=Audience.PROGRAMS)


def _bare(language: Language, before: Period | None, period: Period) -> Row:
    standing = period.standing
    return (
        language.day(period.since),
        None if period.until is None else language.day(period.until),
        vocabulary.word(language, "compliance", standing.compliance),
        vocabulary.word(language, "access", standing.access),
        _ahead(language, standing.ahead),
        vocabulary.word(language, "certainty", standing.certainty),
        standing_sentences.disputed(language) if standing.disputed else None,
        vocabulary.word(language, "began", period.began),
        Lines(
            tuple(standing_changes.changes(language, before.standing if before else None, standing))
        ),
    )


def _facts(material: DossierData, period: Period) -> list[str]:
    """Return the facts with an effect that took effect on a period's first day."""
    lines = [one for one in material.chronicle.on(period.since) if one.type not in CLAIM_TYPES]
    counting = [one for one in lines if one.id not in material.chronicle.known.void]
    with_effect = [one for one in counting if TYPES[one.type].EFFECT is not None] or counting
    return [one.id for one in with_effect[-material.making.statement.longest :]]


def _cause(material: DossierData, cause: str) -> Run:
    return (report_words.word(material.making.language, "cause", cause),)


def _ahead(language: Language, code: str | None) -> Word | None:
    return None if code is None else vocabulary.word(language, "ahead", code)
