"""What became of a finding, a fine or a sanction, by the facts that are about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, day_of_deadline, effect_window
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
)
from aggregates.vocabulary.fields import CourtOutcome
from aggregates.vocabulary.free_details import details_of
from projections.proceedings.links import decimal

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import Fact


@dataclass(frozen=True, slots=True)
class Disposition:
    """What is known to have become of a decision by T.

    ``imposed`` is a fine's amount, ``amount`` what it comes to after a court reduced it; None:
    it isn't known, or said in another currency. ``paid`` has what each payment says of its amount. ``challenged`` holds until
    a court rules; ``outcome`` is that of its latest ruling, if it is known. ``held_until`` are
    the last days of stays that run (`date.max`: until resumed). ``facts`` are those about it.
    A finding is not ``reducible``: where a court reduces what followed from it, it was ruled on.
    """

    reducible: bool
    imposed: Decimal | None = None
    currency: str | None = None
    amount: Decimal | None = None
    paid: tuple[Decimal | None, ...] = ()
    challenged: bool = False
    ruled: bool = False
    outcome: CourtOutcome | None = None
    remedied: bool = False
    held_until: tuple[date, ...] = ()
    facts: tuple[str, ...] = ()

    @classmethod
    def of(cls, fact: Fact) -> Disposition:
        """Return that of a decision of which nothing else is known."""
        if not isinstance(fact, FineImposed):
            return cls(reducible=not isinstance(fact, BreachFound))
        amount = decimal(fact.details.amount)
        return cls(reducible=True, imposed=amount, currency=fact.details.currency, amount=amount)

    @property
    def annulled(self) -> bool:
        """Whether a court set it aside, and none has said otherwise since."""
        return self.outcome is CourtOutcome.ANNULLED

    @property
    def settled(self) -> bool:
        """Whether nothing is left of it to be done, as far as is known."""
        return self.annulled or self.remedied or bool(self.paid)

    @property
    def reduced(self) -> bool:
        """Whether a court reduced it, as far as is known."""
        return self.outcome is CourtOutcome.REDUCED or self.reduced_by is not None

    @property
    def reduced_by(self) -> Decimal | None:
        """By how much a fine is less than it was imposed; None: it isn't, or that isn't known."""
        if self.imposed is None or self.amount is None or self.amount >= self.imposed:
            return None
        return self.imposed - self.amount

    @property
    def paid_amount(self) -> Decimal | None:
        """What was paid: as the payments say, else all of it; None: that isn't known."""
        told = [one for one in self.paid if one is not None]
        return sum(told, Decimal(0)) if told else self.amount

    def stayed(self, at: date) -> bool:
        """Whether it is held back on a day."""
        return any(until >= at for until in self.held_until)

    def state(self, at: date) -> str:
        """Return the one word that says most about it."""
        if self.annulled:
            return "annulled"
        if self.remedied:
            return "remedied"
        if self.paid:
            return "paid"
        if self.stayed(at):
            return "stayed"
        if self.challenged:
            return "challenged"
        if self.ruled:
            return "ruled" if self.outcome is None else self.outcome.value
        return "open"

    def to_json(self, at: date) -> dict[str, Any]:
        """Return its JSON."""
        return {
            "state": self.state(at),
            "amount": self.amount,
            "paid": self.paid_amount if self.paid else None,
            "challenged": self.challenged,
            "outcome": self.outcome,
            "stayed": self.stayed(at),
            "facts": list(self.facts),
        }


def after(one: Disposition, known: Known, *, alone: bool) -> Disposition:
    """Return what becomes of a decision by a fact that is about it, and of its like unless alone."""
    found = replace(one, facts=(*one.facts, known.id))
    match known.fact:
        case FinePaid():
            paid = decimal(getattr(details_of(known.fact), "amount", None))
            return replace(found, paid=(*one.paid, paid))
        case BreachRemedied():
            return replace(found, remedied=True)
        case BreachAnnulled():
            return replace(found, challenged=False, ruled=True, outcome=CourtOutcome.ANNULLED)
        case LegalChallengeFiled():
            return replace(found, challenged=True)
        case CourtRuled():
            return _ruled(found, known.fact, alone=alone)
        case EnforcementStayed():
            return _stayed(found, known)
        case EnforcementResumed():
            return replace(found, held_until=())
    return found


def _ruled(one: Disposition, ruling: CourtRuled, *, alone: bool) -> Disposition:
    details = details_of(ruling)
    ruled = replace(one, challenged=False, ruled=True, outcome=details.outcome)
    if ruled.outcome is not CourtOutcome.REDUCED:
        return ruled
    if not one.reducible:
        return replace(ruled, outcome=None)
    known = alone and details.currency in (None, one.currency)
    return replace(ruled, amount=decimal(details.amount) if known else None)


def _stayed(one: Disposition, known: Known) -> Disposition:
    fact = known.fact
    until = day_of_deadline(getattr(details_of(fact), "until", None)) or date.max
    if until < effect_window(known)[1]:
        return one
    return replace(one, held_until=(*one.held_until, until))
