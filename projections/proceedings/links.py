"""Which fine or finding a payment, a challenge or a ruling is about, and no more than is known."""

from __future__ import annotations

from dataclasses import dataclass
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
    from collections.abc import Iterable, Iterator, Sequence

    from aggregates.claims import Known
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
_BY = ("cause", "case", "order", "requirement", "law", "amount")
"""What ties a fact to a decision, the surest first."""


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


def decimal(amount: float | None) -> Decimal | None:
    """Return an amount as it was written, for sums that are exact."""
    if amount is None:
        return None
    exact = Decimal(repr(amount))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


@dataclass(frozen=True, slots=True)
class PriorDecision:
    """A finding, a fine or a sanction; ``settled`` once it was paid, remedied or annulled."""

    known: Known
    subject: Subject
    settled: bool


@dataclass(frozen=True, slots=True)
class ProceedingLink:
    """The decisions that a fact is about, and what says so.

    ``among`` are those that it may be about, where it can't be told which.
    """

    about: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    by: str | None = None


def is_about_decisions(fact: Fact) -> bool:
    """Tell whether a fact may be about a decision before it."""
    return type(fact) in _ACTS_ON


def link(known: Known, decided: Sequence[PriorDecision]) -> ProceedingLink:
    """Return what a fact is about, of the decisions that may have come before it.

    Those that nothing ties to it (`_BY`) make no difference.
    """
    subject, tie = Subject.of(known.fact), None
    about: list[str] = []
    among: list[str] = []
    for kind in _kinds(known.fact):
        rated = [
            (rank, one)
            for one in decided
            if isinstance(one.known.fact, kind)
            and any((rank := _ties(known.fact, subject, one))[: len(_BY)])
        ]
        if rated:
            best = max(rank for rank, _ in rated)
            found = [one for rank, one in rated if rank == best]
            sure = len(found) == 1 or (_is_one_decision(found) and type(known.fact) is not FinePaid)
            (about if sure else among).extend(one.known.id for one in found)
            tie = _BY[best.index(True)] if sure and tie is None else tie
    return ProceedingLink(tuple(about), tuple(among), tie)


def _kinds(fact: Fact) -> Iterator[type[Fact]]:
    """Give the kinds of decision that a fact may be about; a stay of measures is about none."""
    for kind in _ACTS_ON.get(type(fact), ()):
        if isinstance(fact, EnforcementStayed | EnforcementResumed):
            parts = getattr(fact.details, "of", None)
            if fact.details.requirement is None or (parts and _STAYED_PARTS[kind] not in parts):
                continue
        yield kind


def _ties(fact: Fact, subject: Subject, one: PriorDecision) -> tuple[bool, ...]:
    """Return what ties a fact to a decision, in the order of `_BY`, then whether it is unsettled.

    All false: they are not of one matter, or nothing says that they are.
    """
    other = one.subject
    cause = getattr(fact, "caused_by", None) == one.known.id
    case = _same(subject.case, other.case)
    pays = isinstance(fact, FinePaid)
    if not cause and (
        _is_apart(subject, other, case) or (pays and _overpays(subject, other, case))
    ):
        return (False,) * (len(_BY) + 1)
    amount = (
        pays and _same(subject.amount, other.amount) and _same(subject.currency, other.currency)
    )
    return (
        cause,
        case,
        _same(subject.order, other.order),
        _same(subject.requirement, other.requirement),
        _same(subject.law, other.law),
        amount,
        not one.settled,
    )


def _same(one: object, other: object) -> bool:
    return one is not None and one == other


def _differs(one: object, other: object) -> bool:
    return None not in (one, other) and one != other


def _is_apart(subject: Subject, other: Subject, same_case: bool) -> bool:  # noqa: FBT001  # what was found of them
    """Tell whether two facts say of themselves that they are of different matters.

    In one case, proceedings may rest on another law than the decision.
    """
    return (
        _differs(subject.case, other.case)
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


def _is_one_decision(found: Iterable[PriorDecision]) -> bool:
    """Tell whether decisions were made in one case on one day."""
    when = {(one.subject.case, one.known.fact.occurred) for one in found}
    return len(when) == 1 and None not in next(iter(when))
