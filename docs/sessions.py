"""Runs the sessions of the documentation: what stands in ```console blocks is what happens.

The blocks of one page are one session, in a folder of its own: `$` begins a command, which
goes on while its lines end with a backslash; what follows is its output, on both streams.
`…` stands for any text, as in doctest. A block after `<!-- file: NAME -->` is written to NAME.

`.venv/bin/python docs/sessions.py` shows what differs, with `--write` it mends the pages.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
ANYTHING = "…"
PROGRAM = (sys.executable, "-m", "cli")
_FILE = re.compile(r"<!-- file: (\S+) -->")
_EXPORT = re.compile(r"export (\w+)=(\S+)")


@dataclass
class Exchange:
    """A command and its output, which stands in the page's lines [first, last)."""

    command: str
    output: list[str]
    first: int
    last: int


@dataclass
class Material:
    """A file that the page shows, for the commands after it."""

    name: str
    text: str


@dataclass
class Session:
    """The steps of one page, in order."""

    page: Path
    steps: list[Exchange | Material] = field(default_factory=list)

    @property
    def exchanges(self) -> list[Exchange]:
        """The steps that are commands."""
        return [step for step in self.steps if isinstance(step, Exchange)]


@dataclass(frozen=True)
class Difference:
    """An exchange whose output is another than the page says."""

    page: Path
    exchange: Exchange
    shown: list[str]

    def __str__(self) -> str:
        """Return it as a diff."""
        where = f"{self.page.relative_to(ROOT)}:{self.exchange.first}"
        lines = difflib.unified_diff(
            self.exchange.output, self.shown, where, "the program", lineterm=""
        )
        return "\n".join([f"$ {self.exchange.command}", *lines])


def pages() -> list[Path]:
    """Return the documentation's pages, in order."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def session(page: Path) -> Session:
    """Return what a page says that happens."""
    found = Session(page)
    lines = page.read_text(encoding="utf-8").splitlines()
    for kind, first, last in blocks(lines):
        named = _FILE.fullmatch(lines[first - 2].strip()) if first > 1 else None
        if named:
            text = "".join(f"{line}\n" for line in lines[first:last])
            found.steps.append(Material(named[1], text))
        elif kind == "console":
            found.steps += _exchanges(lines, first, last)
    return found


def blocks(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Give each fenced block's language and the lines [first, last) that it has."""
    kind, first = None, 0
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if kind is None:
            kind, first = line[3:].strip(), number + 1
        else:
            yield kind, first, number
            kind = None


def _exchanges(lines: list[str], first: int, last: int) -> Iterator[Exchange]:
    number = first
    while number < last:
        command = [lines[number].removeprefix("$ ")]
        while command[-1].endswith("\\"):
            number += 1
            command.append(lines[number])
        begins = number + 1
        number = begins
        while number < last and not lines[number].startswith("$ "):
            number += 1
        yield Exchange("\n".join(command), _bare(lines[begins:number]), begins, number)


def _bare(lines: list[str]) -> list[str]:
    """Return lines without spaces at their ends, and without empty ones at the end."""
    return "\n".join(line.rstrip() for line in lines).rstrip().splitlines()


def differences(told: Session, folder: Path, program: Sequence[str] = PROGRAM) -> list[Difference]:
    """Run a session in an empty folder, and return what came out otherwise."""
    environment = surroundings(folder)
    environment["PATH"] = f"{_programs(folder, program)}{os.pathsep}{environment['PATH']}"
    work = folder / "work"
    work.mkdir()
    found = []
    for step in told.steps:
        if isinstance(step, Material):
            (work / step.name).write_text(step.text, encoding="utf-8")
        elif export := _EXPORT.fullmatch(step.command):
            environment[export[1]] = export[2]
        else:
            shown = _run(step.command, work, environment)
            if not agree(step.output, shown):
                found.append(Difference(told.page, step, shown))
    return found


def _run(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    done = subprocess.run(  # noqa: S603  # the commands of our own pages
        ["bash", "-c", command],  # noqa: S607  # wherever it is
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        text=True,
        encoding="utf-8",
    )
    return _bare(done.stdout.splitlines())


def _programs(folder: Path, program: Sequence[str]) -> Path:
    """Return a new folder in which `register` is; it is run by its command line."""
    programs = folder / "bin"
    programs.mkdir()
    register = programs / "register"
    register.write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n', encoding="utf-8")
    register.chmod(0o755)
    return programs


def surroundings(home: Path) -> dict[str, str]:
    """Return an environment with nothing of the user's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
        "REGISTER_USER": "you",
    }


def agree(expected: list[str], shown: list[str]) -> bool:
    """Tell whether the output is what the page says, with ``…`` for any text."""
    pattern = "(?s:.*)".join(re.escape(part) for part in "\n".join(expected).split(ANYTHING))
    return re.fullmatch(pattern, "\n".join(shown)) is not None


def write(found: list[Difference]) -> None:
    """Put the program's output into a page in place of what it says; all are of that page."""
    page = found[0].page
    lines = page.read_text(encoding="utf-8").splitlines()
    for difference in reversed(found):
        exchange = difference.exchange
        lines[exchange.first : exchange.last] = difference.shown
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run all pages; show or mend what differs."""
    failed = 0
    for page in pages():
        told = session(page)
        if not told.exchanges:
            continue
        with tempfile.TemporaryDirectory() as name:
            found = differences(told, Path(name))
        for difference in found:
            sys.stdout.write(f"{difference}\n\n")
        if found and "--write" in arguments:
            write(found)
        failed += len(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
