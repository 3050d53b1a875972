"""Quotes in place: where they stand in the text of their document, with what is around them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from register.documents.quote_selector import Sought
from reports.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregates.vocabulary.fields import Quote

AROUND = 400
"""How many characters of the text are shown before and after a quote."""

BEGINNING = 1_500
"""How many characters are shown of a text that nothing is quoted from."""


class QuotePlace(NamedTuple):
    """A part of a text: from a character on, up to another."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, with the parts of it that are quoted."""

    whole: QuotePlace
    quoted: tuple[QuotePlace, ...]


def places(text: str, quotes: Iterable[str | Quote]) -> list[QuotePlace]:
    """Return where quotes stand in a normalised text: those that stand there exactly once."""
    found = set()
    for quote in quotes:
        sought = Sought.of(quote)
        if sought.count(text) == 1:
            start = next(sought.places(text))
            found.add(QuotePlace(start, start + len(sought.exact)))
    return sorted(found)


def passages(text: str, spans: Sequence[QuotePlace]) -> list[Passage]:
    """Return the parts of a text that have the quotes; those that overlap are one."""
    found: list[Passage] = []
    for span in spans:
        whole = QuotePlace(_word_before(text, span.start), _word_after(text, span.end))
        if found and whole.start <= found[-1].whole.end:
            last = found.pop()
            end = max(last.whole.end, whole.end)
            found.append(Passage(QuotePlace(last.whole.start, end), (*last.quoted, span)))
        else:
            found.append(Passage(whole, (span,)))
    return found or [Passage(QuotePlace(0, _word_after(text, 0, BEGINNING)), ())]


def _word_before(text: str, place: int) -> int:
    start = max(0, place - AROUND)
    return 0 if start == 0 else text.find(" ", start, place) + 1 or start


def _word_after(text: str, place: int, length: int = AROUND) -> int:
    end = min(len(text), place + length)
    return end if end == len(text) else max(text.rfind(" ", place, end), place) or end


def written(text: str, one: Passage) -> str:
    """Return a passage as HTML, with its quotes marked."""
    parts, at = ["…" if one.whole.start else ""], one.whole.start
    for span in one.quoted:
        if span.end <= at:
            continue
        start = max(span.start, at)
        parts.append(escape(safe(text[at:start])))
        parts.append(f"<mark>{escape(safe(text[start : span.end]))}</mark>")
        at = span.end
    parts.append(escape(safe(text[at : one.whole.end])))
    parts.append("…" if one.whole.end < len(text) else "")
    return "".join(parts)
