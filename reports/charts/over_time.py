"""Reported figures over time: a panel for each unit, since numbers of two units don't compare."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import floor, log10
from typing import TYPE_CHECKING

from babel.numbers import format_compact_decimal

from projections.queries.figures import NO_REQUESTS, REQUESTED
from reports.charts import legend, lettering, paint, series
from reports.charts.plane import EDGE, GRID, NARROW, QUIET, Plane
from reports.charts.series import KEPT, look
from reports.charts.ticks import ticks
from reports.model import Chart, Foreign, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from projections.queries.figures import ReportedFigure
    from reports.picture import Picture, Shape
    from reports.words.language import Language

    Area = tuple[float, float, float, float]

MOST = 120
"""How many figures are drawn: the last ones."""

PANELS = 8
"""How many units have a panel: those with most figures."""

HEAD = 40
PANEL = 92
PERCENT = "percent"
REQUESTS = "requests"

_TONES = {REQUESTED: Tone.WARN, NO_REQUESTS: Tone.NEUTRAL, KEPT: Tone.GONE}
_SHAPES = {REQUESTED: "triangle-up", NO_REQUESTS: "cross", KEPT: "square"}
_TRIED = (0, -13, 13, -26, 26)
"""How far from its mark, up or down, a number is tried until it hides nothing."""


def over_time(language: Language, figures: Iterable[ReportedFigure]) -> Chart | None:
    """Return the figures of one relationship over time; None: none of them has a number."""
    counted = [one for one in figures if one.count is not None or one.type == NO_REQUESTS]
    if not any(one.count is not None for one in counted):
        return None
    units: defaultdict[str, list[ReportedFigure]] = defaultdict(list)
    for one in sorted(counted, key=lambda one: one.order)[-MOST:]:
        units[REQUESTS if one.type == NO_REQUESTS else one.unit or ""].append(one)
    largest = sorted(units, key=lambda unit: (-len(units[unit]), unit))[:PANELS]
    shown = {unit: units[unit] for unit in sorted(largest)}
    return Chart(
        name="figures-over-time",
        title=language.tr("Figures over time"),
        told=series.told(language, shown, len(counted)),
        draw=lambda wide: _Drawing(language, shown, wide).picture(),
    )


class _Drawing:
    """The panels, one under another over the same days, as wide as so many pixels."""

    def __init__(
        self, language: Language, shown: dict[str, list[ReportedFigure]], wide: int
    ) -> None:
        self._language = language
        self._shown = shown
        listed = [one for figures in shown.values() for one in figures]
        first = min(one.first or one.last for one in listed).toordinal()
        last = max(one.last for one in listed).toordinal() + 1
        beside = max((last - first) // 20, 20)
        self._plane = Plane(
            first=max(first - beside, 1),
            last=min(last + beside, 3_652_058),
            wide=wide,
            height=len(shown) * (HEAD + PANEL),
            mirrored=language.direction == "rtl",
            start=64,
            top=30,
        )
        self._scales: list[Shape] = []
        self._extents: list[Shape] = []
        self._marks: list[Shape] = []
        self._labels: list[Shape] = []
        for place, (unit, figures) in enumerate(shown.items()):
            self._panel(unit, figures, place * (HEAD + PANEL))

    def picture(self) -> Picture:
        """Return what is drawn, what lies under something before it."""
        plane = self._plane
        key = legend.rows(self._keys(), plane, plane.height + 24)
        first, last = (_day(plane.first), _day(plane.last))
        marked = ticks(first, last, self._language, most=3 if plane.wide <= NARROW else 8)
        return plane.picture(
            [
                *plane.grid(marked),
                *self._scales,
                *self._extents,
                *self._marks,
                *self._labels,
                *key.shapes,
            ],
            key.bottom - plane.height + 4,
        )

    def _panel(self, unit: str, figures: Sequence[ReportedFigure], top: int) -> None:
        plane = self._plane
        most = _ceiling(unit, max((one.count or 0 for one in figures), default=0))
        bottom = top + HEAD + PANEL - 12
        name = lettering.shortened(
            series.unit_name(self._language, unit), (plane.wide - 2 * EDGE) / 1.08
        )
        self._scales.append(plane.text(EDGE - plane.start, top + 12, name, bold=True))
        for share in (0, 0.5, 1):
            y = bottom - share * (PANEL - 24)
            self._scales.append(plane.across(y, GRID))
            if most != 1 or share != 0.5:
                text = _compact(self._language, most * share)
                self._scales.append(plane.text(-8, y, text, "end", opacity=QUIET))
        taken: list[Area] = []
        placed = [(one, bottom - (one.count or 0) / most * (PANEL - 24)) for one in figures]
        self._join(figures, {one.fact: y for one, y in placed}, (top + HEAD - 12, bottom))
        for one, y in placed:
            taken += self._mark(one, y)
        for one, y in placed:
            self._label(one, y, (top + 20, bottom + 16), taken)

    def _join(
        self, figures: Sequence[ReportedFigure], heights: dict[str, float], room: Sequence[float]
    ) -> None:
        """Draw a line along each series; where what is counted changes, one across the panel."""
        plane, (above, below) = self._plane, room
        for one, other in series.joined(figures):
            places = [(self._ends(each)[1], heights[each.fact]) for each in (one, other)]
            self._extents.append(plane.between(places[0], places[1], 0.5, dashed=False))
        for along in {self._ends(other)[0] for _, other in series.breaks(figures)}:
            self._extents.append(plane.between((along, above), (along, below), 0.8, dashed=True))

    def _days(self, one: ReportedFigure) -> tuple[int, int]:
        return (one.first or one.last).toordinal(), one.last.toordinal() + 1

    def _mark(self, one: ReportedFigure, y: float) -> tuple[Area, Area]:
        """Draw how long a figure's period is, with its shape at the end; return where they are."""
        plane, (start, end) = self._plane, self._ends(one)
        colour = paint.COLOURS[_TONES.get(look(one), Tone.AHEAD)]
        self._extents.append(plane.box((start, end), y, 6, colour, opacity=0.3))
        if one.disputed:
            self._extents.append(plane.box((start, end), y, 6, "url(#hatch-ink)", edged=False))
        fill = paint.HOLLOW[0] if one.disputed else colour
        shape = _SHAPES.get(look(one), "circle")
        self._marks.append(plane.mark(end, y, shape, fill, colour))
        return (start, end, y - 4, y + 4), (end - 6, end + 6, y - 6, y + 6)

    def _ends(self, one: ReportedFigure) -> tuple[float, float]:
        """Return where a figure's period begins and ends, in pixels from where the plane begins."""
        first, last = self._days(one)
        return self._plane.along(first), self._plane.along(last)

    def _label(
        self, one: ReportedFigure, y: float, room: tuple[float, float], taken: list[Area]
    ) -> None:
        """Write a figure's number near its mark, where it hides nothing; else not at all."""
        plain = series.number(self._language, one)
        for text in (self._in_full(one, plain), plain):
            half = lettering.width(text) / 2 + 2
            for middle, middle_y in self._places(one, y, half):
                box = (middle - half, middle + half, middle_y - 7, middle_y + 7)
                inside = room[0] <= box[2] and box[3] <= room[1]
                if inside and not any(_meet(box, other) for other in taken):
                    taken.append(box)
                    self._labels.append(self._plane.text(middle, middle_y, text, "center"))
                    return

    def _places(self, one: ReportedFigure, y: float, half: float) -> Iterator[tuple[float, float]]:
        """Give where a number of some width may stand: behind its mark, before it, along it."""
        start, end = self._ends(one)
        behind, before = end + 8 + half, min(start, end - 4) - 4 - half
        along = min(max((start + end) / 2, half), self._plane.width - half)
        for away in _TRIED:
            if behind + half <= self._plane.width:
                yield behind, y + away
            if before >= half:
                yield before, y + away
            yield along, y + away

    def _in_full(self, one: ReportedFigure, told: str) -> str:
        tr = self._language.tr
        if one.disputed:
            told = tr("{number} (disputed)", number=told)
        if one.category is None:
            return told
        room = self._plane.width - lettering.width(told) - 24
        category = lettering.shortened(lettering.told(Foreign(one.category)), room)
        return tr("{number}: {category}", number=told, category=category)

    def _keys(self) -> list[legend.Key]:
        tr = self._language.tr
        names = {
            REQUESTED: tr("asked for"),
            NO_REQUESTS: tr("no requests came"),
            KEPT: tr("not removed, as reported"),
            "": tr("removed, as reported"),
        }
        listed = [one for figures in self._shown.values() for one in figures]
        found = [
            legend.Key(
                names[name],
                shape=_SHAPES.get(name, "circle"),
                tone=_TONES.get(name, Tone.AHEAD),
            )
            for name in sorted({look(one) for one in listed})
        ]
        if any(one.disputed for one in listed):
            found.append(legend.Key(tr("disputed"), shape="circle", hollow=True))
        if any(series.breaks(listed)):
            found.append(legend.Key(tr("what is counted changes here"), dashed=True))
        return found


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _ceiling(unit: str, most: float) -> float:
    """Return where a scale ends: at a round number, and that of a share at a hundred."""
    if unit == PERCENT and most <= 100:
        return 100
    if most <= 0:
        return 1
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if most <= step * power)


def _compact(language: Language, value: float) -> str:
    if value < 1000:
        return language.number(round(value, 2)).label
    return str(format_compact_decimal(value, locale=language.locale, fraction_digits=1))


def _day(ordinal: float) -> date:
    return date.fromordinal(int(ordinal))
