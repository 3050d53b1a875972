"""The words of a standing as commands print them: with their marks, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from commands.shell.printing import say
from commands.shell.tables import console, word
from projections.queries.status import Status
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from projections.fold.standing import Observed, Standing
    from projections.queries.matrix import MatrixCell

DISPUTED, APPROXIMATE, OLD, CONTRADICTED = "!", "~", "°", "@"
MARKS = {
    DISPUTED: "disputed",
    APPROXIMATE: "approximate: more may have happened already",
    CONTRADICTED: "measurements see something else than is announced",
    OLD: "no source for over a year: what holds may have changed unheard",
}

Used = tuple[str, str]
"""A word that was printed: its context (compliance, access …) and its code."""


def marks(standing: Standing | MatrixCell, *, old: bool = False) -> str:
    """Return the marks of a standing, with a space before them."""
    seen = standing.observed
    found = (
        DISPUTED if standing.disputed else "",
        APPROXIMATE if standing.certainty == "approximate" else "",
        CONTRADICTED if seen is not None and seen.contradicts else "",
        OLD if old else "",
    )
    told = "".join(found)
    return f" {told}" if told else ""


def marks_of(one: Status | MatrixCell) -> str:
    """Return the marks of a standing on a day, with a space before them."""
    return marks(one.period.standing if isinstance(one, Status) else one, old=one.is_old)


def explain_marks(printed: str) -> None:
    """Say what the marks mean that were printed."""
    if told := "   ".join(
        f"{mark} {meaning}" for mark, meaning in MARKS.items() if mark in printed
    ):
        say()
        say(told)


def faded(text: Text, one: Status | MatrixCell) -> Text:
    """Return a text dim where all sources of a standing are old."""
    if one.is_old:
        text.stylize("dim")
    return text


def access(standing: Standing) -> Text:
    """Return access, and what is ahead of it where there is something."""
    told = Text().append(word(standing.access))
    return told if standing.ahead is None else told.append(", ahead ").append(word(standing.ahead))


def used(standings: Iterable[Standing | MatrixCell]) -> Iterator[Used]:
    """Give the words of standings as a whole, by context and code."""
    for one in standings:
        yield "compliance", one.compliance
        yield "access", one.access
        if one.ahead is not None:
            yield "ahead", one.ahead


def explain(words: Iterable[Used]) -> None:
    """Say what words mean, each once, in the order of the vocabulary.

    A state that is called as the compliance it makes for is explained by that.
    """
    printed = set(words)
    for (context, code), (_, meaning) in MEANING.items():
        if (context, code) not in printed:
            continue
        if context != "state" or ("compliance", code) not in printed:
            name = f"{context} " if context in ("access", "ahead") else ""
            told = Text(f"  {name}").append(word(code)).append(f": {meaning}")
            console().print(told, soft_wrap=True)


def observed(one: Observed) -> str:
    """Return what measurements see, and from when to when that counts."""
    otherwise = ", which is not what is announced" if one.contradicts else ""
    return f"{one.state} on {one.since}, counts through {one.until}{otherwise}"
