"""Word stems by family: `languages/*.toml`, one file a language, with a sentence for each row."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from intake.mentions.words import ARABIC_PREFIX, ARABIC_VERB, plain

_GAP = r"(?:\W+\w+){0,5}?\W+"
_BETWEEN = r"[\W_]{1,3}"
_WORDS = re.compile(r"(?:\((?:[^()]|\([^()]*\))*\)|[^\s()])+")
_END, _ENDING = r"(?!\w)", r"\w*"
_MOST_WORDS = 2
"""How many words are told of each row that matched."""


class Row(NamedTuple):
    """Stems of one family, and a sentence that has one of them and may tell of a type."""

    family: str
    stems: tuple[str, ...]
    sentence: str
    type_name: str


@cache
def rows(language: str) -> tuple[Row, ...]:
    """Return the rows of a language's table."""
    path = files("intake.types").joinpath("languages", f"{language}.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Row(one["family"], tuple(one["stems"]), one["sentence"], one["type"])
        for one in table["row"]
    )


def families(sentence: str, language: str) -> dict[str, list[str]]:
    """Return the families of which a sentence has a stem, each with the words that have it."""
    text = plain(sentence)
    found: dict[str, list[str]] = {}
    for family, pattern in _patterns(language):
        words = dict.fromkeys(one.group() for one in pattern.finditer(text))
        if words:
            found.setdefault(family, []).extend(list(words)[:_MOST_WORDS])
    return found


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row.family, re.compile("|".join(pattern_of(stem, language) for stem in row.stems)))
        for row in rows(language)
    )


def pattern_of(stem: str, language: str) -> str:
    """Return the regular expression of a stem.

    Its words are beginnings of words, or with ``=`` whole ones, as all are in Vietnamese; ``..``
    stands for up to five words between two. A word may be a piece of a regular expression.
    """
    before = f"(?:{ARABIC_PREFIX}|{ARABIC_VERB})" if language == "ar" else ""
    parts: list[str] = []
    joint = ""
    for word in _WORDS.findall(plain(stem)):
        if word == "..":
            joint = _GAP
            continue
        is_whole = word.endswith("=") or language == "vi"
        piece = word.replace("=", "").replace(" ", _BETWEEN)
        parts.append(f"{joint}{before}{piece}{_END if is_whole else _ENDING}")
        joint = _BETWEEN
    return rf"(?<!\w)(?:{''.join(parts)})"
