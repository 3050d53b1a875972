"""What follows for a platform from its designation under a law: obligations, as facts.

The rules are of domain.md ("Legal instrument"): a designation imposes what the law, as it
stands in the log, asks of the category; a later step of the law brings further facts, and
changes none. All is worked out anew each time, and what is recorded already is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aggregates.asking import Ahead, Asked, Point, Wanted, Workdays, code_of
from aggregates.errors import Problem
from aggregates.events import (
    FactRetracted,
    ObligationExtended,
    ObligationImposed,
    ObligationWaived,
    PlatformDesignated,
)
from aggregates.fields import Comment, DatedDemand, Demand, Edtf, FactId
from aggregates.instrument import Instrument, Step, category_named
from aggregates.knowledge import Known, knowledge
from aggregates.occurrence import occurrence
from aggregates.windows import deadline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregates.facts import Fact
    from aggregates.law import Duty

Obligation: TypeAlias = ObligationImposed | ObligationExtended | ObligationWaived

OBLIGATIONS = (ObligationImposed, ObligationExtended, ObligationWaived)


def problems_of(designation: PlatformDesignated, law: Instrument) -> Iterator[Problem]:
    """Give what is wrong with a designation under a law that knows categories."""
    if law.categories and category_named(law, designation.details.category) is None:
        names = ", ".join(one.category for one in law.categories)
        given = designation.details.category
        told = f"{given!r} is not a category" if given else "it is missing: take one"
        yield Problem("$.details.category", f"{told} of {law.id}: {names}")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the log has on the obligations of a relationship, as far as it has effect.

    ``mine`` follows from the designation, and ``others`` are the codes that something else
    imposes. A code is ``by_hand`` where a person recorded, corrected or retracted what follows.
    """

    mine: tuple[Obligation, ...] = ()
    others: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()


def recorded_of(designation: PlatformDesignated, facts: Sequence[Known]) -> Recorded:
    """Sort out the obligations of a relationship, given with its claims in log order."""
    known = knowledge(facts)
    found = {one.id: one.fact for one in facts if isinstance(one.fact, OBLIGATIONS)}
    mine = {id_: fact for id_, fact in found.items() if fact.caused_by == designation.id}
    claims = {one.id: one.fact for one in facts}
    touched = {
        *(_code(fact) for fact in mine.values() if fact.details.set_by is None),
        *(_code(mine[id_]) for id_ in known.corrected_by if id_ in mine),
        *(
            _code(mine[id_])
            for id_, claim in known.retracted_by.items()
            if id_ in mine and not _is_ours(claims[claim], designation)
        ),
    }
    standing = [one.fact for one in known.facts if isinstance(one.fact, OBLIGATIONS)]
    return Recorded(
        tuple(one for one in standing if one.caused_by == designation.id),
        frozenset(_standing(one for one in standing if one.caused_by != designation.id)),
        frozenset(touched),
    )


def _is_ours(claim: Fact, designation: PlatformDesignated) -> bool:
    law = designation.details.instrument
    if not isinstance(claim, FactRetracted) or claim.legal_basis != law:
        return False
    return (claim.details.reason or "").startswith(f"By {law} ")


def _standing(others: Iterable[Obligation]) -> set[str]:
    """Return the codes that facts impose, and have not waived."""
    found: set[str] = set()
    for one in others:
        if isinstance(one, ObligationImposed):
            found.add(_code(one))
        elif isinstance(one, ObligationWaived):
            found.discard(_code(one))
    return found


def following(
    designation: PlatformDesignated,
    steps: Sequence[Step],
    recorded: Recorded,
    workdays: Workdays,
    *,
    until: date | None = None,
    because: Fact | None = None,
) -> list[Obligation | FactRetracted]:
    """Return the facts that make what is recorded what the law asks, on each day.

    ``steps`` is the law's history. Of a recurring duty the first instance follows, those that
    were recorded, and with ``until`` all that begin by that day. What is recorded and does not
    follow, by what is known now, is retracted; that cites ``because``, the fact from which it is
    known (default: the latest step of the law). After what is returned is recorded, nothing
    follows.
    """
    _, on, _ = occurrence(designation)
    if on is None or not designation.details.instrument:
        return []
    versions = {(_code(one), one.details.set_by) for one in recorded.mine}
    asked = Asked(designation, on, workdays, Ahead(max(on, until or on), versions))
    left: defaultdict[Key, list[Obligation]] = defaultdict(list)
    for one in recorded.mine:
        if _code(one) not in recorded.by_hand:
            left[_key(one)].append(one)
    changes = [
        change
        for code, points in asked.by(steps).items()
        if code not in recorded.by_hand
        for change in _changes(points, set(left), waives=code not in recorded.others)
    ]
    new = [change for change in changes if not _taken(left, _key_of(change))]
    writer = Writer(designation, because or steps[-1].fact or designation)
    return [
        *(writer.retracted(one) for several in left.values() for one in several),
        *(writer.written(change) for change in sorted(new, key=lambda it: it.on)),
    ]


