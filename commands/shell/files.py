"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

PREFIX = ".register-"
"""How folders begin in which files are made before they take their place."""


def refuse_no_file(out: Path, option: str) -> None:
    """Refuse what can't be written to, before anything is done for it."""
    if out.is_dir():
        raise click.UsageError(f"{out} is a folder, and {option} names a file")
    if out.exists() and not out.is_file():
        raise click.UsageError(f"{out} is no plain file, and {option} would replace it")
    if not out.parent.is_dir():
        raise click.UsageError(f"there is no folder {out.parent} to write {out.name} to")


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let a program that is told to end (SIGTERM) take away first what it has half made."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL or not _is_main():
        yield
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give the path of a file that takes the place of ``out`` in the end; else nothing is left."""
    with ended_in_order(), tempfile.TemporaryDirectory(dir=out.parent, prefix=PREFIX) as folder:
        made = Path(folder) / out.name
        yield made
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(out)
