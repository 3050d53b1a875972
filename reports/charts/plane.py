"""The plane that charts are drawn on: days from one side to the other, pixels from the top down.

A chart places its texts itself and takes their widths from a rule of thumb, so that a picture
doesn't depend on the fonts of the machine that draws it. In Arabic the plane is mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from reports.charts import lettering
from reports.charts.paint import INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Json = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 700
"""How wide a picture is, in pixels."""

QUIET = 0.72
GRID = 0.14
SIZE = 11
"""Of texts, in pixels."""

_X = {"field": "x", "type": "quantitative"}
_Y = {"field": "y", "type": "quantitative"}


@dataclass(frozen=True, slots=True)
class Plane:
    """Where things stand: ``start`` and ``end`` are the room beside the plane, for labels.

    Positions along it are numbers (days, mostly) from ``first`` to ``last``.
    """

    first: float
    last: float
    height: int
    mirrored: bool
    start: int = 190
    end: int = 14
    top: int = 46
    bottom: int = 10

    @property
    def width(self) -> int:
        """How wide the plane itself is, in pixels."""
        return WIDTH - self.start - self.end

    def pixels(self, length: float) -> float:
        """Return how many pixels a stretch of the plane has."""
        return length * self.width / (self.last - self.first)

    def place(self, pixel: float) -> float:
        """Return the position that is some pixels from where the plane begins."""
        return round(self.first + pixel * (self.last - self.first) / self.width, 4)

    def spec(self, layers: Iterable[Json]) -> Json:
        """Return the whole definition of a chart."""
        x = {"domain": [self.first, self.last], "nice": False, "zero": False}
        y = {"domain": [0, self.height], "range": [0, self.height], "nice": False}
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": self.height,
            "background": "transparent",
            "autosize": {"type": "none"},
            "padding": {
                "left": self.end if self.mirrored else self.start,
                "right": self.start if self.mirrored else self.end,
                "top": self.top,
                "bottom": self.bottom,
            },
            "config": {"aria": False, "view": {"stroke": None}},
            "encoding": {
                "x": {**_X, "scale": {**x, "reverse": self.mirrored}, "axis": None},
                "y": {**_Y, "scale": y, "axis": None},
            },
            "layer": [one for one in layers if one["data"]["values"]],
        }

    def boxes(self, rows: Iterable[Json], **look: Any) -> Json:
        """Return filled boxes; a row has x, x2, y, y2, fill and opacity."""
        return {
            "data": {"values": list(rows)},
            "mark": {"type": "rect", "cornerRadius": 2, **look},
            "encoding": {
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
                "fill": _as_it_is("fill"),
                "fillOpacity": _as_it_is("opacity", "quantitative"),
                "stroke": _as_it_is("fill"),
            },
        }

    def lines(self, rows: Iterable[Json], **look: Any) -> Json:
        """Return lines; a row has x, x2, y and y2."""
        return {
            "data": {"values": list(rows)},
            "mark": {"type": "rule", "stroke": INK, "strokeWidth": 1, **look},
            "encoding": {"x2": {"field": "x2"}, "y2": {"field": "y2"}},
        }

    def marks(self, rows: Iterable[Json], shape: str, **look: Any) -> Json:
        """Return marks of one shape; a row has x, y, fill and stroke."""
        return {
            "data": {"values": list(rows)},
            "mark": {"type": "point", "shape": shape, "opacity": 1, **look},
            "encoding": {"fill": _as_it_is("fill"), "stroke": _as_it_is("stroke")},
        }

    def texts(self, rows: Iterable[Json], align: str = "start", **look: Any) -> Json:
        """Return texts; a row has x, y, text and fill. ``align`` is start, end or center."""
        return {
            "data": {"values": list(rows)},
            "mark": {
                "type": "text",
                "align": self.side(align),
                "baseline": "middle",
                "fontSize": SIZE,
                **look,
            },
            "encoding": {
                "text": {"field": "text", "type": "nominal"},
                "fill": _as_it_is("fill"),
                **({"stroke": _as_it_is("fill")} if "strokeWidth" in look else {}),
            },
        }

    def side(self, align: str) -> str:
        """Return on which side a text is aligned, by where it starts in reading."""
        if align == "center":
            return align
        return "left" if (align == "start") != self.mirrored else "right"

    def lane_label(self, lines: Iterable[str], middle: float, fill: str = INK) -> list[Json]:
        """Return the lines of a lane's name, before the plane begins."""
        told = list(lines)
        x = self.place(-10)
        return [
            {"x": x, "y": middle + (at - (len(told) - 1) / 2) * 12, "text": one, "fill": fill}
            for at, one in enumerate(told)
        ]

    def grid(self, ticks: Mapping[int, str], at: float = -inf) -> list[Json]:
        """Return the lines of a calendar, and its words above them, but not across a day's line."""
        lines = [{"x": x, "x2": x, "y": -8, "y2": self.height} for x in ticks]
        words = [
            {"x": x, "y": -15, "text": text, "fill": INK}
            for x, text in ticks.items()
            if self._has_room(x, lettering.width(text) / 2, at)
        ]
        return [self.lines(lines, opacity=GRID), self.texts(words, "center", opacity=QUIET)]

    def _has_room(self, x: float, half: float, at: float) -> bool:
        clear = abs(self.pixels(x - at)) > half + 4
        return clear and self.pixels(self.last - x) + self.end >= half

    def today(self, x: float, text: str) -> list[Json]:
        """Return the line of the day asked about, with its words on top."""
        share = (x - self.first) / (self.last - self.first)
        align = "start" if share < 0.2 else "end" if share > 0.8 else "center"
        line = {"x": x, "x2": x, "y": -28, "y2": self.height}
        words = {"x": x, "y": -36, "text": text, "fill": INK}
        return [
            self.lines([line], strokeWidth=1.5, strokeDash=[4, 2]),
            self.texts([words], align, fontWeight="bold"),
        ]


def _as_it_is(field: str, kind: str = "nominal") -> Json:
    return {"field": field, "type": kind, "scale": None, "legend": None}
