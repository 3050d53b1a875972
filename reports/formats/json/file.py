"""Reports for programs: JSON, written row by row, with what it states of its making first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from reports.formats.reading import first_lines, unreadable, without
from reports.formats.values import machines, title_of
from reports.model import Audience
from reports.statement import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.model import Report, Table
    from reports.statement import Statement
    from reports.words.language import Language

_OPENING = '"statement": '
_ENCODER = msgspec.json.Encoder(enc_hook=str)


class _Stated(msgspec.Struct):
    """Of a file that somebody laid out anew: its statement, wherever it is."""

    statement: msgspec.Raw


def write(
    report: Report,
    language: Language,  # noqa: ARG001  # what programs get has no language
    path: Path,
    *,
    table: str | None = None,  # noqa: ARG001  # all tables are in a JSON file
) -> None:
    """Write a report as JSON, a row a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_pieces(report))


def stated(path: Path) -> Statement:
    """Return what a JSON file states of its making; raise InvalidStatement.

    Of a file as it was written only the beginning is read.
    """
    brace, line = first_lines(path, 2)
    if brace == "{\n" and line.startswith(_OPENING) and line.endswith(",\n"):
        return statement_of(line[len(_OPENING) : -2], where=path.name)
    return statement_of(_somewhere(path), where=path.name)


def _somewhere(path: Path) -> str:
    try:
        return bytes(msgspec.json.decode(path.read_bytes(), type=_Stated).statement).decode()
    except msgspec.ValidationError:
        raise without(path) from None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise unreadable(path, error) from None


def _pieces(report: Report) -> Iterator[str]:
    yield f"{{\n{_OPENING}{report.statement.to_text()},\n"
    yield f'"title": {_text(title_of(report))},\n'
    for name, value in report.data.items():
        yield f"{_text(name)}: {_laid_out(value)},\n"
    yield '"tables": {'
    before = "\n"
    for table in report.tables(Audience.PROGRAMS):
        yield f"{before}{_text(table.name)}: ["
        yield from _rows(table)
        yield "]"
        before = ",\n"
    yield "\n}\n}\n"


def _rows(table: Table) -> Iterator[str]:
    names = [column.name for column in table.columns]
    before = "\n"
    for row in table.rows:
        values = machines(table.columns, row)
        yield before + _text(dict(zip(names, values, strict=True)))
        before = ",\n"
    if before == ",\n":
        yield "\n"


def _laid_out(value: Any) -> str:
    return msgspec.json.format(_ENCODER.encode(value), indent=2).decode()


def _text(value: Any) -> str:
    return _ENCODER.encode(value).decode()
