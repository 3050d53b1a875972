"""What follows for a platform from its designation under a law: obligations, as facts.

The rules are of domain.md ("Legal instrument"): a designation imposes what the law, as it
stands in the log, asks of the category; a later step of the law brings further facts, and
changes none. All is worked out anew each time, and what is recorded already is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from aggregates.claims import Known, knowledge
from aggregates.dates.occurrence import occurrence
from aggregates.dates.windows import deadline
from aggregates.errors import Problem
from aggregates.law.duties import (
    Ahead,
    DutyPoint,
    DutyTimeline,
    Points,
    RequiredObligation,
    is_imposed,
)
from aggregates.law.instrument import LawStep, category_named, duties_of
from aggregates.law.obligation_facts import (
    DID_NOT_FOLLOW,
    OBLIGATIONS,
    Change,
    Obligation,
    ObligationWriter,
    code_of_fact,
    day_of_fact,
)
from aggregates.law.triggers import TRIGGER_TYPES, waits
from aggregates.vocabulary.events import (
    FactRetracted,
    ObligationExtended,
    ObligationImposed,
    ObligationWaived,
    PlatformDesignated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from aggregates.law.due_days import Workdays
    from aggregates.law.instrument import InstrumentState
    from aggregates.law.triggers import TriggerFact
    from aggregates.vocabulary.law import Duty
    from aggregates.vocabulary.shapes import Fact


def problems_of(
    designation: PlatformDesignated,
    steps: Sequence[LawStep],
    successors: Callable[[], Sequence[str]] = list,
) -> Iterator[Problem]:
    """Give what is wrong with a designation under a law: repealed, or without its category.

    It is the law of the designation's day that counts, or the first that has any categories.
    ``successors`` are the laws that say of themselves that they replace it.
    """
    _, on, _ = occurrence(designation)
    if (ended := repealed_on(steps, on)) is not None:
        later = ended.told.replaced_by or successors()
        by = f"; in its place came {', '.join(later)}" if later else ""
        day = "" if ended.repealed is None else f" on {ended.repealed.occurred}"
        reason = f"{ended.id} was repealed{day}, and imposes nothing on who is designated after"
        yield Problem("$.details.instrument", f"{reason}{by}")
        return
    having = [step for step in steps if step.law.categories]
    before = [step for step in having if on is None or step.on <= on]
    law = (before[-1:] or having[:1] or steps[-1:])[0].law
    if law.categories and category_named(law, designation.details.category) is None:
        names = ", ".join(one.category for one in law.categories)
        given = designation.details.category
        told = f"{given!r} is not a category" if given else "it is missing: take one"
        yield Problem("$.details.category", f"{told} of {law.id}: {names}")


def repealed_on(steps: Sequence[LawStep], on: date | None) -> InstrumentState | None:
    """Return a law that is surely repealed on a day; None: it isn't, or the day is not known."""
    law = next((step.law for step in reversed(steps) if on is not None and step.on <= on), None)
    return law if law is not None and law.repealed is not None else None


def waiting(
    designation: PlatformDesignated, steps: Sequence[LawStep], begun: Collection[str | None]
) -> list[Duty]:
    """Return the duties that a law has for a designation on its day, and that have not begun.

    ``begun`` are the names of those that have.
    """
    _, on, _ = occurrence(designation)
    law = next((step.law for step in reversed(steps) if on is None or step.on <= on), None)
    category = None if law is None else category_named(law, designation.details.category)
    if law is None or category is None:
        return []
    asked = (duty for duty in duties_of(law, category) if is_imposed(duty) and waits(duty))
    return [duty for duty in asked if duty.duty not in begun]


@dataclass(frozen=True, slots=True)
class RecordedObligations:
    """What the log has on the obligations of a relationship, as far as it has effect.

    ``mine`` follows from the designation, and ``others`` were recorded by hand, of whichever
    cause, under the same law: what stands under another ground is another entry (domain.md,
    "Requirements"). A code is ``by_hand`` where a person recorded, corrected or retracted what follows.
    ``triggers`` are the facts that duties may wait for.
    """

    mine: tuple[Obligation, ...] = ()
    others: tuple[Obligation, ...] = ()
    by_hand: frozenset[str] = frozenset()
    triggers: tuple[TriggerFact, ...] = ()


