"""Texts of charts: harmless, on one line, as wide as about so many pixels, and not too long."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from reports.model import Code, Foreign, Link
from reports.safe_text import flat

if TYPE_CHECKING:
    from reports.model import Inline

LONGEST = 80
"""How many characters of a text of the log are looked at."""

_ISOLATE, _END = "\u2068", "\u2069"
_NARROW = frozenset("iIjlftr.,:;!'|·()[] ")


def told(inline: Inline) -> str:
    """Return a part of a report as a chart's text; of the log's texts the beginning, isolated."""
    match inline:
        case str():
            return flat(inline)
        case Foreign(text=text) | Code(text=text):
            shown = flat(text[: 4 * LONGEST])
            shown = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
            return shown if shown.isascii() else f"{_ISOLATE}{shown}{_END}"
        case Link(text=text):
            return told(text)
        case _:
            return flat(inline.label)


def width(text: str, size: float = 11) -> float:
    """Return about how many pixels a text takes; rather too many than too few."""
    return sum(map(_share, text)) * size


def _share(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if char in "mwMWшщжюШЩЖЮ@%—":
        return 0.92
    return 0.7 if char.isupper() else 0.57


def shortened(text: str, room: float, size: float = 11) -> str:
    """Return a text that takes some pixels at most, with an ellipsis where it is cut."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    left_open = kept.count(_ISOLATE) - kept.count(_END)
    return f"{kept.rstrip()}…{_END * left_open}"


def wrapped(text: str, room: float, size: float = 11) -> tuple[str, ...]:
    """Return a text in one line or two; what is longer is cut."""
    if width(text, size) <= room:
        return (text,)
    words = text.split(" ")
    cut = 1
    while cut < len(words) and width(" ".join(words[: cut + 1]), size) <= room:
        cut += 1
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    if not second or (_ISOLATE in first and _END not in first):
        return (shortened(text, room, size),)
    return shortened(first, room, size), shortened(second, room, size)
