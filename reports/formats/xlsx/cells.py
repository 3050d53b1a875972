"""Cells of a workbook: what type each has, and what stands in it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reports.formats.values import label, only
from reports.formats.xlsx.styles import (
    FIXED,
    INTEGER,
    LITERAL,
    OWN_DIRECTION,
    Look,
    Styles,
    faded,
    toned,
)
from reports.model import Code, Day, Foreign, Lines, Link, Number, Tone, VagueDate, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from reports.model import Cell

Typed = None | str | bool | int | float | date

LONGEST = 32_767
"""How long a text in a cell can be, in UTF-16 units."""

CUT = " […]"
"""What stands at the end of a text that was too long."""

_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count a day that never was, 29 February 1900."""

_PRECISE = 10**15
"""Spreadsheets keep fifteen digits of a number."""

LINE = 15.0
"""How high a line is, in points; a row with one is as high."""

_HIGHEST = 300.0
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(
    r"(?!0|1[0-8])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


@dataclass(slots=True)
class Pen:
    """Writes cells with their types and looks; ``cuts`` counts the texts that were too long."""

    styles: Styles
    cuts: int = 0

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell, *looks: Look) -> None:
        """Write a cell. A text never is a formula or a link, whatever it says."""
        self.put_value(sheet, row, column, cell, typed(cell), *looks)

    def put_value(
        self, sheet: Worksheet, row: int, column: int, cell: Cell, value: Typed, *looks: Look
    ) -> None:
        """Write a cell whose typed value is known."""
        match value:
            case None | "":
                if looks:
                    sheet.write_blank(row, column, None, self.styles.of(*looks))
            case bool():
                sheet.write_boolean(row, column, value, self.styles.of(*looks))
            case datetime() as at:
                sheet.write_datetime(row, column, at, self.styles.of(*looks, self.styles.moment))
            case date() as on:
                sheet.write_datetime(row, column, on, self.styles.of(*looks, self.styles.day))
            case int():
                sheet.write_number(row, column, value, self.styles.of(*looks, INTEGER))
            case float():
                sheet.write_number(row, column, value, self.styles.of(*looks))
            case str() as text if isinstance(cell, Lines) and cell.href:
                look = self.styles.of(*looks)
                sheet.write_url(row, column, f"external:{cell.href}", look, fitting(text))
            case str() as text:
                self._write_text(sheet, row, column, text, *looks, *_looks(cell, text))

    def _write_text(self, sheet: Worksheet, row: int, column: int, text: str, *looks: Look) -> None:
        shown = fitting(text)
        self.cuts += shown != text
        if shown.startswith("<r>") and shown.endswith("</r>"):
            shown += " "  # XlsxWriter takes a text between these for markup, and writes it as it is
        sheet.write_string(row, column, shown, self.styles.of(*looks))


def typed(cell: Cell) -> Typed:
    """Return a cell's value with its type, as far as spreadsheets have it; else its label."""
    match only(cell):
        case Day(on=on) if on >= _FIRST_DAY:
            return on
        case VagueDate(edtf=edtf) if _INSTANT.fullmatch(edtf):
            at = datetime.fromisoformat(edtf)
            return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        case VagueDate(edtf=edtf) if (exactly := _day(edtf)) is not None:
            return exactly
        case Number(value=value) if math.isfinite(value) and abs(value) < _PRECISE:
            return value
        case None:
            return None
        case _:
            return label(cell)


def tone_of(cell: Cell) -> Tone | None:
    """Return the tone of the word that a cell is, or begins with; None if there is no such word."""
    if isinstance(cell, Lines) and cell.tone is not None:
        return cell.tone
    first = _first(cell)
    return first.tone if isinstance(first, Word) else None


def is_faded(cell: Cell) -> bool:
    """Tell whether the word that a cell is, or begins with, rests on old sources only."""
    first = _first(cell)
    return (isinstance(cell, Lines) and cell.faded) or (isinstance(first, Word) and first.faded)


def height(values: Sequence[Typed], widths: Sequence[int]) -> float:
    """Return about how high a row must be for its texts, in points.

    Not all spreadsheets make rows as high as the texts in them when they open a file.
    """
    lines = max(map(_lines, values, widths), default=1)
    return min(lines * LINE, _HIGHEST)


def _lines(value: Typed, width: int) -> int:
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    return sum(1 + len(line) // max(width - 1, 1) for line in value.split("\n"))


def _first(cell: Cell) -> Cell:
    """Return the inline that a cell is, or begins with."""
    match cell:
        case Lines(runs=(first, *_)) | (first, *_):
            return _first(first)
        case _:
            return cell


def fitting(text: str) -> str:
    """Return a text, cut with a sign if it is longer than a cell can hold."""
    if len(text) * 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    kept = units[: 2 * (LONGEST - len(CUT) - 1)]  # one less, for the space of `_write_text`
    return kept.decode("utf-16-le", "ignore") + CUT


def _looks(cell: Cell, text: str) -> list[Look]:
    looks: list[Look] = []
    if (tone := tone_of(cell)) not in (None, Tone.NEUTRAL):
        looks.append(faded(tone) if is_faded(cell) else toned(tone))
    match _first(cell):
        case Code():
            looks.append(FIXED)
        case Foreign() | Link():
            looks.append(OWN_DIRECTION)
    if _FORMULA.match(text):
        looks.append(LITERAL)
    return looks


def _day(edtf: str) -> date | None:
    """Return the day that a date as recorded is exactly."""
    if _FULL_DAY.fullmatch(edtf) is None:
        return None
    try:
        on = date.fromisoformat(edtf)
    except ValueError:
        return None
    return on if on >= _FIRST_DAY else None
