"""Looking for a text in raw bytes, in every form that a database or a program may write it in."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from register.jurisdictions import folded


def forms(text: str) -> dict[str, bytes]:
    """A text as bytes, by the name of the form."""
    plain = text.encode()
    escaped = json.dumps(text)[1:-1].encode()
    found = {
        "UTF-8": plain,
        "UTF-16 little": text.encode("utf-16-le"),
        "UTF-16 big": text.encode("utf-16-be"),
        "UTF-32": text.encode("utf-32-le"),
        "JSON": escaped,
        "JSON in JSON": json.dumps(escaped.decode())[1:-1].encode(),
        "hexadecimal": plain.hex().encode(),
        "octal": b"".join(b"\\%03o" % byte if byte > 126 else bytes([byte]) for byte in plain),
        "folded": folded(text).encode(),
        "small": text.lower().encode(),
        "reversed": plain[::-1],
    }
    for shift in range(3):  # base64 of it, in whatever place of a longer text
        whole = b64encode(bytes(shift) + plain + bytes(3))
        found[f"base64 {shift}"] = whole[4 if shift else 0 : -8].rstrip(b"=")
    return found


def traces(text: str, *places: Path) -> list[str]:
    """Where a text stands in files, and in which form."""
    wanted = forms(text)
    return [
        f"{path}: {form}"
        for path in files(places)
        for data in [path.read_bytes()]
        for form, pattern in wanted.items()
        if pattern in data or pattern in data.lower()
    ]


def files(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                yield path
