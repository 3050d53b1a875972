"""What a state comes to on a day, as a whole: compliance, certainty, dispute (domain.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from projections.fold.access import (
    JudgedMeasure,
    access_of,
    ahead_of,
    contradicts,
    is_inactive,
    judged_measures,
    observed_at,
    services_of,
)
from projections.fold.requirement_states import JudgedRequirement, Judgement, judgement
from projections.fold.standing import MeasureStanding, Otherwise, RequirementStanding, Standing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from projections.fold.state import Requirement, State

BY_LAW = ("non-compliant", "overdue", "slipping", "pending", "unconfirmed", "compliant")
"""What listed requirements of basis law may come to; the first that one comes to holds."""

BY_PROMISE = ("slipping", "pending", "cooperating", "unconfirmed")
"""What the others may come to, which counts only where the law asks for nothing."""

_LAW = {
    "breached": "non-compliant",
    "refused": "non-compliant",
    "lapsed": "non-compliant",
    "overdue": "overdue",
    "late": "slipping",
    "abandoned": "slipping",
    "required": "pending",
    "pledged": "pending",
    "claimed": "pending",
    "stayed": "pending",
    "unconfirmed": "unconfirmed",
    "met": "compliant",
}
_PROMISE = {
    "refused": "slipping",
    "lapsed": "slipping",
    "late": "slipping",
    "abandoned": "slipping",
    "pledged": "pending",
    "claimed": "pending",
    "met": "cooperating",
    "unconfirmed": "unconfirmed",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What one fold comes to on a day, before it is compared with the counterfactual ones."""

    compliance: str
    access: str
    ahead: str | None
    requirements: tuple[RequirementStanding, ...]
    measures: tuple[JudgedMeasure, ...]

    def outline(self) -> tuple[Any, ...]:
        """Return what counts when two folds are compared: absent differs from any state."""
        return (
            self.compliance,
            self.access,
            self.ahead,
            [(item.key, item.state) for item in self.requirements],
            [item.standing.outline for item in self.measures],
        )


@dataclass(slots=True)
class Memory:
    """Requirements as they were judged last, by code, and through which day that holds.

    Days must be asked in their order. Most requirements don't change from one to the next.
    """

    judged: dict[str, tuple[Requirement, Judgement]] = field(default_factory=dict)

    def judgement(self, code: str, held: Requirement, at: date) -> Judgement:
        """Return a requirement's judgement on a day, judged anew only where it may differ."""
        known = self.judged.get(code)
        if known is not None and known[0] is held and at <= known[1].through:
            return known[1]
        found = judgement(code, held, at)
        self.judged[code] = (held, found)
        return found


def situation(state: State, at: date, memory: Memory | None = None) -> Situation:
    """Return what a state comes to on a day; a memory is of one fold, asked day by day."""
    judge = judgement if memory is None else memory.judgement
    found = [
        one for code, held in state.requirements.items() for one in judge(code, held, at).listed
    ]
    found.sort(key=lambda one: one.standing.key)
    measures = judged_measures(state.measures, at)
    by_law = {counted_as(one) for one in found if one.standing.basis == "law"}
    promised = {counted_as(one) for one in found if one.standing.basis != "law"}
    return Situation(
        compliance_of(by_law, promised, inactive=is_inactive(state.measures)),
        access_of(measures),
        ahead_of(measures),
        tuple(one.standing for one in found),
        measures,
    )


def counted_as(one: JudgedRequirement) -> str | None:
    """Return which compliance a requirement makes for; None: none."""
    state = one.standing.state
    if one.standing.basis != "law":
        return _PROMISE.get(state)
    return "slipping" if one.excused else _LAW[state]


def compliance_of(
    by_law: Collection[str | None], promised: Collection[str | None], *, inactive: bool
) -> str:
    """Return the first compliance that holds: where the law asks for anything, it decides."""
    if inactive:
        return "inactive"
    words, ranks = (by_law, BY_LAW) if by_law else (promised, BY_PROMISE)
    return next((word for word in ranks if word in words), "unassessed")


def compared(
    state: State, at: date, main: Situation, others: tuple[Situation | None, Situation | None]
) -> Standing:
    """Return the standing: the main fold's situation, held against the two counterfactual ones.

    They are the one without the denied facts, and the one with all that may have happened;
    None where it is the same as the main one.
    """
    undisputed, possible = others
    observed = observed_at(state.observed, at)
    if observed is not None:
        observed = replace(observed, contradicts=contradicts(observed.state, main.access))
    approximate = possible is not None and possible.outline() != main.outline()
    standing = Standing(
        compliance=main.compliance,
        access=main.access,
        ahead=main.ahead,
        certainty="approximate" if approximate else "exact",
        disputed=False,
        otherwise=None,
        observed=observed,
        requirements=main.requirements,
        measures=tuple(item.standing for item in main.measures),
        services=services_of(main.measures),
    )
    if undisputed is not None and undisputed.outline() != main.outline():
        standing = _disputed(standing, undisputed)
    return standing


def _disputed(standing: Standing, other: Situation) -> Standing:
    states = {item.key: item.state for item in other.requirements}
    return replace(
        standing,
        disputed=True,
        otherwise=Otherwise(other.compliance, other.access, other.ahead),
        requirements=tuple(
            replace(item, disputed=states.get(item.key) != item.state)
            for item in standing.requirements
        ),
        measures=disputed_measures(
            standing.measures, tuple(item.standing for item in other.measures)
        ),
    )


def disputed_measures(
    listed: tuple[MeasureStanding, ...], otherwise: tuple[MeasureStanding, ...]
) -> tuple[MeasureStanding, ...]:
    """Return measures, disputed where another fold doesn't list the same."""
    same = {measure.outline for measure in otherwise}
    return tuple(replace(one, disputed=one.outline not in same) for one in listed)
