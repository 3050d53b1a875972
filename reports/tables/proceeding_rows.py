"""Proceedings step by step, with what became of each decision, and the fines by currency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.proceedings.fine_totals import fine_totals
from projections.proceedings.proceedings import proceedings
from reports.model import Code, Column, ColumnKind, Paragraph, Section
from reports.tables.fields import streamed_twice, told_twice
from reports.tables.proceeding_steps import StepRow, StepText, money_number
from reports.words import proceeding_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from projections.proceedings.fine_totals import MoneySum
    from projections.proceedings.proceedings import Proceeding
    from projections.queries.status import Status
    from reports.context import ReportContext
    from reports.model import Block, Cell
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum of fines in a currency; ``of`` says which."""

    currency: str | None
    of: str
    sum: MoneySum


def known_proceedings(making: ReportContext) -> list[Proceeding]:
    """Return the proceedings of the relationships that a statement asks about."""
    asked = making.statement
    return proceedings(
        making.connection,
        making.question,
        platform=asked.platform,
        jurisdiction=asked.jurisdiction,
    )


def proceedings_section(
    making: ReportContext,
    names: ReportNames,
    found: Sequence[Proceeding],
    *,
    linked: bool = False,
) -> Section:
    """Return proceedings and fines; ``linked``: each step leads to its fact."""
    tr = making.language.tr
    steps = [StepRow(one.key, one.case, step) for one in found for step in one.steps]
    by_fact = {one.step.fact: one.step for one in steps}
    teller = StepText(names, making.statement.at, by_fact, linked)
    table = (
        "proceedings",
        tr("Proceedings, step by step"),
        tr("No proceedings, no finding and no fine were known."),
    )
    tell = streamed_twice if linked else told_twice
    told = tell(making, table, steps, teller.fields(), teller.more_fields())
    title = tr("Proceedings and fines")
    return Section(
        "proceedings", title, (*_about(making, steps), *told, *_totals(making, names, found))
    )


def _about(making: ReportContext, steps: Sequence[StepRow]) -> tuple[Block, ...]:
    if not steps:
        return ()
    told = making.language.tr(
        "A payment, a challenge or a ruling counts for a fine or a finding only where the facts say "
        "which one it is. Of what stands as “nothing further known”, nobody has said that it was "
        "paid, put right or set aside."
    )
    return (Paragraph((told,)),)


def count_fields(making: ReportContext, names: ReportNames) -> Fields[Status]:
    """Return how many proceedings and fines are known of the relationship of a standing."""
    tr, found = names.language.tr, known_proceedings(making)
    cases = Counter(one.key for one in found if one.was_opened)
    kinds = ("fine-imposed", "breach-found", "sanction-imposed")
    decisions = Counter((one.key, step.type) for one in found for step in one.steps)
    settled = Counter(
        one.key
        for one in found
        for step in one.steps
        if step.type == "fine-imposed" and step.disposition and step.disposition.settled
    )

    def of(kind: str) -> Callable[[Status], Cell]:
        return lambda one: names.number(decisions[one.key, kind])

    fines, findings, sanctions = map(of, kinds)
    return (
        (
            Column("proceedings", tr("Cases and proceedings"), ColumnKind.NUMBER),
            lambda one: names.number(cases[one.key]),
        ),
        (Column("findings", tr("Breaches found"), ColumnKind.NUMBER), findings),
        (Column("fines", tr("Fines"), ColumnKind.NUMBER), fines),
        (
            Column("fines_open", tr("Fines neither paid nor set aside"), ColumnKind.NUMBER),
            lambda one: names.number(decisions[one.key, kinds[0]] - settled[one.key]),
        ),
        (Column("sanctions", tr("Other sanctions"), ColumnKind.NUMBER), sanctions),
    )


def _totals(
    making: ReportContext, names: ReportNames, found: Sequence[Proceeding]
) -> tuple[Block, ...]:
    tr = names.language.tr
    rows = [
        _Sum(one.currency, code, some)
        for one in fine_totals(found)
        for code in proceeding_words.SUMS
        if (some := getattr(one, code)).count
    ]
    fields: Fields[_Sum] = (
        (
            Column("currency", tr("Currency")),
            lambda one: tr("not told") if one.currency is None else Code(one.currency),
        ),
        (
            Column("of", tr("Which sum"), width=40),
            lambda one: proceeding_words.sum_of(names.language, one.of),
        ),
        (
            Column("count", tr("How many"), ColumnKind.NUMBER),
            lambda one: names.number(one.sum.count),
        ),
        (
            Column("amount", tr("Amount"), ColumnKind.NUMBER, 20),
            lambda one: (
                money_number(names, one.sum.amount)
                if one.sum.count > one.sum.without_amount
                else None
            ),
        ),
        (
            Column("without_amount", tr("Of these, without a known amount"), ColumnKind.NUMBER),
            lambda one: names.number(one.sum.without_amount) if one.sum.without_amount else None,
        ),
    )
    title = tr("Fines by currency")
    return told_twice(making, ("fine-totals", title, ""), rows, fields) if rows else ()
