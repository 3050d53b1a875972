"""What a picture is drawn of, in pixels from its upper left corner: boxes, lines, marks and texts."""

from __future__ import annotations

from dataclasses import dataclass

INK = "currentColor"
"""What texts and lines are drawn in: the colour of the text around, light or dark."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box; ``fill`` is a colour or a pattern (``url(#hatch-light)``).

    ``told`` is what it stands for, to who points at it.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float = 1.0
    edged: bool = True
    dashed: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from one point to another."""

    x1: float
    y1: float
    x2: float
    y2: float
    opacity: float = 1.0
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A small shape around a point: circle, square, diamond, cross or a triangle."""

    x: float
    y: float
    shape: str
    fill: str
    stroke: str
    radius: float = 5.0


@dataclass(frozen=True, slots=True)
class Text:
    """A text on one line, its middle at ``y``; ``anchor`` says what of it is at ``x``: left, right, center."""

    x: float
    y: float
    text: str
    anchor: str = "left"
    fill: str = INK
    bold: bool = False
    opacity: float = 1.0


Shape = Box | Stroke | Mark | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes, the later ones over the earlier, and how large they are together."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
