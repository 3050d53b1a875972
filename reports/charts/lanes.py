"""From periods to lanes: for each part of a standing its words through time, ready to be drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from projections.fold.standing import (
    MeasureKey,
    MeasureStanding,
    RequirementKey,
    RequirementStanding,
)
from reports.charts import lettering
from reports.charts.reasons import because, reasons
from reports.model import Foreign, Word
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from projections.fold.periods import Period
    from projections.fold.standing import Standing
    from reports.words.language import Language


class About(StrEnum):
    """What a lane is about, in the order in which lanes stand."""

    WHOLE = "whole"
    MEASURE = "measure"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class Bar:
    """A word and the days [since, until) through which it holds (until None: for ever).

    ``several`` bars stand for as many as are too narrow to be drawn one by one. ``why`` says of a
    bad word what it comes from.
    """

    since: date
    until: date | None
    word: Word
    why: str = ""
    approximate: bool = False
    disputed: bool = False
    several: int = 1


SEVERAL = Bar(date.min, None, Word("several", ""), several=2)
"""Bars joined: they had several words, so that theirs is none of these."""


@dataclass(slots=True)
class Lane:
    """A part of the standing: its bars, in their order, and its due days."""

    about: About
    name: str
    bars: list[Bar] = field(default_factory=list)
    due: set[date] = field(default_factory=set)

    def holding(self, at: date) -> Bar | None:
        """Return what holds on a day; None: it has no word then."""
        for bar in reversed(self.bars):
            if bar.since <= at:
                return bar if bar.until is None or bar.until > at else None
        return None


@dataclass(frozen=True, slots=True)
class Life:
    """All lanes of a relationship, and from which day to which something changes."""

    lanes: list[Lane]
    first: date
    last: date


def life_of(periods: Iterable[Period], language: Language) -> Life | None:
    """Return the lanes of periods, which are read once; equal neighbours are one bar."""
    making: dict[Key, _Making] = {}
    first = last = None
    for period in periods:
        first, last = first or period.since, period.since
        for part in _parts(period.standing):
            if part.key not in making:
                making[part.key] = _Making(_lane(part, language))
            making[part.key].take(period, part, language)
    if first is None or last is None:
        return None
    order = list(About)
    lanes = [one.made() for one in making.values()]
    return Life(sorted(lanes, key=lambda lane: order.index(lane.about)), first, last)


class _Making:
    """A lane that is being made: what it was told last is a bar once it is told something else."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._told: _Part | None = None
        self._bar: Bar | None = None
        self._until: date | None = None

    def take(self, period: Period, part: _Part, language: Language) -> None:
        """Take what holds through the next period that has this part."""
        if (
            self._bar is None
            or self._until != period.since
            or self._told is None
            or self._told[:7] != part[:7]
        ):
            self._close()
            word = _word(part, language)
            why = reasons(part.because, language)
            self._bar = Bar(period.since, None, word, why, part.vague, part.disputed)
            self._told = part
        self._until = period.until
        if part.due is not None:
            self._lane.due.add(part.due)

    def _close(self) -> None:
        """Add the bar, to the one before it where only its due day differs."""
        if self._bar is None:
            return
        bars, bar = self._lane.bars, replace(self._bar, until=self._until)
        if bars and _same(bars[-1], bar):
            bars[-1] = replace(bars[-1], until=bar.until)
        else:
            bars.append(bar)

    def made(self) -> Lane:
        """Return the lane, once all periods are taken."""
        self._close()
        return self._lane


Key = str | RequirementKey | tuple[MeasureKey, int]
"""A lane's: a word of the whole, a requirement, or a measure and the how many-eth of its records."""


class _Part(NamedTuple):
    """A part of a standing; ``source`` is the measure or the requirement that it is of.

    What is drawn of it stands before ``source``, whose grounds may change by themselves;
    ``because`` has requirements or scopes that make a word bad, each with its state or level.
    """

    key: Key
    context: str
    code: str
    disputed: bool
    vague: bool = False
    because: tuple[tuple[str, str], ...] = ()
    due: date | None = None
    source: RequirementStanding | MeasureStanding | None = None


