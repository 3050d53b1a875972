"""What the marks of a chart mean: one after another under it, in as many lines as they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.charts import lettering, paint
from reports.charts.plane import EDGE, LINE
from reports.model import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.charts.plane import Plane
    from reports.picture import Shape

APART = 20
"""From one line of a legend to the next."""

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
    """The shapes of a legend, and where it ends, in pixels from where its plane begins."""

    shapes: list[Shape]
    bottom: float


def rows(keys: Iterable[Key], plane: Plane, top: float, notes: Iterable[str] = ()) -> Legend:
    """Return a legend that begins ``top`` pixels from where its plane does, with notes under it."""
    left, right = EDGE - plane.start, plane.width + plane.end
    at, y = left, top
    shapes: list[Shape] = []
    for key in keys:
        lines = lettering.wrapped(key.text, right - left - SWATCH - 6, 4)
        wide = SWATCH + 6 + max(map(lettering.width, lines))
        if at > left and at + wide > right:
            at, y = left, y + APART
        shapes += _swatch(key, plane, at, y)
        for line in lines:
            shapes.append(plane.text(at + SWATCH + 6, y, line))
            y += LINE
        y -= LINE
        at += wide + 18
    y += APART + 4 if shapes else 0
    for note in notes:
        for line in lettering.wrapped(note, right - left, 6):
            shapes.append(plane.text(left, y, line))
            y += LINE
        y += 3
    return Legend(shapes, y)


def _swatch(key: Key, plane: Plane, at: float, y: float) -> Iterator[Shape]:
    colour = paint.COLOURS[key.tone]
    if key.shape is not None:
        fill, stroke = paint.HOLLOW if key.hollow else (colour, colour)
        yield plane.mark(at + SWATCH / 2, y, key.shape, fill, stroke)
        return
    sides, opacity = (at, at + SWATCH), 0.08 if key.dashed else key.opacity
    yield plane.box(sides, y, 14, colour, opacity=opacity, dashed=key.dashed)
    for kind in paint.patterns(key.tone, disputed=key.hatched):
        yield plane.box(sides, y, 14, f"url(#{kind}-light)", edged=False)
