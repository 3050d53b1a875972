"""From known facts to what the fold sees of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, day_of_deadline, effect_window
from aggregates.vocabulary.effects import NATIONWIDE, SERVICE, Act, Effect, Level
from aggregates.vocabulary.fields import Extent, Role
from aggregates.vocabulary.free_details import details_of
from projections.fold.state import Happening

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregates.vocabulary.shapes import Fact

OBSERVATIONS = frozenset({Act.OBSERVE_BLOCK, Act.OBSERVE_ACCESS})
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
_STAYS = frozenset({Act.STAY, Act.RESUME})
_PLATFORMS_OWN = frozenset({Act.WITHDRAW_SERVICE, Act.RESTORE_SERVICE})
_DATED_BY_DUE = frozenset({Act.IMPOSE, Act.EXTEND, Act.PLEDGE})
_DATED_BY_UNTIL = frozenset({Act.RAISE, Act.EASE, Act.STAY})
_HAVING_A_SAY = frozenset({None, Role.AUTHORITY, Role.LEGISLATURE, Role.COURT})


def happenings(facts: Iterable[Known]) -> list[Happening]:
    """Return facts (no claims) as the fold sees them, in fold order."""
    return sorted((happening(known) for known in facts), key=lambda happening: happening.key)


def happening(known: Known) -> Happening:
    """Return a fact as the fold sees it."""
    first, on, time = effect_window(known)
    if known.fact.EFFECT is None:
        return Happening(known.id, known.position, first, on, time)
    return Happening(known.id, known.position, first, on, time, **_meaning(known.fact))


def _meaning(fact: Fact) -> dict[str, Any]:
    """Return what a fact does and to what; nothing if it has no effect on the standing."""
    effect = fact.EFFECT
    if effect is None:
        return {}
    details = details_of(fact)
    if effect.act in OBSERVATIONS:
        return _observation(effect, details)
    if effect.act not in MEASURE_ACTS:
        code = effect.requirement or getattr(details, "requirement", None)
        if code is not None:
            return _step(fact, effect, str(code), details)
        if effect.act not in _STAYS:
            return {}
    return _measure(fact, effect, details)


def _step(fact: Fact, effect: Effect, code: str, details: Any) -> dict[str, Any]:
    """Return what a fact does to a requirement; its ground is an order, else a law."""
    ground = getattr(details, "order", None) or getattr(fact, "legal_basis", None)
    return {
        "act": effect.act,
        "about": code,
        "of_requirement": True,
        "ground": ground,
        "day": _day(effect.act, details),
        "instance": getattr(details, "instance", None),
        "of": tuple(map(str, getattr(details, "of", None) or ())),
    }


def _measure(fact: Fact, effect: Effect, details: Any) -> dict[str, Any]:
    if not _has_a_say(fact, effect):
        return {}
    own = effect.act in _PLATFORMS_OWN
    fixed = None if own else effect.scope
    default = SERVICE if own else NATIONWIDE
    return {
        "act": effect.act,
        "about": fixed or getattr(details, "scope", None) or default,
        "ground": None if own else getattr(details, "order", None),
        "day": _day(effect.act, details),
        "level": effect.level,
        "services": _services(details),
        "effective": day_of_deadline(getattr(details, "effective", None)),
        "follows_law": own and bool(getattr(fact, "legal_basis", None) or fact_cause(fact)),
    }


def _has_a_say(fact: Fact, effect: Effect) -> bool:
    """Tell whether an actor can propose or threaten at all (domain.md, "Types")."""
    if effect.level not in (Level.PROPOSED, Level.THREATENED):
        return True
    return fact.actor is None or fact.actor.role in _HAVING_A_SAY


def _observation(effect: Effect, details: Any) -> dict[str, Any]:
    """Return what an observation of the whole platform in the whole country sees."""
    scope = getattr(details, "scope", None) or NATIONWIDE
    if scope != NATIONWIDE or _services(details):
        return {}
    partial = getattr(details, "extent", None) is Extent.PARTIAL
    blocked = "disturbed" if partial else "blocked"
    return {
        "act": effect.act,
        "about": blocked if effect.act is Act.OBSERVE_BLOCK else "reachable",
        "day": day_of_deadline(getattr(details, "until", None)),
    }


def _day(act: Act, details: Any) -> Any:
    if act in _DATED_BY_DUE:
        return day_of_deadline(getattr(details, "due", None))
    if act in _DATED_BY_UNTIL:
        return day_of_deadline(getattr(details, "until", None))
    return None


def _services(details: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(details, "services", None) or ()))


def fact_cause(fact: Fact) -> str | None:
    """Return the id of the fact that this one follows from by a rule."""
    cause = getattr(fact, "caused_by", None)
    return None if cause is None else str(cause)
