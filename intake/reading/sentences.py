"""Sentences of a text, each with where it stands in it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

WRAPPED = (40, 120)
"""How long the lines of a text are that was broken by its width."""

_NEAR_FULL = 0.75
"""How full a line is, beside the longest of a wrapped text, that goes on in the next one."""

_CLOSING = "\"'”’»)]›"
_END = re.compile(rf"[.!?؟…。]+[{re.escape(_CLOSING)}]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"“])(?:"
    r"mr|mrs|ms|dr|prof|sen|rep|gov|gen|st|vs|no|art|sec|inc|ltd|corp|co|jr|sr|approx|est"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"
    r"|г|гг|ст|п|пп|ч|ул|им|тыс|млн|млрд|руб|коп|др|пр|см|т\.\s?е|т\.\s?д|т\.\s?п|и\.\s?о"
    r"|тг|тп|tp|ts|ths|pgs|đ|د|أ|م|ص"
    r"|\w|(?:[a-z]\.)+[a-z]"
    r")\.$",
    re.IGNORECASE,
)
_STARTS_LOW = re.compile(r"[\s\-–—]*[^\W\d_]")
_WORD = re.compile(r"\w")


class Span(NamedTuple):
    """A part of a text: from where to where."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Return the sentences in their order, without the white space around them.

    A line ends one, unless the text was broken by its width.
    """
    found = []
    for line in _lines(text):
        for start, end in _within(text, line):
            stripped = text[start:end].strip()
            if _WORD.search(stripped):
                begin = start + text[start:end].index(stripped)
                found.append(Span(begin, begin + len(stripped)))
    return found


def lines(text: str) -> list[Span]:
    """Return the lines as they stand, without their ends."""
    return [Span(one.start(), one.end()) for one in re.finditer(r"[^\r\n]+", text)]


def _lines(text: str) -> Iterator[Span]:
    """Give what stands on lines of its own; those of a wrapped text are joined."""
    found = lines(text)
    full = _wrapped_at(text, found)
    start: int | None = None
    for one, following in pairwise([*found, Span(len(text), len(text))]):
        start = one.start if start is None else start
        if full is None or not _goes_on(text, one, following, full):
            yield Span(start, one.end)
            start = None


def _wrapped_at(text: str, found: list[Span]) -> int | None:
    """Return how long the lines of a text are that was broken by its width; None: it was not."""
    lengths = sorted(one.end - one.start for one in found if text[one.start : one.end].strip())
    if len(lengths) < 4:
        return None
    longest = lengths[int(len(lengths) * 0.9)]
    low, high = WRAPPED
    is_wrapped = low <= longest and lengths[-1] <= high
    broken = sum(1 for one in found if not _END.search(text[one.start : one.end].rstrip()[-4:]))
    return longest if is_wrapped and broken > len(lengths) / 3 else None


def _goes_on(text: str, one: Span, following: Span, full: int) -> bool:
    """Tell whether a sentence goes on in the next line of a wrapped text."""
    between = text[one.end : following.start]
    if between.count("\n") > 1 or following.start == len(text):
        return False
    line = text[one.start : one.end].rstrip()
    return len(line) >= _NEAR_FULL * full and not line.endswith((".", "!", "?", "؟", ":"))


def _within(text: str, line: Span) -> Iterator[Span]:
    """Give the sentences of one line."""
    start = line.start
    for end in _END.finditer(text, line.start, line.end):
        if _is_end(text, start, end, line.end):
            yield Span(start, end.end())
            start = end.end()
    yield Span(start, line.end)


def _is_end(text: str, start: int, end: re.Match[str], line_end: int) -> bool:
    """Tell whether a stop ends a sentence: no abbreviation does, nor one with small letters after."""
    rest = text[end.end() : line_end].lstrip()
    if not rest:
        return True
    head = rest.lstrip("\"'“‘«([—–- ")[:1]
    if head.islower() or (rest[0] in "-–—" and not head.isdigit()):
        return False
    if end.group().startswith(".") and len(end.group()) == 1:
        return _ABBREVIATION.search(text[start : end.end()][-12:]) is None
    return True