def recorded_of(designation: PlatformDesignated, facts: Sequence[Known]) -> RecordedObligations:
    """Sort out the obligations of a relationship, and what duties wait for.

    Given are these facts, and the claims, in log order.
    """
    known = knowledge(facts)
    found = {one.id: one.fact for one in facts if isinstance(one.fact, OBLIGATIONS)}
    mine = {id_: fact for id_, fact in found.items() if fact.caused_by == designation.id}
    claims = {one.id: one.fact for one in facts}
    touched = {
        *(code_of_fact(fact) for fact in mine.values() if fact.details.set_by is None),
        *(code_of_fact(mine[id_]) for id_ in known.corrected_by if id_ in mine),
        *(
            code_of_fact(mine[id_])
            for id_, claim in known.retracted_by.items()
            if id_ in mine and not _is_ours(claims[claim])
        ),
    }
    standing = [one.fact for one in known.facts if isinstance(one.fact, OBLIGATIONS)]
    return RecordedObligations(
        tuple(one for one in standing if one.caused_by == designation.id),
        tuple(
            one
            for one in standing
            if one.details.set_by is None
            and (one.details.order or one.legal_basis) == designation.details.instrument
        ),
        frozenset(touched),
        tuple(one.fact for one in known.facts if isinstance(one.fact, TRIGGER_TYPES)),
    )


def _is_ours(claim: Fact) -> bool:
    """Tell whether a retraction is one that `ObligationWriter` wrote; a person's is respected."""
    if not isinstance(claim, FactRetracted) or claim.legal_basis is None:
        return False
    return claim.details.reason == DID_NOT_FOLLOW.format(law=claim.legal_basis)


def _is_imposed_by_hand(others: Iterable[Obligation], code: str, on: date) -> bool:
    """Tell whether what was recorded by hand obliges to a requirement on a day."""
    found = False
    for one in sorted(others, key=day_of_fact):
        if (
            code_of_fact(one) == code
            and day_of_fact(one) <= on
            and not isinstance(one, ObligationExtended)
        ):
            found = isinstance(one, ObligationImposed)
    return found


def _is_asked(points: Sequence[DutyPoint], on: date) -> bool:
    last = next((point for point in reversed(points) if point.on <= on), None)
    return last is not None and last.want is not None


def following(
    designation: PlatformDesignated,
    steps: Sequence[LawStep],
    recorded: RecordedObligations,
    workdays: Workdays,
    *,
    until: date | None = None,
    because: Fact | None = None,
    elsewhere: Callable[[], Sequence[Points]] = list,
) -> list[Obligation | FactRetracted]:
    """Return the facts that make what is recorded what the law asks, on each day.

    ``steps`` is the law's history. Of a recurring duty the first instance follows, those that
    were recorded, and with ``until`` all that begin by that day. What is recorded and does not
    follow, by what is known now, is retracted; that cites ``because``, the fact from which it is
    known (default: the designation). After what is returned is recorded, nothing follows.

    ``elsewhere`` is what other designations under the same law ask for: one waiver would end
    that too, so nothing is waived on a day on which it is asked there, or imposed by hand.
    """
    asked = points_of(designation, steps, recorded, workdays, until=until)
    left: defaultdict[Key, list[Obligation]] = defaultdict(list)
    for one in recorded.mine:
        if code_of_fact(one) not in recorded.by_hand:
            left[_key(one)].append(one)
    changes = [
        change
        for code, points in asked.items()
        if code not in recorded.by_hand
        for change in _changes(points, set(left))
        if change.kind is not ObligationWaived
        or not (
            _is_imposed_by_hand(recorded.others, code, change.on)
            or any(_is_asked(other.get(code, ()), change.on) for other in elsewhere())
        )
    ]
    new = [change for change in changes if not _taken(left, _key_of(change))]
    writer = ObligationWriter(designation, because or designation)
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


def points_of(
    designation: PlatformDesignated,
    steps: Sequence[LawStep],
    recorded: RecordedObligations,
    workdays: Workdays,
    *,
    until: date | None = None,
) -> Points:
    """Return what a law asks of a designated platform, given what is recorded of it."""
    _, on, _ = occurrence(designation)
    if on is None or not designation.details.instrument:
        return {}
    versions = {(code_of_fact(one), one.details.set_by) for one in recorded.mine}
    ahead = Ahead(max(on, until or on), versions)
    return DutyTimeline(designation, on, workdays, ahead, recorded.triggers).by(steps)


def _changes(points: Sequence[DutyPoint], known: set[Key]) -> Iterator[Change]:
    """Give what is asked of one requirement as what is to be recorded, oldest first.

    What was changed before its day had come is given only if it was recorded ahead.
    """
    have: RequiredObligation | None = None
    for point, following_point in zip(points, [*points[1:], None], strict=True):
        change = _change(have, point)
        overtaken = following_point is not None and following_point.on == point.on
        if overtaken and (change is None or _key_of(change) not in known):
            continue
        if change is not None:
            yield change
        have = point.want


def _change(have: RequiredObligation | None, point: DutyPoint) -> Change | None:
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
    return type(one), code_of_fact(one), day_of_fact(one), None if told is None else deadline(told)


def _key_of(change: Change) -> Key:
    due = None if change.kind is ObligationWaived else change.want.due
    return change.kind, change.want.code, change.on, due
