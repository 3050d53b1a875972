"""Full and read-only disks: one clear sentence, nothing lost, and it goes on when there is room."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from support.crashes.limits import limited
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import Ran, lines, ok, run, run_process, says
from support.programs.unprivileged import as_nobody, open_folder
from support.proofs.backups import backed_up, filled, rows_of
from support.servers.disks import Disk, small_disk
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

from register.store.database import migrate

RECORD = ("record", "court-ruled", "--platform", "tiktok", "--jurisdiction", "KZ")
FULL = "is full, and nothing was written"
READ_ONLY = "read-only, and nothing was written"
ASKING = [
    ("status", "tiktok", "KZ", "--format", "json"),
    ("periods", "tiktok", "KZ"),
    ("history", "tiktok", "KZ"),
    ("search", "source"),
    ("export",),
    ("verify", "--replay"),
]


def recording(day: str) -> tuple[str, ...]:
    return (*RECORD, "--occurred", day, "--source-title", "a source", "--note", "x" * 4_000)


def many(facts: int) -> bytes:
    given = [complete(fact("court-ruled", "2022", note="x" * 900), n) for n in range(1, facts)]
    return lines(TIKTOK, *given)


def full(done: Ran) -> None:
    """It says in one sentence that there is no room."""
    says(done)
    assert FULL in done.err or "No space left on device" in done.err, done.err


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", megabytes=2) as found:
        yield found


@pytest.mark.parametrize("room", [0, 8_192, 100_000, 200_000])
def test_a_register_on_a_full_disk_loses_nothing_and_goes_on(disk: Disk, room: int) -> None:
    url = disk.url()
    ok("init", database=url)
    ok("import", "-", database=url, stdin=many(100))
    before = rows_of(url)
    disk.fill(but=room)
    full(run("import", "-", database=url, stdin=many(900)))
    assert run("backup", str(disk.path / "b.db"), database=url).status == 2
    assert not list(disk.path.glob("b.db*"))
    acknowledged, refused = _recorded_until_full(url)
    full(refused)
    full(run("rebuild", "--processes", "1", database=url))
    disk.make_room()
    after = rows_of(url)["log"]
    assert after[:100] == before["log"]
    assert {row[4]: row[0] for row in after[100:]} == acknowledged
    ok("verify", "--replay", database=url)
    ok(*recording("2024"), database=url)
    backed_up(url, disk.path / "b.db")
    ok("verify", "--replay", database=url)


def _recorded_until_full(url: str) -> tuple[dict[str, int], Ran]:
    """What was acknowledged, and the refusal at last."""
    told: dict[str, int] = {}
    for number in range(500):
        done = run(*recording(f"{1000 + number}"), database=url)
        if done.status:
            return told, done
        fact_id, _, position = done.out.splitlines()[0].partition(" recorded at position ")
        told[fact_id] = int(position)
    raise AssertionError("there was room for all")


@pytest.mark.parametrize("room", [0, 8_192, 200_000])
def test_a_register_is_not_made_by_half_where_there_is_no_room(disk: Disk, room: int) -> None:
    disk.fill(but=room)
    full(run("init", database=disk.url()))
    disk.make_room()
    ok("init", database=disk.url())
    ok("import", "-", database=disk.url(), stdin=many(10))
    ok("verify", "--replay", database=disk.url())


@pytest.mark.parametrize("room", [0, 500_000, 900_000])
def test_a_restore_that_finds_no_room_leaves_an_empty_register(
    disk: Disk, sqlite_url: str, tmp_path: Path, room: int
) -> None:
    ok("import", "-", database=sqlite_url, stdin=many(600))
    backed_up(sqlite_url, tmp_path / "b.db")
    disk.fill(but=room)
    full(run("restore", str(tmp_path / "b.db"), database=disk.url()))
    disk.make_room()
    ok("init", database=disk.url())
    assert rows_of(disk.url())["log"] == []


def test_a_backup_that_finds_no_room_leaves_no_file(disk: Disk, sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=many(900))
    path = disk.path / "b.db"
    for room in (0, 100_000, 600_000):
        disk.fill(but=room)
        full(run("backup", str(path), database=sqlite_url))
        assert [one.name for one in disk.path.iterdir()] == ["filler"]
        disk.make_room()


def test_a_register_on_a_read_only_disk_still_answers(disk: Disk, tmp_path: Path) -> None:
    url = disk.url()
    ok("init", database=url)
    filled(url)
    disk.make_read_only()
    for arguments in ASKING:
        ok(*arguments, database=url)
    for arguments in (recording("2024"), ("rebuild", "--processes", "1")):
        says(run(*arguments, database=url), READ_ONLY)
    more = lines(complete(fact("court-ruled", "2022"), 10**9))
    says(run("import", "-", database=url, stdin=more), READ_ONLY)
    backed_up(url, tmp_path / "b.db")  # to another disk
    for arguments in (("init",), ("restore", str(tmp_path / "b.db"))):
        says(run(*arguments, database=disk.url("other.db")), "may only be read")
    says(run("backup", str(disk.path / "b.db"), database=url), "Read-only file system")


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_a_register_that_may_only_be_read_answers_and_takes_nothing(
    folder: Path, of_file: int, of_folder: int
) -> None:
    url, path = f"sqlite:///{folder}/register.db", folder / "register.db"
    ok("init", database=url)
    ok("import", "-", database=url, stdin=many(5))
    for left in folder.glob("register.db-*"):
        left.unlink()
    content = path.read_bytes()
    path.chmod(of_file)
    folder.chmod(of_folder)
    try:
        for arguments in ASKING[:1]:
            asked = as_nobody("--database", url, *arguments, folder=folder)
            assert asked.status == 0, asked.err
        says(as_nobody("--database", url, *recording("2024"), folder=folder), str(path))
        says(as_nobody("--database", url, "rebuild", "--processes", "1", folder=folder), str(path))
        refused = as_nobody("--database", url, "backup", f"{folder}/b.db", folder=folder)
        if of_folder == 0o555:
            says(refused, "Permission denied")
            other = as_nobody("--database", f"sqlite:///{folder}/other.db", "init", folder=folder)
            says(other, "may only be read")
        assert path.read_bytes() == content
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("room", [0, 40_000])
def test_a_limit_on_the_size_of_files_says_so_and_loses_nothing(
    sqlite_url: str, tmp_path: Path, room: int
) -> None:
    """Where no disk can be mounted: the system refuses to let a file grow."""
    ok("import", "-", database=sqlite_url, stdin=many(100))
    before = rows_of(sqlite_url)
    path, new = tmp_path / "b.db", f"sqlite:///{tmp_path}/new.db"
    for database, arguments in (
        (sqlite_url, recording("2024")),
        (sqlite_url, ("rebuild", "--processes", "1")),
        (sqlite_url, ("backup", str(path))),
        (new, ("init",)),
    ):
        says(run_limited("--database", database, *arguments, room=room))
    assert not list(tmp_path.glob("b.db*"))
    assert rows_of(sqlite_url) == before
    ok(*recording("2024"), database=sqlite_url)
    ok("verify", "--replay", database=sqlite_url)
    ok("init", database=new)


def run_limited(*arguments: str, room: int) -> Ran:
    return run_process(*arguments, preexec_fn=limited(room))


@pytest.fixture
def small_tablespace() -> Iterator[tuple[str, Disk]]:
    """A register whose tables are on a small disk, of a server that nothing else needs.

    A server with a full disk fails the checkpoints that others wait for. And the cleaner that
    comes by itself may have a file written anew without which nobody can connect.
    """
    with reserved_directory() as directory:
        server = PostgreSQLServer(directory)
        server.start(autovacuum="off")
        with small_disk(directory / "disk", megabytes=24) as disk:
            owner = (directory / "data").stat()
            own = disk.path / "own"
            own.mkdir()
            os.chown(own, owner.st_uid, owner.st_gid)
            _on_server(server.url("postgres"), "CREATE TABLESPACE small LOCATION {}", str(own))
            _on_server(server.url("postgres"), "CREATE DATABASE small TABLESPACE small")
            migrate(server.url("small"))
            yield server.url("small"), disk


def _on_server(url: str, statement: LiteralString, *values: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Literal, values)))


def test_a_register_on_a_full_disk_of_postgresql_loses_nothing(
    small_tablespace: tuple[str, Disk], tmp_path: Path
) -> None:
    url, disk = small_tablespace
    ok("import", "-", database=url, stdin=many(100))
    before = rows_of(url)
    disk.fill()
    full(run("import", "-", database=url, stdin=many(900)))
    acknowledged, refused = _recorded_until_full(url)
    full(refused)
    ok("status", database=url)
    backed_up(url, tmp_path / "b.db")
    disk.make_room()
    after = rows_of(url)["log"]
    assert after[:100] == before["log"]
    assert {row[4]: row[0] for row in after[100:]} == acknowledged
    ok("verify", "--replay", database=url)
    ok(*recording("2024"), database=url)
    ok("verify", "--replay", database=url)
