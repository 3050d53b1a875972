"""The state that the fold works on: what facts have set, whatever the day that is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import msgspec

from aggregates.vocabulary.effects import Effect, Level

FoldKey: TypeAlias = tuple[date, str, int]


class Happening(msgspec.Struct, frozen=True, array_like=True):
    """A fact as the fold sees it.

    ``on`` is the day of effect, ``first`` the first day of the window. ``target`` is the
    requirement's code or the measure's scope, ``day`` the due day or the day through which
    a stay holds. ``effect`` is None for a type without effect on the standing.
    """

    id: str
    position: int
    first: date | None
    on: date
    time: str
    effect: Effect | None
    target: str = ""
    order: str | None = None
    day: date | None = None

    @property
    def key(self) -> FoldKey:
        """Facts are ordered by day of effect, local time of day, position."""
        return (self.on, self.time, self.position)


class RunningStay(msgspec.Struct, frozen=True, array_like=True):
    """Enforcement held back by a fact, through a day (None: until resumed)."""

    by: Happening
    until: date | None

    def holds(self, at: date) -> bool:
        """Tell whether it holds on a day: through its last one."""
        return self.until is None or at <= self.until


class Obligation(msgspec.Struct, frozen=True, array_like=True):
    """A duty, who imposed it, and the fact that set its present due day."""

    by: Happening
    due: date | None
    due_by: Happening


class Pledge(msgspec.Struct, frozen=True, array_like=True):
    """A promise with its own due day."""

    by: Happening
    due: date | None


class Requirement(msgspec.Struct, frozen=True, array_like=True):
    """What facts have set of one requirement; each part is independent of the day asked."""

    obligation: Obligation | None = None
    pledge: Pledge | None = None
    stay: RunningStay | None = None
    breach: Happening | None = None
    met: Happening | None = None
    refused: Happening | None = None
    lapsed: Happening | None = None
    abandoned: Happening | None = None


class Measure(msgspec.Struct, frozen=True, array_like=True):
    """A measure of the state in one scope and order: its level, its ground, its stay."""

    level: Level
    by: Happening
    stay: RunningStay | None = None


MeasureKey: TypeAlias = tuple[str, str | None]


@dataclass(slots=True)
class State:
    """All requirements by code, the state's measures by scope and order, the platform's own."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    measures: dict[MeasureKey, Measure] = field(default_factory=dict)
    services: dict[str, Happening] = field(default_factory=dict)

    def copy(self) -> State:
        """Return a state that can be folded on without changing this one."""
        return State(dict(self.requirements), dict(self.measures), dict(self.services))
