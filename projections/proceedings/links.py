"""Which fine or finding a payment, a challenge or a ruling is about, and no more than is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from aggregates.vocabulary.events import (
    BreachAnnulled,
    BreachFound,
    BreachRemedied,
    CourtRuled,
    EnforcementResumed,
    EnforcementStayed,
    FineImposed,
    FinePaid,
    LegalChallengeFiled,
    SanctionImposed,
)
from aggregates.vocabulary.fields import StayedPart
from aggregates.vocabulary.free_details import details_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.shapes import Fact

DECISIONS = (BreachFound, FineImposed, SanctionImposed)
"""What later facts may be about, each kind by itself."""

_ACTS_ON: dict[type[Fact], tuple[type[Fact], ...]] = {
    FinePaid: (FineImposed,),
    BreachRemedied: (BreachFound,),
    BreachAnnulled: (BreachFound, FineImposed),
    LegalChallengeFiled: DECISIONS,
    CourtRuled: DECISIONS,
    EnforcementStayed: (BreachFound, FineImposed),
    EnforcementResumed: (BreachFound, FineImposed),
}
_STAYED_PARTS = {BreachFound: StayedPart.FINDING, FineImposed: StayedPart.FINE}

CAUSE = "cause"
"""What ties a fact most surely to a decision: it says that it follows from it."""

TIES = ("case", "order", "requirement", "law", "amount")
"""What else ties a fact to a decision, the surest first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact of proceedings is about, as far as it says so itself."""

    case: str | None
    order: str | None
    requirement: str | None
    instance: str | None
    law: str | None
    amount: Decimal | None
    currency: str | None

    @classmethod
    def of(cls, fact: Fact) -> Subject:
        """Return the subject of a fact."""
        details = details_of(fact)
        requirement = getattr(details, "requirement", None)
        return cls(
            case=getattr(fact, "case", None),
            order=getattr(details, "order", None),
            requirement=None if requirement is None else str(requirement),
            instance=getattr(details, "instance", None),
            law=getattr(fact, "legal_basis", None),
            amount=decimal(getattr(details, "amount", None)),
            currency=getattr(details, "currency", None),
        )

    def without_sum(self) -> Subject:
        """Return it without its amount: that ties payments only."""
        if self.amount is None and self.currency is None:
            return self
        return replace(self, amount=None, currency=None)


def decimal(amount: float | None) -> Decimal | None:
    """Return an amount as it was written, for sums that are exact."""
    if amount is None:
        return None
    exact = Decimal(repr(amount))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


@dataclass(frozen=True, slots=True)
class ProceedingLink:
    """The decisions that a fact is about, and what says so.

    ``among`` are those that it may be about, where it can't be told which.
    """

    about: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    by: str | None = None


def decisions_of(fact: Fact) -> Iterator[type[Fact]]:
    """Give the kinds of decision that a fact may be about; a stay of measures is about none."""
    for kind in _ACTS_ON.get(type(fact), ()):
        if isinstance(fact, EnforcementStayed | EnforcementResumed):
            parts = getattr(fact.details, "of", None)
            if fact.details.requirement is None or (parts and _STAYED_PARTS[kind] not in parts):
                continue
        yield kind


def ties(subject: Subject, other: Subject, *, pays: bool) -> tuple[bool, ...]:
    """Return what ties a fact to a decision, in the order of `TIES`; all false: nothing does.

    Of different matters are those that say so of themselves, whatever else ties them.
    """
    case = _same(subject.case, other.case)
    if _is_apart(subject, other, case) or (pays and _overpays(subject, other, case)):
        return (False,) * len(TIES)
    amount = (
        pays and _same(subject.amount, other.amount) and _same(subject.currency, other.currency)
    )
    return (
        case,
        _same(subject.order, other.order),
        _same(subject.requirement, other.requirement),
        _same(subject.law, other.law),
        amount,
    )


def _same(one: object, other: object) -> bool:
    return one is not None and one == other


def _differs(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _is_apart(subject: Subject, other: Subject, same_case: bool) -> bool:  # noqa: FBT001  # what was found of them
    """Tell whether two facts say of themselves that they are of different matters.

    In one case, proceedings may rest on another law than the decision.
    """
    return (
        (not same_case and _differs(subject.case, other.case))
        or _differs(subject.order, other.order)
        or _differs(subject.requirement, other.requirement)
        or _differs(subject.instance, other.instance)
        or (not same_case and _differs(subject.law, other.law))
    )


def _overpays(subject: Subject, other: Subject, same_case: bool) -> bool:  # noqa: FBT001  # what was found of them
    """Tell whether a payment is of another currency, or more than the fine: of several, perhaps."""
    if _differs(subject.currency, other.currency):
        return True
    if same_case or subject.amount is None or other.amount is None:
        return False
    return subject.amount > other.amount
