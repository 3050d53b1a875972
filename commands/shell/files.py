"""Files that commands write: whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

MOST_BYTES = 10_000_000
"""No checkpoint, timestamp or bundle of certificates is larger."""

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


def read_small(path: Path) -> bytes:
    """Return what a checkpoint, a timestamp or a certificate has; refuse what never ends."""
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise click.UsageError(
            f"{path} has more than {MOST_BYTES:,} bytes: it is no checkpoint, timestamp or certificate"
        )
    return content


def beside(source: Path | None, path: Path) -> IO[bytes]:
    """Open a file for parts of another: for its owner alone, if the owner may use the other.

    A symbolic link by its name is refused: it could lead the parts to anywhere.
    """
    mode = 0o600 if source is None else source.stat().st_mode & 0o600
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, mode)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise click.UsageError(f"{path} is a symbolic link, and nothing is written to it") from None
    os.fchmod(place, mode)
    os.ftruncate(place, 0)
    return os.fdopen(place, "wb")


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
