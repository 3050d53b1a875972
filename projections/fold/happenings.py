"""From known facts to what the fold sees of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, day_of_deadline, effect_window
from aggregates.vocabulary.effects import NATIONWIDE, Act, Effect
from projections.fold.state import Happening

if TYPE_CHECKING:
    from collections.abc import Iterable

MEASURE_ACTS = frozenset(
    {
        Act.RAISE,
        Act.EASE,
        Act.LIFT,
        Act.WITHDRAW_THREAT,
        Act.WITHDRAW_SERVICE,
        Act.RESTORE_SERVICE,
    }
)
_PLATFORMS_OWN = frozenset({Act.WITHDRAW_SERVICE, Act.RESTORE_SERVICE})
_DATED_BY_DUE = frozenset({Act.IMPOSE, Act.EXTEND, Act.PLEDGE})


def happenings(facts: Iterable[Known]) -> list[Happening]:
    """Return facts (no claims) as the fold sees them, in fold order."""
    return sorted((happening(known) for known in facts), key=lambda happening: happening.key)


def happening(known: Known) -> Happening:
    """Return a fact as the fold sees it."""
    first, on, time = effect_window(known)
    effect, target, order, day = _meaning(known.fact.EFFECT, getattr(known.fact, "details", None))
    return Happening(known.id, known.position, first, on, time, effect, target, order, day)


def _meaning(effect: Effect | None, details: Any) -> tuple[Any, str, Any, Any]:
    if effect is None:
        return None, "", None, None
    if effect.act in MEASURE_ACTS:
        return _measure(effect, details)
    code = effect.requirement or getattr(details, "requirement", None)
    if effect.act in (Act.STAY, Act.RESUME):
        return _stay(effect, code, details)
    if code is None:
        return None, "", None, None
    day = day_of_deadline(getattr(details, "due", None)) if effect.act in _DATED_BY_DUE else None
    return effect, _instance(code, details), None, day


def _measure(effect: Effect, details: Any) -> tuple[Any, str, Any, Any]:
    own = effect.act in _PLATFORMS_OWN
    fixed = effect.scope if not own else None
    scope = fixed or getattr(details, "scope", None) or effect.scope or NATIONWIDE
    return effect, scope, None if own else getattr(details, "order", None), None


def _stay(effect: Effect, code: str | None, details: Any) -> tuple[Any, str, Any, Any]:
    day = day_of_deadline(getattr(details, "until", None))
    if code is not None:
        return Effect(effect.act, requirement=str(code)), _instance(code, details), None, day
    scope = getattr(details, "scope", None) or NATIONWIDE
    return effect, scope, getattr(details, "order", None), day


def _instance(code: str, details: Any) -> str:
    """Return the requirement, with the instance of a recurring duty: ``code@2024-H1``."""
    instance = getattr(details, "instance", None)
    return f"{code}@{instance}" if instance else str(code)
