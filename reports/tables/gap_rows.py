"""What laws ask, and nothing is known about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.queries.gaps import Gap, gaps
from reports.model import Code, Column, ColumnKind, Foreign, Paragraph, Section
from reports.tables.fields import told_twice
from reports.words.tongues import marked

if TYPE_CHECKING:
    from reports.context import ReportContext
    from reports.model import Block
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from reports.words.language import Language


def unknown(making: ReportContext, names: ReportNames) -> Section:
    """Return the gaps of the relationships that a statement asks about."""
    tr, asked = making.language.tr, making.statement
    found = gaps(
        making.connection,
        making.question,
        platform=asked.platform,
        jurisdiction=asked.jurisdiction,
    )
    nothing = tr("Of all that the recorded laws ask, something is known.")
    table = ("gaps", tr("What is asked, and not known"), nothing)
    told = told_twice(making, table, found, _fields(names), _more(names), folded=True)
    meanings: tuple[Block, ...] = gap_meanings(making.language) if found else ()
    return Section("gaps", tr("What is not known"), (*meanings, *told))


def gap_meanings(language: Language) -> tuple[Paragraph, ...]:
    """Return what each kind of gap means."""
    tr = language.tr
    return tuple(
        Paragraph((told,))
        for told in (
            tr("“Nothing heard”: nothing but what the law asks is known."),
            tr("“Not recorded”: it follows from a designation, and nobody has recorded it."),
            tr("“Perhaps asked”: no designation is known, so whether the law applies is not."),
        )
    )


def _fields(names: ReportNames) -> Fields[Gap]:
    tr = names.language.tr
    return (
        *names.key_fields(),
        (Column("gap", tr("Gap"), width=16), lambda one: names.kind_word("gap", one.kind.value)),
        (
            Column("requirement", tr("Requirement"), width=24),
            lambda one: names.requirement(one.requirement),
        ),
        (Column("title", tr("What is asked"), width=40), lambda one: marked(one.duty.title)),
        (Column("law", tr("Law"), width=16), lambda one: Foreign(one.instrument)),
        (
            Column("article", tr("Article")),
            lambda one: Foreign(one.duty.article) if one.duty.article else None,
        ),
        (Column("due", tr("Due"), ColumnKind.DAY, 16), lambda one: names.day(one.due)),
    )


def _more(names: ReportNames) -> Fields[Gap]:
    tr = names.language.tr
    return (
        *names.code_fields(),
        (Column("duty", tr("Duty")), lambda one: Code(one.duty.duty)),
        (Column("category", tr("Category")), lambda one: Code(one.category)),
    )
