"""Types of fact by everyday words, in the six languages of the register: `type_words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import chain, takewhile
from typing import TYPE_CHECKING, NamedTuple

from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.events import TYPES
from register.jurisdictions import folded
from register.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.shapes import Fact

TYPE_COLUMNS = ("type", "effect", "on", "meaning")
LANGUAGES = ("en", "ru", "kk", "ar", "vi", "fr")
_ARTICLE = "ال"
_NAME_PLACE = 2
"""How likely the words of a type's own name are, among its everyday words."""

_OTHER_LANGUAGE = 0.7
"""Of what share of the best match in any language one in another language is meant, too."""

_WHOLE = 10
"""How much more a whole phrase counts than its words."""

_STEM, _SHARED_STEM, _ENDING = 3, 5, 3
"""How long what a word begins with is at least, alone or with an ending of both; and an ending."""

_SURELY = 0.8
"""How like a type's name a text is that must be that name, misspelt."""


class _Phrase(NamedTuple):
    """What somebody may call a type in a language, and how likely."""

    type_name: str
    language: str
    text: str
    tokens: tuple[str, ...]
    weight: float


class FoundType(NamedTuple):
    """A type that was found, and by which of its everyday words, the nearest first."""

    type_name: str
    words: tuple[str, ...]


class _Match(NamedTuple):
    """How well a type fits in a language: how many of the words asked for it has, how near."""

    said: int
    near: float
    language: str
    found: FoundType


@cache
def everyday_words() -> dict[str, dict[str, list[str]]]:
    """Return the words for each type, by its name and their language."""
    path = files("register.format").joinpath("type_words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def search_types(text: str) -> list[FoundType]:
    """Return the types that have most words of a text, in one language, the likeliest first.

    Languages share words, and more without accents: only those in which it means most count.
    """
    matches = _matches(_tokens(text))
    if not matches:
        return []
    best = max(matches)
    full = [match for match in matches if match.said == best.said]
    meant = {match.language for match in full if match.near >= _OTHER_LANGUAGE * best.near}
    found: dict[str, FoundType] = {}
    for match in sorted(full, key=lambda match: -match.near):
        if match.language in meant:
            found.setdefault(match.found.type_name, match.found)
    return list(found.values())


def nearest_types(text: str, *, count: int = 3) -> list[str]:
    """Return the types that somebody may mean who wrote what is no type, the likeliest first."""
    meant = [found.type_name for found in search_types(text)]
    is_misspelt = bool(nearest(text, TYPES, cutoff=_SURELY))
    return nearest(text, TYPES, count=count) if is_misspelt or not meant else meant[:count]


def _matches(asked: tuple[str, ...]) -> list[_Match]:
    fits = [_fits(word) for word in asked]
    phrases: dict[tuple[str, str], set[_Phrase]] = {}
    for phrase in chain.from_iterable(fits):
        phrases.setdefault((phrase.type_name, phrase.language), set()).add(phrase)
    return [_match(asked, fits, found) for found in phrases.values()]


def _match(
    asked: tuple[str, ...], fits: list[dict[_Phrase, float]], phrases: set[_Phrase]
) -> _Match:
    near = [max(fit.get(phrase, 0.0) for phrase in phrases) for fit in fits]
    whole = max((phrase.weight for phrase in phrases if phrase.tokens == asked), default=0.0)
    best = sorted(phrases, key=lambda one: (-sum(fit.get(one, 0.0) for fit in fits), one.text))
    words = tuple(phrase.text for phrase in best[:3])
    score = sum(near) + _WHOLE * whole
    return _Match(
        sum(map(bool, near)), score, best[0].language, FoundType(best[0].type_name, words)
    )


def _fits(word: str) -> dict[_Phrase, float]:
    """Return the phrases that have a word, or one much like it, each with how near it is."""
    found: dict[_Phrase, float] = {}
    for token, phrases in _index().get(word[:_STEM], {}).items():
        if alike := _alike(word, token):
            for phrase in phrases:
                found[phrase] = max(found.get(phrase, 0.0), alike * phrase.weight)
    return found


@cache
def _index() -> dict[str, dict[str, list[_Phrase]]]:
    """Return the phrases by each of their words, and these by how they begin."""
    found: dict[str, dict[str, list[_Phrase]]] = {}
    for phrase in _phrases():
        for token in phrase.tokens:
            found.setdefault(token[:_STEM], {}).setdefault(token, []).append(phrase)
    return found


def _phrases() -> Iterator[_Phrase]:
    for name, words in everyday_words().items():
        for language, texts in words.items():
            for place, text in enumerate(texts):
                yield _phrase(name, language, text, place)
        yield _phrase(name, "en", name, _NAME_PLACE)


def _phrase(name: str, language: str, text: str, place: int) -> _Phrase:
    tokens = _tokens(text)
    return _Phrase(name, language, text, tokens, 1 / (1 + 0.15 * place) / len(tokens) ** 0.5)


def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents, and the Arabic article."""
    plain = folded(text).replace("đ", "d").replace("ى", "ي")
    spaced = "".join(char if char.isalnum() else " " for char in plain)
    return tuple(
        word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 2 else word
        for word in spaced.split()
    )


def _alike(asked: str, known: str) -> float:
    """Return how near two words are: the same, one with an ending, two endings of a stem, or 0."""
    if asked == known:
        return 1.0
    same = takewhile(lambda pair: pair[0] == pair[1], zip(asked, known, strict=False))
    stem = sum(1 for _ in same)
    ending = max(len(asked), len(known)) - stem
    if stem in (len(asked), len(known)) and stem >= _STEM and ending < min(stem, _ENDING + 1):
        return 0.7
    return 0.5 if stem >= _SHARED_STEM and ending <= _ENDING else 0.0


def type_row(kind: type[Fact]) -> dict[str, str]:
    """Return a type in a few words: what it does, to what, and what it means."""
    meaning = (kind.__doc__ or "").strip()
    effect = kind.EFFECT
    if effect is None:
        return {"type": kind.type_name(), "effect": "none", "on": "", "meaning": meaning}
    if effect.act is Act.RAISE and effect.level is not None:
        return {
            "type": kind.type_name(),
            "effect": effect.level.word,
            "on": effect.scope or "scope",
            "meaning": meaning,
        }
    on = effect.requirement or effect.scope or ""
    return {"type": kind.type_name(), "effect": effect.act.value, "on": on, "meaning": meaning}
