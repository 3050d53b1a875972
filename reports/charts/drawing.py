"""Charts as SVG: holding all that they need, running nothing, readable to who can't see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from lxml import etree

from reports.charts.lettering import SIZE
from reports.picture import INK, Box, Mark, Stroke, Text
from reports.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.model import Chart
    from reports.picture import Shape
    from reports.words.language import Language


SCREEN, PHONE, PAPER = 952, 360, 680
"""How wide pictures are drawn: for a page, for a narrow screen, for a sheet (A4) of paper."""

FONTS = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif"
ARABIC_FONTS = "'Noto Sans Arabic'"
CJK_FONTS = "'Noto Sans CJK SC', 'Noto Sans'"
MIXED_FONTS = "'DejaVu Sans', 'DejaVu Sans Mono'"
"""Of one text in two scripts; the second comes with typst."""

_SVG = "http://www.w3.org/2000/svg"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_ALL_ARABIC = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
    " !,.:\u00ab\u00bb0-9\u2066-\u2069-]*"
)
"""What fonts for Arabic have, all of it."""

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_HEBREW_TO_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def svg(chart: Chart, language: Language, *, width: int = SCREEN, ink: str = INK) -> str:
    """Return a chart as an SVG element that runs nothing and fetches nothing, always the same.

    With ``ink`` its texts and lines get a colour of their own, where there is none around.
    """
    picture, name = chart.draw(width), f"{chart.name}-{width}"
    root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    root.set("viewBox", f"0 0 {picture.width} {picture.height}")
    root.set("width", str(picture.width))
    root.set("height", str(picture.height))
    root.set("role", "img")
    root.set("lang", language.code)
    root.set("direction", "ltr")
    root.set("font-family", FONTS)
    root.set("font-size", str(SIZE))
    root.set("aria-labelledby", f"{name}-title {name}-told")
    for kind, part, told in (("title", "title", chart.title), ("desc", "told", chart.told)):
        said = etree.SubElement(root, f"{{{_SVG}}}{kind}", id=f"{name}-{part}")
        said.text = _on_a_line(told)
    root.append(_patterns(name))
    for shape in picture.shapes:
        root.append(_element(shape, language))
    for element in root.iter(etree.Element):
        _finish(element, name, ink)
    text: str = etree.tostring(root, encoding="unicode")
    return text


def _on_a_line(text: str) -> str:
    return safe(text).replace("\n", " ")


def _element(shape: Shape, language: Language) -> etree._Element:
    match shape:
        case Box():
            return _box(shape, language)
        case Stroke():
            return _line(shape)
        case Mark():
            path = _PATHS[shape.shape](shape.x, shape.y, shape.radius)
            look = {"fill": shape.fill, "stroke": shape.stroke, "stroke-width": "1.6"}
            return etree.Element(f"{{{_SVG}}}path", {"d": path, **look})
        case Text():
            return _text(shape, language)
        case _:
            assert_never(shape)


def _box(box: Box, language: Language) -> etree._Element:
    found = etree.Element(f"{{{_SVG}}}rect", {"x": _n(box.x), "y": _n(box.y)})
    found.set("width", _n(box.width))
    found.set("height", _n(box.height))
    found.set("rx", "2")
    found.set("fill", box.fill)
    if box.opacity != 1:
        found.set("fill-opacity", _n(box.opacity))
    if box.edged:
        found.set("stroke", box.fill)
        found.set("stroke-width", "1.2" if box.dashed else "1")
    if box.dashed:
        found.set("stroke-dasharray", "3 2")
    if box.told:
        etree.SubElement(found, f"{{{_SVG}}}title").text = _directed(box.told, language)
    return found


def _line(line: Stroke) -> etree._Element:
    found = etree.Element(f"{{{_SVG}}}line", {"x1": _n(line.x1), "y1": _n(line.y1)})
    found.set("x2", _n(line.x2))
    found.set("y2", _n(line.y2))
    found.set("stroke", INK)
    found.set("stroke-width", _n(line.width))
    if line.opacity != 1:
        found.set("stroke-opacity", _n(line.opacity))
    if line.dashed:
        found.set("stroke-dasharray", "4 2")
    return found


_ANCHORS = {"left": "start", "right": "end", "center": "middle"}


def _text(text: Text, language: Language) -> etree._Element:
    """Return a text whose middle, a third of a letter above its line, is where it is to be."""
    found = etree.Element(f"{{{_SVG}}}text", {"x": _n(text.x), "y": _n(text.y + SIZE * 0.35)})
    found.set("text-anchor", _ANCHORS[text.anchor])
    found.set("fill", text.fill)
    if text.bold:
        found.set("font-weight", "bold")
    if text.opacity != 1:
        found.set("fill-opacity", _n(text.opacity))
    found.text = _directed(text.text, language)
    return found


def _path(*points: tuple[float, float]) -> Callable[[float, float, float], str]:
    """Return what draws a closed shape, of points that are given by its radius."""

    def drawn(x: float, y: float, radius: float) -> str:
        placed = (f"{_n(x + right * radius)},{_n(y + down * radius)}" for right, down in points)
        return f"M{'L'.join(placed)}Z"

    return drawn


def _circle(x: float, y: float, radius: float) -> str:
    size, across = _n(radius * 0.9), _n(radius * 1.8)
    turn = f"a{size},{size},0,1,1,"
    return f"M{_n(x - radius * 0.9)},{_n(y)}{turn}{across},0{turn}-{across},0Z"


_PATHS = {
    "circle": _circle,
    "square": _path((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "diamond": _path((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    "triangle-up": _path((0, -1), (1, 0.8), (-1, 0.8)),
    "triangle-right": _path((-0.8, -1), (1, 0), (-0.8, 1)),
    "triangle-left": _path((0.8, -1), (-1, 0), (0.8, 1)),
    "cross": _path(
        *((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35)),
        *((0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35)),
    ),
}
"""By name: the shapes of marks."""


def _n(number: float) -> str:
    """Return a number as short as it can be written, to a hundredth."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


