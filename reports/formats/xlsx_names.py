"""What sheets of a workbook are called: short, without the signs that names can't have, unique."""

from __future__ import annotations

import re

from reports.safe_text import flat

LONGEST = 31
"""How long a name can be, in UTF-16 units."""

_NEVER = re.compile(r"[\[\]:*?/\\]+")
_RESERVED = "history"


class SheetNames:
    """The names that are taken in a workbook."""

    def __init__(self) -> None:
        self._taken = {_RESERVED}

    def take(self, title: str) -> str:
        """Return a name for a sheet with this title, which nothing else in the workbook has."""
        wanted = flat(_NEVER.sub(" ", title)).strip("' ") or "1"
        number, name = 1, _short(wanted, "")
        while name.lower() in self._taken:
            number += 1
            name = _short(wanted, f" ({number})")
        self._taken.add(name.lower())
        return name


def _short(title: str, ending: str) -> str:
    if _length(title + ending) <= LONGEST:
        return title + ending
    kept = title
    while _length(f"{kept}…{ending}") > LONGEST:
        kept = kept[:-1]
    words, space, _ = kept.rpartition(" ")
    at_a_word = words if space and len(words) > LONGEST // 2 else kept
    return f"{at_a_word.rstrip(chr(39) + ' ,;.–-')}…{ending}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
