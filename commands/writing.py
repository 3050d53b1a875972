"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


def refuse_no_file(out: Path, option: str) -> None:
    """Refuse what can't be written to, before anything is done for it."""
    if out.is_dir():
        raise click.UsageError(f"{out} is a folder, and {option} names a file")
    if out.exists() and not out.is_file():
        raise click.UsageError(f"{out} is no plain file, and {option} would replace it")
    if not out.parent.is_dir():
        raise click.UsageError(f"there is no folder {out.parent} to write {out.name} to")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give the path of a file that takes the place of ``out`` in the end; else nothing is left."""
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".register-") as folder:
        made = Path(folder) / out.name
        yield made
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(out)
