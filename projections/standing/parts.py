"""The parts of a standing: each requirement by itself, and all measures together.

A part knows its own fold: what a fact makes of it, what it comes to on a day, and until when
that holds while no fact comes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from aggregates.vocabulary.effects import SERVICE
from projections.fold.apply import MEASURES, REQUIREMENT, fold, step
from projections.fold.judge import (
    access_of,
    measure_standings,
    requirement_standing,
    unchanged_through,
)
from projections.fold.state import Happening, Requirement, State
from projections.standing import weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.fold.standing import MeasureStanding, RequirementStanding

encode = msgspec.json.Encoder().encode


class WeightedValue(NamedTuple):
    """What a part comes to: the JSON of the contract, and its weight in the sum of all.

    The JSON is empty where the part is not listed.
    """

    content: bytes
    weight: int


NOTHING = WeightedValue(b"", 0)


class Part(Protocol):
    """How a part is folded and judged. Its states are never changed, only replaced."""

    @property
    def kind(self) -> Any:
        """The type of its states."""

    def empty(self) -> Any:
        """Return the state before any fact."""

    def step(self, state: Any, happening: Happening) -> Any:
        """Return the state after a fact."""

    def fold(self, state: Any, happenings: Iterable[Happening]) -> Any:
        """Return the state after several facts, given in fold order."""

    def value(self, main: Any, other: Any, possible: Any, at: date) -> WeightedValue:
        """Return what the three folds' states come to on a day."""

    def unchanged_through(self, state: Any, at: date) -> date:
        """Return the last day, from a day on, through which a state comes to the same."""


class RequirementPart:
    """One requirement, by its code."""

    kind = Requirement

    def __init__(self, code: str) -> None:
        self._code = code

    def empty(self) -> Requirement:
        """Return the state before any fact."""
        return _NO_REQUIREMENT

    def step(self, state: Requirement, happening: Happening) -> Requirement:
        """Return the state after a fact."""
        return step(state, happening)

    def fold(self, state: Requirement, happenings: Iterable[Happening]) -> Requirement:
        """Return the state after several facts."""
        return reduce(step, happenings, state)

    def value(
        self, main: Requirement, other: Requirement, possible: Requirement, at: date
    ) -> WeightedValue:
        """Return what the three folds' states come to on a day."""
        listed = requirement_standing(self._code, main, at)
        outline = _outline(listed)
        without = outline if other is main else self._outline(other, at)
        perhaps = outline if possible is main else self._outline(possible, at)
        if listed is None:
            return WeightedValue(b"", weights.of_requirement(outline, without, perhaps))
        if without is None or without[0] != listed.state:
            listed = replace(listed, disputed=True)
        return WeightedValue(encode(listed), weights.of_requirement(outline, without, perhaps))

    def unchanged_through(self, state: Requirement, at: date) -> date:
        """Return the last day, from a day on, through which a state comes to the same."""
        return unchanged_through(state, at)

    def _outline(self, state: Requirement, at: date) -> weights.Outline | None:
        return _outline(requirement_standing(self._code, state, at))


_NO_REQUIREMENT = Requirement()


def _outline(standing: RequirementStanding | None) -> weights.Outline | None:
    return None if standing is None else (standing.state, standing.basis)


class MeasuresPart:
    """All measures, of the state's side and of the platform's."""

    kind = State

    def empty(self) -> State:
        """Return the state before any fact."""
        return _NO_MEASURES

    def step(self, state: State, happening: Happening) -> State:
        """Return the state after a fact."""
        return fold((happening,), state)

    def fold(self, state: State, happenings: Iterable[Happening]) -> State:
        """Return the state after several facts."""
        return fold(happenings, state)

    def value(self, main: State, other: State, possible: State, at: date) -> WeightedValue:
        """Return what the three folds' states come to on a day."""
        listed = measure_standings(main, at)
        without = listed if other is main else measure_standings(other, at)
        perhaps = listed if possible is main else measure_standings(possible, at)
        weight = weights.of_measures(
            _access(main, listed), _access(other, without), _access(possible, perhaps)
        )
        disputed = without is not listed and _levels(without) != _levels(listed)
        approximate = perhaps is not listed and _levels(perhaps) != _levels(listed)
        if disputed or approximate:
            weight += weights.differing(disputed=disputed, approximate=approximate)
        if disputed:
            listed = _marked(listed, without)
        return WeightedValue(encode(listed) if listed else b"", weight)

    def unchanged_through(self, state: State, at: date) -> date:
        """Return the last day, from a day on, through which a state comes to the same."""
        ends = (measure.stay.until for measure in state.measures.values() if measure.stay)
        return min((day for day in ends if day is not None and day >= at), default=date.max)


_NO_MEASURES = State()


def _access(state: State, listed: tuple[MeasureStanding, ...]) -> tuple[str, bool]:
    return access_of(listed), SERVICE in state.services


def _levels(listed: tuple[MeasureStanding, ...]) -> list[tuple[Any, str]]:
    return [(measure.key, measure.level) for measure in listed]


def _marked(
    listed: tuple[MeasureStanding, ...], without: tuple[MeasureStanding, ...]
) -> tuple[MeasureStanding, ...]:
    levels = {measure.key: measure.level for measure in without}
    return tuple(
        replace(measure, disputed=True) if levels.get(measure.key) != measure.level else measure
        for measure in listed
    )


_MEASURES_PART = MeasuresPart()


def part_named(name: str) -> Part:
    """Return the part of a name that `projections.fold.apply.part_of` gives."""
    if name == MEASURES:
        return _MEASURES_PART
    return RequirementPart(name.removeprefix(REQUIREMENT))
