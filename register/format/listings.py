"""Answers for programs as bytes, the same on a terminal as over HTTP: JSON, JSON Lines, CSV (RFC 4180)."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")

BREAKS = re.compile("[\u2028\u2029]")
"""What some programs take for the end of a line inside a text of JSON."""


def compact(document: Any) -> bytes:
    """Return one JSON document on one line; parts of it may be JSON already (`msgspec.Raw`)."""
    return escaped(_encoder.encode(document), BREAKS)


def escaped(encoded: bytes, harmful: re.Pattern[str]) -> bytes:
    """Return JSON with some characters of its texts by their numbers: it says the same."""
    if encoded.isascii():
        return encoded
    return harmful.sub(_by_number, encoded.decode()).encode()


def _by_number(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def indented(document: Any) -> bytes:
    """Return one JSON document as people read it."""
    return msgspec.json.format(compact(document), indent=2)


def write_csv(
    write: Callable[[str], object], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write rows as CSV; lists in cells are joined by semicolons.

    What a spreadsheet would take for a formula is quoted.
    """
    writer = csv.writer(_Output(write), lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(_flat(row.get(column))) for column in columns])


class _Output:
    """What `csv` takes for a file."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def write(self, text: str) -> None:
        """Write a row, which has its end of line."""
        self._write(text)


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        return text.lower()
    if isinstance(value, int):
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
