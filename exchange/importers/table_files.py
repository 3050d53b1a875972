"""Files of tables: opened as what they are, with the mapping that reads them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from exchange.importers.tables.csv_table import CsvTable
from exchange.importers.row_mapper import RowMapper
from exchange.importers.tables.table import check_head
from exchange.importers.tables.workbook import WorkbookTable, is_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from exchange.importers.mapping import TableMapping
    from exchange.importers.readers import CellRefused
    from exchange.importers.tables.table import TableFile


@contextmanager
def opened_table(
    name: str, file: Mapping[str, Any], *, sheet: str | None = None, stream: IO[bytes] | None = None
) -> Iterator[CsvTable | WorkbookTable]:
    """Give the table of a file (or of a stream: then it is CSV), read up to its head."""
    table: CsvTable | WorkbookTable
    if stream is None and (is_workbook(name) or not _is_csv(name, file)):
        table = WorkbookTable(Path(name), file, sheet)
        try:
            yield table
        finally:
            table.close()
        return
    if stream is not None:
        table = CsvTable(stream, "standard input", file)
        yield table
        table.close()
        return
    with Path(name).open("rb") as opened_file:
        yield CsvTable(opened_file, name, file)


def _is_csv(name: str, file: Mapping[str, Any]) -> bool:
    return file.get("format", "csv") == "csv" or name.lower().endswith(".csv")


def compiled(
    mapping: TableMapping, table: TableFile, cited: Mapping[str, str], *, restates: bool = False
) -> RowMapper:
    """Return a mapping for the head of a table; raise TableRefused or MappingRefused."""
    head: Sequence[str] = table.head
    if mapping.file.get("without_head"):
        head = mapping.heads[0]
    else:
        check_head(table.name, head, mapping)
    workbook = isinstance(table, WorkbookTable)
    return RowMapper(mapping, head, workbook=workbook, cited=cited, restates=restates)


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
