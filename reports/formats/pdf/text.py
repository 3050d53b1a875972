"""Texts as the template of PDFs gets them: as data, in their own direction, breakable everywhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reports.model import Code, Day, Foreign, Lines, Link, Number, Ref, Tone, VagueDate, Word
from reports.safe_text import is_beside, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.model import Cell, Inline, Run

Json = dict[str, Any]

LONGEST = 48
"""A word with more characters than this may break anywhere, wherever it stands."""

MARKS = 30
"""So many marks on one letter are shown (no language needs more: UAX 15)."""

_CUT = 8
"""How many characters of a code that is cut are on paper."""

MISSING = "\N{REPLACEMENT CHARACTER}"
"""What stands for a character that can't be shown."""

_HYPHENATED = frozenset({"en", "fr", "ru"})
"""The languages of reports whose words typst can hyphenate."""

_LTR_ISOLATE, _RTL_ISOLATE, _END = "\u2066", "\u2067", "\u2069"
_BREAK = "\u200b"
_BOUND = ("\u200c", "\u200d")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\^`{|}]{1,2000}", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?(?:-.*)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfTexts:
    """Makes data of texts, in a report of a language (its code) that runs in a direction.

    ``places`` says for which facts, by id, the report has a place that references can lead to.
    """

    language: str
    direction: str
    places: Mapping[str, str]

    def cell(self, cell: Cell, *, longest: int = LONGEST) -> list[list[Any]]:
        """Return the runs of a cell, one for each of its lines."""
        match cell:
            case None | ():
                return []
            case Lines(runs=runs):
                return [line for run in runs for line in self._lines(run, longest)]
            case tuple():
                return self._lines(cell, longest)
            case Foreign(apart=True):
                return self._lines((cell,), longest)
            case _:
                return [[self.inline(cell, longest=longest)]]

    def _lines(self, run: Run, longest: int) -> list[list[Any]]:
        """Return a run in lines: what stands apart has one of its own, in its own direction."""
        lines: list[list[Any]] = [[]]
        for inline in run:
            if isinstance(inline, Foreign) and inline.apart:
                side = "ltr" if _isolate(inline.text) == _LTR_ISOLATE else "rtl"
                lines += [[{**self._foreign(inline, longest), "apart": side}], []]
            else:
                lines[-1].append(self.inline(inline, longest=longest))
        return [self._settable(line) for line in lines if line]

    def _settable(self, line: list[Any]) -> list[Any]:
        """Return a line that typst can tag: from right to left, it can't tell a language beside links."""
        kinds = {piece["is"] for piece in line if isinstance(piece, dict)}
        if self.direction == "ltr" or not kinds & {"ref", "link"}:
            return line
        return [
            {name: value for name, value in piece.items() if name not in ("lang", "region")}
            if isinstance(piece, dict) and piece["is"] == "foreign"
            else piece
            for piece in line
        ]

    def run(self, run: Run, *, longest: int = LONGEST) -> list[Any]:
        """Return the pieces of a run; what stands apart elsewhere comes after a dash."""
        pieces: list[Any] = []
        for inline in run:
            if pieces and isinstance(inline, Foreign) and inline.apart:
                pieces.append(" – ")
            pieces.append(self.inline(inline, longest=longest))
        return self._settable(pieces)

    def inline(self, inline: Inline, *, longest: int = LONGEST) -> Json | str:
        """Return a piece of a run: a text, or a text with what it is."""
        match inline:
            case str(text) | Word(_, text, Tone.NEUTRAL):
                return self.own(text, longest=longest)
            case Day(_, text) | VagueDate(_, text) | Number(_, text):
                return self.own(text, longest=longest)
            case Word(label=text, tone=tone, sign=sign, faded=faded):
                signed = self.own(f"{sign}\u00a0{text}" if sign else text, longest=max(longest, 24))
                return {"is": "word", "text": signed, "tone": tone, "faded": faded}
            case Foreign():
                return self._foreign(inline, longest)
            case Code(text, cut):
                shown = clean(text[:_CUT] if cut else text)
                return {"is": "code", "text": self._isolated(shown, longest * 4 // 5)}
            case Ref():
                return self._ref(inline, longest)
            case Link(url, text):
                told = self.inline(text, longest=longest)
                return (
                    {"is": "link", "to": url, "told": told}
                    if _WEB.fullmatch(url) or is_beside(url)
                    else told
                )

    def own(self, text: str, *, longest: int = LONGEST) -> str:
        """Return a text in the report's language."""
        if self.language in _HYPHENATED:
            return breakable(clean(text), longest, letters=max(longest, 28))
        return breakable(clean(text), longest)

    def _foreign(self, foreign: Foreign, longest: int) -> Json:
        told: Json = {"is": "foreign", "text": self._isolated(clean(foreign.text), longest)}
        if foreign.language and (tag := _TAG.fullmatch(foreign.language)):
            told["lang"] = tag[1].lower()
            if tag[2]:
                told["region"] = tag[2].upper()
        return told

    def _ref(self, ref: Ref, longest: int) -> Json | str:
        text = self.own(ref.label, longest=longest)
        place = self.places.get(ref.fact)
        return text if place is None else {"is": "ref", "text": text, "to": place}

    def _isolated(self, text: str, longest: int) -> str:
        """Return a text that neither turns what stands around it, nor is turned by it."""
        whole = breakable(text, longest)
        if self.direction == "ltr" and not _turns(text):
            return whole
        lines = [_isolate(line) + line + _END if line else "" for line in whole.split("\n")]
        return "\n".join(lines)


def clean(text: str) -> str:
    """Return a text as `safe` does, with what a PDF can't hold replaced.

    That is what is for private use, and marks without end on one letter.
    """
    told = safe(text)
    if told.isascii():
        return told
    marks = 0
    shown: list[str] = []
    for char in told:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind[0] == "M" else 0
        if marks <= MARKS:
            shown.append(MISSING if kind == "Co" else char)
        elif marks == MARKS + 1:
            shown.append(MISSING)
    return "".join(shown)


def breakable(text: str, longest: int, *, letters: int | None = None) -> str:
    """Return a text in which each word that is longer may break between any two characters.

    ``letters`` is how long a word of letters alone may be, where that is different.
    """
    if len(text) <= longest:
        return text
    most = longest if letters is None else letters
    return re.sub(
        r"\S+",
        lambda found: (
            _apart(found[0])
            if len(found[0]) > (most if found[0].replace("-", "").isalpha() else longest)
            else found[0]
        ),
        text,
    )


def shortened(text: str, most: int) -> str:
    """Return a text on one line, cut where it is longer than so many characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _apart(word: str) -> str:
    """Return a word with a place to break before each character that begins something."""
    parts = [word[0]]
    for before, char in pairwise(word):
        joined = unicodedata.category(char)[0] == "M" or char in _BOUND or before in _BOUND
        parts.append(char if joined else _BREAK + char)
    return "".join(parts)


def _turns(text: str) -> bool:
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def _isolate(text: str) -> str:
    """Return what opens an isolate for a text: its first strong character has a direction."""
    for char in text:
        match unicodedata.bidirectional(char):
            case "L":
                return _LTR_ISOLATE
            case "R" | "AL":
                return _RTL_ISOLATE
    return _LTR_ISOLATE