def _taken(left: dict[Key, list[Obligation]], key: Key) -> bool:
    """Take a recorded fact of a key away, if there is one."""
    if not left.get(key):
        return False
    left[key].pop(0)
    return True


class Change(NamedTuple):
    """What has to be recorded of a requirement on a day: imposed, extended or waived."""

    on: date
    kind: type[Obligation]
    want: Wanted
    step: Step


def _changes(points: Sequence[Point], known: set[Key], *, waives: bool) -> Iterator[Change]:
    """Give what is asked of one requirement as what is to be recorded, oldest first.

    What was changed before its day had come is given only if it was recorded ahead.
    """
    have: Wanted | None = None
    for point, following_point in zip(points, [*points[1:], None], strict=True):
        change = _change(have, point)
        overtaken = following_point is not None and following_point.on == point.on
        if overtaken and (change is None or _key_of(change) not in known):
            continue
        if change is not None and (waives or change.kind is not ObligationWaived):
            yield change
        have = point.want


def _change(have: Wanted | None, point: Point) -> Change | None:
    if point.want is None:
        return None if have is None else Change(point.on, ObligationWaived, have, point.step)
    if have is None:
        return Change(point.on, ObligationImposed, point.want, point.step)
    if have.due == point.want.due:
        return None
    return Change(point.on, ObligationExtended, point.want, point.step)


Key: TypeAlias = tuple[type[Any], str, date, date | None]
"""What makes an obligation's fact another one: its type, its code, and both its days."""


def _key(one: Obligation) -> Key:
    told = getattr(one.details, "due", None)
    return type(one), _code(one), _day(one), None if told is None else deadline(told)


def _key_of(change: Change) -> Key:
    due = None if change.kind is ObligationWaived else change.want.due
    return change.kind, change.want.code, change.on, due


class Writer:
    """Writes down, as facts, what follows from a designation."""

    def __init__(self, designation: PlatformDesignated, because: Fact) -> None:
        self._designation = designation
        self._because = because

    def retracted(self, one: Obligation) -> FactRetracted:
        """Return the claim that an obligation, by what is known now, was none."""
        law = self._designation.details.instrument
        return FactRetracted(
            platform=one.platform,
            jurisdiction=one.jurisdiction,
            occurred=self._because.occurred,
            refers_to=FactId(one.id or ""),
            legal_basis=law,
            sources=self._because.sources,
            details=Comment(reason=f"By {law} as it is known now, this did not follow."),
        )

    def written(self, change: Change) -> Obligation:
        """Return the fact of a change; it cites the designation, or the step of the law."""
        told, common = self._details(change), self._fact(change)
        if change.kind is ObligationWaived:
            return ObligationWaived(**common, details=Demand(**told))
        due = None if change.want.due is None else Edtf(change.want.due.isoformat())
        details = DatedDemand(**told, due=due)
        if change.kind is ObligationExtended:
            return ObligationExtended(**common, details=details)
        return ObligationImposed(**common, details=details)

    def _details(self, change: Change) -> dict[str, Any]:
        law, fact = change.step.law, change.step.fact
        by = law.set_by if change.kind is ObligationImposed else fact or law.set_by
        return {
            "requirement": change.want.duty.requirement,
            "instance": change.want.instance,
            "services": self._designation.details.services,
            "duty": change.want.duty.duty,
            "set_by": None if by is None else by.id,
        }

    def _fact(self, change: Change) -> dict[str, Any]:
        """Return what all these facts have in common."""
        ground: Fact = change.step.fact or self._designation
        same_day = _day(ground) == change.on
        return {
            "platform": self._designation.platform,
            "jurisdiction": self._designation.jurisdiction,
            "occurred": ground.occurred if same_day else Edtf(change.on.isoformat()),
            "actor": ground.actor,
            "legal_basis": self._designation.details.instrument,
            "caused_by": self._designation.id,
            "case": self._designation.case,
            "sources": ground.sources,
            "note": _note(change.step.law, change.want.duty),
        }


def _note(law: Instrument, duty: Duty) -> str:
    told = f"By {law.id}{f', {duty.article}' if duty.article else ''}: {duty.title}."
    doubts = "; ".join(duty.unverified or ())
    return f"{told} Unverified: {doubts}." if doubts else told


def _code(one: Obligation) -> str:
    return code_of(one.details.requirement, one.details.instance)


def _day(fact: Fact) -> date:
    """Return the day by which a fact surely happened; what follows by a law has one."""
    _, last, _ = occurrence(fact)
    return last or date.min
