"""Charts as SVG: drawn without a browser, holding all that they need, readable to who can't see."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lxml import etree

from register.distribution import how_to_add
from reports.charts.paint import INK
from reports.errors import MissingPart, ReportProblem
from reports.safe_text import safe

if TYPE_CHECKING:
    from reports.model import Chart
    from reports.words.language import Language


FONTS = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif"
ARABIC_FONTS = "'Noto Sans Arabic'"
MIXED_FONTS = "'DejaVu Sans', 'DejaVu Sans Mono'"
"""Of one text in two scripts; the second comes with typst."""

_VERSION = "6.1"
"""Of Vega-Lite."""

_SVG = "http://www.w3.org/2000/svg"
_DRAWN = frozenset(
    f"{{{_SVG}}}{name}"
    for name in ("svg", "g", "path", "rect", "line", "circle", "text", "tspan", "clipPath", "defs")
)
"""What Vega draws with, and all that a picture may hold besides its title and its patterns."""

_NEEDLESS = {"class", "role", "aria-roledescription", "aria-hidden", "font-family"}
"""To a picture that has words of its own, and one font."""

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_ALL_ARABIC = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
    " !,.:\u00ab\u00bb0-9\u2066-\u2069-]*"
)
"""What fonts for Arabic have, all of it."""

_HEBREW_TO_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def svg(chart: Chart, language: Language, *, ink: str = INK) -> str:
    """Return a chart as an SVG element that runs nothing and fetches nothing, always the same.

    With ``ink`` its texts and lines get a colour of their own, where there is none around.
    Raises MissingPart if vl-convert is not installed.
    """
    drawn = _cleaned(etree.fromstring(_drawn(chart).encode()))
    root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    for name in ("viewBox", "width", "height"):
        root.set(name, drawn.get(name))
    root.set("role", "img")
    root.set("lang", language.code)
    root.set("direction", "ltr")
    root.set("font-family", FONTS)
    root.set("aria-labelledby", f"{chart.name}-title {chart.name}-told")
    for kind, name, told in (("title", "title", chart.title), ("desc", "told", chart.told)):
        said = etree.SubElement(root, f"{{{_SVG}}}{kind}", id=f"{chart.name}-{name}")
        said.text = _on_a_line(told)
    root.append(_patterns(chart.name))
    for element in list(drawn):
        root.append(element)
    for element in root.iter(etree.Element):
        _mend(element, chart.name, language, ink)
    text: str = etree.tostring(root, encoding="unicode")
    return text


def _on_a_line(text: str) -> str:
    return safe(text).replace("\n", " ")


def _drawn(chart: Chart) -> str:
    try:
        import vl_convert  # noqa: PLC0415
    except ImportError:
        raise MissingPart(
            f"pictures of reports need vl-convert, which isn't installed: {how_to_add('reports')}"
        ) from None
    try:
        drawn: str = vl_convert.vegalite_to_svg(json.dumps(chart.spec), vl_version=_VERSION)
    except ValueError as error:
        raise ReportProblem(f"the picture {chart.name!r} can't be drawn: {error}") from error
    return drawn


def _cleaned(drawn: etree._Element) -> etree._Element:
    """Return what was drawn without all that a chart doesn't draw with, and its marks for Vega."""
    for element in list(drawn.iter(etree.Element)):
        parent = element.getparent()
        if element.tag not in _DRAWN and parent is not None:
            parent.remove(element)
        for name in _NEEDLESS & set(element.attrib):
            del element.attrib[name]
    return drawn


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


def _mend(element: etree._Element, name: str, language: Language, ink: str) -> None:
    """Make an element of Vega's fit for a page on which other pictures stand."""
    if element.tag == f"{{{_SVG}}}text":
        element.text = _directed(element.text or "", language)
        if ink != INK:
            _fonts_on_paper(element)
    for key, value in element.attrib.items():
        if value == INK:
            element.set(key, ink)
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))
        elif key == "id" and not value.startswith(name):
            element.set(key, f"{name}-{value}")


def _fonts_on_paper(element: etree._Element) -> None:
    """Give a text in Arabic script, or with some, a font that has all of it.

    Who sets pictures in type (usvg) loses joined letters, or fails, where a text needs a second
    font; browsers don't.
    """
    if not _ARABIC.search(element.text):
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
