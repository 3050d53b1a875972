"""Cells and sentences as HTML: everything escaped, what comes from the log in a direction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, assert_never

from reports.model import Code, Day, Foreign, Lines, Link, Number, Ref, Tone, VagueDate, Word
from reports.safe_text import is_beside, safe

if TYPE_CHECKING:
    from collections.abc import Collection

    from reports.model import Cell, Inline, Run


@dataclass(frozen=True, slots=True)
class InlineWriter:
    """Writes cells; ``anchors`` are the facts that a link on this page can lead to."""

    anchors: Collection[str]

    def cell(self, cell: Cell) -> str:
        """Return a cell; several lines are a list."""
        match cell:
            case None:
                return ""
            case Lines(runs=runs):
                return self._lines(runs)
            case tuple():
                return self.run(cell)
            case _:
                return self.inline(cell)

    def _lines(self, runs: tuple[Run, ...]) -> str:
        if len(runs) < 2:
            return "".join(map(self.run, runs))
        return "<ul>" + "".join(f"<li>{self.run(run)}</li>" for run in runs) + "</ul>"

    def run(self, run: Run) -> str:
        """Return a sentence."""
        return "".join(map(self.inline, run))

    def inline(self, one: Inline) -> str:  # one for each kind of value
        """Return one value of a sentence."""
        match one:
            case str():
                return escape(one)
            case Foreign():
                return foreign(one)
            case Word():
                return word(one)
            case Day():
                return f'<time datetime="{one.on.isoformat()}">{escape(one.label)}</time>'
            case VagueDate() | Number():
                return escape(one.label)
            case Ref():
                return self._ref(one)
            case Link():
                return _link(one)
            case Code():
                return _code(one)
            case _:
                assert_never(one)

    def _ref(self, ref: Ref) -> str:
        if ref.fact not in self.anchors:
            return escape(ref.label)
        return f'<a href="#{anchor(ref.fact)}">{escape(ref.label)}</a>'


def anchor(fact: str) -> str:
    """Return the name of a fact's place on the page."""
    return f"fact-{escape(fact)}"


def foreign(one: Foreign) -> str:
    """Return a text of the log: in its language, and where its direction harms nothing else."""
    language = f' lang="{escape(one.language)}"' if one.language else ' lang=""'
    told = escape(safe(one.text)).replace("\n", "<br>")
    apart = ' class="apart"' if one.apart else ""
    return f'<bdi{apart} dir="auto"{language}>{told}</bdi>'


def word(one: Word) -> str:
    """Return a word of the vocabulary in its colour, with its sign."""
    sign = f'<span class="sign" aria-hidden="true">{escape(one.sign)}</span>' if one.sign else ""
    if one.tone is Tone.NEUTRAL and not sign:
        return f'<span class="plain">{escape(safe(one.label))}</span>'
    faded = " faded" if one.faded else ""
    return f'<span class="word {one.tone.value}{faded}">{sign}{escape(safe(one.label))}</span>'


def _code(one: Code) -> str:
    """Return a code; one that is cut is there whole, for who copies it or points at it."""
    told = escape(safe(one.text))
    if not one.cut:
        return f'<code dir="ltr">{told}</code>'
    return f'<code class="cut" dir="ltr" title="{told}">{told}</code>'


def _link(link: Link) -> str:
    told = escape(link.text) if isinstance(link.text, str) else foreign(link.text)
    if is_beside(link.url):
        return f'<a href="{escape(link.url)}">{told}</a>'
    if not link.url.lower().startswith(("http://", "https://")):
        return told
    return f'<a href="{escape(link.url)}" rel="noreferrer noopener">{told}</a>'
