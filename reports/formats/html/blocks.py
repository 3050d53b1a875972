"""Blocks of a report as HTML: paragraphs, words, terms, tables, cards, grids and pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, assert_never

from reports.formats.html.inline import InlineWriter, anchor
from reports.formats.values import without_empty_columns
from reports.model import (
    CardPlace,
    Chart,
    Code,
    ColumnKind,
    KeyFigures,
    Layout,
    Lines,
    Paragraph,
    Table,
    Terms,
    Tone,
    Word,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.model import Block, Cell, Column, Row
    from reports.words.language import Language

_ROOMY = 6
"""From how many columns on a grid may be wider than texts are."""

CROWDED = 9
"""From how many columns on a grid shows signs, with a legend, instead of words."""


def block(one: Block, write: InlineWriter, language: Language) -> Iterator[str]:
    """Give a block in pieces."""
    match one:
        case Paragraph():
            kind = "" if one.tone is Tone.NEUTRAL else f' class="set-off {one.tone.value}"'
            yield f"<p{kind}>{write.run(one.run)}</p>\n"
        case Words():
            yield f'<p class="words">{"".join(map(write.inline, one.words))}</p>\n'
        case KeyFigures():
            yield from _key_figures(one, write)
        case Terms():
            yield from _terms(one, write)
        case Chart():
            yield from _chart(one, language)
        case Table():
            yield from _table(one, write, language)
        case _:
            assert_never(one)


def _key_figures(block: KeyFigures, write: InlineWriter) -> Iterator[str]:
    yield '<dl class="figures">\n'
    for one in block.figures:
        yield (
            f'<div class="figure {one.tone.value}"><dt>{escape(one.label)}</dt>'
            f"<dd>{write.run(one.value)}</dd></div>\n"
        )
    yield "</dl>\n"


def _terms(terms: Terms, write: InlineWriter) -> Iterator[str]:
    yield "<dl>\n"
    for name, value in terms.pairs:
        yield f"<div><dt>{write.run(name)}</dt><dd>{write.cell(value)}</dd></div>\n"
    yield "</dl>\n"


def _chart(chart: Chart, language: Language) -> Iterator[str]:
    """Give a picture twice: for a page, and for a narrow screen, whichever it is shown on."""
    from reports.charts.drawing import PHONE, svg  # noqa: PLC0415  # lxml is for pictures only

    yield f'<figure id="{escape(chart.name)}">\n<figcaption>{escape(chart.title)}</figcaption>\n'
    yield f'<div class="picture" tabindex="0">{svg(chart, language)}</div>\n'
    yield f'<div class="picture narrow">{svg(chart, language, width=PHONE)}</div>\n</figure>\n'


def _sideways(language: Language) -> str:
    """Return the hint above what is wider than a narrow screen; others don't show it."""
    return f'<p class="hint">{escape(language.tr("Scroll sideways to see the rest."))}</p>\n'


def _table(table: Table, write: InlineWriter, language: Language) -> Iterator[str]:
    if not len(table.rows):
        return
    title = escape(table.title)
    if table.folded:
        count = language.number(len(table.rows)).label
        yield f"<details><summary>{title} ({count})</summary>\n"
    match table.layout:
        case Layout.ROWS:
            yield from _rows(without_empty_columns(table), write)
        case Layout.CARDS:
            yield from _cards(table, write)
        case Layout.GRID:
            yield _sideways(language)
            yield from _grid(table, write)
        case _:
            assert_never(table.layout)
    if table.folded:
        yield "</details>\n"


def _rows(table: Table, write: InlineWriter) -> Iterator[str]:
    kind = ' class="pairs"' if len(table.columns) == 2 else ""
    yield f'<table{kind} id="{escape(table.name)}"><caption>{escape(table.title)}</caption>\n<thead><tr>'
    yield "".join(
        f'<th scope="col"{_numeric(one)}>{escape(one.title)}</th>' for one in table.columns
    )
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = (
            f'<td data-name="{escape(column.title)}"{_numeric(column)}><div>{write.cell(cell)}</div></td>'
            for column, cell in zip(table.columns, row, strict=True)
        )
        yield f"<tr{_id(table, row)}>{''.join(cells)}</tr>\n"
    yield "</tbody></table>\n"


def _numeric(column: Column) -> str:
    return ' class="number"' if column.kind is ColumnKind.NUMBER else ""


def _id(table: Table, row: Row) -> str:
    if table.anchor is None:
        return ""
    place = next(at for at, column in enumerate(table.columns) if column.name == table.anchor)
    cell = row[place]
    return f' id="{anchor(cell.text)}"' if isinstance(cell, Code) else ""