def _parts(standing: Standing) -> Iterator[_Part]:
    other, vague = standing.otherwise, standing.certainty == "approximate"
    for name, code in (("compliance", standing.compliance), ("access", standing.access)):
        doubt = other is not None and getattr(other, name) != code
        yield _Part(f"the {name}", name, code, doubt, vague, because(standing, code))
    if standing.ahead is not None:
        doubt = other is not None and other.ahead != standing.ahead
        yield _Part("the ahead", "ahead", standing.ahead, doubt, vague)
    if standing.observed is not None:
        yield _Part("the observed", "observed", standing.observed.state, False)  # noqa: FBT003  # never disputed
    records: Counter[MeasureKey] = Counter()
    for one in standing.measures:
        code = f"{one.level} stayed" if one.stayed else one.level
        yield _Part((one.key, records[one.key]), "level", code, one.disputed, source=one)
        records[one.key] += 1
    for duty in standing.requirements:
        due = None if duty.state == "unconfirmed" else duty.due
        yield _Part(duty.key, "state", duty.state, duty.disputed, due=due, source=duty)


def _lane(part: _Part, language: Language) -> Lane:
    match part.source:
        case None:
            return Lane(About.WHOLE, _whole(part.context, language))
        case RequirementStanding() as duty:
            return Lane(About.REQUIREMENT, _requirement(duty, language))
        case measure:
            return Lane(About.MEASURE, _measure(measure, language))


def _whole(name: str, language: Language) -> str:
    match name:
        case "compliance":
            return language.tr("Compliance")
        case "access":
            return language.tr("Access")
        case "ahead":
            return language.tr("What is ahead")
        case _:
            return language.tr("Measured")


def _requirement(duty: RequirementStanding, language: Language) -> str:
    name = lettering.told(vocabulary.named(language, "requirement", duty.requirement))
    if duty.ground is None:
        return name
    ground = lettering.told(Foreign(duty.ground))
    return language.tr("{name} ({ground})", name=name, ground=ground)


def _measure(measure: MeasureStanding, language: Language) -> str:
    tr = language.tr
    named = lettering.told(vocabulary.named(language, "scope", measure.scope))
    if measure.service is not None:
        service = lettering.told(Foreign(measure.service))
        named = tr("{scope}, {service}", scope=named, service=service)
    if measure.order is not None:
        order = lettering.told(Foreign(measure.order))
        named = tr("{scope}, order {order}", scope=named, order=order)
    if measure.side == "platform":
        return tr("{scope} (by the platform itself)", scope=named)
    return tr("{scope}, ahead", scope=named) if measure.slot == "ahead" else named


def _word(part: _Part, language: Language) -> Word:
    if isinstance(part.source, MeasureStanding):
        return vocabulary.level(language, part.source)
    return vocabulary.word(language, part.context, part.code)


def _same(one: Bar, other: Bar) -> bool:
    return one.until == other.since and replace(one, since=other.since, until=other.until) == other


def joined(bars: list[Bar], narrowest: timedelta) -> list[Bar]:
    """Return bars of which those too narrow to be seen are one with their neighbours.

    So a lane has no more bars than there is room for, however often its word changed.
    """
    found: list[Bar] = []
    for bar in bars:
        before = found[-1] if found else None
        if before is not None and _crowded(before, bar, narrowest):
            several = before.several + bar.several
            found[-1] = replace(SEVERAL, since=before.since, until=bar.until, several=several)
        else:
            found.append(bar)
    return found


def _crowded(before: Bar, bar: Bar, narrowest: timedelta) -> bool:
    """Tell whether two bars are both too narrow, or a narrow one touches some joined ones."""
    if before.until is None or bar.until is None or bar.until - bar.since >= narrowest:
        return False
    near = bar.since - before.until < narrowest
    return near and (before.several > 1 or before.until - before.since < narrowest)


def fitting(lanes: list[Lane], narrowest: float, most: int) -> list[Lane]:
    """Return lanes with at most some bars in all; ``narrowest`` (days) is how wide each is."""
    found = lanes
    while True:
        least = timedelta(days=narrowest)
        found = [replace(lane, bars=joined(lane.bars, least)) for lane in lanes]
        if sum(len(lane.bars) for lane in found) <= most:
            return found
        narrowest *= 2


def chosen(lanes: list[Lane], most: int, at: date) -> list[Lane]:
    """Return as many lanes as there is room for, in their order: first those with a word at T."""
    if len(lanes) <= most:
        return lanes
    ranked = sorted(range(len(lanes)), key=lambda place: _rank(lanes[place], at))
    return [lanes[place] for place in sorted(ranked[:most])]


def _rank(lane: Lane, at: date) -> tuple[bool, bool, int]:
    until = lane.bars[-1].until or date.max
    return (lane.about is not About.WHOLE, lane.holding(at) is None, -until.toordinal())
