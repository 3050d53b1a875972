"""Cells and sentences as runs of a Word document: each text in its language and direction."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from reports.formats.docx.elements import R, made, size, text
from reports.formats.xlsx.styles import INKS, TINTS
from reports.model import Code, Day, Foreign, Lines, Link, Number, Ref, Tone, VagueDate, Word
from reports.safe_text import is_beside, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from lxml.etree import _Element as Element

    from reports.model import Cell, Inline, Run

_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\^`{|}]{1,2000}", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}", re.ASCII)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_PATTERNS = {Tone.PASSED: "thinDiagStripe", Tone.SILENT: "pct12"}
_PATTERN_INKS = {Tone.PASSED: "cbb75e", Tone.SILENT: "9a9fa5"}
LINK = "24405f"


@dataclass(frozen=True, slots=True)
class DocxTexts:
    """Writes runs of a report in a language; ``relate`` gives the id of a link's address.

    ``places`` are the facts that a reference can lead to. In cells of a grid, whose colour is the
    cell's, words have none of their own: ``plain``.
    """

    language: str
    rtl: bool
    relate: Callable[[str], str]
    places: Collection[str]
    plain: bool = field(default=False)

    def lines(self, cell: Cell) -> list[list[Element]]:
        """Return the runs of each line of a cell."""
        match cell:
            case None:
                return []
            case Lines(runs=runs):
                return [list(self.run(run)) for run in runs]
            case tuple():
                return [list(self.run(cell))]
            case _:
                return [list(self.inline(cell))]

    def run(self, run: Run) -> Iterator[Element]:
        """Give the runs of a sentence."""
        for one in run:
            yield from self.inline(one)

    def inline(self, one: Inline) -> Iterator[Element]:
        """Give the runs of one value of a sentence."""
        match one:
            case str():
                yield self.said(one)
            case Foreign():
                yield self._foreign(one)
            case Word():
                yield self.word(one)
            case Day() | VagueDate() | Number():
                yield self.said(one.label)
            case Ref():
                yield from self._ref(one)
            case Link():
                yield from self._link(one)
            case Code():
                fixed = made("rFonts", ascii="Courier New", hAnsi="Courier New", cs="Courier New")
                yield text(safe(one.text), [fixed, *size(17), made("noProof")])
            case _:
                assert_never(one)

    def said(self, words: str, *look: Element) -> Element:
        """Return a text in the report's language."""
        return text(safe(words), [*look, *self._direction(rtl=self.rtl), self._lang(self.language)])

    def word(self, word: Word, *look: Element) -> Element:
        """Return a word of the vocabulary in its colour, with its sign."""
        told = f"{word.sign} {word.label}".strip() if word.sign else word.label
        if self.plain or (word.tone is Tone.NEUTRAL and not word.sign):
            return self.said(told, *look)
        slanted = [made("i")] if word.faded else []
        ink = made("color", val=INKS[word.tone][1:])
        return self.said(f"\u00a0{told}\u00a0", made("b"), *slanted, ink, *look, shade(word.tone))

    def _foreign(self, foreign: Foreign) -> Element:
        told, tag = safe(foreign.text), foreign.language or ""
        rtl = _RIGHT_TO_LEFT.search(told) is not None
        known = [self._lang(tag)] if _TAG.fullmatch(tag) else [made("noProof")]
        return text(told, [*self._direction(rtl=rtl), *known])

    def _ref(self, ref: Ref) -> Iterator[Element]:
        shown = self.said(ref.label, *_led()) if ref.fact in self.places else self.said(ref.label)
        if ref.fact in self.places:
            yield made("hyperlink", [shown], anchor=bookmark(ref.fact))
        else:
            yield shown

    def _link(self, link: Link) -> Iterator[Element]:
        runs = list(self.inline(link.text))
        if not (_WEB.fullmatch(link.url) or is_beside(link.url)):
            yield from runs
            return
        yield self.leading(link.url, runs)

    def leading(self, address: str, runs: list[Element]) -> Element:
        """Return runs as a link to an address that is known to be harmless."""
        for run in runs:
            run[0][:0] = _led()
        found = made("hyperlink", runs)
        found.set(f"{{{R}}}id", self.relate(address))
        return found

    def _direction(self, *, rtl: bool) -> list[Element]:
        return [made("rtl")] if rtl else []

    def _lang(self, code: str) -> Element:
        return made("lang", val=code, bidi=code)


def _led() -> list[Element]:
    return [made("color", val=LINK), made("u", val="single")]


def shade(tone: Tone) -> Element:
    """Return the ground of a tone: a tint, with a pattern where nothing was heard."""
    tint = TINTS[tone][1:]
    if tone in _PATTERNS:
        return made("shd", val=_PATTERNS[tone], color=_PATTERN_INKS[tone], fill=tint)
    return made("shd", val="clear", color="auto", fill=tint)


def bookmark(fact: str) -> str:
    """Return the name of a fact's place: letters and digits, 40 at most."""
    return f"fact_{re.sub(r'[^0-9A-Za-z]', '', fact)[:34]}"
