"""What a state comes to on a day: requirements, measures, access, compliance (domain.md)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from aggregates.vocabulary.effects import NATIONWIDE, SERVICE, Level
from projections.fold.standing import (
    ACCESS,
    MeasureStanding,
    Otherwise,
    RequirementStanding,
    Situation,
    Standing,
)

if TYPE_CHECKING:
    from projections.fold.state import Happening, Measure, MeasureKey, Requirement, State

_RANK = {access: rank for rank, access in enumerate(ACCESS)}
_BAD_UNDER_LAW = frozenset({"breached", "refused", "lapsed", "overdue"})
_BAD = frozenset({"refused", "lapsed", "late", "abandoned"})
_AHEAD = frozenset({"required", "pledged"})


@dataclass(slots=True)
class Memory:
    """Requirements as they were judged last, by code, and through which day that holds.

    Days must be asked in their order. Most requirements don't change from one to the next.
    """

    judged: dict[str, tuple[Requirement, date, RequirementStanding | None]] = field(
        default_factory=dict
    )

    def requirement(self, code: str, held: Requirement, at: date) -> RequirementStanding | None:
        """Return a requirement's standing on a day, judged anew only where it may differ."""
        known = self.judged.get(code)
        if known is not None and known[0] is held and at <= known[1]:
            return known[2]
        standing = requirement_standing(code, held, at)
        self.judged[code] = (held, unchanged_through(held, at), standing)
        return standing


def unchanged_through(held: Requirement, at: date) -> date:
    """Return the last day through which no deadline changes a requirement's standing."""
    through = date.max
    if held.obligation is not None and (due := held.obligation.due) is not None and due >= at:
        through = due
    if held.pledge is not None and (due := held.pledge.due) is not None and at <= due < through:
        through = due
    if held.stay is not None and (until := held.stay.until) is not None and at <= until < through:
        through = until
    return through


def situation(state: State, at: date, memory: Memory | None = None) -> Situation:
    """Return what a state comes to on a day; a memory is of one fold, asked day by day."""
    judge = requirement_standing if memory is None else memory.requirement
    requirements = tuple(
        standing
        for code in sorted(state.requirements)
        if (standing := judge(code, state.requirements[code], at)) is not None
    )
    measures = measure_standings(state, at)
    return Situation(_compliance(requirements, state), access_of(measures), requirements, measures)


def compared(main: Situation, undisputed: Situation | None, possible: Situation | None) -> Standing:
    """Return the standing: the main fold, held against the two counterfactual ones.

    They are the one without the denied facts, and the one with all that may have happened;
    None where it is the same as the main one.
    """
    standing = Standing(
        compliance=main.compliance,
        access=main.access,
        certainty="exact",
        disputed=False,
        otherwise=None,
        requirements=main.requirements,
        measures=main.measures,
    )
    if possible is not None and possible.outline() != main.outline():
        standing = replace(standing, certainty="approximate")
    if undisputed is not None and undisputed.outline() != main.outline():
        standing = _disputed(standing, undisputed)
    return standing


def _disputed(standing: Standing, other: Situation) -> Standing:
    states = {item.requirement: item.state for item in other.requirements}
    levels = {item.key: item.level for item in other.measures}
    return replace(
        standing,
        disputed=True,
        otherwise=Otherwise(other.compliance, other.access),
        requirements=tuple(
            replace(item, disputed=states.get(item.requirement) != item.state)
            for item in standing.requirements
        ),
        measures=tuple(
            replace(item, disputed=levels.get(item.key) != item.level) for item in standing.measures
        ),
    )


def requirement_standing(code: str, held: Requirement, at: date) -> RequirementStanding | None:
    """Return what a requirement comes to on a day; None: it is not listed."""
    stayed = held.stay is not None and held.stay.holds(at)
    obligation = None if stayed else held.obligation
    decided = _decided(held, at, stayed=stayed)
    if decided is None:
        return None
    state, due, grounds = decided
    imposed = [obligation.by] if obligation is not None else []
    return RequirementStanding(
        requirement=code,
        state=state,
        basis="law" if imposed or state == "breached" else "voluntary",
        due=due,
        because=_ids([*grounds, *imposed]),
    )


