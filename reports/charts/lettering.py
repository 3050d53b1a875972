"""Texts of charts: harmless, on one line, as wide as about so many pixels, and not too long."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from reports.model import Code, Foreign, Link
from reports.safe_text import flat

if TYPE_CHECKING:
    from reports.model import Inline

SIZE = 12
"""Of texts, in pixels."""

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


def width(text: str, size: float = SIZE) -> float:
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


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """Return a text that takes some pixels at most, with an ellipsis where it is cut."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    left_open = kept.count(_ISOLATE) - kept.count(_END)
    return f"{kept.rstrip()}…{_END * left_open}"


def wrapped(text: str, room: float, most: int = 3) -> tuple[str, ...]:
    """Return a text in lines that have room; what ``most`` lines can't hold is cut."""
    lines: list[str] = []
    left = text.split(" ")
    while left:
        if len(lines) == most - 1:
            lines.append(shortened(" ".join(left), room))
            break
        count = _fitting(left, room)
        if count == 0:
            head = _beginning(left[0], room)
            lines.append(head)
            left[0] = left[0][len(head) :]
        else:
            lines.append(" ".join(left[:count]))
            left = left[count:]
    return _isolated(lines)


def _fitting(words: list[str], room: float) -> int:
    """Return how many of these words stand side by side on a line; 0: not even the first."""
    taken = 0.0
    for count, word in enumerate(words):
        taken += width(f" {word}" if count else word)
        if taken > room:
            return count
    return len(words)


def _beginning(word: str, room: float) -> str:
    """Return as much of a word as has room, and one character at least."""
    kept = word
    while len(kept) > 1 and width(kept) > room:
        kept = kept[:-1]
    return kept


def _isolated(lines: list[str]) -> tuple[str, ...]:
    """Return lines each of which closes what it opens: a text of the log may go over several."""
    found, opened = [], 0
    for line in lines:
        whole = _ISOLATE * opened + line
        opened = whole.count(_ISOLATE) - whole.count(_END)
        found.append(whole + _END * opened)
    return tuple(found)
