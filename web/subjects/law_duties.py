"""What a law asks: its duties, the kinds of platform that have them, its sanctions, what is unsure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.importing.law_document import unverified
from reports.model import Audience, Column, ColumnKind, Foreign, Paragraph, Section
from reports.tables.fields import lines, listed, tabled
from web.subjects.law_terms import LawText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.law import Category, Duty
    from reports.model import Cell
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View
    from web.subjects.laws import LawRow


def asked(view: View, making: PageContext, names: ReportNames, found: LawRow) -> Iterator[Section]:
    """Give what it asks, of which kinds of platform, under which sanctions, and what is unsure."""
    tr, text = view.tr, LawText(view)
    titles = {str(one.category): one.title for one in found.law.categories}
    nothing = tr("On that day it asked nothing, as far as is recorded.")
    duties = tabled(
        "duties",
        tr("Duties"),
        _duty_fields(view, names, text, titles),
        found.law.duties,
        Audience.READERS,
    )
    yield Section("duties", tr("What it asks"), listed(duties, making, nothing))
    if found.law.categories:
        fields = _category_fields(view, text, titles)
        table = tabled(
            "categories", tr("Kinds of platform"), fields, found.law.categories, Audience.READERS
        )
        yield Section("categories", tr("Of whom"), listed(table, making, nothing))
    if sanctions := found.law.told.sanctions:
        runs = tuple((*text.sanction(one), *text.doubt(one.unverified)) for one in sanctions)
        yield Section("sanctions", tr("Sanctions, the mildest first"), tuple(map(Paragraph, runs)))
    if doubts := unverified(found.law.told):
        yield Section(
            "unverified",
            tr("Not found in a source"),
            tuple(Paragraph((Foreign(one, "en"),)) for one in doubts),
        )


def _duty_fields(
    view: View, names: ReportNames, text: LawText, titles: dict[str, str]
) -> Fields[Duty]:
    tr = view.tr

    def of_whom(one: Duty) -> Cell:
        return lines((Foreign(titles.get(name, name)),) for name in one.categories)

    return (
        (
            Column("requirement", tr("Requirement"), width=24),
            lambda one: names.requirement(one.requirement),
        ),
        (
            Column("title", tr("What is asked"), width=40),
            lambda one: (Foreign(one.title), *text.doubt(one.unverified)),
        ),
        (Column("categories", tr("Of whom"), ColumnKind.LIST, 30), of_whom),
        (Column("due", tr("By when"), ColumnKind.LIST, 36), lambda one: lines(text.due(one))),
        (
            Column("article", tr("Article")),
            lambda one: Foreign(one.article) if one.article else None,
        ),
    )


def _category_fields(view: View, text: LawText, titles: dict[str, str]) -> Fields[Category]:
    tr = view.tr
    return (
        (
            Column("title", tr("Kind of platform"), width=36),
            lambda one: (Foreign(one.title), *text.doubt(one.unverified)),
        ),
        (
            Column("thresholds", tr("Which are"), ColumnKind.LIST, 40),
            lambda one: lines(text.kinds(one)),
        ),
        (
            Column("includes", tr("With the duties of"), ColumnKind.LIST, 30),
            lambda one: lines((Foreign(titles.get(name, name)),) for name in one.includes or ()),
        ),
    )
