"""Tables for tests: rows in the exact form of a publisher, as CSV and as workbooks."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from support.programs.running import Ran, lines, ok, run

from exchange.importers.mapping import find_mapping

SOURCE = {"title": "a source"}


def registered(database: str, *platforms: str) -> str:
    """Register platforms; returns the database."""
    facts = [
        {
            "type": "platform-registered",
            "platform": slug,
            "occurred": "2000",
            "details": {"name": slug.title()},
            "sources": [SOURCE],
        }
        for slug in platforms
    ]
    ok("import", "-", database=database, stdin=lines(*facts))
    return database


def csv_file(path: Path, head: Sequence[str], *rows: Sequence[Any], encoding: str = "utf-8") -> str:
    """Write a CSV file; returns its path."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return str(path)


def known_rows(mapping: str, *rows: Mapping[str, Any], head: int = 0) -> list[list[Any]]:
    """A head that a known mapping knows, and rows of it by column; what is not said is empty."""
    columns = find_mapping(mapping).heads[head]
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> str:
    """Write a workbook of some sheets, each of a head and rows; returns its path."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return str(path)


def imported(database: str, *arguments: str) -> Any:
    """Import a table; returns the counts."""
    return ok("import", *arguments, "--format", "json", database=database).document


def refused(database: str, *arguments: str) -> list[str]:
    """Import a table of which something is refused, so that nothing of it is recorded."""
    before = len(exported(database))
    done = run("import", *arguments, database=database)
    assert done.status == 1, done
    assert len(exported(database)) == before
    return done.err.splitlines()


def refused_whole(database: str, *arguments: str) -> str:
    """Import a file that can't be read as a table; returns the sentence."""
    done: Ran = run("import", *arguments, database=database)
    assert (done.status, done.out) == (2, ""), done
    return done.err.removeprefix("Error: ").rstrip("\n")


def exported(database: str) -> list[Any]:
    """All facts of the log but registrations, in its order."""
    facts = ok("export", database=database).documents
    return [fact for fact in facts if fact["type"] != "platform-registered"]
