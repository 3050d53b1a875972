"""Bands and the map: what held over the days, drawn as rectangles (SVG), without any text in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.model import Tone

WIDTH = 1000
"""Units across a band; the page stretches it."""

MOST_YEARS = 12
"""How many years are named under a band at most."""


@dataclass(frozen=True, slots=True)
class DayAxis:
    """The days across a band: whole years, so that the years beneath stand evenly."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are from the first to the last."""
        return max(1, self.last.toordinal() - self.first.toordinal())

    def x(self, day: date) -> float:
        """Return where a day is, within the band."""
        steps = min(max(day.toordinal() - self.first.toordinal(), 0), self.days)
        return round(WIDTH * steps / self.days, 1)

    def years(self) -> list[int]:
        """Return the years across, at most a dozen of them."""
        found = list(range(self.first.year, self.last.year + 1))
        return found[:: -(-len(found) // MOST_YEARS)]


def day_axis(first: date, last: date) -> DayAxis:
    """Return an axis of whole years, which has both days; the years beneath it are as many each."""
    years = last.year - first.year + 1
    step = -(-years // MOST_YEARS)
    end = first.year + step * -(-years // step) - 1
    return DayAxis(date(first.year, 1, 1), date(min(end, MAXYEAR), 12, 31))


@dataclass(frozen=True, slots=True)
class BandPiece:
    """A piece of a band, from ``start`` up to the next: its tone, and its word for who can't see it."""

    start: float
    tone: Tone
    word: str
    since: str = ""


def band(pieces: Sequence[BandPiece], *, height: int, at: float, today: float | None = None) -> str:
    """Return a band: its pieces, a hatched future, and the line at which it is looked at."""
    drawn = [f'<rect class="unknown" width="{WIDTH}" height="{height}"/>']
    for one, following in pairwise([*pieces, None]):
        end = float(WIDTH) if following is None else following.start
        if one is not None and end > one.start:
            drawn.append(_piece(one, end, height))
    drawn += [f'<path class="gap" d="M{one.start} 0V{height}"/>' for one in pieces[1:]]
    if today is not None and today < WIDTH:
        drawn.append(
            f'<rect class="future" x="{today}" width="{WIDTH - today:.1f}" height="{height}"/>'
        )
    drawn.append(f'<path class="at" d="M{at} -8V{height + 8}"/>')
    return _svg(drawn, height)


def _piece(one: BandPiece, end: float, height: int) -> str:
    since = f' data-from="{one.since}"' if one.since else ""
    return (
        f'<rect class="{one.tone.value}" x="{one.start}" width="{end - one.start:.1f}" '
        f'height="{height}"{since} data-word="{escape(one.word)}"/>'
    )


def ticks(places: Iterable[float], *, at: float) -> str:
    """Return a band with a tick at each place."""
    drawn = [f'<path class="tick" d="M{x} 2V12"/>' for x in sorted(set(places))]
    return _svg([*drawn, f'<path class="at" d="M{at} -8V22"/>'], 14)


def _svg(drawn: Iterable[str], height: int) -> str:
    return (
        f'<div class="band"><svg viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="none" '
        f'height="{height}" aria-hidden="true">{"".join(drawn)}</svg></div>'
    )


@dataclass(frozen=True, slots=True)
class MapTile:
    """A rectangle of the map: days across, knowledge upwards (row 0 is nothing yet), and where it leads."""

    start: float
    end: float
    low: int
    high: int
    tone: Tone


def time_map(tiles: Iterable[MapTile], rows: int, *, at: float, row: int, told: str) -> str:
    """Return the map of what was known when; ``told`` says for who can't see it what it shows."""
    height = 10 * rows
    drawn = [
        f'<rect class="{one.tone.value}" x="{one.start}" y="{height - 10 * one.high}" '
        f'width="{one.end - one.start:.1f}" height="{10 * (one.high - one.low)}"/>'
        for one in tiles
        if one.end > one.start
    ]
    y = height - 10 * row - 5
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(told)}">{"".join(drawn)}'
        f'<path class="cross" d="M{at} 0V{height}M0 {y}H{WIDTH}"/>'
        f'<ellipse class="here" cx="{at}" cy="{y}" rx="5" ry="{max(3, height // 40)}"/></svg>'
    )
