"""The life of a relationship as a timeline: what it came to, its measures, its requirements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from reports.charts import legend, lettering, paint
from reports.charts.lanes import About, Bar, Lane, Life, chosen, fitting, life_of
from reports.charts.life_words import told
from reports.charts.paint import INK
from reports.charts.plane import QUIET, Plane
from reports.charts.ticks import ticks
from reports.model import Chart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.fold.periods import Period
    from reports.words.language import Language

    Json = dict[str, Any]

LANES = 30
"""How many lanes are drawn."""

BARS = 1_000
"""How many bars are drawn, at most."""

MARKS = 40
"""How many due days are drawn in a lane."""

NARROWEST = 3.0
"""How wide a bar is, at least, in pixels."""

LANE = 28
THICK = 20
HEAD = 26

_FULL, _FADED, _AHEAD = 1.0, 0.35, 0.08


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
        spec=_Drawing(language, (first, last), shown, at).spec(),
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
    """The layers of one timeline."""

    def __init__(
        self, language: Language, days: tuple[date, date], shown: list[Lane], at: date
    ) -> None:
        self._language = language
        self._at = at
        self._split = at.toordinal() + 1
        self._first, self._last = days
        self._tops: list[tuple[Lane, int]] = []
        self._heads: list[tuple[About, int]] = []
        height = self._stacked(shown)
        self._legend_top = height + 22
        self._boxes: list[Json] = []
        self._outlines: list[Json] = []
        self._hatched: dict[str, list[Json]] = {"light": [], "ink": []}
        self._words: dict[str, list[Json]] = {"inside": [], "sign": [], "beside": []}
        self._dues: list[Json] = []
        self._plane = Plane(
            first=self._first.toordinal(),
            last=self._last.toordinal(),
            height=height,
            mirrored=language.direction == "rtl",
        )
        narrowest = NARROWEST / self._plane.pixels(1)
        self._lanes = fitting([lane for lane, _ in self._tops], narrowest, BARS)
        for lane, (_, top) in zip(self._lanes, self._tops, strict=True):
            self._draw(lane, top)

    def _stacked(self, shown: list[Lane]) -> int:
        """Place the lanes one under another, each kind under a heading; return their height."""
        top = 0
        for about, lanes in groupby(shown, key=lambda lane: lane.about):
            if about is not About.WHOLE:
                self._heads.append((about, top + HEAD // 2 + 3))
                top += HEAD
            for lane in lanes:
                self._tops.append((lane, top))
                top += LANE
        return top

    def spec(self) -> Json:
        """Return the whole definition."""
        plane = self._plane
        key = legend.rows(self._keys(), plane, self._legend_top)
        return replace(plane, bottom=key.height + 14).spec(
            [
                *plane.grid(ticks(self._first, self._last, self._language), self._split),
                *self._headings(),
                plane.boxes(self._boxes),
                plane.boxes(self._outlines, strokeWidth=1.2, strokeDash=[3, 2]),
                *(plane.boxes(rows, strokeWidth=0) for rows in self._hatched.values()),
                *plane.today(self._split, self._language.day(self._at).label),
                *self._texts(),
                plane.marks(self._dues, "diamond", size=64, strokeWidth=1.4),
                *key.layers,
            ]
        )

    def _headings(self) -> list[Json]:
        language = self._language
        names = {
            About.MEASURE: language.tr("Measures"),
            About.REQUIREMENT: language.tr("Requirements"),
        }
        start = self._plane.place(-self._plane.start + 4)
        words = [
            {"x": start, "y": y, "text": names[about], "fill": INK} for about, y in self._heads
        ]
        lines = [
            {"x": start, "x2": self._plane.last, "y": y - 12, "y2": y - 12} for _, y in self._heads
        ]
        return [
            self._plane.lines(lines, opacity=0.25),
            self._plane.texts(words, "start", fontWeight="bold", opacity=QUIET),
        ]

    def _texts(self) -> list[Json]:
        plane = self._plane
        names: dict[bool, list[Json]] = {True: [], False: []}
        for lane, top in self._tops:
            lines = lettering.wrapped(lane.name, plane.start - 16)
            names[lane.about is About.WHOLE] += plane.lane_label(lines, top + LANE / 2)
        return [
            plane.texts(names[True], "end", fontWeight="bold"),
            plane.texts(names[False], "end"),
            plane.texts(self._words["inside"], "start", fontWeight="bold"),
            plane.texts(self._words["sign"], "center", fontWeight="bold"),
            plane.texts(self._words["beside"], "start"),
        ]

    def _draw(self, lane: Lane, top: int) -> None:
        middle = top + LANE / 2
        for bar, following in zip_longest(lane.bars, lane.bars[1:]):
            after = None if following is None else following.since
            self._bar(bar, middle, after)
        self._diamonds(lane, middle)

    def _bar(self, bar: Bar, middle: float, after: date | None) -> None:
        """Draw a bar: through T full or faded, after it outlined; and its word where it fits."""
        since = bar.since.toordinal()
        end = self._plane.last if bar.until is None else bar.until.toordinal()
        end = min(max(end, since + NARROWEST / self._plane.pixels(1)), self._plane.last)
        if since >= self._plane.last:
            return
        parts = [(since, min(end, self._split), False), (max(since, self._split), end, True)]
        parts = [part for part in parts if part[1] > part[0]]
        for start, stop, ahead in parts:
            self._part(bar, start, stop, middle, ahead=ahead)
        room = [(stop - start, start, ahead) for start, stop, ahead in parts]
        for length, start, ahead in room:
            if self._inside(bar, start, length, middle, ahead=ahead):
                return
        free = self._plane.last if after is None else after.toordinal()
        self._outside(bar, parts[0], end, free, middle)

    def _part(self, bar: Bar, start: float, stop: float, middle: float, *, ahead: bool) -> None:
        opacity = _AHEAD if ahead else _FADED if bar.approximate else _FULL
        box = {
            "x": start,
            "x2": stop,
            "y": middle - THICK / 2,
            "y2": middle + THICK / 2,
            "fill": paint.COLOURS[bar.word.tone],
            "opacity": opacity,
        }
        (self._outlines if ahead else self._boxes).append(box)
        if bar.disputed:
            kind = "light" if opacity == _FULL else "ink"
            self._hatched[kind].append({**box, "fill": f"url(#hatch-{kind})", "opacity": 1})

    def _inside(self, bar: Bar, start: float, length: float, middle: float, *, ahead: bool) -> bool:
        """Write a bar's word into it, if it has room for it."""
        word = self._word(bar)
        pixels = self._plane.pixels(length)
        if lettering.width(word) + 12 > pixels:
            return False
        full = not (ahead or bar.approximate)
        fill = paint.ON_COLOUR if full else INK
        x = start + length * 6 / pixels
        self._words["inside"].append({"x": x, "y": middle + 0.5, "text": word, "fill": fill})
        return True

    def _outside(
        self, bar: Bar, part: tuple[float, float, bool], end: float, free: float, middle: float
    ) -> None:
        """Write a bar's word behind it, or else its sign into it, if there is room."""
        word = self._word(bar)
        if lettering.width(word) + 10 <= self._plane.pixels(free - end):
            x = end + 5 / self._plane.pixels(1)
            self._words["beside"].append({"x": x, "y": middle + 0.5, "text": word, "fill": INK})
            return
        start, stop, ahead = part
        shown = paint.sign(bar.word) if bar.several == 1 else "⋯"
        if self._plane.pixels(stop - start) >= 11:
            full = not (ahead or bar.approximate)
            fill = paint.ON_COLOUR if full else INK
            x = (start + stop) / 2
            self._words["sign"].append({"x": x, "y": middle + 0.5, "text": shown, "fill": fill})

    def _word(self, bar: Bar) -> str:
        if bar.several == 1:
            return bar.word.label
        return self._language.trn("{count} change", "{count} changes", bar.several)

    def _diamonds(self, lane: Lane, middle: float) -> None:
        """Mark the due days of a lane that don't hide each other, the last ones first."""
        drawn: list[int] = []
        apart = 8 / self._plane.pixels(1)
        for due in sorted(lane.due, reverse=True):
            # The day counts to its end.
            place = due.toordinal() + 1
            inside = self._plane.first <= place <= self._plane.last
            if inside and len(drawn) < MARKS and all(abs(place - one) >= apart for one in drawn):
                drawn.append(place)
        self._dues += [{"x": x, "y": middle, **paint.HOLLOW} for x in drawn]

    def _keys(self) -> list[legend.Key]:
        """Return what the marks mean, of those that are there."""
        tr = self._language.tr
        bars = [bar for lane in self._lanes for bar in lane.bars]
        found = []
        if self._dues:
            found.append(legend.Key(tr("due day"), shape="diamond", hollow=True))
        if any(bar.disputed for bar in bars):
            found.append(legend.Key(tr("disputed"), hatched=True))
        if any(bar.approximate for bar in bars):
            found.append(legend.Key(tr("vague dates: it may have changed already"), opacity=_FADED))
        if any(bar.several > 1 for bar in bars):
            found.append(legend.Key(tr("changes too close together to be drawn one by one")))
        if self._outlines:
            found.append(legend.Key(tr("after that day, as far as known"), dashed=True))
        return found
