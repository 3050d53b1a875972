"""Dates that a sentence names, as EDTF, each with its words: `dates.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from intake.mentions.calendar import Published, day_of
from intake.mentions.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 4
"""How many dates are offered for a sentence."""

_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
    r"|(?P<day2>\d{1,2})[./-](?P<month2>\d{1,2})[./-](?P<year2>(?:19|20)\d\d))(?![\d])"
)
_NUMBERS = {
    **dict.fromkeys(("два", "две", "екі", "hai", "two"), 2),
    **dict.fromkeys(("три", "үш", "ba", "three", "ثلاثه", "несколько", "бірнеше", "vài"), 3),
    **dict.fromkeys(("several", "a few"), 3),
    **dict.fromkeys(("четыре", "төрт", "bốn", "four", "اربعه"), 4),
    **dict.fromkeys(("пять", "бес", "năm", "five", "خمسه"), 5),
    **dict.fromkeys(("шесть", "алты", "sáu", "six", "سته"), 6),
}
_PREFIX = {"ar": r"(?:[وبلف])?", "kk": "", "ru": "", "vi": "", "en": ""}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, and the words that name it; without words it is the day of publication.

    What is ``due`` is a deadline, or lies ahead by its words.
    """

    edtf: str
    words: str | None = None
    due: bool = False

    def to_json(self) -> dict[str, str | bool | None]:
        """Return it as JSON."""
        return {"edtf": self.edtf, "from": self.words, "due": self.due}


class _Found(NamedTuple):
    start: int
    end: int
    edtf: str
    words: str
    is_ahead: bool


def dates(sentence: str, language: str, published: str | None) -> list[DateMention]:
    """Return the dates of a sentence, then the day of publication, and deadlines last."""
    day = Published.of(published)
    text = plain(sentence)
    found: list[_Found] = []
    for one in _all(text, language, day):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    ordered = sorted(found, key=lambda one: one.start)[:MOST]
    told = [DateMention(one.edtf, one.words, one.is_ahead) for one in ordered]
    of_publication = [] if day is None else [DateMention(day.edtf())]
    happened = [one for one in told if not one.due]
    due = [one for one in told if one.due]
    return list({one.edtf: one for one in reversed([*happened, *of_publication, *due])}.values())[
        ::-1
    ]


def _all(text: str, language: str, day: Published | None) -> Iterator[_Found]:
    """Give what each pattern finds, the more exact patterns first."""
    for match in _NUMERIC.finditer(text):
        parts = match.groupdict()
        year, month, number = (
            int(parts[name] or parts[f"{name}2"]) for name in ("year", "month", "day")
        )
        yield from _one(match, text, day_of(year, month, number))
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            yield from _one(match, text, _absolute(match, day))
    if day is not None:
        yield from _relative(text, language, day)


def _one(match: re.Match[str], text: str, edtf: str | None) -> Iterator[_Found]:
    if edtf is not None:
        before = text[: match.start()].rstrip().rpartition(" ")[2]
        inside = match.group().split(" ")[0]
        ahead = bool({before, inside} & set(_table()["before"]["words"]))
        yield _Found(match.start(), match.end(), edtf, match.group().strip(" (,"), ahead)


def _absolute(match: re.Match[str], day: Published | None) -> str | None:
    """Return the date of a match; of one without a year that which is nearest to publication."""
    parts = {name: text for name, text in match.groupdict().items() if text}
    if (weekday := next((name for name in parts if name.startswith("w")), None)) is not None:
        return None if day is None else day.weekday(int(weekday[1:]))
    part = next((name for name in ("start", "middle", "end") if name in parts), None)
    month = int(parts["number"]) if "number" in parts else _month(parts)
    if month is None:
        return parts["year"]
    number = int(parts["day"]) if "day" in parts else None
    if "year" in parts:
        return day_of(int(parts["year"]), month, number, part)
    if day is None or not 1 <= month <= 12 or not 1 <= (number or 1) <= 31:
        return None
    return day_of(day.near(month, number), month, number, part)


def _month(parts: dict[str, str]) -> int | None:
    found = next((name for name in parts if name.startswith("m") and name[1:].isdigit()), None)
    return None if found is None else int(found[1:])


def _relative(text: str, language: str, day: Published) -> Iterator[_Found]:
    for pattern, told in _relatives(language):
        for match in pattern.finditer(text):
            exact = told.removesuffix("~")
            edtf = day.moved(int(exact[:-1]), exact[-1])
            yield from _one(match, text, _about(edtf) if told.endswith("~") else edtf)
    for match in _ago(language).finditer(text):
        count = match["count"]
        number = int(count) if count.isdigit() else _NUMBERS[count]
        yield from _one(match, text, _about(day.moved(-number, _unit(match["unit"]))))


def _about(edtf: str | None) -> str | None:
    """Return a date as approximate; an interval is vague enough."""
    return edtf if edtf is None or "/" in edtf else f"{edtf}~"


def _unit(word: str) -> str:
    table: dict[str, list[str]] = _table()["units"]
    return next(unit for unit, stems in table.items() if word.startswith(tuple(stems)))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    table = _table()
    months = "|".join(
        f"(?P<m{number}>{'|'.join(names)})"
        for number, names in enumerate(table["months"][language], start=1)
    )
    weekdays = "|".join(
        f"(?P<w{number}>{name})" for number, name in enumerate(table["weekdays"][language])
    )
    parts = "|".join(f"(?P<{name}>{words})" for name, words in table["parts"][language].items())
    pieces = {
        "D": r"(?P<day>\d{1,2})",
        "M": f"(?:{months})" if months else "(?!)",
        "N": r"(?P<number>\d{1,2})",
        "Y": r"(?P<year>(?:19|20)\d\d)",
        "W": f"(?:{weekdays})",
        "P": f"(?:{parts})",
    }
    return tuple(
        re.compile(
            rf"(?<![\w/.,-]){_PREFIX[language]}"
            + re.sub(r"(?<![\w\\])[DMNYWP](?![a-zа-я])", lambda found: pieces[found[0]], pattern)
            + r"(?![\w/]|[.,]\d)"
        )
        for pattern in table["patterns"][language]
    )


@cache
def _relatives(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w){_PREFIX[language]}(?:{words})(?!\w)"), told)
        for words, told in _table()["relative"][language].items()
    )


@cache
def _ago(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_table()['ago'][language]}(?!\w)")


@cache
def _table() -> dict[str, Any]:
    path = files("intake.mentions").joinpath("dates.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
