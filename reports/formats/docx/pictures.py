"""Pictures of a Word document: a chart as PNG, set by typst, which brings the engine that papers use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.distribution import how_to_add
from reports.charts.drawing import PAPER, svg
from reports.errors import MissingPart
from reports.formats.pdf.data import INK
from reports.formats.pdf.fonts import families, refuse_unset

if TYPE_CHECKING:
    from reports.model import Chart
    from reports.words.language import Language

SHARPNESS = 216
"""How many dots an inch has: three for each pixel that a picture is laid out in."""

_PAGE = """\
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt)
"""


def png(chart: Chart, language: Language) -> bytes:
    """Return a chart as PNG; raise MissingPart where typst or a font is not installed."""
    try:
        from typst import compile as set_in_type  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        raise MissingPart(
            f"pictures of a docx need typst, which isn't installed: {how_to_add('reports')}"
        ) from None
    drawn = svg(chart, language, width=PAPER, ink=INK)
    refuse_unset(drawn, families())
    made: bytes = set_in_type(
        _PAGE.format(width=PAPER * 0.75).encode(),
        sys_inputs={"svg": drawn},
        format="png",
        ppi=SHARPNESS,
    )
    return made
