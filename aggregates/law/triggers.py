"""What a duty may wait for: a request of the authority, or a number of users that is reached.

Nothing is claimed that is not surely so: a request is one under the law and of its kind, and a
number counts by the lowest that it may be.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aggregates.dates.occurrence import occurrence
from aggregates.law.checks import WAITING, folded
from aggregates.law.instrument import included
from aggregates.vocabulary.events import InformationRequested, UsersReported
from aggregates.vocabulary.fields import Qualifier
from aggregates.vocabulary.free_details import details_of
from aggregates.vocabulary.law import CountedFrom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregates.law.instrument import InstrumentState, LawStep
    from aggregates.vocabulary.fields import Figure
    from aggregates.vocabulary.law import Category, Deadline, Duty, Threshold
    from aggregates.vocabulary.shapes import Fact

TriggerFact: TypeAlias = InformationRequested | UsersReported

TRIGGER_TYPES = (InformationRequested, UsersReported)
"""The types of fact that a duty may wait for."""


class Trigger(NamedTuple):
    """What a duty waited for, and the day by which that surely happened."""

    on: date
    fact: TriggerFact


def waits(duty: Duty) -> bool:
    """Tell whether a duty is owed only after something else than the designation."""
    return duty.deadline is not None and duty.deadline.counted_from in WAITING


def may_trigger(fact: Fact) -> bool:
    """Tell whether a duty of some law may wait for a fact: one that rests on no law is no request."""
    asks = isinstance(fact, InformationRequested) and fact.legal_basis is not None
    return asks or isinstance(fact, UsersReported)


def any_waits(steps: Iterable[LawStep]) -> bool:
    """Tell whether a law ever had a duty that waits for something."""
    return any(waits(duty) for step in steps for duty in step.law.told.duties or ())


def trigger_of(
    law: InstrumentState, category: Category, duty: Duty, facts: Sequence[TriggerFact]
) -> Trigger | None:
    """Return the first of the facts that a duty of a category waits for; None: there is none."""
    rule = duty.deadline
    if rule is None or not waits(duty):
        return None
    if rule.counted_from is CountedFrom.REQUEST:
        return _first(one for one in facts if _asks(one, law, rule))
    of = next(one for one in included(law, category) if one.category in duty.categories)
    reached = [
        _first(one for one in facts if isinstance(one, UsersReported) and _reaches(one, each))
        for each in of.thresholds or ()
    ]
    found = [one for one in reached if one is not None]
    complete = found and len(found) == len(reached)
    return max(found, key=lambda one: one.on) if complete else None


def _first(facts: Iterable[TriggerFact]) -> Trigger | None:
    dated = ((on, str(one.id), one) for one in facts if (on := occurrence(one)[1]) is not None)
    found = min(dated, default=None, key=lambda it: it[:2])
    return None if found is None else Trigger(found[0], found[2])


def _asks(fact: TriggerFact, law: InstrumentState, rule: Deadline) -> bool:
    if not isinstance(fact, InformationRequested) or fact.legal_basis != law.id:
        return False
    told = details_of(fact)
    return rule.request is None or (told is not None and told.request == rule.request)


def _reaches(fact: UsersReported, threshold: Threshold) -> bool:
    """Tell whether a reported number is of a threshold's metric, and surely within it."""
    told = fact.details
    names = {folded(text) for text in (threshold.metric, threshold.unit) if text is not None}
    if folded(told.definition or told.unit or "users") not in names:
        return False
    low, high = _span(told)
    return (
        (threshold.at_least is None or (low is not None and low >= threshold.at_least))
        and (threshold.above is None or (low is not None and low > threshold.above))
        and (threshold.at_most is None or (high is not None and high <= threshold.at_most))
        and (threshold.below is None or (high is not None and high < threshold.below))
    )


def _span(told: Figure) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest and the highest that a figure may be; None: it may be any.

    About so many is widened by its own precision on both sides, as a date with ``~`` is: about
    14,000,000 is 13 to 15 million.
    """
    if told.count is None:
        return None, None
    count = Decimal(str(told.count))
    match told.qualifier:
        case Qualifier.ABOUT:
            normal = count.normalize()
            step = Decimal(1).scaleb(int(normal.as_tuple().exponent))
            return count - step, count + step
        case Qualifier.AT_LEAST:
            return count, None
        case Qualifier.MORE_THAN:
            return count.next_plus(), None
        case Qualifier.AT_MOST:
            return None, count
        case _:
            return count, count
