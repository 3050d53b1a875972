"""Jurisdictions that a text names: by name, by what is of them, and by authorities that imply one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from intake.mentions.words import ARABIC_PREFIX, bare
from register.jurisdictions import WORLD, written_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ARABIC = re.compile("[\u0621-\u064a]")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
_TURNED = "аяйьыиеоь"
"""Last letters that Russian changes with the case."""

_OF_A_COMPANY = 0.25
"""How much an adjective counts beside a name: it mostly says whose company it is."""

NAME, ADJECTIVE, AUTHORITY = "name", "adjective", "authority"


class PlaceMention(NamedTuple):
    """A jurisdiction that a text names, where, and in which way."""

    code: str
    start: int
    how: str
    words: str


class _PlacePattern(NamedTuple):
    code: str
    how: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ArticlePlaces:
    """How much an article speaks of each jurisdiction."""

    weights: dict[str, float]

    @classmethod
    def of(cls, text: str, language: str, *, title: str | None = None) -> ArticlePlaces:
        """Return those of an article; what its title names counts threefold."""
        weights: dict[str, float] = {}
        for words, times in ((text, 1.0), (title or "", 2.0)):
            for one in places(words, language):
                more = _OF_A_COMPANY if one.how == ADJECTIVE else 1.0
                weights[one.code] = weights.get(one.code, 0.0) + times * more
        return cls(weights)

    def likeliest(self, sentence: Iterable[PlaceMention]) -> list[str]:
        """Return the jurisdictions that a sentence may be about, the likeliest first.

        First those that it names, with the article's own before others; then the article's.
        """
        points: dict[str, float] = {}
        most = max(self.weights.values(), default=1.0)
        for one in sentence:
            more = 0.6 if one.how == ADJECTIVE else 1.5
            points[one.code] = max(points.get(one.code, 0.0), more)
        for code, weight in self.weights.items():
            points[code] = points.get(code, 0.0) + weight / most
        ordered = sorted(points, key=lambda code: -points[code])
        return ordered[:3] if ordered else [WORLD]


def places(text: str, language: str) -> list[PlaceMention]:
    """Return the jurisdictions that a text names, in their order."""
    written = bare(text)
    taken: list[tuple[int, int]] = []
    found = []
    for one in _patterns(language):
        for match in one.pattern.finditer(written):
            start, end = match.span()
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            how = ADJECTIVE if match.groupdict().get("of") else one.how
            found.append(PlaceMention(one.code, start, how, match.group()))
    return sorted(found, key=lambda mention: mention.start)


@cache
def _patterns(language: str) -> tuple[_PlacePattern, ...]:
    told = sorted(_words(language), key=lambda one: -len(one[1]))
    return tuple(
        _PlacePattern(code, how, re.compile(_pattern(bare(word), how, language)))
        for code, word, how in told
    )


def _words(language: str) -> Iterator[tuple[str, str, str]]:
    """Give the code, the word and how it names, for all words of a language."""
    table = _table()
    never = {bare(word) for word in table["never"][language]}
    for name, code in written_names(language).items():
        short = bare(name.partition(" (")[0])
        if code != WORLD and short not in never and len(short) > 1:
            yield code, short, NAME
    for code, names in table["adjectives"][language].items():
        for name in names:
            yield code, name, NAME if name[0].isupper() or language == "kk" else ADJECTIVE
    for code, names in table["authorities"].items():
        for name in names:
            yield code, name, AUTHORITY


def _pattern(word: str, how: str, language: str) -> str:
    if _ARABIC.search(word):
        return _arabic(word)
    if _CYRILLIC.search(word):
        return _cyrillic(word, how, language)
    return rf"(?<![\w.]){re.escape(word)}(?:'s)?(?![\w]|\.\w)"


def _arabic(word: str) -> str:
    """Return a name with what is put before it, and the endings of what is of a country."""
    stem = word.removeprefix("ال")
    if len(stem) < 3 or " " in stem:
        return rf"(?<!\w){ARABIC_PREFIX}(?:ال)?{re.escape(stem)}(?!\w)"
    base = stem[:-1] if stem[-1] in "اه" and len(stem) > 4 else stem
    if base[-1] == "ي":
        return rf"(?<!\w){ARABIC_PREFIX}(?:ال)?{re.escape(base)}(?:ا|ه|ين|ون)?(?!\w)"
    of_it = r"(?P<of>ي(?:ا|ه|ين|ون|ات)?)?"
    return rf"(?<!\w){ARABIC_PREFIX}(?:ال)?{re.escape(base)}(?:[اه]|{of_it})(?!\w)"


def _cyrillic(word: str, how: str, language: str) -> str:
    """Return a name with the endings that its words may have; capitals alone have none."""
    if word.isupper():
        return rf"(?<!\w){re.escape(word)}(?!\w)"
    if how == ADJECTIVE:
        return rf"(?<!\w)(?i:{re.escape(word)})\w*"
    most = 8 if language == "kk" else 4
    parts = []
    for part in word.split():
        stem = part[:-1] if part[-1] in _TURNED and len(part) > 3 and language == "ru" else part
        parts.append(rf"{re.escape(stem)}\w{{0,{most}}}")
    return rf"(?<!\w){' '.join(parts)}(?!\w)"


@cache
def _table() -> dict[str, Any]:
    path = files("intake.mentions").joinpath("places.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
