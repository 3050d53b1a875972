"""Printing answers: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

NARROWEST_FILE = 100
"""How wide tables are, at least, where the output is no terminal."""

COLOURS = {
    "non-compliant": "red",
    "overdue": "italic underline yellow",
    "slipping": "yellow",
    "pending": "cyan",
    "unconfirmed": "italic bright_black",
    "compliant": "green",
    "cooperating": "green",
    "inactive": "magenta",
    "blocked": "red",
    "withdrawn": "magenta",
    "restricted": "red",
    "ordered": "yellow",
    "threatened": "yellow",
    "proposed": "yellow",
    "breached": "red",
    "refused": "red",
    "lapsed": "red",
    "late": "yellow",
    "abandoned": "yellow",
    "claimed": "cyan",
    "met": "green",
    "running": "cyan",
    "unanswered": "red",
    "answered": "green",
}

_encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class _Console(Console):
    """A console that leaves a closed pipe to the program's end (`cli.LazyGroup.invoke`)."""

    def on_broken_pipe(self) -> None:
        """Let the error go on; rich would end the program with status 1."""
        raise BrokenPipeError


@cache
def console() -> Console:
    """Return the console of standard output: coloured on a terminal only (NO_COLOR)."""
    terminal = sys.stdout.isatty()
    return _Console(
        file=sys.stdout,
        width=None if terminal else NARROWEST_FILE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def safe(value: object) -> str:
    """Return a text without what could steer a terminal: control and direction characters."""
    return "".join(
        char if char not in _BIDI and unicodedata.category(char) != "Cc" else f"\\x{ord(char):02x}"
        for char in str(value)
    )


def word(value: str) -> Text:
    """Return a word of the standing in its colour."""
    return Text(safe(value), style=COLOURS.get(value, ""))


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    whole: Collection[str] = (),
) -> None:
    """Print a table; texts are made safe, `Text` values are printed as they are.

    Lines of columns that are ``whole`` are not broken, as long as others can be.
    """
    shown = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else safe(cell) for cell in row))
    console().print(shown)


def say(text: str = "") -> None:
    """Print a line of an answer."""
    console().print(safe(text), soft_wrap=True)


def note(text: str) -> None:
    """Print a message that is no part of the answer, on standard error."""
    click.echo(text, err=True)


def as_json(document: Any) -> None:
    """Print one JSON document; parts of it may be JSON already (`msgspec.Raw`)."""
    click.echo(msgspec.json.format(_encoded(document), indent=2))


def as_jsonl(documents: Iterable[Any]) -> None:
    """Print one JSON document a line."""
    for document in documents:
        click.echo(_encoded(document))


def _encoded(document: Any) -> bytes:
    return _encoder.encode(document)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV (RFC 4180); what a spreadsheet would take for a formula is quoted."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        return text.lower()
    if isinstance(value, int):
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def rows_or_json(form: str, documents: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print documents as the format asks; lists in CSV cells are joined by semicolons."""
    match form:
        case "json":
            as_json(list(documents))
        case "jsonl":
            as_jsonl(documents)
        case _:
            as_csv(columns, [{name: _flat(row.get(name)) for name in columns} for row in documents])


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value