def _decided(
    held: Requirement, at: date, *, stayed: bool
) -> tuple[str, date | None, list[Happening]] | None:
    """Return the first state that holds, its due day, and the facts that decide it."""
    breach = None if stayed else held.breach
    for state, ground in (
        ("breached", breach),
        ("met", held.met),
        ("refused", held.refused),
        ("lapsed", held.lapsed),
    ):
        if ground is not None:
            return state, None, [ground]
    return _open(held, at, stayed=stayed)


def _open(
    held: Requirement, at: date, *, stayed: bool
) -> tuple[str, date | None, list[Happening]] | None:
    obligation = None if stayed else held.obligation
    pledge = held.pledge
    if obligation is not None and obligation.due is not None and at > obligation.due:
        return "overdue", obligation.due, [obligation.due_by]
    if pledge is not None and pledge.due is not None and at > pledge.due:
        return "late", pledge.due, [pledge.by]
    dues = [part.due for part in (obligation, pledge) if part is not None and part.due is not None]
    if pledge is not None:
        return "pledged", min(dues, default=None), [pledge.by]
    if obligation is not None:
        return "required", min(dues, default=None), []
    if stayed and held.stay is not None and (held.obligation or held.breach):
        imposed = [held.obligation.by] if held.obligation else []
        breached = [held.breach] if held.breach else []
        return "stayed", None, [*imposed, *breached, held.stay.by]
    if held.abandoned is not None:
        return "abandoned", None, [held.abandoned]
    return None


def measure_standings(state: State, at: date) -> tuple[MeasureStanding, ...]:
    """Return the measures of a state on a day, in the order in which they are listed."""
    listed = [_measure(key, measure, at) for key, measure in state.measures.items()]
    listed += [
        MeasureStanding(scope, "platform", None, "withdrawn", because=(by.id,))
        for scope, by in state.services.items()
    ]
    return tuple(sorted(listed, key=lambda measure: measure.key))


def _measure(key: MeasureKey, measure: Measure, at: date) -> MeasureStanding:
    scope, order = key
    if measure.stay is not None and measure.stay.holds(at):
        because = _ids([measure.by, measure.stay.by])
        return MeasureStanding(scope, "state", order, "stayed", because=because)
    return MeasureStanding(scope, "state", order, measure.level.word, because=(measure.by.id,))


def access_of(measures: tuple[MeasureStanding, ...]) -> str:
    """Return the hardest of what measures come to for access."""
    return max((_access_of(measure) for measure in measures), key=_RANK.__getitem__, default="open")


def _access_of(measure: MeasureStanding) -> str:
    if measure.side == "platform":
        return "withdrawn" if measure.scope == SERVICE else "limited"
    if measure.scope == NATIONWIDE:
        return measure.level
    hard = measure.level in (Level.RESTRICTED.word, Level.BLOCKED.word)
    return "limited" if hard else "open"


def _compliance(requirements: tuple[RequirementStanding, ...], state: State) -> str:
    every = {item.state for item in requirements}
    by_law = {item.state for item in requirements if item.basis == "law"}
    if SERVICE in state.services:
        return "inactive"
    if by_law & _BAD_UNDER_LAW:
        return "non-compliant"
    if every & _BAD:
        return "slipping"
    if by_law & _AHEAD or (not by_law and "pledged" in every):
        return "pending"
    if "met" in by_law:
        return "compliant"
    return "cooperating" if "met" in every else "unassessed"


def _ids(grounds: list[Happening]) -> tuple[str, ...]:
    ordered = sorted(grounds, key=lambda ground: ground.key)
    return tuple(dict.fromkeys(ground.id for ground in ordered))
