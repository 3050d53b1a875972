"""Files of facts as they come: JSON Lines, a JSON array, or something else, which is named."""

from __future__ import annotations

import io
from typing import IO

import click
import msgspec

from commands.shell.printing import note, safe

_LOOKED_AT = 4_096
_BEGINNINGS = {
    b"PK\x03\x04": "a workbook (xlsx), or another zip file",
    b"\xd0\xcf\x11\xe0": "a workbook or a text of an older office program",
    b"%PDF": "a PDF",
    b"SQLite format 3\0": "a database: name it with --database",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"\x1f\x8b": "compressed (gzip): unpack it first",
    b"<": "a page (HTML or XML)",
}
_AS_LINES = (
    "facts are read from JSON Lines, one JSON object a line ('register schema' has the format)"
)


def lines_of(stream: IO[bytes], shown: str) -> IO[bytes]:
    """Return a file's lines, of a JSON array one for each item; raise click.UsageError of others."""
    ahead = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]  # a BytesIO reads as one
    start = ahead.peek(_LOOKED_AT)[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        items = _items(ahead.read(), shown)
        note(safe(f"{shown} is a JSON array: its items count as lines."))
        return io.BytesIO(b"\n".join(items))
    for beginning, what in _BEGINNINGS.items():
        if start.startswith(beginning):
            raise click.UsageError(f"{shown} is {what}; {_AS_LINES}")
    first = start.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    if any(mark in first for mark in ",;\t") and not any(mark in first for mark in "{}[]:"):
        raise click.UsageError(
            f"{shown} is a table (CSV, by its first line): name a mapping for it with --mapping "
            f"('register mapping --help'); without one, {_AS_LINES}"
        )
    return ahead


def _items(data: bytes, shown: str) -> list[bytes]:
    """Return the items of a JSON array, each on one line, as they are written."""
    try:
        items = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
        return [msgspec.json.format(bytes(item), indent=-1) for item in items]
    except msgspec.DecodeError as error:
        raise click.UsageError(
            f"{shown} begins as a JSON array does, and is none: {error}"
        ) from None
