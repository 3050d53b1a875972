"""The legal instrument: its life, and what it asks of whom at each point of the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec

from aggregates.dates.occurrence import occurrence
from aggregates.dates.windows import months_after
from aggregates.errors import FactRefused
from aggregates.law.checks import folded, names_of, problems_of
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import (
    REQUIREMENTS,
    InstrumentAdopted,
    InstrumentInForce,
    InstrumentProposed,
    InstrumentRepealed,
)
from aggregates.vocabulary.law import Instrument as Told
from aggregates.vocabulary.shapes import InstrumentFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregates.vocabulary.law import Category, Duty

STAGES: dict[type[InstrumentFact], str] = {
    InstrumentProposed: "proposed",
    InstrumentAdopted: "adopted",
    InstrumentInForce: "in-force",
    InstrumentRepealed: "repealed",
}
"""What an instrument is after a fact; an amendment leaves that as it was."""


MONTHS_OF_A_CHECK = 12
"""Through how many months a law may be taken to be as it was when it was checked."""


@dataclass(frozen=True, slots=True)
class InstrumentState:
    """An instrument as it stands after some of its facts, which have said all that is ``told``.

    ``set_by`` is the fact that last said what it asks, or put an end to it: the version of the
    law. ``in_force`` is the fact by which it entered into force, ``repealed`` the one by which
    it ended.
    """

    id: str
    stage: str = "unknown"
    jurisdiction: str | None = None
    told: Told = field(default_factory=Told)
    set_by: InstrumentFact | None = None
    in_force: InstrumentFact | None = None
    repealed: InstrumentFact | None = None

    @property
    def categories(self) -> list[Category]:
        """What kinds of platform it knows."""
        return self.told.categories or []

    @property
    def duties(self) -> list[Duty]:
        """What it asks, of whichever category; nothing once it is repealed."""
        return [] if self.repealed is not None else self.told.duties or []


def record(events: Sequence[Event], fact: InstrumentFact) -> Event:
    """Decide on a fact, after those of the log; raise FactRefused with what is wrong.

    What the law says once the fact has happened has to hold together.
    """
    event = Event(fact.stream(), events[-1].originator_version + 1 if events else 1, fact)
    after = next(
        step.law for step in history(fact.instrument, [*events, event]) if step.fact is fact
    )
    if problems := tuple(problems_of(after.told, REQUIREMENTS)):
        raise FactRefused(problems)
    return event


def evolve(instrument: InstrumentState, event: Event) -> InstrumentState:
    """Return the instrument after an event. It refuses nothing: history must always load."""
    if not isinstance(fact := event.fact, InstrumentFact):
        return instrument
    told = fact.details
    checked_on = max(filter(None, (told.checked_on, instrument.told.checked_on)), default=None)
    # What the fact itself says counts, and what it leaves out stays.
    given = {
        name: value for name, value in msgspec.structs.asdict(told).items() if value is not None
    }
    after = replace(
        instrument,
        stage=STAGES.get(type(fact), instrument.stage),
        jurisdiction=fact.jurisdiction or instrument.jurisdiction,
        told=msgspec.structs.replace(instrument.told, **{**given, "checked_on": checked_on}),
    )
    if told.duties is not None or told.categories is not None:
        after = replace(after, set_by=fact)
    match fact:
        case InstrumentInForce() if instrument.in_force is None or instrument.repealed:
            return replace(after, in_force=fact, repealed=None)
        case InstrumentRepealed():
            return replace(after, repealed=fact, set_by=fact)
        case _:
            return after


def replay(instrument_id: str, events: Iterable[Event]) -> InstrumentState:
    """Return the instrument after all of its events, in the order of the world."""
    (*_, last) = history(instrument_id, events)
    return last.law


class LawStep(NamedTuple):
    """The law from a day on, by a fact; the first step is the law before all of them."""

    on: date
    fact: InstrumentFact | None
    law: InstrumentState


def history(instrument_id: str, events: Iterable[Event]) -> list[LawStep]:
    """Return the law as each of its facts left it, in the order of the world.

    A fact counts from the day by which it surely happened; one without such a day comes first.
    """
    dated = [(_surely_on(event), event) for event in events]
    steps = [LawStep(date.min, None, InstrumentState(instrument_id))]
    for on, event in sorted(dated, key=lambda one: one[0]):
        law = evolve(steps[-1].law, event)
        steps.append(LawStep(on, cast("InstrumentFact", event.fact), law))
    return steps


def _surely_on(event: Event) -> date:
    _, last, _ = occurrence(event.fact)
    return last or date.min


class LawCheck(NamedTuple):
    """When somebody last held a law against its text, as the register has it."""

    on: date | None
    was_long_ago: bool


def last_check(steps: Sequence[LawStep], today: date) -> LawCheck:
    """Return when a law was last checked, by all that is known of it, and whether a year passed."""
    told = steps[-1].law.told.checked_on
    on = None if told is None else date.fromisoformat(told)
    return LawCheck(on, on is not None and today > months_after(on, MONTHS_OF_A_CHECK))


def included(instrument: InstrumentState, category: Category) -> list[Category]:
    """Return a category with all that it includes, the nearest first. Circles end."""
    by_name = {one.category: one for one in instrument.categories}
    found = {category.category: category}
    queue = [category]
    for one in queue:
        for name in one.includes or ():
            other = by_name.get(name)
            if other is not None and other.category not in found:
                found[other.category] = other
                queue.append(other)
    return list(found.values())


def duties_of(instrument: InstrumentState, category: Category) -> list[Duty]:
    """Return what is asked of a category: of its own, and of those that it includes.

    Where several set the same requirement, the nearest one's counts.
    """
    found: dict[str, Duty] = {}
    for one in included(instrument, category):
        for duty in instrument.duties:
            if one.category in duty.categories:
                found.setdefault(duty.requirement, duty)
    return list(found.values())


def category_named(instrument: InstrumentState, text: str | None) -> Category | None:
    """Return the category with a name, title or alias; without a text the only one there is."""
    if text is None:
        return instrument.categories[0] if len(instrument.categories) == 1 else None
    wanted = folded(text)
    return next((one for one in instrument.categories if wanted in names_of(one)), None)
