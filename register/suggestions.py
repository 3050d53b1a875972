"""The nearest known words to one that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from aggregates.dates.everyday import strange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def nearest(word: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return up to ``count`` known words that look like it, the likest first."""
    return get_close_matches(word, list(known), n=count, cutoff=cutoff)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; the nearest are …`` for an error message, or nothing if none is near."""
    return told_nearest(nearest(word, known))


def told_nearest(close: Sequence[str]) -> str:
    """Return ``; the nearest are …`` of words that are near already, or nothing of none."""
    if not close:
        return ""
    return f"; the nearest {'is' if len(close) == 1 else 'are'} {', '.join(close)}"


def of_a_word_processor(text: str) -> str:
    """Return a hint at dashes and quotation marks that a word processor makes, or nothing."""
    signs = strange(text)
    return f"; it has {signs}, as word processors make them" if signs else ""


def known_ones(known: Sequence[str], *, count: int = 10) -> str:
    """Return what is known, for where nothing is near: the first few, or that there is nothing."""
    if not known:
        return "; none is known yet"
    return f"; known are {', '.join(known[:count])}{' …' if len(known) > count else ''}"
