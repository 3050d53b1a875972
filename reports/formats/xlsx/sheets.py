"""Sheets of a workbook: tables as rows that can be filtered, grids as heat maps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from reports.formats.xlsx.cells import LINE, height, is_faded, tone_of, typed
from reports.formats.xlsx.days import with_days
from reports.formats.xlsx.styles import CENTRED, EDGED, HEAD, RULED, STRONG, faded, toned
from reports.model import Layout
from reports.safe_text import flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from reports.formats.xlsx.cells import Pen
    from reports.formats.xlsx.styles import Look
    from reports.model import Cell, Column, Row, Table
    from reports.words.language import Language

ROWS = 1_048_575
"""How many rows a sheet can hold below its heading."""

LONGEST_NAME = 31
"""How long a sheet's name can be, in UTF-16 units."""

_NEVER = re.compile(r"[\[\]:*?/\\]+")
_RESERVED = "history"

_FILTER = 4
"""About how many characters the button of a filter takes from its heading."""

_WIDEST = 80
_A4 = 9


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet that was written: its name, the full title of its table, and how many rows it has."""

    sheet: str
    title: str
    rows: int


def write_table(
    book: Workbook, table: Table, *, pen: Pen, names: SheetNames, language: Language, most: int
) -> Iterator[Written]:
    """Write a table, on further sheets what is more than ``most`` rows; tell of each sheet."""
    table = with_days(table, language)
    for rows in _parts(table.rows, most):
        name = names.take(table.title or table.name)
        sheet = book.add_worksheet(name)
        _set_up(sheet, table, language)
        _write_head(sheet, table, pen)
        count = _write_rows(sheet, table, rows, pen)
        for at, (about, words) in enumerate(table.legend, start=count + 2):
            _write_legend(sheet, at, (about, *words), pen)
        if table.columns and table.layout is not Layout.GRID:
            sheet.autofilter(0, 0, count, len(table.columns) - 1)
        yield Written(name, table.title, count)


def _parts(rows: Iterable[Row], most: int) -> Iterator[Iterator[Row]]:
    """Give the rows in parts, each to be read before the next; of no rows, one empty part."""
    left = iter(rows)
    yield islice(left, most)
    for first in left:
        yield islice(chain((first,), left), most)


def _set_up(sheet: Worksheet, table: Table, language: Language) -> None:
    if language.direction == "rtl":
        sheet.right_to_left()
    grid = table.layout is Layout.GRID
    sheet.freeze_panes(1, 1 if grid else 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(column: Column) -> int:
    longest_word = max((len(word) for word in column.title.split()), default=0)
    return min(max(column.width, longest_word + _FILTER), _WIDEST)


def _write_head(sheet: Worksheet, table: Table, pen: Pen) -> None:
    centred: tuple[Look, ...] = (CENTRED,) if table.layout is Layout.GRID else ()
    for place, column in enumerate(table.columns):
        pen.put(sheet, 0, place, column.title, *(centred if place else ()), HEAD)


def _write_rows(sheet: Worksheet, table: Table, rows: Iterable[Row], pen: Pen) -> int:
    """Write rows below the heading; return how many there were."""
    looks = _heat if table.layout is Layout.GRID else _plain
    widths = [_width(column) for column in table.columns]
    count = 0
    for count, row in enumerate(rows, start=1):
        values = [typed(cell) for cell in row]
        if (high := height(values, widths)) > LINE:
            sheet.set_row(count, high)
        for place, (cell, value) in enumerate(zip(row, values, strict=True)):
            pen.put_value(sheet, count, place, cell, value, *looks(place, cell))
        _forget(sheet, count)
    return count


def _forget(sheet: Worksheet, current: int) -> None:
    """Drop what the sheet knows of the row before: it is in the file, its height as well.

    XlsxWriter keeps heights of all rows, to place pictures over them; there are none here.
    """
    if sheet.previous_row == current:
        sheet.row_info.pop(current - 1, None)
        sheet.row_sizes.pop(current - 1, None)


def _write_legend(sheet: Worksheet, row: int, cells: Iterable[Cell], pen: Pen) -> None:
    for place, cell in enumerate(cells):
        tone = tone_of(cell)
        looks = (STRONG,) if tone is None else (CENTRED, EDGED, toned(tone))
        pen.put(sheet, row, place, cell, *looks)


def _plain(_place: int, _cell: Cell) -> tuple[Look, ...]:
    return (RULED,)


def _heat(place: int, cell: Cell) -> tuple[Look, ...]:
    if place == 0:
        return (STRONG,)
    tone = tone_of(cell)
    if tone is None:
        return CENTRED, EDGED
    return CENTRED, EDGED, faded(tone) if is_faded(cell) else toned(tone)


class SheetNames:
    """The names that are taken in a workbook."""

    def __init__(self) -> None:
        self._taken = {_RESERVED}

    def take(self, title: str) -> str:
        """Return a name for a sheet with this title, which nothing else in the workbook has."""
        wanted = flat(_NEVER.sub(" ", title)).strip("' ") or "1"
        number, name = 1, _short(wanted, "")
        while name.lower() in self._taken:
            number += 1
            name = _short(wanted, f" ({number})")
        self._taken.add(name.lower())
        return name


def _short(title: str, ending: str) -> str:
    if _length(title + ending) <= LONGEST_NAME:
        return title + ending
    kept = title
    while _length(f"{kept}…{ending}") > LONGEST_NAME:
        kept = kept[:-1]
    words, space, _ = kept.rpartition(" ")
    at_a_word = words if space and len(words) > LONGEST_NAME // 2 else kept
    return f"{at_a_word.rstrip(chr(39) + ' ,;.–-')}…{ending}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
