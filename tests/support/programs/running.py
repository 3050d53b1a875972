"""Running the command line: in this process, or in one of its own where the process matters."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cli
from commands.shell.tables import console

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ran:
    """What a run said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def documents(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(*arguments: str, database: str | None = None, stdin: bytes = b"") -> Ran:
    """Run a command in this process, as `register` would, with its exit status."""
    given = [*arguments] if database is None else ["--database", database, *arguments]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    console.cache_clear()  # it holds the standard output of the run before
    source = io.TextIOWrapper(io.BytesIO(stdin))
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        _standard_input(source),
    ):
        status = _status(given)
        out.flush()
        err.flush()
    console.cache_clear()
    return Ran(status, _text(out), _text(err))


@contextlib.contextmanager
def _standard_input(source: io.TextIOWrapper) -> Iterator[None]:
    before, sys.stdin = sys.stdin, source
    try:
        yield
    finally:
        sys.stdin = before


def _status(arguments: Sequence[str]) -> int:
    try:
        cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def _text(stream: io.TextIOWrapper) -> str:
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8")


def ok(*arguments: str, database: str | None = None, stdin: bytes = b"") -> Ran:
    """Run a command that has to end well."""
    done = run(*arguments, database=database, stdin=stdin)
    assert done.status == 0, done.out + done.err
    return done


def command(*arguments: str) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "cli", *arguments]


def surroundings(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return {
        **kept,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "PYTHONIOENCODING": "utf-8",
        **more,
    }


def run_process(*arguments: str, stdin: bytes = b"", **options: Any) -> Ran:
    """Run a command in a process of its own; options are subprocess.run's."""
    options.setdefault("cwd", ROOT)
    done = subprocess.run(
        command(*arguments),
        check=False,
        input=stdin,
        capture_output=True,
        env=surroundings(**options.pop("env", {})),
        **options,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def lines(*documents: Any) -> bytes:
    """Documents as JSON Lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in documents)


def says(done: Ran, *words: str) -> None:
    """It ended with wrong input and one sentence, with a hint at most, which has these words."""
    assert (done.status, done.out) == (2, ""), done
    told, _, hint = done.err.partition("\n")
    assert told.startswith("Error: ")
    assert hint == "" or (hint.startswith("Try 'register") and hint.count("\n") == 1), done.err
    for word in words:
        assert word in told
