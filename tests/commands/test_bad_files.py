"""Files and pipes that can't be used: one sentence, no traceback, nothing half done."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import ROOT, command, lines, ok, run, run_process, says, surroundings
from support.programs.unprivileged import as_nobody, open_folder

FACT = complete(fact("block-imposed", "2022-03-01"), 1)


def test_a_file_that_may_not_be_read_is_named() -> None:
    with open_folder() as folder:
        url = f"sqlite:///{folder}/register.db"
        ok("init", database=url)
        secret = folder / "secret.jsonl"
        secret.write_bytes(lines(TIKTOK))
        secret.chmod(0o000)
        for name in ("register.db", "."):
            (folder / name).chmod(0o777)
        done = as_nobody("--database", url, "import", str(secret), folder=folder)
        says(done, str(secret))


def memory_for(url: str, path: Path) -> tuple[str, list[str], int]:
    """Import a file; return what was said on both outputs, and the most memory in bytes."""
    code = f"""
import resource, sys, cli
try: cli.main(["--database", {url!r}, "import", "--on-error", "skip", {str(path)!r}])
finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, env=surroundings(), cwd=ROOT
    )
    *told, kilobytes = done.stderr.decode().splitlines()
    return done.stdout.decode(), told, int(kilobytes) * 1024


def test_a_line_of_a_hundred_megabytes_is_refused_without_being_read_whole(
    sqlite_url: str, tmp_path: Path
) -> None:
    short, path = tmp_path / "short.jsonl", tmp_path / "long.jsonl"
    short.write_bytes(lines(TIKTOK) + b"{}\n" + lines(FACT))
    with path.open("wb") as out:
        out.write(lines(TIKTOK) + b'{"type": "')
        for _ in range(100):
            out.write(b"x" * 1_000_000)
        out.write(b'"}\n' + lines(FACT))
    _, _, usual = memory_for(sqlite_url, short)
    said, told, most = memory_for(sqlite_url, path)
    assert any(f"{path}:2: $: the line is longer than 1,048,576 bytes" in line for line in told)
    assert said.startswith("3 read, 0 recorded, 2 duplicates, 1 refused")
    assert most < usual + 30_000_000, "a line was read whole"


@pytest.mark.parametrize(("name", "reason"), [("none.jsonl", "No such file"), (".", "directory")])
def test_a_file_that_is_none_is_named(
    sqlite_url: str, tmp_path: Path, name: str, reason: str
) -> None:
    says(run("import", str(tmp_path / name), database=sqlite_url), str(tmp_path), reason)


@pytest.mark.parametrize(
    "arguments", [("status", "\udcff"), ("search", "\udcff"), ("deny", "\udcff")]
)
def test_an_argument_that_is_no_text_is_refused(
    sqlite_url: str, arguments: tuple[str, ...]
) -> None:
    says(run_process("--database", sqlite_url, *arguments))


OUTPUTS = [
    ("history", "tiktok", "KZ"),
    ("history", "tiktok", "KZ", "--format", "csv"),
    ("history", "tiktok", "KZ", "--format", "jsonl"),
    ("export",),
    ("types",),
    ("schema",),
]


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("long")
    url = f"sqlite:///{folder}/register.db"
    ok("init", database=url)
    facts = [complete(fact("court-ruled", "2022", note="x" * 900), n) for n in range(1, 200)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, *facts))
    yield url
    shutil.rmtree(folder)


@pytest.mark.parametrize("arguments", OUTPUTS)
def test_a_reader_that_goes_away_is_no_error(long_history: str, arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        command("--database", long_history, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", OUTPUTS)
def test_an_output_that_is_full_is_an_error(long_history: str, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("--database", long_history, *arguments),
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            env=surroundings(),
            cwd=ROOT,
        )
    assert (done.returncode, done.stderr) == (2, b"Error: No space left on device\n")
