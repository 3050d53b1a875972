"""One table of a report as CSV (RFC 4180), and beside it what it is (CSV on the Web, W3C).

Spreadsheets take texts that begin with certain signs for formulas and run them; here such a text
gets an apostrophe in front (OWASP, "CSV injection"). Numbers and days are ours, and stay.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from reports.errors import InvalidStatement, UnknownTable
from reports.formats.reading import parsed, without
from reports.formats.values import machines, only, title_of
from reports.model import Audience, ColumnKind, Day, Number, VagueDate
from reports.statement import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.formats.values import Machine, Scalar
    from reports.model import Cell, Column, Report, Table
    from reports.statement import Colophon, Statement
    from reports.words.language import Language

SEPARATOR = " | "
"""What stands between the values of a list in a cell."""

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NEXT_FORMULA = re.compile(r";(\s*)(?=[=+\-@＝＋－＠])")
"""Where many of our readers live, spreadsheets split lines at semicolons, not at commas."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATATYPES = {ColumnKind.DAY: "date", ColumnKind.NUMBER: "number", ColumnKind.FLAG: "boolean"}


def write(report: Report, language: Language, path: Path, *, table: str | None = None) -> None:
    """Write a table (the main one unless another is named), and its metadata beside it."""
    chosen = _chosen(report, table or report.main)
    unlike: set[str] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([column.name for column in chosen.columns])
        out.writerows(_rows(chosen, unlike))
    columns = [_described(column, language, unlike) for column in chosen.columns]
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language.code}],
        "url": quote(path.name),
        "dc:title": title_of(report),
        **_made_by(report.statement.colophon),
        "notes": [{"statement": report.statement.to_json(), "table": chosen.name}],
        "tableDirection": language.direction,
        "tableSchema": {"columns": columns},
    }
    laid_out = msgspec.json.format(msgspec.json.encode(told), indent=2)
    metadata_of(path).write_bytes(laid_out + b"\n")


def _made_by(told: Colophon | None) -> dict[str, Any]:
    """Return by whom and for whom it was made, by the terms of Dublin Core; contact has none."""
    if told is None:
        return {}
    terms = {
        "dc:publisher": told.organisation,
        "dc:creator": told.author,
        "dc:accessRights": told.confidentiality,
        "dc:created": told.made_on and told.made_on.isoformat(),
    }
    return {name: value for name, value in terms.items() if value is not None}


def stated(path: Path) -> Statement:
    """Return what the metadata beside a csv state of its making; raise InvalidStatement."""
    told = json.dumps(_note(path)["statement"])
    return statement_of(told, where=metadata_of(path).name)


def table_of(path: Path) -> str:
    """Return the name of the table that a csv holds; raise InvalidStatement."""
    name = _note(path).get("table")
    if not isinstance(name, str):
        raise without(metadata_of(path))
    return name


def metadata_of(path: Path) -> Path:
    """Return where the metadata of a csv are."""
    return path.with_name(f"{path.name}-metadata.json")


def _chosen(report: Report, name: str) -> Table:
    tables = {table.name: table for table in report.tables(Audience.PROGRAMS)}
    if name not in tables:
        known = ", ".join(tables) or "none"
        raise UnknownTable(f"a {report.statement.kind} has no table {name!r}; it has {known}")
    return tables[name]


def _rows(table: Table, unlike: set[str]) -> Iterator[list[Scalar]]:
    """Give the rows; put into ``unlike`` the columns with a value that isn't of their kind."""
    for row in table.rows:
        values = machines(table.columns, row)
        for column, value in zip(table.columns, values, strict=True):
            if value is not None and not _fits(column, value):
                unlike.add(column.name)
        yield [_cell(cell, value) for cell, value in zip(row, values, strict=True)]


def _fits(column: Column, value: Machine) -> bool:
    match column.kind:
        case ColumnKind.DAY:
            return isinstance(value, str) and _DAY.fullmatch(value) is not None
        case ColumnKind.NUMBER:
            return isinstance(value, int | float)
        case _:
            return True


def _cell(cell: Cell, value: Machine) -> Scalar:
    match value:
        case list():
            return _tame(SEPARATOR.join(_item(one) for one in value))
        case bool():
            return "true" if value else "false"
        case str() if not isinstance(only(cell), Day | VagueDate | Number):
            return _tame(value)
        case _:
            return value


def _item(value: Scalar) -> str:
    """Return a value of a list, in which nothing can be taken for the next one."""
    return str(value).replace("|", "¦")


def _tame(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    told = _NEXT_FORMULA.sub(r";\1'", text) if ";" in text else text
    return f"'{told}" if _FORMULA.match(told) else told


def _described(column: Column, language: Language, unlike: set[str]) -> dict[str, Any]:
    """Return what a column is; its name is among the titles because it is the file's header."""
    told: dict[str, Any] = {
        "name": column.name,
        "titles": {"und": column.name, language.code: column.title},
        "datatype": "string" if column.name in unlike else _DATATYPES.get(column.kind, "string"),
    }
    return told | {"separator": SEPARATOR} if column.kind is ColumnKind.LIST else told


def _note(path: Path) -> dict[str, Any]:
    """Return the note in the metadata that is ours: statement and table."""
    metadata = metadata_of(path)
    if not metadata.exists():
        raise InvalidStatement(
            f"{path.name} states its making in {metadata.name}, which is missing beside it"
        )
    told = parsed(metadata)
    notes = told.get("notes") if isinstance(told, dict) else None
    for note in notes if isinstance(notes, list) else []:
        if isinstance(note, dict) and "statement" in note:
            return note
    raise without(metadata)
