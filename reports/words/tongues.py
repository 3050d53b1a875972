"""In which language a text of the log is, where that is not said, or where it can't be so.

Who keeps a register in English writes notes in English, and gives titles of Russian articles in
English: such a text is marked as English, so that it is hyphenated and read aloud as that. What
can't be told stays unmarked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reports.model import Foreign

_WORDS = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    _WORDS.findall(
        "the of and to in for on by with from that is are was were no not as at its it has have an "
        "act law under which who all or be been"
    )
)
_OTHERS = frozenset(
    _WORDS.findall(
        "de la le les des du et dans une der die das und über im zum zur di della il el los las por "
        "para o os da do na em het een van voor ve için của và các"
    )
)
"""Short words of other languages in Latin letters, one of which is enough to doubt."""

_NOT_LATIN = frozenset(
    _WORDS.findall(
        "am ar be bg bn el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne or pa ps ru si "
        "ta te tg th ti uk ur yi zh"
    )
)
"""Languages (ISO 639) that are not written in Latin letters."""


def marked(text: str, said: str | None = None, *, apart: bool = False) -> Foreign:
    """Return a text of the log with its language: as it is said, unless its letters are others.

    ``apart``: it stands in a block of its own.
    """
    return Foreign(text, _language(text, said), apart=apart)


@lru_cache(1_024)
def _language(text: str, said: str | None) -> str | None:
    latin = _is_latin(text)
    if said and not (latin and said.partition("-")[0].lower() in _NOT_LATIN):
        return said
    return "en" if latin and _is_english(text) else None


def _is_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(char, "") for char in letters)


def _is_english(text: str) -> bool:
    words = {word.lower() for word in _WORDS.findall(text)}
    return bool(words & _ENGLISH) and not words & _OTHERS
