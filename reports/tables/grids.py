"""Grids: two sides of things, and a word where they meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.model import Audience, CardPlace, Column, Foreign, Layout, Table, Tone, Word
from reports.safe_text import flat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reports.model import Cell, Inline


WORST_FIRST = (
    Tone.BAD,
    Tone.WARN,
    Tone.PASSED,
    Tone.AHEAD,
    Tone.SILENT,
    Tone.GONE,
    Tone.NEUTRAL,
    Tone.GOOD,
)
"""Tones in the order of their severity."""


def worst(words: Iterable[Word]) -> Tone:
    """Return the tone of the worst of some words."""
    return min((word.tone for word in words), key=WORST_FIRST.index)


def legend(
    groups: Iterable[tuple[str, Iterable[Word]]],
) -> tuple[tuple[str, tuple[Word, ...]], ...]:
    """Return groups of words, each word once and the worst first; without empty groups."""
    found = (
        (title, tuple(sorted(dict.fromkeys(words), key=lambda one: WORST_FIRST.index(one.tone))))
        for title, words in groups
    )
    return tuple((title, words) for title, words in found if words)


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a grid: what its heading column is called, and its entries by code."""

    name: str
    title: str
    entries: Mapping[str, Inline]


def grid(
    name: str, title: str, sides: tuple[Axis, Axis], cells: Mapping[tuple[str, str], Cell]
) -> Table:
    """Return a grid for readers; cells are by the codes of both sides, and may be missing.

    The side with fewer entries becomes the columns, the second where they have as many: pages
    are scrolled down more easily than across.
    """
    one, other = sides
    if len(other.entries) <= len(one.entries):
        return _grid(name, title, one, other, lambda row, column: cells.get((row, column)))
    return _grid(name, title, other, one, lambda row, column: cells.get((column, row)))


def _grid(
    name: str, title: str, down: Axis, across: Axis, cell: Callable[[str, str], Cell]
) -> Table:
    head = Column(down.name, down.title, width=20, place=CardPlace.HEAD)
    columns = (head, *(Column(code, _title(one)) for code, one in across.entries.items()))
    rows = tuple(
        (entry, *(cell(code, column) for column in across.entries))
        for code, entry in down.entries.items()
    )
    return Table(name, title, columns, rows, layout=Layout.GRID, audience=Audience.READERS)


def _title(entry: Inline) -> str:
    """Return the text of an entry as a column's title, which has no language of its own."""
    match entry:
        case Foreign(text=text):
            return flat(text)
        case Word(label=label):
            return label
    return str(entry)
