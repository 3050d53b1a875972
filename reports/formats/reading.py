"""Reading back files of reports, whatever became of them: what can't be read is InvalidStatement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from reports.errors import InvalidStatement

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 1 << 20
"""How long a line with a statement can be, in characters."""


def first_lines(path: Path, count: int) -> list[str]:
    """Return the first lines of a text file, none longer than LONGEST; raise InvalidStatement."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return [file.readline(LONGEST) for _ in range(count)]
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from None


def parsed(path: Path) -> Any:
    """Return the JSON that a file is; raise InvalidStatement."""
    try:
        return msgspec.json.decode(path.read_bytes())
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError, RecursionError) as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: Exception) -> InvalidStatement:
    """Return the error that a file can't be read at all."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return InvalidStatement(f"{path.name} can't be read: {why}")


def without(path: Path) -> InvalidStatement:
    """Return the error that a file can be read, and states nothing of its making."""
    return InvalidStatement(f"{path.name} states nothing of how a report was made")
