"""Workbooks (.xlsx): one sheet as a table of texts, a row at a time."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Any

from exchange.importers.tables.table import TableRefused, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_ROWS = 300_000
"""Beyond, a workbook is no good way to pass a table on: reading takes minutes and much memory."""

MAX_BYTES = 2_000_000_000
"""How large the parts of a workbook may be together, unpacked."""

_PART = 1_000_000
_MACROS = "vbaProject.bin"
_SUFFIX = ".xlsx"


def is_workbook(name: str) -> bool:
    """Tell whether a file is named as a workbook, one with macros too."""
    return name.lower().endswith((_SUFFIX, ".xlsm"))


class WorkbookTable:
    """A sheet of a workbook. Dates come as ``2022-03-01``, numbers as they are written in JSON."""

    def __init__(self, path: Path, file: Mapping[str, Any], sheet: str | None = None) -> None:
        """Read up to the head; raise TableRefused for what can't be read or trusted."""
        self.name = str(path)
        self.head: list[str] = []
        self.has_head = not file.get("without_head")
        self.left_out: Counter[str] = Counter()
        self._skip: int = file.get("skip", 0)
        _refuse_unfit(path)
        self._stream = path.open("rb")
        try:
            self._book = _opened(self._stream, path)
            self._sheet = self._chosen(sheet or file.get("sheet"))
            self._refuse_merged(path)
            self._rows = self._numbered()
            if self.has_head:
                self._read_head()
        except BaseException:
            self._stream.close()
            raise
        self._width = len(self.head) or len(file["head"])

    def rows(self) -> Iterator[TableRow]:
        """Give the rows that are not empty; a formula or an error in a cell refuses the row."""
        for number, row in self._rows:
            if number > MAX_ROWS:
                raise TableRefused(
                    f"{self.name}: the sheet {self._sheet.title} has more than {MAX_ROWS:,} rows: "
                    "save it as CSV, and import that"
                )
            cells = [_text(cell) for cell in row[: self._width]]
            cells += [""] * (self._width - len(cells))
            beyond = any(_text(cell) for cell in row[self._width :])
            if number > self._skip and (any(cells) or beyond):
                yield TableRow(number, cells, self._problem(row, beyond=beyond))

    def place(self, number: int, column: int | None) -> str:
        """Return ``file.xlsx, sheet Facts, cell C5``."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        where = (
            f"row {number}" if column is None else f"cell {get_column_letter(column + 1)}{number}"
        )
        return f"{self.name}, sheet {self._sheet.title}, {where}"

    def close(self) -> None:
        """Close the file."""
        self._book.close()
        self._stream.close()

    def _read_head(self) -> None:
        found = next((row for number, row in self._rows if number > self._skip), None)
        if found is None:
            raise TableRefused(f"{self.name}, {self._sheet.title}: there is no head")
        self.head = [_text(cell) for cell in found]
        while self.head and not self.head[-1]:
            self.head.pop()

    def _problem(self, row: tuple[Any, ...], *, beyond: bool) -> tuple[int | None, str] | None:
        for place, cell in enumerate(row):
            kind = getattr(cell, "data_type", "n")
            if kind == "f":
                return place, "is a formula: paste what it comes to as a value"
            if kind == "e":
                return place, "is an error of the spreadsheet"
        return (self._width, "stands beyond the head") if beyond else None

    def _numbered(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        try:
            yield from enumerate(self._sheet.iter_rows(), 1)
        except (ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
            raise TableRefused(f"{self.name} can't be read as a workbook: {error}") from error

    def _chosen(self, wanted: str | None) -> Any:
        names = self._book.sheetnames
        if wanted is None and len(names) != 1:
            told = ", ".join(names)
            raise TableRefused(f"{self.name}: say which sheet is meant (--sheet): {told}")
        name = names[0] if wanted is None else wanted
        if name not in names:
            raise TableRefused(f"{self.name}: there is no sheet {name!r}: {', '.join(names)}")
        sheet = self._book[name]
        if not hasattr(sheet, "iter_rows"):
            raise TableRefused(f"{self.name}: the sheet {name!r} is a chart")
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        return sheet

    def _refuse_merged(self, path: Path) -> None:
        """Refuse merged cells: all but one of them are empty, and the row would mean another."""
        with zipfile.ZipFile(path) as parts:
            member = self._sheet._worksheet_path  # noqa: SLF001  # the only place that knows it
            if _has(parts, member.lstrip("/"), b"<mergeCell "):
                raise TableRefused(
                    f"{self.name}: the sheet {self._sheet.title} has merged cells: part them, "
                    "and fill in each"
                )


def _refuse_unfit(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
            size = sum(part.file_size for part in parts.infolist())
            declared = any(_has(parts, name, b"<!DOCTYPE") for name in names if ".xml" in name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise TableRefused(f"{path} is no workbook (.xlsx): {error}") from error
    if any(name.endswith(_MACROS) for name in names):
        raise TableRefused(f"{path} has macros: save it as {_SUFFIX}, which has none")
    if size > MAX_BYTES:
        raise TableRefused(f"{path} unpacks to more than {MAX_BYTES:,} bytes: save it as CSV")
    if declared:
        raise TableRefused(f"{path} is no workbook: it declares a document type")


def _has(parts: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    """Tell whether a part has some bytes, without holding it in memory."""
    with parts.open(name) as stream:
        before, left = b"", MAX_BYTES
        while left > 0 and (read := stream.read(_PART)):
            if wanted in before + read:
                return True
            before, left = read[-len(wanted) :], left - len(read)
    return False


def _opened(stream: IO[bytes], path: Path) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415  # only where a workbook is read
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        return load_workbook(stream, read_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise TableRefused(f"{path} can't be read as a workbook: {error}") from error


def _text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            plain = value.time() == time.min
            return value.date().isoformat() if plain else value.isoformat(timespec="minutes")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value).strip()
