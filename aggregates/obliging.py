"""What follows for a platform from its designation under a law: obligations, as facts.

The rules are of domain.md ("Legal instrument"): a designation imposes what the law, as it
stands in the log, asks of the category; a later step of the law brings further facts, and
changes none. All is worked out anew each time, and what is recorded already is left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from aggregates.errors import Problem
from aggregates.events import (
    ObligationExtended,
    ObligationImposed,
    ObligationWaived,
    PlatformDesignated,
)
from aggregates.fields import DatedDemand, Demand, Edtf
from aggregates.instrument import Instrument, Step, category_named, duties_of
from aggregates.law import Periods
from aggregates.occurrence import occurrence
from aggregates.recurring import Calendar, Due, due_day, from_first, on_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from aggregates.facts import Fact
    from aggregates.law import Duty

Obligation: TypeAlias = ObligationImposed | ObligationExtended | ObligationWaived

Key: TypeAlias = tuple[str, str, str | None]
"""What an obligation is known by: its type, its code, and the version of the law."""

OBLIGATIONS = (ObligationImposed, ObligationExtended, ObligationWaived)


class Workdays(Protocol):
    """Counts working days where a law does so."""

    def __call__(self, jurisdiction: str | None, day: date, count: int) -> date:
        """Return the day that is so many working days after another."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An obligation that a law asks for: by when, and from when if not from its ground on."""

    duty: Duty
    instance: str | None
    due: date | None
    begins: date | None = None

    @property
    def code(self) -> str:
        """The requirement, with the instance of a recurring duty: ``code@2024-H1``."""
        return code_of(self.duty.requirement, self.instance)


def problems_of(designation: PlatformDesignated, law: Instrument) -> Iterator[Problem]:
    """Give what is wrong with a designation under a law that knows categories."""
    if law.categories and category_named(law, designation.details.category) is None:
        names = ", ".join(one.category for one in law.categories)
        given = designation.details.category
        told = f"{given!r} is not a category" if given else "it is missing: take one"
        yield Problem("$.details.category", f"{told} of {law.id}: {names}")


def following(
    designation: PlatformDesignated,
    steps: Sequence[Step],
    recorded: Sequence[Obligation],
    workdays: Workdays,
    *,
    until: date | None = None,
) -> list[Obligation]:
    """Return the facts that follow from a designation, and that are not recorded yet.

    ``steps`` is the law's history, ``recorded`` has the facts of the relationship on obligations.
    Of a recurring duty the first instance follows, those that were recorded, and with ``until``
    all that begin by that day. Raises nothing: where there is nothing to say, nothing follows.
    """
    _, on, _ = occurrence(designation)
    if on is None or not designation.details.instrument:
        return []
    mine = [one for one in recorded if one.caused_by == designation.id]
    others = _standing(one for one in recorded if one.caused_by != designation.id)
    horizon = max([on, *([until] if until else []), *_begun(mine)])
    imposed = Counter(_code(one) for one in mine if isinstance(one, ObligationImposed))
    known = {_key(one) for one in mine}
    found: list[Obligation] = []
    for one in _Sequence(designation, on, workdays, horizon, imposed).of(steps):
        match one:
            case ObligationImposed() if imposed[_code(one)]:
                imposed[_code(one)] -= 1  # it may have been imposed again after a waiver
            case ObligationWaived() if _code(one) in others:
                continue  # another law asks for it, and one waiver would end both
            case _ if _key(one) not in known or isinstance(one, ObligationImposed):
                found.append(one)
    return found


def _begun(mine: Iterable[Obligation]) -> Iterator[date]:
    """Give the days on which the recorded instances of recurring duties began."""
    for one in mine:
        if isinstance(one, ObligationImposed) and one.details.instance:
            _, last, _ = occurrence(one)
            if last is not None:
                yield last


def _standing(others: Iterable[Obligation]) -> set[str]:
    """Return the codes that other facts impose, and have not waived."""
    found: set[str] = set()
    for one in others:
        if isinstance(one, ObligationImposed):
            found.add(_code(one))
        elif isinstance(one, ObligationWaived):
            found.discard(_code(one))
    return found


