"""Dates as recorded, which spreadsheets can't sort: beside each its first day and its last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from reports.formats.values import only
from reports.model import Column, ColumnKind, Day, Streamed, VagueDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.model import Cell, Row, Table
    from reports.words.language import Language


def with_days(table: Table, language: Language) -> Table:
    """Return a table in which two columns of days stand behind each one of dates as recorded.

    A date that is a day has it in both. An end that is open, or that nobody knows, is empty.
    """
    dated = [column.kind is ColumnKind.WHEN for column in table.columns]
    if not any(dated):
        return table
    columns = tuple(
        one
        for column in table.columns
        for one in (
            (column, *_days_of(column, language)) if column.kind is ColumnKind.WHEN else (column,)
        )
    )

    def rows() -> Iterator[Row]:
        for row in table.rows:
            yield tuple(
                one
                for cell, is_date in zip(row, dated, strict=True)
                for one in ((cell, *_ends(cell)) if is_date else (cell,))
            )

    return replace(table, columns=columns, rows=Streamed(len(table.rows), rows))


def _days_of(column: Column, language: Language) -> tuple[Column, Column]:
    tr = language.tr
    return (
        Column(
            f"{column.name}_first", tr("{name}: first day", name=column.title), ColumnKind.DAY, 13
        ),
        Column(
            f"{column.name}_last", tr("{name}: last day", name=column.title), ColumnKind.DAY, 13
        ),
    )


def _ends(cell: Cell) -> tuple[Cell, Cell]:
    """Return the first and the last day on which something can have happened."""
    found = only(cell)
    if not isinstance(found, VagueDate):
        return None, None
    try:
        whole = window(found.edtf)
    except InvalidDate:
        return None, None
    first, last = (
        None if on is None else Day(on, on.isoformat()) for on in (whole.first, whole.last)
    )
    return first, last
