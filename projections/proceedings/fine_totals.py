"""Fines by currency: how much was imposed, paid, annulled, and is open. Currencies never mix."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import FineImposed, FinePaid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.proceedings.dispositions import Disposition
    from projections.proceedings.proceedings import Proceeding, ProceedingStep


@dataclass(frozen=True, slots=True)
class MoneySum:
    """How many fines or payments, what those come to whose amount is known, and how many aren't."""

    count: int = 0
    amount: Decimal = Decimal(0)
    without_amount: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the sum's JSON."""
        return {"count": self.count, "amount": self.amount, "without_amount": self.without_amount}


@dataclass(frozen=True, slots=True)
class FineTotal:
    """The fines in one currency; None: those that name none, whose amounts are not added.

    ``reduced`` is by how much courts reduced fines. ``open`` are those of which nobody has said
    that they were paid or annulled, ``unassigned`` the payments of which it isn't known which
    fine they are for. ``disputed`` counts the fines imposed of which something is disputed.
    """

    currency: str | None
    imposed: MoneySum
    paid: MoneySum
    annulled: MoneySum
    reduced: MoneySum
    open: MoneySum
    unassigned: MoneySum
    disputed: int

    def to_json(self) -> dict[str, Any]:
        """Return the row's JSON."""
        return {
            "currency": self.currency,
            "imposed": self.imposed.to_json(),
            "paid": self.paid.to_json(),
            "annulled": self.annulled.to_json(),
            "reduced": self.reduced.to_json(),
            "open": self.open.to_json(),
            "unassigned": self.unassigned.to_json(),
            "disputed": self.disputed,
        }


def fine_totals(found: Iterable[Proceeding]) -> list[FineTotal]:
    """Return the totals of all fines and payments of proceedings, by currency; the last has none."""
    money: dict[str | None, list[ProceedingStep]] = {}
    for step in (step for one in found for step in one.steps):
        if isinstance(step.known.fact, FineImposed | FinePaid) and not step.link.about:
            money.setdefault(step.subject.currency, []).append(step)
    return [_total(name, money[name]) for name in sorted(money, key=lambda one: (not one, one))]


def _total(currency: str | None, steps: Iterable[ProceedingStep]) -> FineTotal:
    adds = currency is not None

    def total(amounts: Iterable[Decimal | None]) -> MoneySum:
        every = list(amounts)
        told = [one for one in every if one is not None and adds]
        return MoneySum(len(every), sum(told, Decimal(0)), len(every) - len(told))

    fines: list[Disposition] = []
    payments, disputed = [], 0
    for step in steps:
        if step.disposition is None:
            payments.append(step.subject.amount)
        else:
            fines.append(step.disposition)
            disputed += step.disputed
    return FineTotal(
        currency=currency,
        imposed=total(one.imposed for one in fines),
        paid=total(one.paid_amount for one in fines if one.paid),
        annulled=total(one.amount for one in fines if one.annulled),
        reduced=total(one.reduced_by for one in fines if one.reduced),
        open=total(one.amount for one in fines if not one.settled),
        unassigned=total(payments),
        disputed=disputed,
    )