def _cards(table: Table, write: InlineWriter) -> Iterator[str]:
    yield f'<ol class="cards" id="{escape(table.name)}">\n'
    for row in table.rows:
        yield f"<li{_id(table, row)}>{_card(table, row, write)}</li>\n"
    yield "</ol>\n"


def _card(table: Table, row: Row, write: InlineWriter) -> str:
    parts: dict[CardPlace, list[tuple[Column, str]]] = {place: [] for place in CardPlace}
    for column, cell in zip(table.columns, row, strict=True):
        if told := write.cell(cell):
            parts[column.place].append((column, told))
    head = " ".join(f"<span>{told}</span>" for _, told in parts[CardPlace.HEAD])
    marks = "".join(told for _, told in parts[CardPlace.MARKS])
    body = "".join(
        f"<div><dt>{escape(column.title)}</dt><dd>{told}</dd></div>"
        for column, told in parts[CardPlace.BODY]
    )
    foot = " · ".join(f"{escape(column.title)}: {told}" for column, told in parts[CardPlace.FOOT])
    return (
        f"<h3>{head}</h3>"
        + (f'<div class="marks">{marks}</div>' if marks else "")
        + (f"<dl>{body}</dl>" if body else "")
        + (f'<p class="foot">{foot}</p>' if foot else "")
    )


def _grid(table: Table, write: InlineWriter) -> Iterator[str]:
    across = len(table.columns)
    crowded = across > CROWDED
    show = cache(_sign if crowded else write.cell)
    if crowded:
        yield from _legend(table)
    kind = f"grid{' wide' if across > _ROOMY else ''}{' crowded' if crowded else ''}"
    title = escape(table.title)
    yield f'<div class="{kind}" role="region" aria-label="{title}" tabindex="0"><table id="{escape(table.name)}">'
    yield f"<caption>{title}</caption>\n<thead><tr>"
    for column in table.columns:
        yield f'<th scope="col"><span>{escape(column.title)}</span></th>'
    yield "</tr></thead>\n<tbody>\n"
    for first, *others in table.rows:
        cells = "".join(f"<td{_tone(cell)}>{_led(cell, show(cell))}</td>" for cell in others)
        yield f'<tr><th scope="row">{write.cell(first)}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"


@cache
def _words(cell: Cell) -> tuple[Word, ...]:
    match cell:
        case Word():
            return (cell,)
        case tuple():
            return tuple(one for one in cell if isinstance(one, Word))
        case Lines(runs=runs):
            return tuple(one for run in runs for one in run if isinstance(one, Word))
        case _:
            return ()


def _led(cell: Cell, told: str) -> str:
    """Return what a cell tells as a link to the file that it leads to."""
    if not isinstance(cell, Lines) or not cell.href:
        return told
    return f'<a href="{escape(cell.href)}">{told}</a>'


@cache
def _tone(cell: Cell) -> str:
    if isinstance(cell, Lines) and cell.tone is not None:
        return f' class="{cell.tone.value}{" faded" if cell.faded else ""}"'
    found = _words(cell)
    faded = " faded" if found and found[0].faded else ""
    return f' class="{found[0].tone.value}{faded}"' if found else ""


def _sign(cell: Cell) -> str:
    """Return a cell's signs; what they mean is there for readers who hover, or hear it."""
    found = _words(cell)
    if not found:
        return ""
    labels = escape(", ".join(one.label for one in found))
    signs = escape("".join(one.sign for one in found))
    return f'<span role="img" aria-label="{labels}" title="{labels}">{signs}</span>'


def _legend(table: Table) -> Iterator[str]:
    """Give what the signs of a grid mean: by what they are about, or of the words in it."""
    if table.legend:
        for title, listed in table.legend:
            yield f'<ul class="legend" aria-label="{escape(title)}"><li>{escape(title)}:</li>'
            yield "".join(map(_meant, listed))
            yield "</ul>\n"
        return
    words = (one for row in table.rows for cell in row[1:] for one in _words(cell))
    seen = {replace(one, faded=False) for one in words if one.sign}
    yield '<ul class="legend">'
    for one in sorted(seen, key=lambda one: (one.tone.value, one.label)):
        yield _meant(one)
    yield "</ul>\n"


def _meant(word: Word) -> str:
    sign = f'<span class="sign">{escape(word.sign)}</span>' if word.sign else ""
    return f'<li><span class="word {word.tone.value}">{sign}{escape(word.label)}</span></li>'
