"""The page of one law: what it asks of whom by when, its versions, who is designated, how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.queries.laws import histories, resolve
from projections.queries.status import statuses
from register.errors import UnknownInstrument
from reports.facts.references import FactReferences
from reports.model import (
    Audience,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Link,
    Paragraph,
    Ref,
    Section,
    Table,
    Terms,
    Words,
)
from reports.safe_text import safe
from reports.tables.fields import lines, listed, marks, tabled
from reports.tables.grids import Axis, grid
from reports.tables.names import names_for
from reports.words import vocabulary
from web.shell.linked_names import linked
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told
from web.shell.time_form import time_form
from web.subjects.designations import designations
from web.subjects.law_duties import asked
from web.subjects.laws import LawRow, checked, law_on, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.shapes import InstrumentFact
    from reports.model import Block, Row, Run
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View
    from web.subjects.designations import KnownDesignation


def law(view: View, name: str) -> Page:
    """Return a law at a T and K; raise UnknownInstrument for one that was not recorded by then."""
    found = _found(view, name)
    under = designations(view, found.law.id)
    making = view.context("jurisdiction", jurisdiction=found.jurisdiction)
    names = linked(names_for(making, {one.key.platform for one in under}))
    parts = (
        *asked(view, making, names, found),
        _designated(making, names, under),
        *_standing(view, making, found),
        _versions(view, making, found),
    )
    return Page(
        title=safe(found.title),
        body="".join(
            (time_form(view), told(view, _head(view, names, found)), sections(view, parts))
        ),
        current="laws",
        crumbs=(PageLink(view.asked.link("/laws"), view.tr("Laws")),),
        styles=("told.css",),
        json=view.asked.for_programs(f"/api/v1/laws/{found.law.id}", ("at", "known")),
    )


def _found(view: View, name: str) -> LawRow:
    known = resolve(view.connection, name)
    through = view.question.known.position
    steps = histories(view.connection, through).get(known, [])
    if not steps:
        raise UnknownInstrument(f"{known} was not recorded by position {through}")
    return LawRow(law_on(steps, view.question.at), steps, 0)


def _head(view: View, names: ReportNames, found: LawRow) -> Iterator[Block]:
    """Give what the law is: its stage in a word, its summary, where it holds, who keeps it."""
    tr, law = view.tr, found.law
    yield Words((names.kind_word("stage", law.stage),))
    if law.set_by is None:
        yield Paragraph((tr("On that day nothing of it had happened yet."),))
    if law.told.summary:
        yield Paragraph((Foreign(law.told.summary),))
    yield Terms(tuple(((title,), value) for title, value in _terms(view, names, found) if value))


def _terms(view: View, names: ReportNames, found: LawRow) -> Iterator[tuple[str, Run]]:
    tr, law, when = view.tr, found.law, view.language.when
    where = place(names, found.jurisdiction)
    yield tr("Id"), (Code(law.id),)
    yield tr("Jurisdiction"), (where,) if where else ()
    yield tr("Number"), (Foreign(law.told.number),) if law.told.number else ()
    yield tr("Authority"), (Foreign(law.told.authority),) if law.told.authority else ()
    yield tr("In force from"), (when(str(law.in_force.occurred)),) if law.in_force else ()
    yield tr("Repealed"), (when(str(law.repealed.occurred)),) if law.repealed else ()
    yield tr("Checked"), checked(view, found.steps) or ()
    yield tr("Text"), (Link(law.told.link, Foreign(law.told.link)),) if law.told.link else ()
    replaces: list[Run] = [(Ref(f"/laws/{one}", str(one)),) for one in law.told.replaces or ()]
    yield tr("Replaces"), view.language.listed(replaces) if replaces else ()
    replaced: list[Run] = [(Foreign(one),) for one in law.told.replaced_by or ()]
    yield tr("Replaced by"), view.language.listed(replaced) if replaced else ()


def _designated(making: PageContext, names: ReportNames, under: list[KnownDesignation]) -> Section:
    tr, known = making.language.tr, FactReferences(making)
    nothing = tr(
        "No platform is known to be designated. A designation is recorded as a fact of a relationship."
    )
    fields: Fields[KnownDesignation] = (
        *names.key_fields(),
        (
            Column("category", tr("Kind of platform"), width=30),
            lambda one: Foreign(one.fact.details.category) if one.fact.details.category else None,
        ),
        (
            Column("marks", tr("Marks"), ColumnKind.LIST),
            lambda one: marks(names.marks(disputed=one.disputed)),
        ),
        (Column("fact", tr("Fact"), width=30), lambda one: known.ref(one.id)),
    )
    table = tabled("designated", tr("Designations"), fields, under, Audience.READERS)
    return Section("designated", tr("Who is designated"), listed(table, making, nothing))


def _standing(view: View, making: PageContext, found: LawRow) -> Iterator[Section]:
    """Give the state of each requirement under this law, platform by platform."""
    places: dict[tuple[str, str], list[Run]] = {}
    keys, where = {}, {"jurisdiction": found.jurisdiction}
    statuses_ = statuses(view.connection, view.question, **where)
    names = linked(names_for(making, {one.key.platform for one in statuses_}))
    for one in statuses_:
        for row in one.period.standing.requirements:
            if row.ground == found.law.id:
                keys[one.key.platform] = one.key
                state = (
                    *names.state(row),
                    *(word for mark in names.marks(disputed=row.disputed) for word in (" ", mark)),
                )
                places.setdefault((row.requirement, one.key.platform), []).append(state)
    if not places:
        return
    codes = sorted({code for code, _ in places})
    table = grid(
        "law-grid",
        view.tr("State of each requirement"),
        (
            Axis(
                "requirement",
                view.tr("Requirement"),
                {code: names.requirement(code) for code in codes},
            ),
            Axis(
                "platform",
                view.tr("Platform"),
                {slug: names.platform(slug) for slug in sorted(keys)},
            ),
        ),
        {spot: Lines(tuple(states)) for spot, states in places.items()},
    )
    yield Section("standing", view.tr("How platforms stand under it"), listed(table, making, ""))


def _versions(view: View, making: PageContext, found: LawRow) -> Section:
    """Return what happened of the law, each step with the fact of it and its sources."""
    tr = view.tr
    columns = (
        Column("occurred", tr("When"), width=18),
        Column("fact", tr("What"), width=30),
        Column("note", tr("Note"), width=44),
        Column("sources", tr("Sources"), ColumnKind.LIST, 40),
    )
    facts = (step.fact for step in found.steps)
    rows = tuple(_version(view, fact) for fact in facts if fact is not None)
    table = Table("versions", tr("Steps in its life"), columns, rows, audience=Audience.READERS)
    return Section("versions", tr("Versions"), listed(table, making, ""))


def _version(view: View, fact: InstrumentFact) -> Row:
    kind = vocabulary.word(view.language, "type", fact.type_name()).label
    sources = (
        (
            Link(one.url, Foreign(one.title or one.url, one.language))
            if one.url
            else Foreign(one.title or "", one.language),
        )
        for one in fact.sources
    )
    return (
        view.language.when(str(fact.occurred)),
        Ref(str(fact.id), kind),
        Foreign(fact.note) if fact.note else None,
        lines(sources),
    )
