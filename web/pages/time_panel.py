"""What the two sliders of a relationship stand on, and the first: what held over all days, as known."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from projections.queries.knowledge import known_stretches
from register.clock import iso
from reports.model import Tone
from reports.tables.grids import worst
from reports.words import vocabulary
from web.pages.bands import BandPiece, DayAxis, band, day_axis, ticks
from web.pages.stops import knowledge_stops

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.fold.periods import Period
    from projections.queries.knowledge import KnownStretch
    from projections.read_models.relationships import RelationshipKey
    from reports.model import Word
    from web.asking.view import View
    from web.pages.stops import KnowledgeStops

MOST_LANES = 3
"""How many requirements have a band of their own."""

MOST_PERIODS = 400
"""Of how many periods requirements have bands: of more, only compliance and access."""

MOST_DRAWN = 2_000_000
"""How many stretches are cut by how many stops, at most, for a map to be drawn."""


@dataclass(frozen=True)
class TimePanel:
    """What the sliders stand on: all that was ever known of a relationship.

    ``periods`` are those as known at K (and P); ``happened`` the days of effect of the facts known.
    """

    view: View
    key: RelationshipKey
    periods: Sequence[Period]
    happened: Sequence[date]
    stops: KnowledgeStops
    stretches: Sequence[KnownStretch]

    @cached_property
    def axis(self) -> DayAxis:
        """The days across, of all that was ever known: the axis stays when the sliders move."""
        days = [one.since for one in self.stretches] or [one.since for one in self.periods]
        today, at = self.view.site.today(), self.view.question.at
        return day_axis(min([*days, at, today]), max([*days, at, today]))

    @property
    def is_mapped(self) -> bool:
        """Tell whether what was known when can be drawn: it isn't at a P, nor of too much."""
        return 0 < len(self.stretches) * len(self.stops.points) <= MOST_DRAWN

    @cached_property
    def stop(self) -> int:
        """The stop of K."""
        return self.stops.stop(self.view.question.known.position)

    @property
    def at(self) -> float:
        """Where T is across the bands."""
        return self.axis.x(self.view.question.at)

    @cached_property
    def drawn(self) -> list[tuple[float, Tone]]:
        """Where each stretch begins across the map, and its tone."""
        return [
            (self.axis.x(one.since), worst(self.words(one.compliance, one.access, None)))
            for one in self.stretches
        ]

    def words(self, compliance: str, access: str, ahead: str | None) -> list[Word]:
        """Return the words of a standing."""
        told = [("compliance", compliance), ("access", access)]
        told += [("ahead", ahead)] if ahead else []
        return [vocabulary.word(self.view.language, *one) for one in told]

    def word(self, one: KnownStretch | None) -> str:
        """Return what held in a stretch, in words; None: nothing was known to."""
        if one is None:
            return self.view.tr("nothing is known")
        told = self.words(one.compliance, one.access, one.ahead)
        return ", ".join(word.label for word in told)

    def known(self, stop: int) -> str:
        """Return when, where and by whom the fact at a stop was recorded."""
        if not stop:
            return self.view.tr("nothing yet")
        point = self.stops.points[stop - 1]
        day = self.view.language.day(date.fromisoformat(iso(point.recorded_at)[:10])).label
        return self.view.tr("{day}, {name}", day=day, name=point.recorded_by)


def time_panel(
    view: View, key: RelationshipKey, periods: Sequence[Period], happened: Sequence[date]
) -> TimePanel:
    """Read what the sliders stand on."""
    stops = knowledge_stops(view, key)
    stretches = known_stretches(view.connection, key) if view.question.public_by is None else []
    return TimePanel(view, key, periods, happened, stops, stretches)


