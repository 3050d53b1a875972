"""The fold: from facts, in their order, to what stands (domain.md, "What is derived", 2).

This is the heart of the product. `State` holds what facts have set; what each act does is in
`requirements` and `measures`. What a state comes to on a day is in `judge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from projections.fold import measures, requirements
from projections.fold.happenings import OBSERVATIONS
from projections.fold.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from projections.fold.state import Happening

MEASURES = "measures"
OBSERVED = "observed"
REQUIREMENT = "requirement/"


def fold(happenings: Iterable[Happening], state: State | None = None) -> State:
    """Return the state after the happenings, given in fold order, from a state or from none."""
    after = State() if state is None else state.copy()
    for happening in happenings:
        apply(after, happening)
    return after


def as_of(happenings: Iterable[Happening], day: date) -> list[Happening]:
    """Return facts that may have happened by a day as if they took effect on it, in fold order."""
    ordered = sorted(happenings, key=lambda happening: happening.key)
    return [replace(happening, on=day) for happening in ordered]


def apply(state: State, happening: Happening) -> str | None:
    """Let a happening act on the state; return why it is idle, or None if it is not.

    A happening of any kind is accepted in any state: replay is total.
    """
    if happening.act is None:
        return None
    if happening.of_requirement:
        held = state.requirements.get(happening.about, {})
        state.requirements[happening.about], why = requirements.step(held, happening)
        return why
    if happening.act in OBSERVATIONS:
        state.observed = happening
        return None
    state.measures, why = measures.step(state.measures, happening)
    return why


def idle(happenings: Iterable[Happening]) -> Iterator[tuple[Happening, str]]:
    """Give those of the happenings, in fold order, that find nothing to act on, and why."""
    state = State()
    for happening in happenings:
        if (why := apply(state, happening)) is not None:
            yield happening, why


def part_of(happening: Happening) -> str | None:
    """Return the part of the standing that a fact acts on; None: on no part.

    The parts don't touch each other: each requirement with all its instances and grounds is
    one, all measures are another, since a fact may act on every scope, and what is observed.
    """
    if happening.act is None:
        return None
    if happening.of_requirement:
        return REQUIREMENT + happening.about
    return OBSERVED if happening.act in OBSERVATIONS else MEASURES
