"""The laws of a jurisdiction, as known at K: their stage on a day, and what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aggregates.law.instrument import last_check
from projections.queries.laws import histories
from reports.model import Code, Column, ColumnKind, Foreign, Paragraph, Section, Tone
from reports.tables.fields import lines, told_twice
from reports.words.tongues import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregates.law.instrument import InstrumentState, LawStep
    from aggregates.vocabulary.shapes import InstrumentFact
    from reports.context import ReportContext
    from reports.model import Cell, Run
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames


@dataclass(frozen=True, slots=True)
class _Law:
    """A law as it stood on a day; ``in_force`` is the fact of it, also where that lies ahead."""

    law: InstrumentState
    in_force: InstrumentFact | None
    steps: Sequence[LawStep]


def laws(making: ReportContext, names: ReportNames, jurisdiction: str) -> Section:
    """Return the laws of a jurisdiction of which something had happened by T."""
    tr = making.language.tr
    through = making.statement.known.position
    known = histories(making.connection, through).values()
    found = [
        law
        for steps in known
        if (law := _on(making, steps)) is not None and law.law.jurisdiction == jurisdiction
    ]
    table = ("laws", tr("Laws, and what they ask"), tr("No law of this jurisdiction was known."))
    blocks = told_twice(making, table, found, _fields(names))
    return Section("laws", tr("Laws"), (*blocks, *_checked_long_ago(making, found)))


def _checked_long_ago(making: ReportContext, found: Sequence[_Law]) -> Iterator[Paragraph]:
    """Say which laws that count were last checked more than a year before the report."""
    language, recorded = making.language, making.statement.known.recorded_at
    made_on = max(making.statement.at, date.fromisoformat((recorded or "0001-01-01")[:10]))
    old = [
        language.run("{law} ({day})", law=Foreign(one.law.id), day=language.day(check.on))
        for one in found
        if one.law.repealed is None
        and (check := last_check(one.steps, made_on)).was_long_ago
        and check.on is not None
    ]
    if old:
        told = language.run(
            "More than a year had passed since somebody last held these entries against the law "
            "itself, which may have changed since: {laws}.",
            laws=language.listed(old),
        )
        yield Paragraph(told, Tone.WARN)


def _on(making: ReportContext, steps: Sequence[LawStep]) -> _Law | None:
    """Return a law on the day asked; None: nothing had happened of it."""
    so_far = [one for one in steps if one.fact is not None and one.on <= making.statement.at]
    if not so_far:
        return None
    law = so_far[-1].law
    ahead = (one.law.in_force for one in steps if one.law.in_force is not None)
    return _Law(law, law.in_force or next(ahead, None), steps)


def _fields(names: ReportNames) -> Fields[_Law]:
    language = names.language
    tr = language.tr
    return (
        (
            Column("title", tr("Law"), width=44),
            lambda one: marked(one.law.told.title or one.law.id),
        ),
        (Column("instrument", tr("Id"), width=20), lambda one: Code(one.law.id)),
        (Column("stage", tr("Stage")), lambda one: names.kind_word("stage", one.law.stage)),
        (
            Column("in_force", tr("In force from"), ColumnKind.WHEN, 18),
            lambda one: language.when(one.in_force.occurred) if one.in_force else None,
        ),
        (
            Column("asks", tr("What it asks"), ColumnKind.LIST, 50),
            lambda one: _asks(names, one.law),
        ),
    )


def _asks(names: ReportNames, law: InstrumentState) -> Cell:
    return lines(_asked(names, duty.requirement, duty.title) for duty in law.duties)


def _asked(names: ReportNames, requirement: str, title: str) -> Run:
    return names.language.run(
        "{requirement}: {title}", requirement=names.requirement(requirement), title=marked(title)
    )
