"""What a law asks of one who is designated under it, from each day on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aggregates.dates.occurrence import occurrence
from aggregates.law.due_days import (
    Calendar,
    DeadlineOrigin,
    anchored,
    due_day,
    from_first,
    on_calendar,
)
from aggregates.law.instrument import InstrumentState, LawStep, category_named, duties_of
from aggregates.law.triggers import trigger_of, waits
from aggregates.vocabulary.law import Duty, ObligesTo, Periods

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from aggregates.law.due_days import Instance, Workdays
    from aggregates.law.triggers import Trigger, TriggerFact
    from aggregates.vocabulary.events import PlatformDesignated
    from aggregates.vocabulary.law import Deadline, Recurrence

_YEAR = re.compile(r"@(?!0000)\d{4}", re.ASCII)
"""Whichever its rule, an instance begins by the end of the year that it is named after."""


@dataclass(frozen=True, slots=True)
class RequiredObligation:
    """An obligation that a law asks for: by when, and from when if not from its ground on.

    ``trigger`` is what the duty waited for, where it did.
    """

    duty: Duty
    instance: str | None
    due: date | None
    begins: date | None = None
    trigger: Trigger | None = None

    @property
    def code(self) -> str:
        """The requirement, with the instance of a recurring duty: ``code@2024-H1``."""
        return code_of(self.duty.requirement, self.instance)


class DutyPoint(NamedTuple):
    """What a law asks from a day on, of one requirement: None is nothing."""

    on: date
    step: LawStep
    want: RequiredObligation | None


Points: TypeAlias = dict[str, list[DutyPoint]]
"""What is asked of each requirement, by its code, oldest first."""


class Ahead:
    """How far instances of recurring duties are wanted: through a day, and what is recorded.

    The latter is known by the code of the requirement and the version of the law.
    """

    def __init__(self, through: date, recorded: Collection[tuple[str, str | None]]) -> None:
        self._through = through
        self._recorded = recorded
        codes = [code for code, _ in self._recorded]
        years = [int(code.partition("@")[2][:4]) for code in codes if _YEAR.search(code)]
        self.farthest = max([through, *(date(year, 12, 31) for year in years)])

    def has(self, want: RequiredObligation, versions: Iterable[str]) -> bool:
        """Tell whether an instance is wanted by one of these versions of the law."""
        if want.begins is None or want.begins <= self._through:
            return True
        return any((want.code, version) in self._recorded for version in versions)


class DutyTimeline:
    """What a law asks of one who is designated, from each day on, by the code of a requirement."""

    def __init__(
        self,
        designation: PlatformDesignated,
        on: date,
        workdays: Workdays,
        ahead: Ahead,
        triggers: Sequence[TriggerFact] = (),
    ) -> None:
        self._designation = designation
        self._on = on
        self._triggers = triggers
        self._workdays = workdays
        self._ahead = ahead
        self._held: dict[str, RequiredObligation] = {}
        self._points: Points = {}
        self._versions: list[str] = []
        self.steps: list[LawStep] = []

    def by(self, steps: Sequence[LawStep]) -> Points:
        """Return it by the law on the day of the designation, and by each later step."""
        before = [step for step in steps if step.on <= self._on]
        law = before[-1].law if before else InstrumentState("")
        enters = min((step.on for step in steps if _enters(step)), default=None)
        self.steps = [LawStep(self._on, None, law), *(step for step in steps if step.on > self._on)]
        for step in self.steps:
            self._versions = [str(one.fact.id) for one in steps if one.fact and one.on <= step.on]
            self._take(step, self._wanted(step, enters))
        return self._points

    def _take(self, step: LawStep, wanted: dict[str, RequiredObligation]) -> None:
        for code, have in self._held.items():
            if _is_past(have, step.on):
                wanted[code] = have
            elif code not in wanted:
                on = step.on if _is_untriggered(have, step.on) else _from(have, step.on)
                self._note(code, DutyPoint(on, step, None))
        for code, want in wanted.items():
            self._change(code, step, want)
        self._held = wanted

    def _change(self, code: str, step: LawStep, want: RequiredObligation) -> None:
        have, on = self._held.get(code), _from(want, step.on)
        if have is not None and (have.trigger or want.trigger) and _from(have, step.on) != on:
            if on > step.on:
                self._note(code, DutyPoint(step.on, step, None))
            have = None
        if have is None or have.due != want.due:
            self._note(code, DutyPoint(on, step, want))

    def _note(self, code: str, point: DutyPoint) -> None:
        """Note a point; before one of its day may stand others, by which it was asked ahead."""
        points = self._points.setdefault(code, [])
        while points and points[-1].on > point.on:
            points.pop()
        points.append(point)

    def _wanted(self, step: LawStep, enters: date | None) -> dict[str, RequiredObligation]:
        """Return what the law asks from a step on; nothing before it enters into force."""
        law = step.law
        category = category_named(law, self._designation.details.category)
        if category is None or law.stage == "proposed" or (enters or step.on) > step.on:
            return {}
        asked = (duty for duty in duties_of(law, category) if is_imposed(duty))
        found: list[RequiredObligation] = []
        for duty in asked:
            trigger = trigger_of(law, category, duty, self._triggers)
            if trigger is not None or not waits(duty):
                found += self._instances(law, duty, trigger)
        return {want.code: want for want in found}

    def _instances(
        self, law: InstrumentState, duty: Duty, trigger: Trigger | None
    ) -> Iterator[RequiredObligation]:
        entered = None
        if law.in_force is not None:
            _, entered, _ = occurrence(law.in_force)
        on = None if trigger is None else trigger.on
        counting = Calendar(law.jurisdiction, self._workdays)
        bound = max(self._on, entered or self._on, on or self._on)
        begins = None if trigger is None else bound
        first = due_day(duty.deadline, DeadlineOrigin(bound, entered, on), counting)
        rule = duty.recurrence
        if rule is None or (rule.periods is Periods.FROM_FIRST and first is None):
            yield RequiredObligation(duty, None, first, begins, trigger)
            return
        for place, one in enumerate(self._repeated(duty.deadline, rule, first or bound)):
            want = RequiredObligation(duty, one.name, one.due, one.begins or begins, trigger)
            if place == 0 or self._ahead.has(want, self._versions):
                yield want

    def _repeated(self, due: Deadline | None, rule: Recurrence, first: date) -> Iterator[Instance]:
        if rule.periods is Periods.FROM_FIRST:
            return from_first(rule, anchored(due, first), first, self._ahead.farthest)
        return on_calendar(rule, first, self._ahead.farthest)


def is_imposed(duty: Duty) -> bool:
    """Tell whether a designation imposes a duty: whether it can be met by something done.

    Some wait for more than that (`waits`). Who only has to answer requests in time is obliged anew by each (`Clock`).
    """
    on_request = duty.clocks and duty.deadline is None and duty.recurrence is None
    return duty.obliges_to is ObligesTo.RESULT and not on_request


def _enters(step: LawStep) -> bool:
    return step.fact is not None and step.law.in_force is step.fact


def _is_past(have: RequiredObligation, on: date) -> bool:
    """Tell whether an instance of a recurring duty was over before a day: that stays as it was."""
    return have.instance is not None and have.due is not None and have.due < on


def _is_untriggered(have: RequiredObligation, on: date) -> bool:
    """Tell whether what a duty waited for came only after a day: until then nothing was owed."""
    return have.trigger is not None and have.trigger.on > on


def _from(want: RequiredObligation, on: date) -> date:
    """Return from when a law that says so from a day on asks for something."""
    return max(on, want.begins or on)


def code_of(requirement: str, instance: str | None) -> str:
    """Return the code of a requirement, with the instance of a recurring duty."""
    return f"{requirement}@{instance}" if instance else str(requirement)
