"""The parts of a standing: each requirement by itself, all measures together, what is observed.

A part knows its own fold: what a fact makes of it, what it comes to on a day, and until when
that holds while no fact comes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from projections.fold import measures, requirements
from projections.fold.access import (
    access_of,
    ahead_of,
    is_inactive,
    judged_measures,
    measures_unchanged_through,
    observed_at,
    seen_until,
    services_of,
)
from projections.fold.apply import MEASURES, OBSERVED, REQUIREMENT
from projections.fold.judge import counted_as, disputed_measures
from projections.fold.requirement_states import JudgedRequirement, judgement
from projections.fold.standing import MeasureStanding, RequirementStanding, ServiceStanding
from projections.fold.state import Entry, EntryKey, Happening, Measures, Requirement
from projections.standing import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.fold.access import JudgedMeasure
    from projections.fold.standing import RequirementKey

encode = msgspec.json.Encoder().encode


class WeightedValue(NamedTuple):
    """What a part comes to: the JSON of the contract, and its weight in the sum of all.

    The JSON is empty where the part is not listed.
    """

    content: bytes
    weight: int


class Judged(NamedTuple):
    """What a part comes to on a day, and the last day through which it comes to the same."""

    value: WeightedValue
    through: date


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

    def judged(self, main: Any, other: Any, possible: Any, at: date) -> Judged:
        """Return what the three folds' states come to on a day, while no further fact comes."""


class RequirementPart:
    """One requirement, by its code, with all its instances and grounds."""

    kind = dict[EntryKey, Entry]

    def __init__(self, code: str) -> None:
        self._code = code

    def empty(self) -> Requirement:
        """Return the state before any fact."""
        return {}

    def step(self, state: Requirement, happening: Happening) -> Requirement:
        """Return the state after a fact."""
        return requirements.step(state, happening)[0]

    def judged(
        self, main: Requirement, other: Requirement, possible: Requirement, at: date
    ) -> Judged:
        """Return what the three folds' states come to on a day, while no further fact comes."""
        listed, through = judgement(self._code, main, at)
        if other is main and possible is main:
            return Judged(
                _value([one.standing for one in listed], weights.of_all(_tally(listed))), through
            )
        without = perhaps = listed
        if other is not main:
            without, until = judgement(self._code, other, at)
            through = min(through, until)
        if possible is not main:
            perhaps, until = judgement(self._code, possible, at)
            through = min(through, until)
        states, states_without = _states(listed), _states(without)
        weight = weights.of_part(_tally(listed), _tally(without), _tally(perhaps))
        weight += weights.differing(
            disputed=states != states_without, approximate=states != _states(perhaps)
        )
        shown = [
            one.standing
            if states_without.get(one.standing.key) == one.standing.state
            else replace(one.standing, disputed=True)
            for one in listed
        ]
        return Judged(_value(shown, weight), through)


def _value(shown: Sequence[RequirementStanding], weight: int) -> WeightedValue:
    return WeightedValue(encode(shown) if shown else b"", weight)


def _states(listed: Sequence[JudgedRequirement]) -> dict[RequirementKey, str]:
    return {one.standing.key: one.standing.state for one in listed}


def _tally(listed: Sequence[JudgedRequirement]) -> int:
    return sum(weights.of_requirement(one.standing.basis, counted_as(one)) for one in listed)


class MeasuresContent(msgspec.Struct):
    """What is kept of all measures: those listed, and each service by its name."""

    measures: tuple[MeasureStanding, ...]
    services: dict[str, ServiceStanding]


class MeasuresPart:
    """All measures, of the state's side and of the platform's."""

    kind = Measures

    def empty(self) -> Measures:
        """Return the state before any fact."""
        return _NO_MEASURES

    def step(self, state: Measures, happening: Happening) -> Measures:
        """Return the state after a fact."""
        return measures.step(state, happening)[0]

    def judged(self, main: Measures, other: Measures, possible: Measures, at: date) -> Judged:
        """Return what the three folds' states come to on a day, while no further fact comes."""
        if other is main and possible is main:
            listed = judged_measures(main, at)
            weight = weights.of_all(_access(main, listed))
            through = measures_unchanged_through(main, at)
            return Judged(WeightedValue(_content(listed, listed), weight), through)
        states = {id(state): state for state in (main, other, possible)}
        found = {name: judged_measures(state, at) for name, state in states.items()}
        listed, without, perhaps = (found[id(state)] for state in (main, other, possible))
        weight = weights.of_part(
            _access(main, listed), _access(other, without), _access(possible, perhaps)
        )
        weight += weights.differing(
            disputed=_outlines(listed) != _outlines(without),
            approximate=_outlines(listed) != _outlines(perhaps),
        )
        through = min(measures_unchanged_through(state, at) for state in states.values())
        return Judged(WeightedValue(_content(listed, without), weight), through)


_NO_MEASURES = Measures()


def _access(state: Measures, listed: Sequence[JudgedMeasure]) -> int:
    return weights.of_measures(access_of(listed), ahead_of(listed), inactive=is_inactive(state))


def _outlines(listed: Sequence[JudgedMeasure]) -> list[Any]:
    return [one.standing.outline for one in listed]


def _content(listed: Sequence[JudgedMeasure], without: Sequence[JudgedMeasure]) -> bytes:
    if not listed:
        return b""
    shown = tuple(one.standing for one in listed)
    if without is not listed:
        shown = disputed_measures(shown, tuple(one.standing for one in without))
    return encode(MeasuresContent(shown, services_of(listed)))


class ObservedPart:
    """What is observed. It is no part of the comparisons, and contradicts at look-up."""

    kind = Happening | None

    def empty(self) -> None:
        """Return the state before any fact."""

    def step(self, state: Happening | None, happening: Happening) -> Happening:  # noqa: ARG002
        """Return the state after a fact."""
        return happening

    def judged(self, main: Happening | None, other: Any, possible: Any, at: date) -> Judged:  # noqa: ARG002  # of all parts
        """Return what the latest observation sees on a day, while no further one comes."""
        found = observed_at(main, at)
        if main is None or found is None:
            return Judged(NOTHING, date.max)
        return Judged(WeightedValue(encode(found), 0), seen_until(main))


_PARTS: dict[str, Part] = {MEASURES: MeasuresPart(), OBSERVED: ObservedPart()}


def part_named(name: str) -> Part:
    """Return the part of a name that `projections.fold.apply.part_of` gives."""
    return _PARTS.get(name) or RequirementPart(name.removeprefix(REQUIREMENT))
