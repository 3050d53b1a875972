"""The facts about obligations that follow by law, and how they are written down."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aggregates.dates.occurrence import occurrence
from aggregates.law.duties import RequiredObligation, code_of
from aggregates.law.instrument import LawStep
from aggregates.vocabulary.events import (
    FactRetracted,
    ObligationExtended,
    ObligationImposed,
    ObligationWaived,
    UsersReported,
)
from aggregates.vocabulary.fields import Comment, DatedDemand, Demand, Edtf, FactId

if TYPE_CHECKING:
    from aggregates.law.instrument import InstrumentState
    from aggregates.law.triggers import TriggerFact
    from aggregates.vocabulary.events import PlatformDesignated
    from aggregates.vocabulary.law import Duty
    from aggregates.vocabulary.shapes import Fact

Obligation: TypeAlias = ObligationImposed | ObligationExtended | ObligationWaived

LONGEST_DOUBTS = 2_000
"""How many characters of what is unverified of a duty a note repeats; the law has all."""

DID_NOT_FOLLOW = "By {law} as it is known now, this did not follow."
"""Why the register itself retracts what it recorded: by this it knows its own retractions."""

OBLIGATIONS = (ObligationImposed, ObligationExtended, ObligationWaived)


class Change(NamedTuple):
    """What has to be recorded of a requirement on a day: imposed, extended or waived."""

    on: date
    kind: type[Obligation]
    want: RequiredObligation
    step: LawStep


class ObligationWriter:
    """Writes down, as facts, what follows from a designation."""

    def __init__(self, designation: PlatformDesignated, because: Fact) -> None:
        self._designation = designation
        self._because = because

    def retracted(self, one: Obligation) -> FactRetracted:
        """Return the claim that an obligation, by what is known now, was none."""
        law = one.legal_basis
        return FactRetracted(
            platform=one.platform,
            jurisdiction=one.jurisdiction,
            occurred=self._because.occurred,
            refers_to=FactId(one.id or ""),
            legal_basis=law,
            sources=self._because.sources,
            details=Comment(reason=DID_NOT_FOLLOW.format(law=law)),
        )

    def written(self, change: Change) -> Obligation:
        """Return the fact of a change; it cites the designation, or the step of the law."""
        told, common = self._details(change), self._fact(change)
        if change.kind is ObligationWaived:
            return ObligationWaived(**common, details=Demand(**told))
        due = None if change.want.due is None else Edtf(change.want.due.isoformat())
        details = DatedDemand(**told, due=due)
        if change.kind is ObligationExtended:
            return ObligationExtended(**common, details=details)
        return ObligationImposed(**common, details=details)

    def _details(self, change: Change) -> dict[str, Any]:
        law, fact = change.step.law, change.step.fact
        by = law.set_by if change.kind is ObligationImposed else fact or law.set_by
        return {
            "requirement": change.want.duty.requirement,
            "instance": change.want.instance,
            "services": self._designation.details.services,
            "duty": change.want.duty.duty,
            "set_by": None if by is None else by.id,
        }

    def _fact(self, change: Change) -> dict[str, Any]:
        """Return what all these facts have in common."""
        ground = self._ground(change)
        same_day = day_of_fact(ground) == change.on
        return {
            "platform": self._designation.platform,
            "jurisdiction": self._designation.jurisdiction,
            "occurred": ground.occurred if same_day else Edtf(change.on.isoformat()),
            "actor": None if isinstance(ground, UsersReported) else ground.actor,
            "legal_basis": self._designation.details.instrument,
            "caused_by": self._designation.id,
            "case": self._designation.case,
            "sources": ground.sources,
            "note": _note(change.step.law, change.want.duty, self._waited_for(change)),
        }

    def _ground(self, change: Change) -> Fact:
        """Return what brought it about: the step of the law, the designation, or its trigger."""
        trigger = self._waited_for(change)
        if trigger is not None and day_of_fact(trigger) == change.on:
            return trigger
        return change.step.fact or self._designation

    def _waited_for(self, change: Change) -> TriggerFact | None:
        trigger = change.want.trigger
        return trigger.fact if trigger and change.kind is ObligationImposed else None


def _note(law: InstrumentState, duty: Duty, trigger: TriggerFact | None) -> str:
    told = f"By {law.id}{f', {duty.article}' if duty.article else ''}: {duty.title}."
    if trigger is not None:
        told += f" It waited for {trigger.type_name()} {trigger.id}."
    doubts = shorten("; ".join(duty.unverified or ()), LONGEST_DOUBTS, placeholder=" …")
    return f"{told} Unverified: {doubts}." if doubts else told


def code_of_fact(one: Obligation) -> str:
    """Return the code of the requirement that a fact is about."""
    return code_of(one.details.requirement, one.details.instance)


def day_of_fact(fact: Fact) -> date:
    """Return the day by which a fact surely happened; what follows by a law has one."""
    _, last, _ = occurrence(fact)
    return last or date.min
