"""The register as `register serve` serves it: a process of its own, at a port of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.programs.running import ROOT, surroundings

PROGRAM = "from cli import main; main()"


@dataclass(frozen=True)
class Served:
    """Where it is, and what it has said until then."""

    port: int
    said: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(
    database: str, *options: str, command: str = "serve", lines: int = 1
) -> Iterator[Served]:
    """Serve the register of a database until the end; ``lines`` are waited for."""
    arguments = ("--database", database, command, "--port", "0", *options)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(database.removeprefix("sqlite:///")).parent,
        env={**surroundings(), "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr is not None
    try:
        said = [process.stderr.readline() for _ in range(lines)]
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", "".join(said))
        assert found, "".join(said) + process.stderr.read()
        yield Served(int(found[1]), said)
    finally:
        process.terminate()
        rest = process.stderr.read()
        process.stderr.close()
        assert process.wait() == 0, rest
