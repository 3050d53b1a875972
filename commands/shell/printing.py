"""Printing answers: lines for people, JSON and CSV for programs."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from register.format.listings import compact, escaped, indented, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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
    click.echo(_shown(indented(document)))


def as_json_list(documents: Iterable[Any]) -> None:
    """Print one JSON document that is a list, item by item, as `as_json` prints a whole one."""
    opening = b"["
    for document in documents:
        click.echo(opening + b"\n  " + _shown(indented(document)).replace(b"\n", b"\n  "), nl=False)
        opening = b","
    click.echo(b"[]" if opening == b"[" else b"\n]")


def as_jsonl(documents: Iterable[Any]) -> None:
    """Print one JSON document a line."""
    for document in documents:
        click.echo(_shown(compact(document)))


def _shown(encoded: bytes) -> bytes:
    """Return JSON as its reader may have it: a terminal must not be steered by a text."""
    return escaped(encoded, _STEERING) if sys.stdout.isatty() else encoded


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV (RFC 4180); what a spreadsheet would take for a formula is quoted."""
    write_csv(partial(click.echo, nl=False), columns, rows)
