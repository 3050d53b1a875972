"""What a PDF draws its texts with: glyphs of embedded fonts, and the one that stands for none."""

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, StreamObject

NOTDEF = 0
"""The glyph of every font (OpenType) for what it has no glyph for: mostly an empty box."""


def drawn(reader: PdfReader) -> Iterator[tuple[str, int]]:
    """Give each glyph that the pages draw, with the name of its font, pictures included."""
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None:
            yield from _of(contents, page["/Resources"], reader)


def not_embedded(reader: PdfReader) -> set[str]:
    """The fonts of a PDF that are not in it."""
    found = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for one in resources.get("/Font", {}).values():
            font: Any = one.get_object()
            below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            if not {"/FontFile2", "/FontFile3"} & set(below):
                found.add(str(font["/BaseFont"]))
    return found


def _of(content: StreamObject, resources: Any, reader: PdfReader) -> Iterator[tuple[str, int]]:
    font = ""
    for operands, operator in ContentStream(content, reader).operations:
        match operator:
            case b"Tf":
                named = resources["/Font"][operands[0]].get_object()
                assert named["/Encoding"] == "/Identity-H"
                font = str(named["/BaseFont"])
            case b"Tj":
                yield from ((font, glyph) for glyph in _glyphs(operands[0]))
            case b"TJ":
                for one in operands[0]:
                    if not isinstance(one, int | float):
                        yield from ((font, glyph) for glyph in _glyphs(one))
            case b"Do":
                inner = resources["/XObject"][operands[0]].get_object()
                if inner["/Subtype"] == "/Form":
                    yield from _of(inner, inner.get("/Resources", resources), reader)


def _glyphs(text: Any) -> Iterator[int]:
    """Give the glyphs of a text that is shown: two bytes each, big end first (Identity-H)."""
    raw = text.original_bytes if hasattr(text, "original_bytes") else bytes(text)
    assert len(raw) % 2 == 0
    for at in range(0, len(raw), 2):
        yield int.from_bytes(raw[at : at + 2], "big")
