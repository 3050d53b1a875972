"""Figures of a sentence: numbers with what they count, and sums of money with their currency."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from intake.mentions.words import plain

_DIGITS = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_GROUPED = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR = 40
"""How many letters after a number what it counts may stand, and before it how exact it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMention:
    """A number of a sentence; with a currency it is a sum of money."""

    count: float | int
    words: str
    unit: str | None = None
    currency: str | None = None
    qualifier: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, without what it doesn't say."""
        told = {
            "count": self.count,
            "unit": self.unit,
            "currency": self.currency,
            "qualifier": self.qualifier,
            "from": self.words,
        }
        return {name: value for name, value in told.items() if value is not None}


def figures(sentence: str) -> list[FigureMention]:
    """Return the figures of a sentence in their order; years, days and bare small numbers are none."""
    text = plain(sentence)
    found = []
    for match in _number().finditer(text):
        times = _meant("times", match["times"])
        count = _count(match["digits"], match["word"], int(times or 1), has_times=bool(times))
        after, before = text[match.end() :][:_NEAR], text[: match.start()][-_NEAR:]
        currency = _currency(before, after)
        unit = None if currency else _unit(after)
        is_year = bool(_YEAR.fullmatch(match.group().strip())) and not (unit or currency)
        if count is None or is_year or not (unit or currency or times or count >= 1000):
            continue
        found.append(
            FigureMention(
                count=count,
                words=match.group().strip(),
                unit=unit,
                currency=currency,
                qualifier=_qualifier(before),
            )
        )
    return found


def _count(
    digits: str | None, word: str | None, times: int, *, has_times: bool
) -> int | float | None:
    """Return a number as written: groups of three are thousands, other points decimal ones."""
    if digits is None:
        number = _meant("numbers", word)
        return None if number is None else int(number) * times
    if _GROUPED.fullmatch(digits) and not (has_times and len(digits) < 6):
        return int(re.sub(r"\D", "", digits)) * times
    value = float(digits.replace(",", ".").replace(" ", "")) * times
    return int(value) if value == int(value) else round(value, 6)


def _currency(before: str, after: str) -> str | None:
    sign = before.rstrip()[-2:]
    for code, names in _table()["currencies"].items():
        if after.lstrip().startswith(tuple(names)):
            return str(code)
        if any(sign.endswith(name) for name in names if not name[0].isalpha()):
            return str(code)
    return None


def _unit(after: str) -> str | None:
    """Return what is counted: the first word after a number that is of a unit."""
    found: list[tuple[int, str]] = []
    for unit, pattern in _unit_patterns():
        if (match := pattern.search(after)) is not None:
            found.append((match.start(), unit))
    return min(found)[1] if found else None


def _qualifier(before: str) -> str | None:
    text = before.rstrip(" $€£₹")
    for name, words in _table()["qualifiers"].items():
        if any(text.endswith(f" {word}") or text == word for word in words):
            return str(name)
    return None


def _meant(table: str, word: str | None) -> str | None:
    if not word:
        return None
    return next(
        (key for key, words in _table()[table].items() if word.startswith(tuple(words))), None
    )


@cache
def _number() -> re.Pattern[str]:
    times = _any(_table()["times"])
    numbers = _any(_table()["numbers"])
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<digits>{_DIGITS})(?!\w*[/\d])|(?P<word>(?:{numbers})\w*)(?= (?:{times})))"
        rf"(?: ?(?P<times>(?:{times})\w*))?"
    )


@cache
def _unit_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (unit, re.compile(rf"(?<!\w)(?:و|ال|لل)?(?:{'|'.join(map(re.escape, words))})"))
        for unit, words in _table()["units"].items()
    )


def _any(table: dict[str, list[str]]) -> str:
    return "|".join(re.escape(word) for words in table.values() for word in words)


@cache
def _table() -> dict[str, Any]:
    path = files("intake.mentions").joinpath("figures.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
