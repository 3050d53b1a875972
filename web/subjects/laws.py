"""The page of all laws, and their table: each with its stage, what it asks, who is designated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from aggregates.law.instrument import last_check
from projections.queries.laws import histories
from reports.model import Code, Column, ColumnKind, Ref, Tone, Word
from reports.tables.fields import for_readers
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.shell.narrowing_form import narrowing_form, unheeded
from web.shell.page import Page
from web.shell.page_writer import told
from web.subjects.designations import designations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregates.law.instrument import InstrumentState, LawStep
    from aggregates.vocabulary.shapes import InstrumentFact
    from reports.model import Block, Run
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from web.asking.view import PageContext, View


@dataclass(frozen=True, slots=True)
class LawRow:
    """A law as it stands on a day, with all its steps, and how many are designated under it."""

    law: InstrumentState
    steps: Sequence[LawStep]
    designated: int

    @property
    def jurisdiction(self) -> str | None:
        """Where it holds, as far as anything is known of it."""
        return self.law.jurisdiction or self.steps[-1].law.jurisdiction

    @property
    def title(self) -> str:
        """Its title, or else its id."""
        return self.law.told.title or self.steps[-1].law.told.title or self.law.id


def laws(view: View) -> Page:
    """Return the laws at a T and K, of all jurisdictions or of one."""
    kept = narrowing(view)
    found = law_rows(view, kept.jurisdiction)
    making = view.context("jurisdiction", jurisdiction=kept.jurisdiction)
    names = names_for(making, ())
    if found:
        body = f"<section>{told(view, law_blocks(view, making, names, found))}</section>"
    else:
        body = f'<p class="empty">{escape(_nothing(view))}</p>'
    return Page(
        title=view.tr("Laws"),
        body="".join((narrowing_form(view, kept, sides=("jurisdiction",)), unheeded(view), body)),
        current="laws",
        styles=("told.css",),
        json=view.asked.for_programs(
            "/api/v1/laws", ("at", "known"), jurisdiction=kept.jurisdiction
        ),
    )


def _nothing(view: View) -> str:
    return view.tr(
        "No law is recorded here. Laws are imported from files, or from the catalogue that comes "
        "with the program; each stands here with what it asks of whom, by when."
    )


def law_on(steps: Sequence[LawStep], at: date) -> InstrumentState:
    """Return a law as it stands on a day; before its first step nothing of it is said."""
    *_, last = (step for step in steps if step.on <= at)
    return last.law


def law_rows(view: View, jurisdiction: str | None) -> list[LawRow]:
    """Return the laws known at K, of a jurisdiction or of all, by jurisdiction and id."""
    counted = Counter(one.fact.details.instrument for one in designations(view))
    known = histories(view.connection, view.question.known.position)
    rows = [
        LawRow(law_on(steps, view.question.at), steps, counted[name])
        for name, steps in known.items()
    ]
    kept = [one for one in rows if jurisdiction in (None, one.jurisdiction)]
    return sorted(kept, key=lambda one: (one.jurisdiction or "", one.law.id))


def law_blocks(
    view: View, making: PageContext, names: ReportNames, found: Sequence[LawRow]
) -> tuple[Block, ...]:
    """Return laws as a table, each leading to its page."""
    tr = view.tr
    table = ("laws", tr("Laws, and what they ask"), tr("No law of this jurisdiction was known."))
    return for_readers(making, table, found, _fields(view, names))


def _fields(view: View, names: ReportNames) -> Fields[LawRow]:
    tr, language = view.tr, view.language
    return (
        (Column("title", tr("Law"), width=44), lambda one: Ref(f"/laws/{one.law.id}", one.title)),
        (Column("instrument", tr("Id"), width=20), lambda one: Code(one.law.id)),
        (
            Column("jurisdiction", tr("Jurisdiction"), width=20),
            lambda one: place(names, one.jurisdiction),
        ),
        (Column("stage", tr("Stage")), lambda one: names.kind_word("stage", one.law.stage)),
        (
            Column("in_force", tr("In force from"), width=18),
            lambda one: language.when(fact.occurred) if (fact := _in_force(one.steps)) else None,
        ),
        (
            Column("asks", tr("What it asks"), ColumnKind.LIST, 50),
            lambda one: _requirements(names, one.law),
        ),
        (
            Column("designated", tr("Designated"), ColumnKind.NUMBER),
            lambda one: names.number(one.designated) if one.designated else None,
        ),
        (Column("checked", tr("Checked"), width=18), lambda one: checked(view, one.steps)),
    )


def _requirements(names: ReportNames, law: InstrumentState) -> Run | None:
    codes = dict.fromkeys(str(duty.requirement) for duty in law.duties)
    return names.language.listed((names.requirement(code),) for code in codes) if codes else None


def place(names: ReportNames, code: str | None) -> Ref | None:
    """Return a jurisdiction, leading to its page; None: it isn't known."""
    return None if code is None else Ref(f"/jurisdictions/{code}", names.jurisdiction(code))


def _in_force(steps: Sequence[LawStep]) -> InstrumentFact | None:
    return next((one.law.in_force for one in reversed(steps) if one.law.in_force), None)


def checked(view: View, steps: Sequence[LawStep]) -> Run | None:
    """Return when somebody last held a law against its text, and whether that is long ago."""
    check = last_check(steps, view.site.today())
    if check.on is None:
        return None
    day = view.language.day(check.on)
    if not check.was_long_ago:
        return (day,)
    return (day, " ", Word("old", view.tr("more than a year ago"), Tone.WARN))
