"""The first sheet of a workbook: what the report is, how it was made, and what the others hold."""

from __future__ import annotations

import json
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from reports.formats.reading import unreadable
from reports.formats.values import title_of
from reports.formats.xlsx.cells import CUT, height
from reports.formats.xlsx.styles import FIXED, LINKED, QUIET, SMALL, STRONG, TITLE
from reports.model import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from reports.formats.xlsx.cells import Pen
    from reports.formats.xlsx.sheets import Written
    from reports.model import Cell, Report
    from reports.statement import Statement
    from reports.words.language import Language

_STATEMENT_ROW = 9
_STATEMENT_CELL = "B10"
"""Where the statement stands, as JSON; whatever else the sheet holds, it stays there."""

_MOST = 1 << 22
"""How many bytes of a part of a workbook are read at most: the first sheet has a page of text."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, etree.XMLSyntaxError),
    *(OSError, EOFError, RuntimeError, ValueError, LookupError, ArithmeticError),
)


def begin_about(sheet: Worksheet, pen: Pen, report: Report, language: Language) -> Worksheet:
    """Write the title and how the report was made."""
    if language.direction == "rtl":
        sheet.right_to_left()
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 12)
    pen.put(sheet, 0, 0, title_of(report), TITLE)
    for row, (term, cell) in enumerate(_terms(report.statement, language), start=2):
        pen.put(sheet, row, 0, term, STRONG)
        pen.put(sheet, row, 1, cell, pen.styles.at_start)
    told = json.dumps(report.statement.to_json())
    sheet.set_row(_STATEMENT_ROW, height((told,), (90,)))
    pen.put(sheet, _STATEMENT_ROW, 0, language.tr("All of this, for programs"), QUIET)
    pen.put(sheet, _STATEMENT_ROW, 1, told, FIXED, SMALL)
    return sheet


def finish_about(sheet: Worksheet, pen: Pen, written: list[Written], language: Language) -> None:
    """Write which sheets there are, and whether texts were too long for them."""
    row = _STATEMENT_ROW + 2
    titles = (language.tr("Sheet"), language.tr("What it holds"), language.tr("Rows"))
    for column, title in enumerate(titles):
        pen.put(sheet, row, column, title, STRONG)
    for each in written:
        row += 1
        target = each.sheet.replace("'", "''")
        look = pen.styles.of(LINKED)
        sheet.write_url(row, 0, f"internal:'{target}'!A1", look, string=each.sheet)
        pen.put(sheet, row, 1, each.title)
        pen.put(sheet, row, 2, language.number(each.rows), pen.styles.at_start)
    if pen.cuts:
        pen.put(sheet, row + 2, 1, _of_cuts(language))


def told_in(path: Path) -> str | None:
    """Return the text in the place of the statement, None if there is none.

    Raises InvalidStatement for what isn't a workbook. A workbook that a spreadsheet program saved
    again is read as well.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return _statement_in(book)
    except _UNREADABLE as error:
        raise unreadable(path, error) from None


def _terms(statement: Statement, language: Language) -> Iterator[tuple[str, Cell]]:
    known, tr = statement.known, language.tr
    recorded = known.recorded_at
    yield tr("Day that is asked about"), language.day(statement.at)
    yield tr("Known facts, from the first on"), language.number(known.position)
    yield tr("The last of them was recorded"), language.moment(recorded) if recorded else None
    yield tr("Root of the log with these facts"), Code(known.root)
    yield tr("Language"), language.language(statement.language)
    yield tr("Version of the rules"), statement.rules
    yield tr("Version of the register"), statement.register


def _of_cuts(language: Language) -> str:
    return language.tr(
        "Where a text ends with {sign}, it was cut, because a cell holds no more;"
        " in a json file of this report it is whole.",
        sign=CUT.strip(),
    )


def _statement_in(book: zipfile.ZipFile) -> str | None:
    for cell in _parsed(book, "xl/worksheets/sheet1.xml").iter(f"{_MAIN}c"):
        if cell.get("r") == _STATEMENT_CELL:
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), _text(book, cell))
    return None


def _text(book: zipfile.ZipFile, cell: etree._Element) -> str:
    if cell.get("t") != "s":
        return _joined(cell)
    strings = list(_parsed(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si"))
    return _joined(strings[int(cell.findtext(f"{_MAIN}v") or "0")])


def _joined(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))


def _parsed(book: zipfile.ZipFile, name: str) -> etree._Element:
    """Return a part's XML; entities stay what they are, and nothing outside is read."""
    with book.open(name) as part:
        content = part.read(_MOST + 1)
    if len(content) > _MOST:
        raise ValueError(f"{name} is longer than any that is written here")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)
