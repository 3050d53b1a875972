"""Texts of the log as reports may show them: without characters that steer instead of saying."""

from __future__ import annotations

import re
import unicodedata

_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""What opens or closes embeddings, overrides and isolates (UAX 9); marks and joiners may stay."""

_BREAKS = frozenset("\n\u2028\u2029")

_NO_CHARACTERS = "".join(
    f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x11_0000, 0x1_0000)
)
_CHANGED = re.compile(
    f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{''.join(sorted(_BREAKS | _STEERING))}{_NO_CHARACTERS}]"
)
"""Whatever `_shown` may change: in nearly every text there is nothing of it."""


def safe(text: str) -> str:
    r"""Return a text without control characters and without those that turn the direction.

    A line break stays, as ``\\n``; marks of direction (LRM, RLM, ALM) and joiners stay, because
    texts in Arabic, Persian and Indic scripts need them.
    """
    if _CHANGED.search(text) is None:
        return str(text)  # of the log, it may be one of its checked texts
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in _BREAKS:
        return "\n"
    if char in "\t\v\f":
        return " "
    return char if _says(char) else ""


def _says(char: str) -> bool:
    return (
        char not in _STEERING
        and unicodedata.category(char) not in ("Cc", "Cs")
        and not _is_noncharacter(ord(char))
    )


def _is_noncharacter(point: int) -> bool:
    """Tell whether a code point is for no text at all (Unicode 23.7); XML takes some of them ill."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def flat(text: str) -> str:
    """Return a text as `safe` does, on one line."""
    return " ".join(safe(text).split())


_BESIDE = re.compile(r"(?!/)[A-Za-z0-9_.~%/-]{1,500}\.(?:html|pdf|docx|xlsx|md|csv|json)", re.ASCII)


def is_beside(address: str) -> bool:
    """Tell whether an address is that of a report's file, relative to another file."""
    return _BESIDE.fullmatch(address) is not None
