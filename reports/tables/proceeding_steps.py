"""The steps of proceedings as reports tell them: what each is about, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reports.model import Code, Column, ColumnKind, Foreign, Lines, Ref
from reports.tables.fields import lines, marks
from reports.words import proceeding_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from projections.proceedings.dispositions import Disposition
    from projections.proceedings.proceedings import ProceedingStep
    from projections.read_models.relationships import RelationshipKey
    from reports.model import Cell, Number, Run, Word
    from reports.tables.fields import Field, Fields
    from reports.tables.names import ReportNames
    from reports.words.language import Language


MOST_NAMED = 12
"""How many facts a step names that it is about; programs are given the ids of all of them."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of proceedings, with its relationship and its case."""

    key: RelationshipKey
    case: str | None
    step: ProceedingStep


def money_number(names: ReportNames, amount: Decimal | None) -> Number | None:
    """Return an amount as a number of a report; None: it isn't known."""
    return None if amount is None else money(names.language, amount)


def money(language: Language, amount: Decimal) -> Number:
    """Return an amount as a number, without decimals where it has none."""
    whole = amount == amount.to_integral_value()
    return language.number(int(amount) if whole else float(amount))


@dataclass(frozen=True, slots=True)
class StepText:
    """Tells steps as of a day; ``steps`` are all of them, by fact.

    ``linked``: the report tells of their facts elsewhere, and leads to them.
    """

    names: ReportNames
    at: date
    steps: dict[str, ProceedingStep]
    linked: bool
    _names: dict[str, Run] = field(default_factory=dict)

    def fields(self) -> Fields[StepRow]:
        """Return what readers are told of a step."""
        tr, language = self.names.language.tr, self.names.language
        return (
            *self.names.key_fields(),
            (
                Column("occurred", tr("When"), ColumnKind.WHEN, 18),
                lambda one: language.when(one.step.known.fact.occurred),
            ),
            (Column("type", tr("What"), width=22), lambda one: self._type(one.step)),
            (Column("who", tr("Who"), width=22), lambda one: self._who(one.step)),
            (
                Column("matter", tr("About what"), ColumnKind.LIST, 34),
                lambda one: lines(self._matter(one)),
            ),
            (Column("money", tr("Sum of money"), width=18), lambda one: self._money(one.step)),
            (
                Column("became", tr("What it came to"), ColumnKind.LIST, 34),
                lambda one: lines(self._became(one.step)),
            ),
            (
                Column("marks", tr("Marks"), ColumnKind.LIST),
                lambda one: marks(self.names.marks(disputed=one.step.disputed)),
            ),
            *((self._fact_field(),) if self.linked else ()),
        )

    def more_fields(self) -> Fields[StepRow]:
        """Return what programs are told besides."""
        tr = self.names.language.tr
        return (
            *self.names.code_fields(),
            self._text("case", tr("Case"), lambda one: one.case),
            self._text(
                "requirement", tr("Requirement’s code"), lambda one: one.step.subject.requirement
            ),
            self._text("law", tr("Law"), lambda one: one.step.subject.law),
            self._text("order", tr("Order"), lambda one: one.step.subject.order),
            (
                Column("amount", tr("Amount"), ColumnKind.NUMBER),
                lambda one: money_number(self.names, one.step.subject.amount),
            ),
            self._text("currency", tr("Currency"), lambda one: one.step.subject.currency),
            *self._disposition_fields(),
            (
                Column("about", tr("Facts that it is about"), ColumnKind.LIST, 38),
                lambda one: _codes(one.step.link.about),
            ),
            (
                Column("perhaps_about", tr("Facts that it may be about"), ColumnKind.LIST, 38),
                lambda one: _codes(one.step.link.among),
            ),
            *(() if self.linked else (self._fact_field(),)),
        )

    def _disposition_fields(self) -> Fields[StepRow]:
        tr = self.names.language.tr

        def of(read: Callable[[Disposition], Any]) -> Callable[[StepRow], Any]:
            return lambda one: None if one.step.disposition is None else read(one.step.disposition)

        def flag(code: str, holds: bool) -> Cell:  # noqa: FBT001  # what is told
            return proceeding_words.became(self.names.language, code) if holds else None

        return (
            self._text("state", tr("State"), of(lambda one: one.state(self.at))),
            (
                Column("amount_now", tr("Amount that it comes to"), ColumnKind.NUMBER),
                of(lambda one: money_number(self.names, one.amount)),
            ),
            (
                Column("paid", tr("Amount paid"), ColumnKind.NUMBER),
                of(lambda one: money_number(self.names, one.paid_amount) if one.paid else None),
            ),
            (
                Column("challenged", tr("Challenged"), ColumnKind.FLAG),
                of(lambda one: flag("challenged", one.challenged)),
            ),
            (
                Column("stayed", tr("Held back"), ColumnKind.FLAG),
                of(lambda one: flag("stayed", one.stayed(self.at))),
            ),
        )

    def _text(self, name: str, title: str, read: Callable[[StepRow], str | None]) -> Field[StepRow]:
        def cell(one: StepRow) -> Cell:
            told = read(one)
            return None if told is None else Foreign(told)

        return (Column(name, title, width=16), cell)

    def _fact_field(self) -> Field[StepRow]:
        column = Column("fact", self.names.language.tr("Fact"), width=38)
        if self.linked:
            return column, lambda one: self._named(one.step.fact)
        return column, lambda one: Code(one.step.fact)

    def _type(self, step: ProceedingStep) -> Word:
        return vocabulary.word(self.names.language, "type", step.type)

    def _who(self, step: ProceedingStep) -> Cell:
        actor = step.known.fact.actor
        if actor is None:
            return None
        if actor.name is not None:
            return Foreign(actor.name)
        return None if actor.role is None else self.names.word("role", actor.role)

    def _matter(self, one: StepRow) -> Iterator[Run]:
        """Give the requirement, the kind or topic, the law, the order and the case."""
        subject = one.step.subject
        if subject.requirement is not None:
            instance = f"@{subject.instance}" if subject.instance else ""
            yield (self.names.requirement(f"{subject.requirement}{instance}"),)
        for text in (one.step.detail("kind"), one.step.detail("topic")):
            if text is not None:
                yield (Foreign(text),)
        named = {"legal_basis": subject.law, "order": subject.order, "case": one.case}
        for name, text in named.items():
            if text is not None:
                language = self.names.language
                yield language.labelled(vocabulary.field(language, name), (Foreign(text),))

    def _money(self, step: ProceedingStep) -> Cell:
        return self._sum(step.subject.amount, step.subject.currency)

    def _sum(self, amount: Decimal | None, currency: str | None) -> Run | None:
        number = money_number(self.names, amount)
        if number is None:
            return None
        if currency is None:
            return (number,)
        return self.names.language.run(
            "{amount} {currency}", amount=number, currency=Code(currency)
        )

    def _became(self, step: ProceedingStep) -> Iterator[Run]:
        """Give what became of a decision; of any other step, what it is about."""
        if step.disposition is not None:
            yield from self._disposition(step.disposition)
            return
        language = self.names.language
        if (outcome := step.detail("outcome")) is not None:
            yield (proceeding_words.became(language, outcome),)
        if step.link.about:
            yield language.run("about {facts}", facts=self._facts(step.link.about))
        elif step.link.among:
            facts = self._facts(step.link.among)
            yield language.run("about one of these, it is not known which: {facts}", facts=facts)

    def _disposition(self, one: Disposition) -> Iterator[Run]:
        language = self.names.language
        words = [one.state(self.at)]
        words += [one.outcome.value] if one.outcome else []
        words += ["challenged"] if one.challenged else []
        words += ["stayed"] if one.stayed(self.at) else []
        for code in dict.fromkeys(words):
            yield (proceeding_words.became(language, code),)
        if one.reduced_by is not None and (now := self._sum(one.amount, one.currency)):
            yield language.run("now {sum}", sum=now)
        paid = self._sum(one.paid_amount, one.currency)
        if one.paid and paid is not None and one.paid_amount != one.amount:
            yield language.run("paid of it: {sum}", sum=paid)

    def _facts(self, ids: Sequence[str]) -> Run:
        language, named = self.names.language, list(map(self._named, ids[:MOST_NAMED]))
        if further := len(ids) - len(named):
            named.append((language.trn("{count} more", "{count} more", further),))
        return language.series(named)

    def _named(self, fact: str) -> Run:
        """Return a fact by its type and its day; hundreds of others may name it."""
        if fact not in self._names:
            step, language = self.steps[fact], self.names.language
            kind = vocabulary.word(language, "type", step.type).label
            label = f"{kind}, {language.when(step.known.fact.occurred).label}"
            self._names[fact] = (Ref(fact, label) if self.linked else label,)
        return self._names[fact]


def _codes(ids: Sequence[str]) -> Cell:
    return Lines(tuple((Code(one),) for one in ids)) if ids else None
