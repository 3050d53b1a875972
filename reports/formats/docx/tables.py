"""Tables of a Word document: heads that come again on each page, rows that no page cuts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.formats.docx.elements import made, paragraph, size
from reports.formats.docx.texts import shade
from reports.formats.values import label
from reports.formats.xlsx.styles import INKS
from reports.model import ColumnKind, Lines, Tone, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element as Element

    from reports.formats.docx.texts import DocxTexts
    from reports.model import Cell, KeyFigures, Table, Terms

_WIDTH = 9_640
"""How wide texts are on a page (A4), in twentieths of a point."""

_ACROSS = 116
"""How many characters stand side by side in a table."""

_LONGEST_WORD = 17
"""Words that are longer may break."""

_HAIRLINE = "d0d5da"


def rows(table: Table, texts: DocxTexts) -> Element:
    """Return a table with a row for each row."""
    widths = _widths(table)
    head = [_cell([[texts.said(column.title, made("b"))]], texts) for column in table.columns]
    body = (
        _row(
            _cell(texts.lines(cell), texts, number=column.kind is ColumnKind.NUMBER)
            for column, cell in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    )
    return _table(widths, [_row(head, head=True), *body], texts)


def _widths(table: Table) -> list[float]:
    """Return about how wide columns are, in characters: each has room for its longest word."""
    needed = []
    for at, column in enumerate(table.columns):
        told = (label(row[at]) for row in table.rows)
        words = [*column.title.split(), *(word for one in told for word in one.split())]
        needed.append(min(max(map(len, words), default=1), _LONGEST_WORD) + 1.5)
    left = max(_ACROSS - sum(needed), 0)
    wanted = [min(column.width, 44) for column in table.columns]
    return [least + left * more / sum(wanted) for least, more in zip(needed, wanted, strict=True)]


def grid(table: Table, texts: DocxTexts) -> Element:
    """Return a grid, each cell in the colour of what it says."""
    widths = [18.0, *([12.0] * (len(table.columns) - 1))]
    plain = replace(texts, plain=True)
    head = [_cell([[texts.said(column.title, made("b"))]], texts) for column in table.columns]
    body = [
        _row([_cell(texts.lines(first), texts), *(_coloured(cell, plain) for cell in others)])
        for first, *others in table.rows
    ]
    return _table(widths, [_row(head, head=True), *body], texts)


def figures(one: KeyFigures, texts: DocxTexts) -> Element:
    """Return figures side by side, in large letters, each over what it is."""
    large = [made("b"), *size(32)]
    cells = []
    for figure in one.figures:
        ink = [made("color", val=INKS[figure.tone][1:])] if figure.tone is not Tone.NEUTRAL else []
        value = texts.said(label(figure.value), *(_copy(look) for look in large), *ink)
        cells.append(_cell([[value], [texts.said(figure.label)]], texts))
    return _table([1.0] * len(cells), [_row(cells)], texts)


def terms(one: Terms, texts: DocxTexts) -> Element:
    """Return terms beside what they mean."""
    body = [
        _row([_cell([list(texts.run(term))], texts), _cell(texts.lines(told), texts)])
        for term, told in one.pairs
    ]
    return _table([26, 74], body, texts)


def _coloured(cell: Cell, texts: DocxTexts) -> Element:
    tone = cell.tone if isinstance(cell, Lines) else None
    if tone is None:
        first = cell.runs[0][0] if isinstance(cell, Lines) and cell.runs and cell.runs[0] else cell
        tone = first.tone if isinstance(first, Word) else None
    lines = texts.lines(cell)
    if tone is None:
        return _cell(lines, texts)
    for line in lines:
        for run in line:
            run[0].insert(0, made("color", val=INKS[tone][1:]))
    if isinstance(cell, Lines) and cell.href:
        lines = [[texts.leading(cell.href, line)] for line in lines]
    return _cell(lines, texts, ground=shade(tone))


def _table(widths: Sequence[float], body: Iterable[Element], texts: DocxTexts) -> Element:
    scale = _WIDTH / sum(widths)
    columns = [made("gridCol", w=round(width * scale)) for width in widths]
    lines = [
        made(side, val="single", sz=4, space=0, color=_HAIRLINE)
        for side in ("top", "bottom", "insideH", "insideV")
    ]
    look = [
        *([made("bidiVisual")] if texts.rtl else []),
        made("tblW", w=_WIDTH, type="dxa"),
        made("tblBorders", lines),
        made("tblLayout", type="autofit"),
    ]
    return made("tbl", [made("tblPr", look), made("tblGrid", columns), *body])


def _row(cells: Iterable[Element], *, head: bool = False) -> Element:
    look = [made("cantSplit"), *([made("tblHeader")] if head else [])]
    return made("tr", [made("trPr", look), *cells])


def _cell(
    lines: list[list[Element]],
    texts: DocxTexts,
    *,
    number: bool = False,
    ground: Element | None = None,
) -> Element:
    look = [
        made("spacing", before=30, after=30),
        *([made("bidi")] if texts.rtl else []),
        *([made("jc", val="right")] if number else []),
    ]
    small = [[_small(run) for run in line] for line in lines]
    told = [paragraph(line, [_copy(one) for one in look]) for line in small or [[]]]
    return made("tc", [made("tcPr", [ground] if ground is not None else []), *told])


def _copy(one: Element) -> Element:
    found = made(one.tag.rpartition("}")[2])
    found.attrib.update(one.attrib)
    return found


def _small(run: Element) -> Element:
    """Return a run in the smaller letters of tables; those of links stand inside."""
    for one in run.iter(f"{{{run.nsmap['w']}}}rPr"):
        if one.find(f"{{{run.nsmap['w']}}}sz") is None:
            one.extend(size(17))
    return run
