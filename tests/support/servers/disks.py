"""Small disks, to be filled and to be made read-only: memory that is mounted, which root may."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A file system of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def url(self, name: str = "register.db") -> str:
        return f"sqlite:///{self.path}/{name}"

    def fill(self, *, but: int = 0) -> None:
        """Leave so many bytes of room."""
        room = os.statvfs(self.path)
        with (self.path / "filler").open("wb") as filler:
            filler.write(b"x" * max(0, room.f_bavail * room.f_frsize - but))

    def make_room(self) -> None:
        (self.path / "filler").unlink()

    def make_read_only(self) -> None:
        mount("-o", "remount,ro", str(self.path))


@contextmanager
def small_disk(path: Path, *, megabytes: int) -> Iterator[Disk]:
    """Mount a small disk; a machine that refuses it has the limit on the size of files left."""
    path.mkdir()
    if os.geteuid() != 0 or not mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", path):
        pytest.skip("a disk that is full needs root, and a system that lets it mount one")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def mount(*arguments: str | Path) -> bool:
    done = subprocess.run(["mount", *map(str, arguments)], check=False, capture_output=True)
    return done.returncode == 0