def world_axis(one: TimePanel) -> Iterator[str]:
    """Give the axis of days: what held over all days, as known at K."""
    view, tr, at = one.view, one.view.tr, one.view.question.at
    days = [period.since for period in one.periods]
    place = bisect_right(days, at) - 1
    earlier = days[place - 1] if place > 0 else None
    later = days[place + 1] if place + 1 < len(days) else None
    yield '<div class="axis world"><h2><label for="t">'
    yield f'{escape(tr("What held on"))}</label> <strong id="t-word">{_time(view, at)}</strong>'
    yield f'<span class="steps">{step(view, tr("‹ earlier change"), "prev", at=earlier.isoformat() if earlier else None)}'
    yield f'<input type="date" name="at" value="{at.isoformat()}" aria-label="{escape(tr("Day"))}">'
    yield f"{step(view, tr('later change ›'), 'next', at=later.isoformat() if later else None)}</span></h2>"
    today = one.axis.x(view.site.today())
    for title, pieces, height in _lanes(one):
        yield f'<span class="lane">{title}</span>'
        yield band(pieces, height=height, at=one.at, today=today)
    yield f'<span class="lane">{escape(tr("Facts"))}</span>'
    yield ticks((one.axis.x(day) for day in one.happened), at=one.at)
    held = one.periods[place].standing if place >= 0 else None
    told = (
        ", ".join(word.label for word in one.words(held.compliance, held.access, held.ahead))
        if held
        else tr("nothing is known")
    )
    value = at.toordinal() - one.axis.first.toordinal()
    yield (
        f'<span></span><div><input id="t" hidden type="range" min="0" max="{one.axis.days}" '
        f'value="{min(max(value, 0), one.axis.days)}" data-first="{one.axis.first.isoformat()}" '
        f'data-nothing="{escape(tr("nothing is known"))}" '
        f'aria-valuetext="{escape(view.language.day(at).label)}: {escape(told)}">{years(one.axis)}</div></div>'
    )


def _lanes(one: TimePanel) -> Iterator[tuple[str, list[BandPiece], int]]:
    """Give the bands of compliance, of access with what is ahead, and of some requirements."""
    tr, language = one.view.tr, one.view.language
    compliance = [
        (period.since, [vocabulary.word(language, "compliance", period.standing.compliance)])
        for period in one.periods
    ]
    access = [
        (period.since, one.words("unassessed", period.standing.access, period.standing.ahead)[1:])
        for period in one.periods
    ]
    yield escape(tr("Compliance")), _pieces(one.axis, compliance), 16
    yield escape(tr("Access")), _pieces(one.axis, access), 16
    for name in _requirements(one):
        states = [(period.since, _state(one, period, name)) for period in one.periods]
        called = vocabulary.named(language, "requirement", name)
        yield escape(getattr(called, "label", name)), _pieces(one.axis, states), 8


def _requirements(one: TimePanel) -> list[str]:
    """Return the requirements that changed most, in the order in which they came."""
    if len(one.periods) > MOST_PERIODS:
        return []
    changes: dict[str, int] = {}
    for period in one.periods:
        for row in period.standing.requirements:
            changes.setdefault(row.requirement, 0)
    for name in changes:
        states = [tuple(word.code for word in _state(one, period, name)) for period in one.periods]
        changes[name] = len([state for state, _ in groupby(states)])
    chosen = sorted(changes, key=lambda name: -changes[name])[:MOST_LANES]
    return [name for name in changes if name in chosen]


def _state(one: TimePanel, period: Period, name: str) -> list[Word]:
    return [
        vocabulary.word(one.view.language, "state", row.state)
        for row in period.standing.requirements
        if row.requirement == name
    ]


def _pieces(axis: DayAxis, held: Sequence[tuple[date, list[Word]]]) -> list[BandPiece]:
    """Return the pieces of a band; neighbours that say the same are one."""
    found = []
    for words, same in groupby(held, key=lambda one: [word.code for word in one[1]]):
        since, told = next(same)
        label = ", ".join(word.label for word in told)
        tone = worst(told) if words else Tone.NEUTRAL
        found.append(BandPiece(axis.x(since), tone, label, since.isoformat()))
    return found


def _time(view: View, day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{escape(view.language.day(day).label)}</time>'


def step(view: View, label: str, rel: str, **changes: str | None) -> str:
    """Return a link to the change before or after; without one a word that leads nowhere."""
    if all(value is None for value in changes.values()):
        return f'<span class="button off" data-step="{rel}">{escape(label)}</span>'
    href = escape(view.here(**changes))
    return f'<a class="button" href="{href}" data-step="{rel}">{escape(label)}</a>'


def years(axis: DayAxis) -> str:
    """Return the years beneath a band."""
    named = "".join(f"<span>{year}</span>" for year in axis.years())
    return f'<div class="scale years" aria-hidden="true">{named}</div>'
