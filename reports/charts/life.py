"""The life of a relationship as a timeline: what it came to, its measures, its requirements."""

from __future__ import annotations

from datetime import date
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from reports.charts import legend, lettering
from reports.charts.bars import NARROWEST, THICK, BarDrawing
from reports.charts.lanes import About, Lane, Life, chosen, fitting, life_of
from reports.charts.life_words import told
from reports.charts.plane import EDGE, LINE, NARROW, QUIET, Plane
from reports.charts.ticks import ticks
from reports.model import Chart, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from projections.fold.periods import Period
    from reports.picture import Picture, Shape
    from reports.words.language import Language

LANES = 30
"""How many lanes are drawn."""

BARS = 1_000
"""How many bars are drawn, at most."""

LANE = 28
HEAD = 28


def life(language: Language, periods: Iterable[Period], at: date) -> Chart | None:
    """Return a relationship's life up to a day and what is known to follow; None: it has none."""
    whole = life_of(periods, language)
    if whole is None:
        return None
    first, last = horizon(whole, at)
    seen = [lane for lane in whole.lanes if lane.bars[0].since < last]
    shown = chosen(seen, LANES, at)
    return Chart(
        name="life",
        title=language.tr("The life of the relationship"),
        told=told(whole, shown, at, language),
        draw=lambda wide: _Drawing(language, (first, last), shown, at, wide).picture(),
    )


def horizon(life: Life, at: date) -> tuple[date, date]:
    """Return from which day to which is drawn.

    What lies far ahead would leave no room for what was: it ends after a year, or, after a long
    life, after half as long again.
    """
    first = min(life.first, at)
    span = max((at - first).days, 180)
    last = max([life.last, at, *(due for lane in life.lanes for due in lane.due)])
    end = last.toordinal() + max(span // 14, 14)
    furthest = at.toordinal() + max(365, span // 2)
    return first, date.fromordinal(min(end, furthest, date.max.toordinal() - 1))


class _Drawing:
    """One timeline, of a width in pixels."""

    def __init__(
        self, language: Language, days: tuple[date, date], shown: list[Lane], at: date, wide: int
    ) -> None:
        self._language = language
        self._at = at
        self._first, self._last = days
        self._narrow = wide <= NARROW
        self._start = EDGE if self._narrow else min(260.0, wide * 0.3)
        self._tops: list[tuple[Lane, tuple[str, ...], float, float]] = []
        self._heads: list[tuple[About, float]] = []
        self._plane = Plane(
            first=self._first.toordinal(),
            last=self._last.toordinal(),
            wide=wide,
            height=self._stacked(shown, wide),
            mirrored=language.direction == "rtl",
            start=self._start,
        )
        narrowest = NARROWEST / self._plane.pixels(1)
        self._lanes = fitting([lane for lane, *_ in self._tops], narrowest, BARS)
        self._bars = BarDrawing(self._plane, language, at)
        for lane, (_, lines, top, height) in zip(self._lanes, self._tops, strict=True):
            above = LINE * len(lines) + 4 if self._narrow else 0
            self._draw(lane, top + above + (height - above) / 2)

    def _stacked(self, shown: list[Lane], wide: int) -> float:
        """Place the lanes one under another, each kind under a heading; return their height."""
        top = 0.0
        room = wide - 2 * EDGE if self._narrow else self._start - 10 - EDGE
        for about, lanes in groupby(shown, key=lambda lane: lane.about):
            if about is not About.WHOLE:
                self._heads.append((about, top))
                top += HEAD
            for lane in lanes:
                # Bold letters are wider.
                bold = 1.08 if about is About.WHOLE else 1
                lines = lettering.wrapped(lane.name, room / bold, 4)
                height = LINE * len(lines) + (THICK + 12 if self._narrow else 6)
                self._tops.append((lane, lines, top, max(height, LANE)))
                top += max(height, LANE)
        return top

    def _draw(self, lane: Lane, middle: float) -> None:
        for bar, following in zip_longest(lane.bars, lane.bars[1:]):
            if bar is not None:
                self._bars.bar(bar, middle, None if following is None else following.since)
        self._bars.diamonds(lane, middle)

    def picture(self) -> Picture:
        """Return what is drawn, what lies under something before it."""
        plane, split = self._plane, self._at.toordinal() + 1
        top = plane.height + 24
        key = legend.rows(self._keys(), plane, top, self._bars.notes)
        marked = ticks(self._first, self._last, self._language, most=4 if self._narrow else 8)
        return plane.picture(
            [
                *plane.grid(marked, split),
                *self._headings(),
                *self._bars.boxes,
                *plane.today(split, self._language.day(self._at).label),
                *self._names(),
                *self._bars.texts,
                *self._bars.dues,
                *key.shapes,
            ],
            key.bottom - plane.height + 4,
        )

    def _headings(self) -> Iterator[Shape]:
        language, plane = self._language, self._plane
        names = {
            About.MEASURE: language.tr("Measures"),
            About.REQUIREMENT: language.tr("Requirements"),
        }
        for about, top in self._heads:
            yield plane.across(top + 4, 0.25, whole=True)
            start = EDGE - plane.start
            yield plane.text(start, top + 17, names[about], bold=True, opacity=QUIET)

    def _names(self) -> Iterator[Shape]:
        for lane, lines, top, height in self._tops:
            bold = lane.about is About.WHOLE
            yield from self._plane.names(lines, (top, height), bold=bold)

    def _keys(self) -> Iterator[legend.Key]:
        """Give what the marks mean, of those that are there."""
        tr = self._language.tr
        bars = [bar for lane in self._lanes for bar in lane.bars]
        tones = {bar.word.tone for bar in bars if bar.several == 1}
        if self._bars.dues:
            yield legend.Key(tr("due day"), shape="diamond", hollow=True)
        if Tone.PASSED in tones:
            yield legend.Key(tr("a day passed, nothing heard"), tone=Tone.PASSED)
        if Tone.SILENT in tones:
            yield legend.Key(tr("not confirmed for long"), tone=Tone.SILENT)
        if any(bar.disputed for bar in bars):
            yield legend.Key(tr("disputed"), hatched=True)
        if any(bar.approximate for bar in bars):
            text = tr("vague dates: it may have changed already")
            yield legend.Key(text, opacity=BarDrawing.FADED)
        if any(bar.several > 1 for bar in bars):
            yield legend.Key(tr("changes too close together to be drawn one by one"))
        if any(one.dashed for one in self._bars.boxes):
            yield legend.Key(tr("after that day, as far as known"), dashed=True)
