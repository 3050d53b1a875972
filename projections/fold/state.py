"""The state that the fold works on: what facts have set, whatever the day that is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

import msgspec

from aggregates.dates.windows import months_after
from aggregates.vocabulary.effects import Act, Level

FoldKey: TypeAlias = tuple[date, str, int]
FINE_LASTS = 24
"""For how many months after its day of effect a fine exists."""


def requirement_code(requirement: str, instance: str | None) -> str:
    """Return the name of a requirement in one of its instances, if it has any."""
    return requirement if instance is None else f"{requirement}@{instance}"


class Happening(msgspec.Struct, frozen=True, array_like=True):
    """A fact as the fold sees it.

    ``on`` is the day of effect, ``first`` the first day of the window. ``act`` is None for a
    type without effect on the standing. ``about`` is the requirement's code or the measure's
    scope (``of_requirement`` says which), or what is observed; ``ground`` is the requirement's, or
    the measure's order. ``day`` is the due day, or the last day of a stay, a measure or an
    observation; ``of`` what of a requirement is stayed, if not all.
    """

    id: str
    position: int
    first: date | None
    on: date
    time: str
    act: Act | None = None
    about: str = ""
    of_requirement: bool = False
    ground: str | None = None
    day: date | None = None
    instance: str | None = None
    level: Level | None = None
    services: tuple[str, ...] = ()
    effective: date | None = None
    of: tuple[str, ...] = ()
    follows_law: bool = False
    """Whether it has a legal basis or a cause, which matters for what the platform drops."""

    @property
    def key(self) -> FoldKey:
        """Facts are ordered by day of effect, local time of day, position."""
        return (self.on, self.time, self.position)

    @property
    def code(self) -> str:
        """The requirement with its instance, as a standing names it: ``code@2024-H1``."""
        return requirement_code(self.about, self.instance)

    @property
    def is_over_before(self) -> bool:
        """Tell whether its last day lies before its own day of effect."""
        return self.day is not None and self.day < self.on


class RunningStay(msgspec.Struct, frozen=True, array_like=True):
    """Enforcement held back by a fact, through a day (None: until resumed)."""

    by: Happening
    until: date | None

    def holds(self, at: date) -> bool:
        """Tell whether it runs on a day: through its last one."""
        return self.until is None or at <= self.until


class Obligation(msgspec.Struct, frozen=True, array_like=True):
    """A duty, who imposed it, the fact that set its present due day, and its stay."""

    by: Happening
    due: date | None
    due_by: Happening
    stay: RunningStay | None = None


class BreachFinding(msgspec.Struct, frozen=True, array_like=True):
    """A finding of a breach, or a fine for one, with its stay."""

    by: Happening
    stay: RunningStay | None = None

    @property
    def fine_until(self) -> date:
        """The last day on which it exists, if it is a fine."""
        return months_after(self.by.on, FINE_LASTS)


class Pledge(msgspec.Struct, frozen=True, array_like=True):
    """A promise with its own due day."""

    by: Happening
    due: date | None


class RequirementEntry(msgspec.Struct, frozen=True, array_like=True):
    """What facts have set of a requirement, in one instance and under one ground.

    ``last_word`` is the latest day of effect of a fact that acted on it, or the last day of a
    stay of it that had run out by then.
    """

    last_word: date
    obligation: Obligation | None = None
    finding: BreachFinding | None = None
    fine: BreachFinding | None = None
    pledge: Pledge | None = None
    claim: Happening | None = None
    met: Happening | None = None
    refused: Happening | None = None
    lapsed: Happening | None = None
    abandoned: Happening | None = None
    waived: bool = False

    def fine_at(self, at: date) -> BreachFinding | None:
        """Return the fine, if it exists on a day."""
        return self.fine if self.fine is not None and at <= self.fine.fine_until else None

    def enforced_at(self, at: date) -> dict[str, Obligation | BreachFinding]:
        """Return what of it can be stayed and exists on a day, by the name that a stay uses."""
        found: dict[str, Obligation | BreachFinding] = {}
        if self.obligation is not None:
            found["obligation"] = self.obligation
        if self.finding is not None:
            found["finding"] = self.finding
        if self.fine is not None and at <= self.fine.fine_until:
            found["fine"] = self.fine
        return found

    def exists_at(self, at: date) -> bool:
        """Tell whether anything exists in it on a day."""
        return self.met is not None or self.abandoned is not None or self.waivable_at(at)

    def waivable_at(self, at: date) -> bool:
        """Tell whether a waiver would end anything of it on a day."""
        held = (self.obligation, self.finding, self.refused, self.lapsed, self.claim, self.pledge)
        return any(one is not None for one in held) or self.fine_at(at) is not None

    def last_word_at(self, at: date) -> date:
        """Return the last word by a day: a stay that ran out before it, on what existed, is one."""
        word = self.last_word
        if self.obligation is None and self.finding is None and self.fine is None:
            return word
        fine_until = self.fine.fine_until if self.fine is not None else date.max
        things = ((self.obligation, date.max), (self.finding, date.max), (self.fine, fine_until))
        for thing, exists_until in things:
            stay = thing.stay if thing is not None else None
            if stay is not None and stay.until is not None and word < stay.until < at:
                word = stay.until if stay.until <= exists_until else word
        return word


EntryKey: TypeAlias = tuple[str | None, str | None]
"""The instance and the ground of an entry, each or None."""

Requirement: TypeAlias = dict[EntryKey, RequirementEntry]
"""A requirement in all its instances and under all its grounds; never changed, only replaced."""


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What a fact has set of a measure at one level; it exists through ``until``."""

    by: Happening
    until: date | None
    effective: date | None = None
    stay: RunningStay | None = None

    def exists(self, at: date) -> bool:
        """Tell whether it exists on a day."""
        return self.until is None or at <= self.until


class MeasureAt(NamedTuple):
    """Where a measure of the state applies: scope, service (None: none named), order (or None)."""

    scope: str
    service: str | None
    order: str | None


Records: TypeAlias = dict[Level, Record]
Withdrawn: TypeAlias = tuple[str, str | None]
"""A scope and a service (None: none named) of what the platform itself withdraws."""


class Measures(msgspec.Struct, frozen=True, array_like=True):
    """The state's records by key and level, and what the platform itself has withdrawn."""

    records: dict[MeasureAt, Records] = {}
    withdrawn: dict[Withdrawn, Happening] = {}


@dataclass(slots=True)
class State:
    """All requirements by code, all measures, and the latest observation."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    measures: Measures = field(default_factory=Measures)
    observed: Happening | None = None

    def copy(self) -> State:
        """Return a state that can be folded on without changing this one."""
        return State(dict(self.requirements), self.measures, self.observed)
