"""How words are compared: small letters, and for Arabic without what its spelling leaves open."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_LETTERS = str.maketrans("أإآٱىئؤةЁё’‘ʼ“”«»\u00a0\u202f", 'ااااييوهЕе\'\'\'""""  ')

ARABIC_PREFIX = r"(?:[وف]?(?:س|[بكل]?(?:ال)?|لل)?)"
"""What stands before a noun in Arabic without a space: and, with, for, the."""

ARABIC_VERB = r"(?:[وفل]?س?[ايتن]?)"
"""What stands before a verb in Arabic without a space: and, will, and who acts."""


def bare(text: str) -> str:
    """Return a text with its capitals, and letters that are often exchanged as one of them."""
    return _MARKS.sub("", unicodedata.normalize("NFC", text)).translate(_LETTERS)


def plain(text: str) -> str:
    """Return a text as stems are looked up in it."""
    return " ".join(bare(text).casefold().split())
