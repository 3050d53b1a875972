"""Printing answers: lines for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


_BREAKS = re.compile("[\u2028\u2029]")
"""What some programs take for the end of a line inside a text of JSON."""

_STEERING = re.compile("[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What could steer a terminal that shows JSON; other control characters JSON itself escapes."""


def safe(value: object) -> str:
    """Return a text without what could steer a terminal: control and direction characters."""
    return "".join(
        char if char not in _BIDI and unicodedata.category(char) != "Cc" else f"\\x{ord(char):02x}"
        for char in str(value)
    )


def say(text: str = "") -> None:
    """Print a line of an answer."""
    click.echo(safe(text))


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
    encoded = _encoder.encode(document)
    if encoded.isascii():
        return encoded
    harmful = _STEERING if sys.stdout.isatty() else _BREAKS
    return harmful.sub(_escaped, encoded.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV (RFC 4180); what a spreadsheet would take for a formula is quoted."""
    writer = csv.writer(_Output(), lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])


class _Output:
    """Standard output as `say` writes to it, whatever its encoding."""

    def write(self, text: str) -> None:
        """Write a row, which has its end of line."""
        click.echo(text, nl=False)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        return text.lower()
    if isinstance(value, int):
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
