"""Dates as people write them, and how to write them in EDTF: offered, and never taken by guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_MONTHS = (
    "jan янв janv қаң ينا",
    "feb фев fév fev ақп فبر",
    "mar мар нау مار",
    "apr апр avr сәу أبر ابر",
    "may мая май mai мам ماي",
    "jun июн juin мау يون",
    "jul июл juil шіл يول",
    "aug авг aoû aou там أغس اغس",
    "sep сен қыр سبت",
    "oct окт қаз أكت اكت",
    "nov ноя қар نوف",
    "dec дек déc желт жел ديس",
)
_BEGINNINGS = {
    beginning: month for month, names in enumerate(_MONTHS, 1) for beginning in names.split()
}
"""How the names of months begin in English, Russian, French, Kazakh and Arabic."""

_PARTS = re.compile(r"(\d{1,4})([./-])(\d{1,4})(?:\2(\d{1,4}))?", re.ASCII)
_VIETNAMESE = re.compile(r"(?:ngày )?(?:(\d{1,2}) )?tháng (\d{1,2}) năm (\d{4})", re.ASCII)
_WORDED = re.compile(r"(?:(\d{1,2}) )?([^\W\d]+)\.? (?:(\d{1,2}) )?(\d{4})(?: (?:г|года|ж)\.?)?")
_EDTF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?[~?%]?", re.ASCII)
_LONGEST = 40
_DASHES = "‐‑‒–—―−"
_QUOTES = "“”„‟‘’‚‛«»‹›\"'"


def edtf_of(text: str) -> list[str]:
    """Return what a text that is no EDTF date may mean as one, each that it may; nothing: who knows.

    >>> edtf_of("31.12.2019"), edtf_of("1 May 2024")
    (['2019-12-31'], ['2024-05-01'])
    """
    if len(text) > _LONGEST:
        return []
    plain = _plain(text)
    if plain != text and _EDTF.fullmatch(plain):
        return [plain]
    return list(dict.fromkeys(filter(None, (*_of_numbers(plain), *_of_words(plain)))))


def strange(text: str) -> str:
    """Return in words which signs of a word processor a text has; empty: it has none."""
    found = [char for char in dict.fromkeys(text) if char in _DASHES or char in _QUOTES[:-2]]
    return " and ".join(f"{char} ({unicodedata.name(char).lower()})" for char in found)


def _plain(text: str) -> str:
    """Return a text without what a word processor makes of dashes, quotes and spaces."""
    for dash in _DASHES:
        text = text.replace(dash, "-")
    bare = "".join(char for char in text if char not in _QUOTES)
    return " ".join(bare.replace(",", " ").split())


def _of_numbers(text: str) -> list[str | None]:
    """Read 31.12.2019, 12/31/2019, 2019.12.31, 2019-1-2 and 12.2019; 3/4/2019 is two days."""
    if (found := _PARTS.fullmatch(text)) is None:
        return []
    first, mark, second, third = found.groups()
    if third is None:
        year, month = (first, second) if len(first) == 4 else (second, first)
        return [_written(year, month)]
    if len(first) == 4:
        return [_written(first, second, third)]
    days = [_written(third, second, first)]
    return days if mark == "." else [*days, _written(third, first, second)]


def _of_words(text: str) -> list[str | None]:
    """Read 1 May 2024, May 1 2024, 1 мая 2024 года, mai 2024, ngày 1 tháng 5 năm 2024."""
    if found := _VIETNAMESE.fullmatch(text.casefold()):
        day, month, year = found.groups()
        return [_written(year, month, day)]
    if (worded := _WORDED.fullmatch(text.casefold())) is None:
        return []
    before, name, after, year = worded.groups()
    month = next((_BEGINNINGS[name[:size]] for size in (4, 3) if name[:size] in _BEGINNINGS), 0)
    return [_written(year, str(month), before or after)]


def _written(year: str, month: str, day: str | None = None) -> str | None:
    """Return a date as EDTF; None: there is no such month or day."""
    if len(year) != 4:
        return None
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day else found.isoformat()[:7]
