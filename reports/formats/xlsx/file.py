"""Reports as workbooks: a sheet a table, with typed cells; the first sheet tells what it is."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from reports.formats.reading import without
from reports.formats.values import title_of
from reports.formats.xlsx.about import begin_about, finish_about, told_in
from reports.formats.xlsx.cells import Pen
from reports.formats.xlsx.sheets import ROWS, SheetNames, Written, write_table
from reports.formats.xlsx.styles import Styles
from reports.model import Audience, Layout, Table
from reports.statement import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from reports.model import Report
    from reports.statement import Statement
    from reports.words.language import Language


def write(
    report: Report,
    language: Language,
    path: Path,
    *,
    table: str | None = None,  # noqa: ARG001  # all tables are in a workbook
    rows: int = ROWS,
) -> None:
    """Write a report as a workbook, with at most ``rows`` of a table on a sheet.

    Rows are written as they are made; of each sheet one is in memory.
    """
    with path.open("wb") as file:
        _write(report, language, file, rows)


def stated(path: Path) -> Statement:
    """Return what the first sheet of a workbook states of its making; raise InvalidStatement."""
    text = told_in(path)
    if text is None:
        raise without(path)
    return statement_of(text, where=path.name)


def _write(report: Report, language: Language, file: BinaryIO, rows: int) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415  # only where a workbook is written
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = Workbook(file, {"constant_memory": True, **_NEVER_GUESSED})
    book.use_zip64()
    book.set_properties({"title": title_of(report), "created": _made_at(report.statement)})
    pen, names = Pen(Styles(book, language)), SheetNames()
    about = begin_about(book.add_worksheet(names.take(language.tr("About"))), pen, report, language)
    written: list[Written] = []
    for table in _tables(report):
        written += write_table(book, table, pen=pen, names=names, language=language, most=rows)
    finish_about(about, pen, written, language)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error


def _tables(report: Report) -> Iterator[Table]:
    """Give what programs get, and what readers see as a grid: workbooks are for both."""
    for section in report.sections:
        for one in section.blocks:
            if isinstance(one, Table) and (
                one.audience is not Audience.READERS or one.layout is Layout.GRID
            ):
                yield one


_NEVER_GUESSED = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def _made_at(statement: Statement) -> datetime:
    """Return the instant that the workbook says it is of: K's, so that it is the same each time."""
    recorded = statement.known.recorded_at
    if recorded is None:
        return datetime.combine(statement.at, time())
    return datetime.fromisoformat(recorded).astimezone(UTC).replace(tzinfo=None, microsecond=0)
