"""What the marks of a chart mean: one after another under it, in as many lines as they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.charts import lettering, paint
from reports.charts.paint import INK
from reports.charts.plane import QUIET
from reports.model import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.charts.plane import Plane

    Json = dict[str, Any]

LINE = 20
SWATCH = 22


@dataclass(frozen=True, slots=True)
class Key:
    """A mark and what it means: a shape, or a box as it looks in the chart."""

    text: str
    shape: str | None = None
    tone: Tone = Tone.NEUTRAL
    opacity: float = 1.0
    hatched: bool = False
    dashed: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """The layers of a legend, and how much room it takes below its chart."""

    layers: list[Json]
    height: int


def rows(keys: Iterable[Key], plane: Plane, top: int) -> Legend:
    """Return a legend that begins ``top`` pixels from where its plane does."""
    left, right = 4.0 - plane.start, plane.width + plane.end
    at, y = left, top
    layers, words = [], []
    for key in keys:
        wide = SWATCH + 6 + lettering.width(key.text)
        if at > left and at + wide > right:
            at, y = left, y + LINE
        layers += _swatch(key, plane, at, y)
        words.append({"x": plane.place(at + SWATCH + 6), "y": y, "text": key.text, "fill": INK})
        at += wide + 18
    height = y - plane.height + LINE // 2 if words else 0
    return Legend([*layers, plane.texts(words, "start", opacity=QUIET)], height)


def _swatch(key: Key, plane: Plane, at: float, y: float) -> list[Json]:
    colour = paint.COLOURS[key.tone]
    if key.shape is not None:
        look = paint.HOLLOW if key.hollow else {"fill": colour, "stroke": colour}
        mark = {"x": plane.place(at + SWATCH / 2), "y": y, **look}
        return [plane.marks([mark], key.shape, size=64, strokeWidth=1.4)]
    box = {
        "x": plane.place(at),
        "x2": plane.place(at + SWATCH),
        "y": y - 7,
        "y2": y + 7,
        "fill": colour,
        "opacity": 0.08 if key.dashed else key.opacity,
    }
    dash: Json = {"strokeWidth": 1.2, "strokeDash": [3, 2]} if key.dashed else {}
    drawn = [plane.boxes([box], **dash)]
    drawn += [
        plane.boxes([{**box, "fill": f"url(#{kind}-light)"}], strokeWidth=0)
        for kind in paint.patterns(key.tone, disputed=key.hatched)
    ]
    return drawn
