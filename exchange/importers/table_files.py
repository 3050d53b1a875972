"""Files of tables: opened as what they are, with the mapping that reads them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from exchange.importers.datasets.ooni import OoniTable
from exchange.importers.datasets.statements import StatementsTable
from exchange.importers.platforms import Platforms
from exchange.importers.row_mapper import RowMapper
from exchange.importers.tables.csv_table import CsvTable
from exchange.importers.tables.json_table import JsonTable
from exchange.importers.tables.table import check_head
from exchange.importers.tables.workbook import WorkbookTable, is_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from exchange.importers.mapping import TableMapping
    from exchange.importers.readers import CellRefused
    from exchange.importers.tables.table import TableFile


DATA_SETS = ("ooni", "dsa-statements")
"""Formats that are no tables: their readers make the rows."""

_REJECTED = ".rejected.csv"
"""How refused rows are called, which are written as CSV whatever they came from."""


@contextmanager
def opened_table(
    name: str,
    file: Mapping[str, Any],
    *,
    sheet: str | None = None,
    stream: IO[bytes] | None = None,
    platforms: Platforms | None = None,
) -> Iterator[TableFile]:
    """Give the table of a file, read up to its head; of a stream, which can't be a workbook.

    ``platforms`` are asked by data sets that have others in them, too.
    """
    form = _form(name, file, is_stream=stream is not None)
    if form == "xlsx":
        book = WorkbookTable(Path(name), file, sheet)
        try:
            yield book
        finally:
            book.close()
    elif form == "dsa-statements":
        yield StatementsTable(Path(name), file, platforms or Platforms({}))
    elif stream is not None:
        yield from _of_stream(stream, "standard input", form, file, platforms)
    else:
        with Path(name).open("rb") as opened_file:
            yield from _of_stream(opened_file, name, form, file, platforms)


def _form(name: str, file: Mapping[str, Any], *, is_stream: bool) -> str:
    """Return what a file is: what the mapping says, but a workbook or CSV where its name says so."""
    declared: str = file.get("format", "csv")
    if is_stream:
        return "csv" if declared == "xlsx" else declared
    if declared not in ("csv", "xlsx") and not name.lower().endswith(_REJECTED):
        return declared
    if is_workbook(name):
        return "xlsx"
    return "csv" if name.lower().endswith(".csv") else declared


def _of_stream(
    stream: IO[bytes],
    name: str,
    form: str,
    file: Mapping[str, Any],
    platforms: Platforms | None,
) -> Iterator[TableFile]:
    match form:
        case "jsonl" | "json":
            yield JsonTable(stream, name, file)
        case "ooni":
            yield OoniTable(stream, name, file, platforms or Platforms({}))
        case _:
            table = CsvTable(stream, name, file)
            yield table
            table.close()


def compiled(
    mapping: TableMapping,
    table: TableFile,
    cited: Mapping[str, str],
    *,
    restates: bool = False,
    platforms: Platforms | None = None,
) -> RowMapper:
    """Return a mapping for the head of a table; raise TableRefused or MappingRefused."""
    if table.has_head:
        check_head(table.name, table.head, mapping)
    return RowMapper(
        mapping,
        table.head or mapping.heads[0],
        workbook=isinstance(table, WorkbookTable),
        cited=cited,
        restates=restates,
        platforms=platforms or Platforms(mapping.part("platforms")),
    )


def first_facts(table: TableFile, mapper: RowMapper, count: int) -> Iterator[bytes | CellRefused]:
    """Give what the first rows come to, of those that come to anything: facts, or refusals."""
    given = 0
    for row in table.rows():
        if row.problem is not None:
            continue
        for part in mapper.rows(row.cells):
            found: list[Any] = [fact.document for fact in part.facts if fact.document]
            found += [*part.refused, *part.refused_facts]
            yield from found
            given += bool(found)
        if given >= count:
            return


def rejected_rows(table: TableFile, numbers: set[int]) -> Iterator[list[str]]:
    """Give the head of a table and the cells of some of its rows, to be mended and imported."""
    if table.head:
        yield table.head
    for row in table.rows():
        if row.number in numbers:
            yield row.cells
