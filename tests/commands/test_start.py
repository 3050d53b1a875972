"""What a command loads before it answers: what it needs, and no more."""

import subprocess
import sys

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, surroundings

from commands import COMMANDS

PROGRAM = """
import sys
from cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules, file=sys.stderr)
"""
ALONE = """
import gc, os, sys
from importlib import import_module
gc.disable()  # as the program does
import click, cryptography, edtf, msgspec, rich.table, sqlalchemy.dialects.sqlite
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        import_module(name)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(name)
"""
RECORD = (
    *("record", "block-threatened", "--platform", "tiktok", "--jurisdiction", "KZ"),
    *("--occurred", "2019-07-15", "--source-title", "a source"),
)


def loaded(*arguments: str) -> set[str]:
    """The modules that are there when a command has answered."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings(),
    )
    return set(done.stderr.split())


@pytest.fixture
def register(sqlite_url: str) -> str:
    order = complete(fact("block-threatened", "2024-04-24"), 1)
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, order))
    return sqlite_url


@pytest.mark.parametrize("command", [("types",), ("types", "block-threatened"), ("schema",)])
def test_the_vocabulary_is_told_without_a_database(command: tuple[str, ...]) -> None:
    assert not {"sqlalchemy", "sqlite3", "projections"} & loaded(*command)


@pytest.mark.parametrize(
    "command", [("status",), ("status", "tiktok", "KZ"), ("history", "tiktok", "KZ")]
)
def test_who_asks_loads_nothing_that_writes(register: str, command: tuple[str, ...]) -> None:
    there = loaded("--database", register, *command)
    assert "sqlalchemy" in there
    assert not {"eventsourcing", "register.application", "register.recording"} & there


@pytest.mark.parametrize("command", [("status",), RECORD])
def test_what_is_seldom_needed_is_loaded_late(register: str, command: tuple[str, ...]) -> None:
    seldom = {
        "alembic",
        "cryptography",
        "edtf",
        "holidays",
        "jsonschema",
        "lxml",
        "multiprocessing",
    }
    there = loaded("--database", register, *command)
    assert not {*seldom, "sqlalchemy.dialects.postgresql"} & there


def test_what_prints_no_table_loads_none(register: str) -> None:
    assert "rich" not in loaded("--database", register, *RECORD)


def test_each_command_loads_when_no_other_module_of_ours_is_there() -> None:
    names = sorted({module for module, _, _ in COMMANDS.values()})
    alone = [sys.executable, "-c", ALONE, *names]
    done = subprocess.run(alone, check=False, capture_output=True, text=True, env=surroundings())
    assert (done.returncode, done.stderr) == (0, "")