class _Sequence:
    """All that follows from one designation, in the order of the world."""

    def __init__(
        self,
        designation: PlatformDesignated,
        on: date,
        workdays: Workdays,
        horizon: date,
        recorded: Collection[str],
    ) -> None:
        self._designation = designation
        self._on = on
        self._workdays = workdays
        self._horizon = horizon
        self._recorded = frozenset(recorded)
        self._held: dict[str, Wanted] = {}
        self._facts: list[Obligation] = []

    def of(self, steps: Sequence[Step]) -> list[Obligation]:
        """Return the facts: by the law on the day of the designation, then by each later step."""
        before = [step for step in steps if step.on <= self._on]
        after = [step for step in steps if step.on > self._on]
        enters = max((step.on for step in steps if _enters(step)), default=None)
        law = before[-1].law if before else Instrument("")
        whole = [Step(self._on, None, law), *after]
        ends = [*(step.on for step in after), None]
        for step, next_on in zip(whole, ends, strict=True):
            self._take(step, enters, next_on)
        return self._facts

    def _take(self, step: Step, enters: date | None, next_on: date | None) -> None:
        held, wanted = self._held, self._wanted(step, enters)
        for code, want in list(wanted.items()):
            have = held.get(code)
            if have is None and self._is_of_later_law(want, next_on):
                del wanted[code]
            elif have is None:
                self._facts.append(self._imposed(step, want))
            elif _is_past(have, step.on):
                wanted[code] = have
            elif have.due != want.due:
                self._facts.append(self._extended(step, want))
        for code, have in held.items():
            if code not in wanted and _is_past(have, step.on):
                wanted[code] = have
            elif code not in wanted:
                self._facts.append(self._waived(step, have))
        self._held = wanted

    def _is_of_later_law(self, want: Wanted, next_on: date | None) -> bool:
        """Tell whether an instance begins under a later law, and nobody recorded it ahead."""
        later = next_on is not None and want.begins is not None and want.begins > next_on
        return later and want.code not in self._recorded

    def _wanted(self, step: Step, enters: date | None) -> dict[str, Wanted]:
        """Return what the law asks from a step on; nothing before it enters into force."""
        law = step.law
        category = category_named(law, self._designation.details.category)
        if category is None or law.stage == "proposed" or (enters or step.on) > step.on:
            return {}
        found = (want for duty in duties_of(law, category) for want in self._instances(law, duty))
        return {want.code: want for want in found}

    def _instances(self, law: Instrument, duty: Duty) -> Iterator[Wanted]:
        entered = None
        if law.in_force is not None:
            _, entered, _ = occurrence(law.in_force)
        counting = Calendar(law.jurisdiction, self._workdays)
        first = due_day(duty.deadline, Due(self._on, entered), counting)
        if duty.recurrence is None or (
            duty.recurrence.periods is Periods.FROM_FIRST and first is None
        ):
            yield Wanted(duty, None, first)
            return
        repeated = from_first if duty.recurrence.periods is Periods.FROM_FIRST else on_calendar
        start = first or max(self._on, entered or self._on)
        for one in repeated(duty.recurrence, start, self._horizon):
            yield Wanted(duty, one.name, one.due, one.begins)

    def _imposed(self, step: Step, want: Wanted) -> ObligationImposed:
        told = DatedDemand(**self._details(step.law.set_by, want), due=_edtf(want.due))
        return ObligationImposed(**self._fact(step, want), details=told)

    def _extended(self, step: Step, want: Wanted) -> ObligationExtended:
        told = DatedDemand(**self._details(step.fact, want), due=_edtf(want.due))
        return ObligationExtended(**self._fact(step, want), details=told)

    def _waived(self, step: Step, want: Wanted) -> ObligationWaived:
        return ObligationWaived(
            **self._fact(step, want), details=Demand(**self._details(step.fact, want))
        )

    def _details(self, by: Fact | None, want: Wanted) -> dict[str, Any]:
        return {
            "requirement": want.duty.requirement,
            "instance": want.instance,
            "services": self._designation.details.services,
            "duty": want.duty.duty,
            "set_by": None if by is None else by.id,
        }

    def _fact(self, step: Step, want: Wanted) -> dict[str, Any]:
        """Return what all these facts have in common; they cite what brings them about.

        What is said of an instance before it begins takes effect when it begins.
        """
        ground: Fact = step.fact or self._designation
        late = want.begins is not None and want.begins > step.on
        return {
            "platform": self._designation.platform,
            "jurisdiction": self._designation.jurisdiction,
            "occurred": _edtf(want.begins) if late else ground.occurred,
            "actor": ground.actor,
            "legal_basis": self._designation.details.instrument,
            "caused_by": self._designation.id,
            "case": self._designation.case,
            "sources": ground.sources,
            "note": _note(step.law, want.duty),
        }


def _enters(step: Step) -> bool:
    return step.fact is not None and step.law.in_force is step.fact


def _is_past(have: Wanted, on: date) -> bool:
    """Tell whether an instance of a recurring duty was over before a day: that stays as it was."""
    return have.instance is not None and have.due is not None and have.due < on


def _note(law: Instrument, duty: Duty) -> str:
    told = f"By {law.id}{f', {duty.article}' if duty.article else ''}: {duty.title}."
    doubts = "; ".join(duty.unverified or ())
    return f"{told} Unverified: {doubts}." if doubts else told


def _edtf(day: date | None) -> Edtf | None:
    return None if day is None else Edtf(day.isoformat())


def code_of(requirement: str, instance: str | None) -> str:
    """Return the code of a requirement, with the instance of a recurring duty."""
    return f"{requirement}@{instance}" if instance else str(requirement)


def _code(one: Obligation) -> str:
    return code_of(one.details.requirement, one.details.instance)


def _key(one: Obligation) -> Key:
    return type(one).type_name(), _code(one), one.details.set_by
