"""Grids of words as pages have room for them: by signs under a legend, in several tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, Any

from reports.formats.pdf.text import shortened
from reports.model import Lines, Tone, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.formats.pdf.text import PdfTexts
    from reports.model import Cell, Inline, Row, Table

Json = dict[str, Any]

_SIGN = 5
"""How much room a sign takes before its word, with the edges of both, in characters."""

WIDEST = 48
"""How wide a column is set at most, in characters."""

LABELLED = 8
"""Up to so many columns there is room for the labels of words."""

TOGETHER = 28
"""So many columns of signs stand on a page side by side."""

_SPARE = "○◇△□▽◦▪▫◈◎"
"""Signs for words that have none of their own."""


def grid(table: Table, texts: PdfTexts) -> Json:
    """Return a grid: its tables side by side, and the legend if words are told by their signs."""
    rows = list(table.rows)
    across = len(table.columns) - 1
    if across <= LABELLED:
        part = _part(table, rows, range(1, across + 1), texts, None)
        return {"signs": False, "legend": [], "parts": [part]}
    signs = _signs(rows)
    return {
        "signs": True,
        "legend": [
            {
                "title": texts.own(title),
                "words": [
                    {
                        "sign": signs.get(word, word.sign),
                        "text": texts.own(word.label),
                        "tone": word.tone,
                    }
                    for word in words
                ],
            }
            for title, words in table.legend or (("", tuple(signs)),)
        ],
        "parts": [_part(table, rows, part, texts, signs) for part in _divided(across)],
    }


def _divided(across: int) -> list[range]:
    """Return which columns stand in each table, after the first column: evenly many in each."""
    each = ceil(across / ceil(across / TOGETHER))
    return [range(first, min(first + each, across + 1)) for first in range(1, across + 1, each)]


def _part(
    table: Table,
    rows: Sequence[Row],
    columns: range,
    texts: PdfTexts,
    signs: dict[Word, str] | None,
) -> Json:
    return {
        "corner": texts.own(shortened(table.columns[0].title, 40), longest=14),
        "columns": [
            texts.own(shortened(table.columns[at].title, 44), longest=18 if signs is None else 20)
            for at in columns
        ],
        "rows": [
            {
                "head": texts.cell(row[0], longest=18),
                "cells": [_cell(row[at], texts, signs) for at in columns],
            }
            for row in rows
        ],
    }


def _cell(cell: Cell, texts: PdfTexts, signs: dict[Word, str] | None) -> Json:
    """Return a cell with its colour, and the file that it leads to."""
    first = next((one for one in inlines(cell) if isinstance(one, Word)), None)
    tone, faded = (None, False) if first is None else (first.tone, first.faded)
    href = ""
    if isinstance(cell, Lines) and cell.tone is not None:
        tone, faded, href = cell.tone, cell.faded, cell.href
    told: list[Any] = (
        texts.cell(cell, longest=18)
        if signs is None
        else [_sign(inline, texts, signs) for inline in inlines(cell)]
    )
    return {"told": told, "tone": tone, "faded": faded, "to": href}


def _sign(inline: Inline, texts: PdfTexts, signs: dict[Word, str]) -> Any:
    if isinstance(inline, Word):
        sign = signs[replace(inline, faded=False)]
        return {"is": "sign", "text": sign, "tone": inline.tone, "faded": inline.faded}
    return texts.inline(inline, longest=3)


def _signs(rows: Sequence[Row]) -> dict[Word, str]:
    """Return the sign of each word of a grid, in the order in which they first stand there."""
    found: dict[Word, str] = {}
    spare = iter(_SPARE)
    for inline in chain.from_iterable(inlines(cell) for row in rows for cell in row[1:]):
        if isinstance(inline, Word) and (bold := replace(inline, faded=False)) not in found:
            found[bold] = shortened(inline.sign, 2) or next(spare, shortened(inline.label, 2))
    return found


def inlines(cell: Cell) -> Iterator[Inline]:
    """Give the values of a cell, one after another."""
    match cell:
        case None:
            return
        case Lines(runs=runs):
            yield from chain.from_iterable(runs)
        case tuple():
            yield from cell
        case _:
            yield cell


def of_pills(table: Table, at: int) -> int:
    """Return how wide a column has to be so that no word in its colour is broken, in characters."""
    words = (one for row in table.rows for one in inlines(row[at]) if isinstance(one, Word))
    parts = (part for one in words if one.tone is not Tone.NEUTRAL for part in one.label.split())
    longest = max(map(len, parts), default=0)
    return min(longest + _SIGN, WIDEST) if longest else 0
