"""Reported figures over time: a panel for each unit, since numbers of two units don't compare."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from math import floor, log10
from typing import TYPE_CHECKING, Any

from babel.lists import format_list
from babel.numbers import format_compact_decimal

from projections.queries.figures import NO_REQUESTS, REQUESTED
from reports.charts import legend, lettering, paint
from reports.charts.paint import INK
from reports.charts.plane import GRID, QUIET, Plane
from reports.charts.ticks import ticks
from reports.model import Chart, Foreign, Tone
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from projections.queries.figures import ReportedFigure
    from reports.words.language import Language

    Json = dict[str, Any]
    Box = tuple[float, float, float, float]

MOST = 120
"""How many figures are drawn: the last ones."""

PANELS = 8
"""How many units have a panel: those with most figures."""

TOLD = 12
"""How many figures are told of one by one."""

HEAD = 40
PANEL = 92
PERCENT = "percent"
REQUESTS = "requests"

_TONES = {REQUESTED: Tone.WARN, NO_REQUESTS: Tone.NEUTRAL}
_SHAPES = {REQUESTED: "triangle-up", NO_REQUESTS: "cross"}
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
        told=_told(language, shown, len(counted)),
        spec=_Drawing(language, shown).spec(),
    )


def number(language: Language, one: ReportedFigure) -> str:
    """Return a figure's number with its qualifier, in words."""
    if one.count is None:
        return language.tr("no requests")
    told = language.number(one.count).label
    if one.qualifier in (None, "exact"):
        return told
    qualifier = vocabulary.word(language, "qualifier", one.qualifier).label
    return language.tr("{qualifier} {number}", qualifier=qualifier, number=told)


def _unit(language: Language, unit: str) -> str:
    if not unit:
        return language.tr("without a unit")
    return lettering.told(vocabulary.named(language, "unit", unit))


def _told(language: Language, shown: dict[str, list[ReportedFigure]], count: int) -> str:
    listed = [one for figures in shown.values() for one in figures]
    parts = [
        language.tr(
            "Reported figures, each unit by itself: {units}.", units=_units(language, shown)
        )
    ]
    parts += [_sentence(language, one) for one in listed[:TOLD]]
    left = count - min(TOLD, len(listed))
    if left:
        parts.append(
            language.trn(
                "{count} more figure is not told of here.",
                "{count} more figures are not told of here.",
                left,
            )
        )
    return " ".join(parts)


def _units(language: Language, shown: Iterable[str]) -> str:
    return format_list([_unit(language, unit) for unit in shown], locale=language.locale)


def _sentence(language: Language, one: ReportedFigure) -> str:
    when = language.when(one.period or one.occurred).label
    values = {"period": when, "number": number(language, one)}
    if one.type == NO_REQUESTS:
        return language.tr("No requests came: {period}.", period=when)
    values["unit"] = _unit(language, one.unit or "")
    if one.type == REQUESTED:
        return language.tr("Asked for: {number} ({unit}), {period}.", **values)
    return language.tr("Removed: {number} ({unit}), {period}.", **values)


