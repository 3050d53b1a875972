"""The plane that charts are drawn on: days from one side to the other, pixels from the top down.

A chart places its texts itself and takes their widths from a rule of thumb, so that a picture
doesn't depend on the fonts of the machine that draws it. In Arabic the plane is mirrored: what
stands here at so many pixels *along* it is counted from where reading begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.charts import lettering
from reports.picture import INK, Box, Mark, Picture, Stroke, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reports.picture import Shape

NARROW = 560
"""Up to so many pixels there is no room for names beside a chart: they stand above their lanes."""

QUIET = 0.75
GRID = 0.14
LINE = 15
"""From one line of a text to the next, in pixels."""

EDGE = 4.0
"""How far from the picture's sides its texts begin."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Where things stand: ``start`` and ``end`` are the room beside the plane, for labels.

    ``wide`` is how wide the whole picture is; the days are ordinals from ``first`` to ``last``.
    """

    first: float
    last: float
    wide: int
    height: float
    mirrored: bool
    start: float = EDGE
    end: float = 14
    top: float = 46

    @property
    def width(self) -> float:
        """How wide the plane itself is, in pixels."""
        return self.wide - self.start - self.end

    def along(self, day: float) -> float:
        """Return how far along the plane a day is, in pixels."""
        return (day - self.first) * self.width / (self.last - self.first)

    def pixels(self, days: float) -> float:
        """Return how many pixels some days have."""
        return days * self.width / (self.last - self.first)

    def _x(self, along: float) -> float:
        return self.wide - self.start - along if self.mirrored else self.start + along

    def picture(self, shapes: Iterable[Shape], below: float) -> Picture:
        """Return all that was drawn as a picture, with some room below the plane."""
        return Picture(self.wide, round(self.top + self.height + below), tuple(shapes))

    def box(
        self,
        sides: tuple[float, float],
        middle: float,
        thick: float,
        fill: str,
        *,
        opacity: float = 1.0,
        edged: bool = True,
        dashed: bool = False,
    ) -> Box:
        """Return a box from one side to the other, so thick around its middle."""
        left, right = sorted(map(self._x, sides))
        top = self.top + middle - thick / 2
        return Box(left, top, right - left, thick, fill, opacity, edged, dashed)

    def across(self, y: float, opacity: float, *, whole: bool = False) -> Stroke:
        """Return a line from side to side, through the room for labels as well if it is whole."""
        first = self._x(EDGE - self.start if whole else 0)
        return Stroke(first, self.top + y, self._x(self.width), self.top + y, opacity)

    def down(
        self, along: float, above: float, opacity: float = 1.0, *, dashed: bool = False
    ) -> Stroke:
        """Return a line down the plane that begins some pixels above it."""
        x, top, width = self._x(along), self.top - above, 1.5 if dashed else 1.0
        return Stroke(x, top, x, self.top + self.height, opacity, width, dashed)

    def between(
        self, one: tuple[float, float], other: tuple[float, float], opacity: float, *, dashed: bool
    ) -> Stroke:
        """Return a line from one place to another, each so far along and down."""
        (first, above), (last, below) = one, other
        left, right = self._x(first), self._x(last)
        return Stroke(left, self.top + above, right, self.top + below, opacity, 1.5, dashed)

    def mark(self, along: float, y: float, shape: str, fill: str, stroke: str) -> Mark:
        """Return a mark; a triangle to the right points in the direction of reading."""
        if self.mirrored:
            turned = {"triangle-right": "triangle-left", "triangle-left": "triangle-right"}
            shape = turned.get(shape, shape)
        return Mark(self._x(along), self.top + y, shape, fill, stroke)

    def text(
        self,
        along: float,
        y: float,
        text: str,
        align: str = "start",
        *,
        fill: str = INK,
        bold: bool = False,
        opacity: float = 1.0,
    ) -> Text:
        """Return a text that starts, ends or has its center there, in the direction of reading."""
        anchor = align
        if align != "center":
            anchor = "left" if (align == "start") != self.mirrored else "right"
        return Text(self._x(along), self.top + y, text, anchor, fill, bold, opacity)

    def names(
        self, lines: Sequence[str], lane: tuple[float, float], *, bold: bool = False
    ) -> Iterator[Text]:
        """Give the lines of a lane's name: beside it, or above it where the picture is narrow."""
        top, height = lane
        if self.wide <= NARROW:
            for at, one in enumerate(lines):
                y = top + LINE * (at + 0.5) + 4
                yield self.text(EDGE - self.start, y, one, bold=bold)
            return
        for at, one in enumerate(lines):
            y = top + height / 2 + (at - (len(lines) - 1) / 2) * LINE
            yield self.text(-10, y, one, "end", bold=bold)

    def grid(self, ticks: Mapping[int, str], at: float | None = None) -> Iterator[Shape]:
        """Give the lines of a calendar, and its words above them, but not across a day's line."""
        for day, text in ticks.items():
            along, half = self.along(day), lettering.width(text) / 2
            yield self.down(along, 8, GRID)
            clear = at is None or abs(along - self.along(at)) > half + 4
            if clear and half - self.start <= along <= self.width + self.end - half:
                yield self.text(along, -15, text, "center", opacity=QUIET)

    def today(self, day: float, text: str) -> Iterator[Shape]:
        """Give the line of the day asked about, with its words on top."""
        along, half = self.along(day), lettering.width(text) * 0.55
        middle = min(max(along, half - self.start), self.width + self.end - half)
        # Where names stand on the plane, its line goes through them.
        yield self.down(along, 28, 0.45 if self.wide <= NARROW else 1.0, dashed=True)
        yield self.text(middle, -36, text, "center", bold=True)
