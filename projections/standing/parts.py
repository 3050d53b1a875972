"""The parts of a standing: each requirement by itself, all measures together, what is observed.

A part knows its own fold: what a fact makes of it, what it comes to on a day, and until when
that holds while no fact comes.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

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
from projections.fold.requirement_states import JudgedRequirement, counting, judged_entry
from projections.fold.state import EntryKey, Happening, Measures, Requirement, RequirementEntry
from projections.standing import weights
from projections.standing.stored_period import MeasuresContent
from projections.standing.weights import NOTHING, Judged, WeightedValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.fold.access import JudgedMeasure
    from projections.fold.standing import RequirementKey

encode = msgspec.json.Encoder().encode


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


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """What an entry comes to through the days [since, through], with its JSON and its weight."""

    since: date
    through: date
    found: JudgedRequirement | None
    content: bytes
    weight: int


_FEW = 8
"""How many stretches of an entry are remembered: it has seldom more than four."""


class EntryCourse:
    """An entry over the days, judged once for each stretch through which it comes to the same."""

    __slots__ = ("_code", "_key", "_stretches", "entry", "last")

    def __init__(self, code: str, key: EntryKey, entry: RequirementEntry, day: date) -> None:
        self.entry = entry
        self._code = code
        self._key = key
        self._stretches: list[Stretch] = []
        self.last = self._judged(day)  # the stretch that was asked for last

    def at(self, day: date) -> Stretch:
        """Return the stretch that a day is in."""
        for stretch in self._stretches:
            if stretch.since <= day <= stretch.through:
                self.last = stretch
                return stretch
        self.last = self._judged(day)
        return self.last

    def _judged(self, day: date) -> Stretch:
        judged = judged_entry(self._code, self._key, self.entry, day)
        found, content, weight = judged.found, b"", 0
        if found is not None:
            weight = weights.of_requirement(found.standing.basis, counted_as(found))
            content = encode(found.standing)
        made = Stretch(day, judged.through, found, content, weight)
        if len(self._stretches) == _FEW:
            del self._stretches[0]
        self._stretches.append(made)
        return made


Courses: TypeAlias = dict[EntryKey, EntryCourse]
"""The entries of one fold that were judged last."""


class RequirementPart:
    """One requirement, by its code, with all its instances and grounds.

    It remembers what the entries that it judged last come to: a fact changes one of them.
    """

    kind = dict[EntryKey, RequirementEntry]

    def __init__(self, code: str) -> None:
        self._code = code
        self._courses: tuple[Courses, Courses, Courses] = ({}, {}, {})

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
        listed, through = self._listed(main, at, 0)
        if other is main and possible is main:
            weight = listed[0].weight if len(listed) == 1 else sum([one.weight for one in listed])
            return Judged(_value(listed, weights.of_all(weight)), through)
        without = perhaps = listed
        if other is not main:
            without, until = self._listed(other, at, 1)
            through = min(through, until)
        if possible is not main:
            perhaps, until = self._listed(possible, at, 2)
            through = min(through, until)
        states, states_without = _states(listed), _states(without)
        tallies = (sum(one.weight for one in few) for few in (listed, without, perhaps))
        weight = weights.of_part(*tallies) + weights.differing(
            disputed=states != states_without, approximate=states != _states(perhaps)
        )
        return Judged(_value(_disputed(listed, states_without), weight), through)

    def _listed(self, held: Requirement, at: date, fold: int) -> tuple[list[Stretch], date]:
        """Return the stretches of the entries that are listed, and the last day of them all."""
        mine, through = self._courses[fold], date.max
        stretches: dict[EntryKey, Stretch] = {}
        for key, entry in held.items():
            course = mine.get(key)
            if course is None or course.entry is not entry:
                course = self._courses[0].get(key)
                if course is None or course.entry is not entry:
                    course = EntryCourse(self._code, key, entry, at)
                mine[key] = course
            stretch = course.last
            if not stretch.since <= at <= stretch.through:
                stretch = course.at(at)
            through = min(through, stretch.through)
            if stretch.found is not None:
                stretches[key] = stretch
        return _counted(stretches), through


def _counted(stretches: dict[EntryKey, Stretch]) -> list[Stretch]:
    """Return those of the listed stretches that count, in their order."""
    if len(stretches) < 2:
        return list(stretches.values())
    if (ordered := _of_no_instance(tuple(stretches))) is None:
        ordered = counting({key: one.found for key, one in stretches.items() if one.found})
    return [stretches[key] for key in ordered]


@lru_cache(maxsize=4_096)
def _of_no_instance(keys: tuple[EntryKey, ...]) -> Sequence[EntryKey] | None:
    """Return entries in their order, all of which count; None: there are instances among them."""
    if any(instance is not None for instance, _ in keys):
        return None
    return sorted(keys, key=lambda key: (key[1] is not None, key[1] or ""))


def _value(listed: Sequence[Stretch], weight: int) -> WeightedValue:
    content = listed[0].content if len(listed) == 1 else b",".join([one.content for one in listed])
    return WeightedValue(b"[%b]" % content if content else b"", weight)


def _states(listed: Sequence[Stretch]) -> dict[RequirementKey, str]:
    standings = (one.found.standing for one in listed if one.found is not None)
    return {standing.key: standing.state for standing in standings}


def _disputed(listed: Sequence[Stretch], without: dict[RequirementKey, str]) -> list[Stretch]:
    """Return stretches, with disputed where the fold without denied facts has another state."""
    shown = []
    for one in listed:
        told, standing = one, one.found and one.found.standing
        if standing and without.get(standing.key) != standing.state:
            content = encode(replace(standing, disputed=True))
            told = replace(one, content=content)
        shown.append(told)
    return shown


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
            value = _value_of(listed, inactive=is_inactive(main))
            return Judged(value, measures_unchanged_through(main, at))
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


@lru_cache(maxsize=4_096)
def _value_of(listed: tuple[JudgedMeasure, ...], *, inactive: bool) -> WeightedValue:
    """Return what measures come to where all folds list the same."""
    weight = weights.of_measures(access_of(listed), ahead_of(listed), inactive=inactive)
    return WeightedValue(_content(listed, listed), weights.of_all(weight))


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
