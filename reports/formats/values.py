"""Cells of a report as plain values: for programs (`machine`), and as text for people (`label`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.model import (
    Code,
    ColumnKind,
    Day,
    Foreign,
    Lines,
    Link,
    Number,
    Ref,
    Streamed,
    VagueDate,
    Word,
)
from reports.safe_text import flat, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.model import Cell, Column, Inline, Report, Row, Run, Table

Scalar = None | bool | str | int | float
Machine = Scalar | list[Scalar]


def machine(cell: Cell) -> Machine:
    """Return what programs get: codes, ISO days, EDTF, numbers, ids of facts, addresses.

    A run of several values is a text as people read it; several lines are a list.
    """
    match cell:
        case None:
            return None
        case Lines(runs=runs):
            return [_line(run) for run in runs]
        case tuple():
            return _single(cell[0]) if len(cell) == 1 else label(cell) or None
        case _:
            return _single(cell)


def machines(columns: Iterable[Column], row: Row) -> list[Machine]:
    """Return a row for programs; of a flag, whether it is there."""
    return [
        cell is not None if column.kind is ColumnKind.FLAG else machine(cell)
        for column, cell in zip(columns, row, strict=True)
    ]


def label(cell: Cell) -> str:
    """Return what people read, as plain text; lines are apart by a line feed."""
    match cell:
        case None:
            return ""
        case Lines(runs=runs):
            return "\n".join(label(run) for run in runs)
        case tuple():
            return "".join(_joined(cell))
        case _:
            return _said(cell)


def _joined(run: Run) -> Iterator[str]:
    """Give the texts of a run; what stands apart behind others comes after a dash."""
    for place, inline in enumerate(run):
        if place and isinstance(inline, Foreign) and inline.apart:
            yield " – "
        yield _said(inline)


def title_of(report: Report) -> str:
    """Return a report's title as plain text, on one line."""
    return flat(label(report.title))


def only(cell: Cell) -> Cell:
    """Return the one inline that a cell consists of; of several, the cell as it is."""
    match cell:
        case Lines(runs=(run,)):
            return only(run)
        case (inline,):
            return inline
        case _:
            return cell


def _line(run: Run) -> Scalar:
    """Return a line of a list; an address alone keeps its text, as among other lines."""
    if len(run) == 1 and not isinstance(run[0], Link):
        return _single(run[0])
    return label(run)


def _single(inline: Inline) -> Scalar:
    match inline:
        case Word(code=code):
            return code
        case Day(on=on):
            return on.isoformat()
        case VagueDate(edtf=edtf):
            return safe(edtf)
        case Number(value=value):
            return value
        case Ref(fact=fact):
            return safe(fact)
        case Link(url=url):
            return safe(url)
        case _:
            return _said(inline)


def _said(inline: Inline) -> str:
    match inline:
        case str():
            return safe(inline)
        case Foreign(text=text) | Code(text=text):
            return safe(text)
        case Link():
            return _addressed(inline)
        case _:
            return safe(inline.label)


def _addressed(link: Link) -> str:
    """Return a link's text with its address, as RFC 3986 delimits one in plain text."""
    text, url = safe(_said(link.text)), flat(link.url)
    return url if text in ("", link.url) else f"{text} <{url}>"


def without_empty_columns(table: Table) -> Table:
    """Return a table for readers without the columns that say nothing; rows in memory only."""
    if isinstance(table.rows, Streamed):
        return table
    kept = [
        place
        for place in range(len(table.columns))
        if any(row[place] not in (None, (), Lines(())) for row in table.rows)
    ]
    columns = tuple(table.columns[place] for place in kept)
    return replace(
        table, columns=columns, rows=[tuple(row[place] for place in kept) for row in table.rows]
    )