_PATTERNS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "hatch": ("7", "rotate(45)", "rect", {"width": "2", "height": "7"}),
    "passed": ("8", "rotate(-45)", "rect", {"width": "1.6", "height": "8"}),
    "silent": ("5", "rotate(0)", "circle", {"cx": "2", "cy": "2", "r": "0.9"}),
}
"""By name: how wide it is, how it is turned, and what is drawn in it again and again."""


def _patterns(name: str) -> etree._Element:
    """Return the patterns that fills name (``url(#hatch-light)``): in light, or in ink."""
    defs = etree.Element(f"{{{_SVG}}}defs")
    for kind, (size, turned, shape, drawn) in _PATTERNS.items():
        for paper, colour in (("light", "#ffffff"), ("ink", INK)):
            pattern = etree.SubElement(
                defs,
                f"{{{_SVG}}}pattern",
                id=f"{name}-{kind}-{paper}",
                width=size,
                height=size,
                patternUnits="userSpaceOnUse",
                patternTransform=turned,
            )
            look = {**drawn, "fill": colour, "fill-opacity": "0.4"}
            etree.SubElement(pattern, f"{{{_SVG}}}{shape}", look)
    return defs


def _finish(element: etree._Element, name: str, ink: str) -> None:
    """Make an element fit for a page on which other pictures stand, in the ink of that page."""
    if ink != INK and element.tag == f"{{{_SVG}}}text":
        _fonts_on_paper(element)
    for key, value in element.attrib.items():
        if value == INK:
            element.set(key, ink)
        elif value.startswith("url(#"):
            element.set(key, value.replace("url(#", f"url(#{name}-"))


def _fonts_on_paper(element: etree._Element) -> None:
    """Give a text in Arabic script, or with some, a font that has all of it.

    Who sets pictures in type (usvg) loses joined letters, or fails, where a text needs a second
    font; browsers don't.
    """
    if not _ARABIC.search(element.text):
        if _CJK.search(element.text):
            element.set("font-family", CJK_FONTS)
        return
    whole = _ALL_ARABIC.fullmatch(element.text)
    element.set("font-family", ARABIC_FONTS if whole else MIXED_FONTS)


def _directed(text: str, language: Language) -> str:
    """Return a text between marks for its direction, where it could be taken for the other.

    Anchors of texts mean left and right only while the picture itself runs left to right.
    """
    if language.direction == "rtl":
        return f"{_RIGHT_TO_LEFT}{text}{_END}"
    return f"{_LEFT_TO_RIGHT}{text}{_END}" if _HEBREW_TO_ARABIC.search(text) else text
