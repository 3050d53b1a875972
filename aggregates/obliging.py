"""What follows for a platform from its designation under a law: obligations, as facts.

The rules are of domain.md ("Legal instrument"): a designation imposes what the law, as it
stands in the log, asks of the category; a later step of the law brings further facts, and
changes none. All is worked out anew each time, and what is recorded already is left out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aggregates.asking import Ahead, Asked, Point, Wanted, Workdays, code_of
from aggregates.errors import Problem
from aggregates.events import (
    ObligationExtended,
    ObligationImposed,
    ObligationWaived,
    PlatformDesignated,
)
from aggregates.fields import DatedDemand, Demand, Edtf
from aggregates.instrument import Instrument, Step, category_named
from aggregates.law import Duty
from aggregates.occurrence import occurrence
from aggregates.windows import deadline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregates.facts import Fact

Obligation: TypeAlias = ObligationImposed | ObligationExtended | ObligationWaived

OBLIGATIONS = (ObligationImposed, ObligationExtended, ObligationWaived)


def problems_of(designation: PlatformDesignated, law: Instrument) -> Iterator[Problem]:
    """Give what is wrong with a designation under a law that knows categories."""
    if law.categories and category_named(law, designation.details.category) is None:
        names = ", ".join(one.category for one in law.categories)
        given = designation.details.category
        told = f"{given!r} is not a category" if given else "it is missing: take one"
        yield Problem("$.details.category", f"{told} of {law.id}: {names}")


def following(
    designation: PlatformDesignated,
    steps: Sequence[Step],
    recorded: Sequence[Obligation],
    workdays: Workdays,
    *,
    until: date | None = None,
) -> list[Obligation]:
    """Return the facts that make what is recorded come to what the law asks, on each day.

    ``steps`` is the law's history, ``recorded`` has the facts of the relationship on obligations
    in log order. Of a recurring duty the first instance follows, those that were recorded, and
    with ``until`` all that begin by that day. What somebody recorded by hand as following from
    the designation is left as it is. After what is returned is recorded, nothing follows.
    """
    _, on, _ = occurrence(designation)
    if on is None or not designation.details.instrument:
        return []
    mine = [one for one in recorded if one.caused_by == designation.id]
    asked = Asked(
        designation,
        on,
        workdays,
        Ahead(max(on, until or on), {(_code(one), one.details.set_by) for one in mine}),
    )
    points = asked.by(steps)
    by_hand = {_code(one) for one in mine if one.details.set_by is None}
    others = _standing(one for one in recorded if one.caused_by != designation.id)
    found = [
        change
        for code in dict.fromkeys([*points, *map(_code, mine)])
        if code not in by_hand
        for change in _changes(
            points.get(code, []),
            [one for one in mine if _code(one) == code],
            waives=code not in others,
        )
    ]
    writer = Writer(designation, asked.steps)
    return [writer.written(change) for change in sorted(found, key=lambda it: it.on)]


def _standing(others: Iterable[Obligation]) -> set[str]:
    """Return the codes that other facts impose, and have not waived."""
    found: set[str] = set()
    for one in others:
        if isinstance(one, ObligationImposed):
            found.add(_code(one))
        elif isinstance(one, ObligationWaived):
            found.discard(_code(one))
    return found


class Change(NamedTuple):
    """What has to be recorded of a requirement on a day: imposed, extended or waived."""

    on: date
    kind: type[Obligation]
    want: Wanted
    point: Point | None


_ABSENT = object()


def _changes(
    points: Sequence[Point], recorded: Sequence[Obligation], *, waives: bool
) -> Iterator[Change]:
    """Give what is missing, so that on each day what is recorded is what is asked."""
    dated = [(_day(one), one) for one in recorded]
    have: object = _ABSENT
    last: Wanted | None = None
    for day in sorted({*(point.on for point in points), *(on for on, _ in dated)}):
        for one in (one for on, one in dated if on == day):
            have, last = _after(have, one), _as_wanted(one)
        point = next((point for point in reversed(points) if point.on <= day), None)
        want = point.want if point else None
        asked: object = _ABSENT if want is None else want.due
        if have == asked or (want is None and not waives):
            continue
        told = want or last
        if told is not None:
            yield Change(day, _kind(have, asked), told, point)
        have, last = asked, told


def _after(have: object, one: Obligation) -> object:
    """Return the due day of an obligation after a fact, as the fold has it (domain.md)."""
    match one:
        case ObligationImposed():
            return _due(one)
        case ObligationExtended():
            return have if have is _ABSENT else _due(one)
        case _:
            return _ABSENT


def _kind(have: object, asked: object) -> type[Obligation]:
    if asked is _ABSENT:
        return ObligationWaived
    return ObligationImposed if have is _ABSENT else ObligationExtended


def _due(one: ObligationImposed | ObligationExtended) -> date | None:
    return None if one.details.due is None else deadline(one.details.due)


def _as_wanted(one: Obligation) -> Wanted:
    told = one.details
    duty = Duty(
        duty=told.duty or told.requirement,
        requirement=told.requirement,
        title="it is asked no more",
        categories=[],
    )
    return Wanted(duty, told.instance, None)


class Writer:
    """Writes down, as facts, what follows from a designation."""

    def __init__(self, designation: PlatformDesignated, steps: Sequence[Step]) -> None:
        self._designation = designation
        self._steps = steps

    def written(self, change: Change) -> Obligation:
        """Return the fact of a change; it cites the designation, or the step of the law."""
        step = change.point.step if change.point else self._step(change.on)
        told = self._details(change, step)
        common = self._fact(change, step)
        if change.kind is ObligationWaived:
            return ObligationWaived(**common, details=Demand(**told))
        due = None if change.want.due is None else Edtf(change.want.due.isoformat())
        details = DatedDemand(**told, due=due)
        if change.kind is ObligationExtended:
            return ObligationExtended(**common, details=details)
        return ObligationImposed(**common, details=details)

    def _step(self, day: date) -> Step:
        return next(step for step in reversed(self._steps) if step.on <= day or step.fact is None)

    def _details(self, change: Change, step: Step) -> dict[str, Any]:
        by = step.law.set_by if change.kind is ObligationImposed else step.fact or step.law.set_by
        return {
            "requirement": change.want.duty.requirement,
            "instance": change.want.instance,
            "services": self._designation.details.services,
            "duty": change.want.duty.duty,
            "set_by": None if by is None else by.id,
        }

    def _fact(self, change: Change, step: Step) -> dict[str, Any]:
        """Return what all these facts have in common."""
        ground: Fact = step.fact or self._designation
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
            "note": _note(step.law, change.want.duty),
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
