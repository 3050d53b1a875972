"""The fold: from facts, in their order, to what stands (domain.md, "What is derived", 2).

This is the heart of the product. `State` holds what facts have set; `apply` gives each act
its meaning. What it comes to on a day is in `projections.fold.judge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from aggregates.vocabulary.effects import EVERY_SCOPE, Act, Level
from projections.fold.state import (
    Happening,
    Measure,
    MeasureKey,
    Obligation,
    Pledge,
    Requirement,
    RunningStay,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEASURES = "measures"
REQUIREMENT = "requirement/"


def fold(happenings: Iterable[Happening], state: State | None = None) -> State:
    """Return the state after the happenings, given in fold order, from a state or from none."""
    after = State() if state is None else state.copy()
    for happening in happenings:
        apply(after, happening)
    return after


def apply(state: State, happening: Happening) -> str | None:
    """Let a happening act on the state; return why it is idle, or None if it is not.

    A happening of any kind is accepted in any state: replay is total.
    """
    if happening.effect is None:
        return None
    act = happening.effect.act
    if act in (Act.STAY, Act.RESUME):
        on_requirement = happening.effect.requirement is not None
        return (
            _on_requirement(state, happening)
            if on_requirement
            else _MEASURES[act](state, happening)
        )
    if act in _MEASURES:
        return _MEASURES[act](state, happening)
    return _on_requirement(state, happening)


def step(held: Requirement, by: Happening) -> Requirement:
    """Return what a fact makes of the requirement that it is about."""
    return _STEPS[by.effect.act](held, by)[0] if by.effect else held


def part_of(happening: Happening) -> str | None:
    """Return the part of the standing that a fact acts on; None: on no part.

    The parts don't touch each other: each requirement is one, all measures are another,
    since a fact may act on every scope.
    """
    effect = happening.effect
    if effect is None:
        return None
    if effect.act in _MEASURES and effect.requirement is None:
        return MEASURES
    return REQUIREMENT + happening.target if effect.act in _STEPS and happening.target else None


def _on_requirement(state: State, happening: Happening) -> str | None:
    step = _STEPS.get(happening.effect.act) if happening.effect else None
    if step is None or not happening.target:
        return None
    before = state.requirements.get(happening.target, Requirement())
    after, idle = step(before, happening)
    state.requirements[happening.target] = after
    return idle


Stepped: TypeAlias = tuple[Requirement, str | None]


def _impose(now: Requirement, by: Happening) -> Stepped:
    return replace(now, obligation=Obligation(by, by.day, by), stay=None), None


def _extend(now: Requirement, by: Happening) -> Stepped:
    if now.obligation is None:
        return now, "there is no obligation to extend"
    return replace(now, obligation=replace(now.obligation, due=by.day, due_by=by)), None


def _waive(now: Requirement, by: Happening) -> Stepped:  # noqa: ARG001  # one signature for all
    idle = None
    if now.obligation is None and now.breach is None and now.refused is None:
        idle = "there is no obligation, breach or refusal to waive"
    return replace(now, obligation=None, breach=None, refused=None, stay=None), idle


def _pledge(now: Requirement, by: Happening) -> Stepped:
    after = replace(now, pledge=Pledge(by, by.day), abandoned=None)
    if now.obligation is None:
        after = replace(after, refused=None, lapsed=None)
    return after, None


def _abandon(now: Requirement, by: Happening) -> Stepped:
    if now.pledge is None:
        return now, "there is no pledge to take back"
    return replace(now, pledge=None, abandoned=by), None


def _meet(now: Requirement, by: Happening) -> Stepped:
    return replace(now, met=by, lapsed=None, refused=None, breach=None, abandoned=None), None


def _lapse(now: Requirement, by: Happening) -> Stepped:
    return replace(now, lapsed=by, met=None, pledge=None), None


def _refuse(now: Requirement, by: Happening) -> Stepped:
    return replace(now, refused=by, met=None, pledge=None), None


def _end(now: Requirement, by: Happening) -> Stepped:  # noqa: ARG001  # one signature for all
    if now.met is None and now.pledge is None:
        return now, "nothing is met or pledged that could end"
    return replace(now, met=None, pledge=None), None


def _breach(now: Requirement, by: Happening) -> Stepped:
    return replace(now, breach=by), None


def _remedy(now: Requirement, by: Happening) -> Stepped:  # noqa: ARG001  # one signature for all
    if now.breach is None:
        return now, "there is no breach to end"
    return replace(now, breach=None), None


def _stay(now: Requirement, by: Happening) -> Stepped:
    if now.obligation is None and now.breach is None:
        return now, "there is no obligation or breach to stay"
    return replace(now, stay=RunningStay(by, by.day)), None


def _resume(now: Requirement, by: Happening) -> Stepped:
    in_force = now.stay is not None and now.stay.holds(by.on)
    return replace(now, stay=None), None if in_force else "there is no stay to end"


_STEPS: dict[Act, Callable[[Requirement, Happening], Stepped]] = {
    Act.IMPOSE: _impose,
    Act.EXTEND: _extend,
    Act.WAIVE: _waive,
    Act.PLEDGE: _pledge,
    Act.ABANDON: _abandon,
    Act.MEET: _meet,
    Act.LAPSE: _lapse,
    Act.REFUSE: _refuse,
    Act.END: _end,
    Act.FIND: _breach,
    Act.FINE: _breach,
    Act.CLEAR: _remedy,
    Act.STAY: _stay,
    Act.RESUME: _resume,
}


def _raise(state: State, by: Happening) -> str | None:
    """Set level and ground above the standing level, the ground at it, nothing below it."""
    level = by.effect.level if by.effect else None
    if level is None:
        return None
    key = (by.target, by.order)
    standing = state.measures.get(key)
    if standing is None or level > standing.level:
        state.measures[key] = Measure(level, by)
    elif level == standing.level:
        state.measures[key] = replace(standing, by=by)
    return None


def _ease(state: State, by: Happening) -> str | None:
    found = [key for key in _meant(state, by) if state.measures[key].level is Level.BLOCKED]
    for key in found:
        state.measures[key] = replace(state.measures[key], level=Level.RESTRICTED, by=by)
    return None if found else "there is no block to ease"


def _lift(state: State, by: Happening) -> str | None:
    found = _meant(state, by)
    for key in found:
        del state.measures[key]
    return None if found else "there is no measure to lift"


def _withdraw_threat(state: State, by: Happening) -> str | None:
    found = [key for key in _meant(state, by) if state.measures[key].level <= Level.THREATENED]
    for key in found:
        del state.measures[key]
    return None if found else "there is no proposal or threat to take back"


def _stay_measures(state: State, by: Happening) -> str | None:
    found = [key for key in _meant(state, by) if state.measures[key].level >= Level.ORDERED]
    for key in found:
        state.measures[key] = replace(state.measures[key], stay=RunningStay(by, by.day))
    return None if found else "there is no ordered, restricted or blocked measure to stay"


def _resume_measures(state: State, by: Happening) -> str | None:
    stayed = [(key, stay) for key in _meant(state, by) if (stay := state.measures[key].stay)]
    for key, _ in stayed:
        state.measures[key] = replace(state.measures[key], stay=None)
    in_force = any(stay.holds(by.on) for _, stay in stayed)
    return None if in_force else "there is no stay to end"


def _withdraw_service(state: State, by: Happening) -> str | None:
    state.services[by.target] = by
    return None


def _restore_service(state: State, by: Happening) -> str | None:
    found = [scope for scope in state.services if by.target in (scope, EVERY_SCOPE)]
    for scope in found:
        del state.services[scope]
    return None if found else "the platform has withdrawn nothing that could be restored"


_MEASURES: dict[Act, Callable[[State, Happening], str | None]] = {
    Act.RAISE: _raise,
    Act.EASE: _ease,
    Act.LIFT: _lift,
    Act.WITHDRAW_THREAT: _withdraw_threat,
    Act.STAY: _stay_measures,
    Act.RESUME: _resume_measures,
    Act.WITHDRAW_SERVICE: _withdraw_service,
    Act.RESTORE_SERVICE: _restore_service,
}


def _meant(state: State, by: Happening) -> list[MeasureKey]:
    """Return the measures that a fact ends or changes: ``all`` scopes, no order: every one."""
    return [
        (scope, order)
        for scope, order in state.measures
        if by.target in (scope, EVERY_SCOPE) and by.order in (order, None)
    ]