class _Drawing:
    """The layers of the panels, one under another over the same days."""

    def __init__(self, language: Language, shown: dict[str, list[ReportedFigure]]) -> None:
        self._language = language
        self._shown = shown
        listed = [one for figures in shown.values() for one in figures]
        first = min(one.first or one.last for one in listed).toordinal()
        last = max(one.last for one in listed).toordinal() + 1
        beside = max((last - first) // 20, 20)
        self._plane = Plane(
            first=max(first - beside, 1),
            last=min(last + beside, 3_652_058),
            height=len(shown) * (HEAD + PANEL),
            mirrored=language.direction == "rtl",
            start=64,
            top=30,
        )
        self._lines: list[Json] = []
        self._scale: list[Json] = []
        self._heads: list[Json] = []
        self._extents: list[Json] = []
        self._hatched: list[Json] = []
        self._marks: defaultdict[str, list[Json]] = defaultdict(list)
        self._labels: list[Json] = []
        for place, (unit, figures) in enumerate(shown.items()):
            self._panel(unit, figures, place * (HEAD + PANEL))

    def spec(self) -> Json:
        """Return the whole definition."""
        plane = self._plane
        key = legend.rows(self._keys(), plane, plane.height + 24)
        first, last = (_day(plane.first), _day(plane.last))
        return replace(plane, bottom=key.height + 14).spec(
            [
                *plane.grid(ticks(first, last, self._language)),
                plane.lines(self._lines, opacity=GRID),
                plane.texts(self._scale, "end", opacity=QUIET),
                plane.texts(self._heads, "start", fontWeight="bold"),
                plane.boxes(self._extents, strokeWidth=1),
                plane.boxes(self._hatched, strokeWidth=0),
                *(
                    plane.marks(rows, shape, size=70, strokeWidth=1.6)
                    for shape, rows in sorted(self._marks.items())
                ),
                plane.texts(self._labels, "center"),
                *key.layers,
            ]
        )

    def _panel(self, unit: str, figures: Sequence[ReportedFigure], top: int) -> None:
        most = _ceiling(unit, max((one.count or 0 for one in figures), default=0))
        start, bottom = self._plane.place(4 - self._plane.start), top + HEAD + PANEL - 12
        name = lettering.shortened(_unit(self._language, unit), 500)
        self._heads.append({"x": start, "y": top + 12, "text": name, "fill": INK})
        for share in (0, 0.5, 1):
            y = bottom - share * (PANEL - 24)
            self._lines.append({"x": self._plane.first, "x2": self._plane.last, "y": y, "y2": y})
            if most == 1 and share == 0.5:
                continue
            text = _compact(self._language, most * share)
            self._scale.append({"x": self._plane.place(-8), "y": y, "text": text, "fill": INK})
        taken: list[Box] = []
        placed = [(one, bottom - (one.count or 0) / most * (PANEL - 24)) for one in figures]
        for one, y in placed:
            taken += self._mark(one, y)
        for one, y in placed:
            self._label(one, y, (top + 20, bottom + 16), taken)

    def _days(self, one: ReportedFigure) -> tuple[int, int]:
        return (one.first or one.last).toordinal(), one.last.toordinal() + 1

    def _mark(self, one: ReportedFigure, y: float) -> tuple[Box, Box]:
        """Draw how long a figure's period is, with its shape at the end; return where they are."""
        first, last = self._days(one)
        colour = paint.COLOURS[_TONES.get(one.type, Tone.AHEAD)]
        box = {"x": first, "x2": last, "y": y - 3, "y2": y + 3, "fill": colour, "opacity": 0.3}
        self._extents.append(box)
        if one.disputed:
            self._hatched.append({**box, "fill": "url(#hatch-ink)", "opacity": 1})
        fill = "#ffffff" if one.disputed else colour
        shape = _SHAPES.get(one.type, "circle")
        self._marks[shape].append({"x": last, "y": y, "fill": fill, "stroke": colour})
        start, end = self._ends(one)
        return (start, end, y - 4, y + 4), (end - 6, end + 6, y - 6, y + 6)

    def _ends(self, one: ReportedFigure) -> tuple[float, float]:
        """Return where a figure's period begins and ends, in pixels from where the plane begins."""
        first, last = self._days(one)
        plane = self._plane
        return plane.pixels(first - plane.first), plane.pixels(last - plane.first)

    def _label(
        self, one: ReportedFigure, y: float, room: tuple[float, float], taken: list[Box]
    ) -> None:
        """Write a figure's number near its mark, where it hides nothing; else not at all."""
        plain = number(self._language, one)
        for text in (self._in_full(one, plain), plain):
            half = lettering.width(text) / 2 + 2
            for middle, middle_y in self._places(one, y, half):
                box = (middle - half, middle + half, middle_y - 7, middle_y + 7)
                inside = room[0] <= box[2] and box[3] <= room[1]
                if inside and not any(_meet(box, other) for other in taken):
                    taken.append(box)
                    x = self._plane.place(middle)
                    self._labels.append({"x": x, "y": middle_y, "text": text, "fill": INK})
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
        category = lettering.shortened(lettering.told(Foreign(one.category)), 170)
        return tr("{number}: {category}", number=told, category=category)

    def _keys(self) -> list[legend.Key]:
        tr = self._language.tr
        names = {
            REQUESTED: tr("asked for"),
            NO_REQUESTS: tr("no requests came"),
            "": tr("removed, as reported"),
        }
        listed = [one for figures in self._shown.values() for one in figures]
        types = {one.type if one.type in _TONES else "" for one in listed}
        found = [
            legend.Key(
                names[name],
                shape=_SHAPES.get(name, "circle"),
                tone=_TONES.get(name, Tone.AHEAD),
            )
            for name in sorted(types)
        ]
        if any(one.disputed for one in listed):
            found.append(legend.Key(tr("disputed"), shape="circle", hollow=True))
        return found


def _meet(one: Box, other: Box) -> bool:
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
