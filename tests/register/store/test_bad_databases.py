"""Databases that can't be used: one sentence, no traceback, nothing half done."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from support.crashes.limits import limited
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, run_process, says
from support.programs.unprivileged import as_nobody, open_folder

from projections.embedded import EmbeddedRegister
from register.clock import EPOCH
from register.errors import DatabaseProblem
from register.format.schemas import read_fact
from register.importing.importer import ImportOptions, import_file
from register.store.database import open_engine

FACT = complete(fact("block-imposed", "2022-03-01"), 1)
MORE = complete(fact("block-lifted", "2022-03-02"), 2)
ASKING = [
    ("status",),
    ("periods", "tiktok", "KZ"),
    ("history", "tiktok", "KZ"),
    ("conflicts",),
    ("search", "x"),
    ("platform", "list"),
    ("platform", "show", "tiktok"),
    ("export",),
    ("doctor",),
    ("import", os.devnull),
    ("record", "court-ruled", "--platform", "tiktok", "--occurred", "2022"),
    ("deny", "1"),
]


@pytest.mark.parametrize("arguments", ASKING)
def test_asking_a_register_that_is_not_there_does_not_make_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path}/none.db"
    says(run(*arguments, database=url), "there is no register at", "register init")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("status",), ("init",), ("import", os.devnull)])
def test_a_missing_folder_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    says(run(*arguments, database=f"sqlite:///{tmp_path}/no/register.db"), str(tmp_path / "no"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("status",), ("init",), ("demo",)])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("register.db:1", "is not a database URL"),
        ("mysql://localhost/x", "SQLite or PostgreSQL, not on mysql"),
        ("", ""),
        ("postgresql://nobody@127.0.0.1:1/none", "can't be used: "),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "can't be used: "),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(
    arguments: tuple[str, ...], url: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments, database=url)
    says(done, told)
    assert "secret" not in done.err


@pytest.mark.parametrize("arguments", [("status",), ("init",), ("import", os.devnull)])
@pytest.mark.parametrize(
    "content", [b"This is no database at all. " * 200, b"SQLite format 3\0" * 99]
)
def test_what_is_not_a_database_is_left_alone(
    tmp_path: Path, arguments: tuple[str, ...], content: bytes
) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    says(run(*arguments, database=f"sqlite:///{path}"), str(path))
    assert path.read_bytes() == content


def test_an_empty_database_and_one_of_another_program_are_no_register(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.touch()
    says(run("status", database=f"sqlite:///{path}"), "there is no register at")
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE log (x)")
    other.close()
    says(run("status", database=f"sqlite:///{path}"), "there is no register at")


@pytest.mark.parametrize("arguments", [("init",), ("demo",)])
@pytest.mark.parametrize("table", ["log", "customers", "alembic_version"])
def test_a_database_of_another_program_is_left_as_it_is(
    tmp_path: Path, arguments: tuple[str, ...], table: str
) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute(f"CREATE TABLE {table} (version_num)")
        other.execute(f"INSERT INTO {table} VALUES ('0005')")
    other.close()
    says(run(*arguments, database=f"sqlite:///{path}"), "tables of another program", table)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    other.close()


def test_a_register_is_named_by_its_file_or_by_its_url(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    assert ok("status", database=path) == ok("status", database=sqlite_url)
    says(run("status", database=f"{path}.none"), f"no register at sqlite:///{path}.none")


@pytest.mark.parametrize("arguments", [*ASKING, ("init",), ("demo",)])
def test_a_register_of_a_newer_program_is_not_touched(
    database_url: str, arguments: tuple[str, ...]
) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    says(run(*arguments, database=database_url), "newer", "9999")


def test_a_register_that_another_process_holds_is_named_as_locked(sqlite_url: str) -> None:
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        says(run("import", "-", database=sqlite_url, stdin=lines(TIKTOK)), "is locked by another")
        assert ok("status", "--format", "json", database=sqlite_url).document == []
    finally:
        holder.close()
    assert ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK)).out.startswith(
        "1 read, 1 rec"
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


def test_a_register_that_may_only_be_read_still_answers(folder: Path) -> None:
    url = f"sqlite:///{folder}/register.db"
    ok("init", database=url)
    ok("import", "-", database=url, stdin=lines(TIKTOK, FACT))
    (folder / "register.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        content = (folder / "register.db").read_bytes()
        database = ("--database", url)
        says(as_nobody(*database, "import", "-", folder=folder, stdin=lines(MORE)), str(folder))
        says(as_nobody(*database, "deny", "2", "--source-title", "x", folder=folder), str(folder))
        asked = as_nobody(*database, "status", "tiktok", "KZ", "--format", "json", folder=folder)
        assert asked.document[0]["access"] == "blocked"
        assert (folder / "register.db").read_bytes() == content
    finally:
        folder.chmod(0o755)


def test_a_full_disk_leaves_nothing_of_the_file(sqlite_url: str) -> None:
    with EmbeddedRegister(sqlite_url, lambda: EPOCH) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
        few = "PRAGMA max_page_count = 1"  # which means as many as there are
        event.listen(register.engine, "connect", lambda raw, _: raw.execute(few))
        register.engine.dispose()
        facts = [complete(fact("court-ruled", "2022"), place) for place in range(1, 600)]
        path = Path(sqlite_url.removeprefix("sqlite:///")).with_name("many.jsonl")
        path.write_bytes(lines(*facts))
        with (
            path.open("rb") as stream,
            pytest.raises(DatabaseProblem, match="is full, and nothing"),
        ):
            import_file(register.register, stream, "x", ImportOptions(recorded_by="test"))
    assert len(ok("export", database=sqlite_url).documents) == 1
    assert (
        ok("import", str(path), "--format", "json", database=sqlite_url).document["recorded"] == 599
    )


@pytest.mark.parametrize("room", [0, 40_000, 120_000, 200_000])
def test_a_limit_on_the_size_of_files_leaves_nothing_of_the_file(
    sqlite_url: str, tmp_path: Path, room: int
) -> None:
    path = tmp_path / "many.jsonl"
    facts = [complete(fact("court-ruled", "2022", note="x" * 900), n) for n in range(1, 400)]
    path.write_bytes(lines(TIKTOK, *facts))
    done = run_process("--database", sqlite_url, "import", str(path), preexec_fn=limited(room))
    says(done, sqlite_url)
    assert ok("export", database=sqlite_url).out == ""
    assert (
        ok("import", str(path), "--format", "json", database=sqlite_url).document["recorded"] == 400
    )
