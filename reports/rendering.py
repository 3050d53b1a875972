"""From a report to a file, by the file's ending; and back to what a file states of its making."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reports.errors import UnknownFormat

if TYPE_CHECKING:
    from pathlib import Path

    from reports.model import Report
    from reports.statement import Statement
    from reports.words.language import Language

FORMATS = ("html", "pdf", "docx", "xlsx", "csv", "md", "json")
"""The endings of the files that reports can be written to."""


def format_of(path: Path) -> str:
    """Return the format that a file's ending says; raise UnknownFormat."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        known = ", ".join(FORMATS)
        raise UnknownFormat(f"{path.name} has no ending of a report; they are {known}")
    return ending


def write(report: Report, language: Language, path: Path, *, table: str | None = None) -> None:
    """Write a report to a file, in the format of its ending.

    ``table`` chooses the table of a csv. Raises UnknownFormat, and MissingPart where the format
    needs a package that is not installed.
    """
    module = import_module(f"reports.formats.{format_of(path)}.file")
    module.write(report, language, path, table=table)


def stated(path: Path) -> Statement:
    """Return what a report's file states of its making; raise InvalidStatement."""
    found: Statement = import_module(f"reports.formats.{format_of(path)}.file").stated(path)
    return found


def companions(path: Path) -> list[Path]:
    """Return the files that are written beside one: what a csv is, in a file of its own."""
    if format_of(path) != "csv":
        return []
    found: Path = import_module("reports.formats.csv.file").metadata_of(path)
    return [found]


def chosen_table(path: Path) -> str | None:
    """Return which table of its report a file holds; None: it holds all. Raises InvalidStatement."""
    if format_of(path) != "csv":
        return None
    found: str = import_module("reports.formats.csv.file").table_of(path)
    return found
