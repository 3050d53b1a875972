"""Elements of WordprocessingML (ISO 29500): what is written of them here, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


_ORDER = {
    "rPr": ("rFonts", "b", "i", "noProof", "color", "sz", "szCs", "u", "shd", "rtl", "lang"),
    "pPr": ("pStyle", "keepNext", "pBdr", "shd", "bidi", "spacing", "jc"),
}
"""What stands in these, in the order of the schema, which Word insists on."""


def ordered(body: etree._Element) -> None:
    """Bring the looks of runs and paragraphs into the order of the schema, each once: the last."""
    for name, order in _ORDER.items():
        for look in list(body.iter(f"{{{W}}}{name}")):
            found = {etree.QName(one).localname: one for one in look}
            look[:] = sorted(
                found.values(), key=lambda one: order.index(etree.QName(one).localname)
            )


def made(
    name: str, children: Iterable[etree._Element] = (), /, **attributes: str | int
) -> etree._Element:
    """Return an element with attributes of its namespace, and what is in it."""
    found = etree.Element(f"{{{W}}}{name}", nsmap={"w": W, "r": R})
    for key, value in attributes.items():
        found.set(f"{{{W}}}{key}", str(value))
    found.extend(children)
    return found


def size(halves: int) -> list[etree._Element]:
    """Return how large letters are, in halves of a point, those of all scripts."""
    return [made("sz", val=halves), made("szCs", val=halves)]


def text(said: str, look: Iterable[etree._Element] = ()) -> etree._Element:
    """Return a run of text; line feeds are breaks."""
    run = made("r", [made("rPr", look)])
    for at, line in enumerate(said.split("\n")):
        if at:
            run.append(made("br"))
        shown = made("t")
        shown.text = line
        shown.set(_SPACE, "preserve")
        run.append(shown)
    return run


def paragraph(
    runs: Iterable[etree._Element], look: Iterable[etree._Element] = ()
) -> etree._Element:
    """Return a paragraph."""
    return made("p", [made("pPr", look), *runs])
