"""Backups that can't be made or restored: one sentence, and nothing half done."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from support.facts.given import TIKTOK
from support.programs.running import lines, ok, run, says
from support.proofs.backups import backed_up, filled, rows_of, sql
from support.servers.databases import SQLiteDatabases

import register.accounts.tables
from aggregates.errors import RegisterError
from projections.backup.restore import opened_backup

FLIPS = 400


@pytest.fixture(scope="module")
def made(sqlite_databases: SQLiteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a register that has everything."""
    path = tmp_path_factory.mktemp("made") / "b.db"
    with sqlite_databases.migrated() as url:
        filled(url)
        backed_up(url, path)
    return path


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "b.db"))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[str]:
    """Where to restore; nothing may be there at the end."""
    yield f"sqlite:///{tmp_path}/new.db"
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE log SET payload = zeroblob(9) WHERE position = 9", "position 9 is damaged"),
        ("UPDATE log SET payload = 5000000000000 WHERE position = 9", "position 9 has int"),
        ("UPDATE log SET recorded_at = recorded_at + 1 WHERE position = 9", "position 9 is dam"),
        ("DELETE FROM log WHERE position = 9", "position 9 is damaged: it is missing"),
        ("DELETE FROM log WHERE position > 40", "position 41 is damaged: it is missing"),
        ("DELETE FROM log", "position 1 is damaged: it is missing"),
        ("UPDATE log_head SET recorded_at = 0", "the table log_head is not as it was"),
        ("UPDATE checkpoint SET made_at = 0", "the table checkpoint is not as it was"),
        ("UPDATE document SET content = x'00'", "the table document is not as it was"),
        ("DELETE FROM witness", "the table witness is not as it was"),
        ("UPDATE backup SET digest = x'00' WHERE kept = 'log'", "not those of the register when"),
        ("DELETE FROM backup WHERE kept = 'log'", "lost the root of its log"),
        ("DELETE FROM backup WHERE kept = 'witness'", "the table witness is not as it was"),
        ("DROP TABLE document", "the table document is not as it was"),
        ("DROP TABLE backup", "is no backup that"),
    ],
)
def test_a_damaged_backup_is_refused_and_the_place_is_named(
    backup: Path, new: str, statement: str, told: str
) -> None:
    sql(backup, statement)
    says(run("restore", str(backup), database=new), str(backup), told)


def test_a_backup_whose_tail_was_removed_everywhere_is_found_by_what_was_noted(
    backup: Path, new: str
) -> None:
    sql(
        backup,
        "DELETE FROM log WHERE position > 40",
        "UPDATE log_head SET position = 40",
        "DELETE FROM tree_head",
    )
    says(run("restore", str(backup), database=new), "the table log_head is not as it was")


def test_a_backup_that_was_cut_off_is_refused(backup: Path, new: str) -> None:
    content = backup.read_bytes()
    for part in (0.0, 0.01, 0.3, 0.6, 0.9):
        backup.write_bytes(content[: int(len(content) * part)])
        says(run("restore", str(backup), database=new), str(backup))


def test_a_changed_byte_is_found_or_means_nothing(backup: Path) -> None:
    """Some bytes of an SQLite file are no part of any row: then what is read is as it was."""
    content, random = bytearray(backup.read_bytes()), Random(1)
    wanted = rows_of(f"sqlite:///{backup}")
    found = 0
    for _ in range(FLIPS):
        place = random.randrange(len(content))
        before, content[place] = content[place], random.randrange(256)
        backup.write_bytes(content)
        content[place] = before
        refused = refusal(backup)
        found += refused is not None
        assert "\n" not in (refused or "")
        assert refused or rows_of(f"sqlite:///{backup}") == wanted
    assert found > FLIPS / 10


def refusal(backup: Path) -> str | None:
    """Why a backup is not restored."""
    try:
        with opened_backup(backup) as opened:
            opened.examine(None, lambda _: None)
    except RegisterError as error:
        return str(error)
    return None


def test_a_backup_overwrites_nothing(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    path.write_text("mine")
    says(run("backup", str(path), database=sqlite_url), str(path), "overwrites nothing")
    assert path.read_text() == "mine"
    path.unlink()
    path.symlink_to("nowhere")
    says(run("backup", str(path), database=sqlite_url), str(path), "overwrites nothing")


def test_a_backup_needs_a_folder(sqlite_url: str, tmp_path: Path) -> None:
    says(run("backup", str(tmp_path / "no" / "b.db"), database=sqlite_url), str(tmp_path / "no"))
    says(run("backup", str(tmp_path), database=sqlite_url), str(tmp_path))


def test_two_backups_to_one_file_are_one(sqlite_url: str, tmp_path: Path) -> None:
    place = tmp_path / "b.db.partial"
    place.mkdir()
    handle = os.open(place, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    says(run("backup", str(tmp_path / "b.db"), database=sqlite_url), "another process writes")
    os.close(handle)
    (place / "backup.db").write_text("left by one that was killed")
    (place / "backup.db-wal").write_text("left by one that was killed")
    backed_up(sqlite_url, tmp_path / "b.db")
    assert [one.name for one in tmp_path.iterdir()] == ["b.db"]


def test_only_an_empty_register_takes_a_backup(backup: Path, database_url: str) -> None:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    before = rows_of(database_url)
    says(run("restore", str(backup), database=database_url), "is not empty", "rows in log")
    assert rows_of(database_url) == before


def test_a_register_with_a_key_is_not_empty(backup: Path, sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("INSERT INTO signing_key VALUES ('mine', 1, NULL)")
        connection.commit()
    says(run("restore", str(backup), database=sqlite_url), "rows in signing_key")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" * 99])
def test_what_is_no_backup_is_named(tmp_path: Path, new: str, content: bytes) -> None:
    path = tmp_path / "notes"
    path.write_bytes(content)
    says(run("restore", str(path), database=new), str(path))
    says(run("restore", str(tmp_path / "none"), database=new), "there is no backup")
    assert path.read_bytes() == content


def test_a_register_is_no_backup(sqlite_url: str, new: str) -> None:
    says(run("restore", sqlite_url.removeprefix("sqlite:///"), database=new), "is no backup that")


def test_a_backup_of_a_newer_program_is_refused(backup: Path, new: str) -> None:
    sql(backup, "UPDATE alembic_version SET version_num = '9999'")
    says(run("restore", str(backup), database=new), "newer", "9999")


def test_a_backup_of_an_older_schema_is_brought_up_as_a_copy(backup: Path, tmp_path: Path) -> None:
    """As if it had been made before the tables of checkpoints: only the log is in it then."""
    wanted = rows_of(f"sqlite:///{backup}")["log"]
    later = ("checkpoint", "checkpoint_signature", "checkpoint_timestamp", "signing_key")
    for table in (*later, "witness", "document", "tree_head", "tree_tile", "standing_source"):
        sql(backup, f"DROP TABLE {table}", f"DELETE FROM backup WHERE kept = '{table}'")
    for name in register.accounts.tables.metadata.tables:  # they are empty in a backup
        sql(backup, f"DROP TABLE {name}")
    sql(backup, "DROP TABLE fact_word")
    for index in ("log_has_designations", "log_has_requests"):
        sql(backup, f"DROP INDEX IF EXISTS {index}")
    sql(backup, "UPDATE alembic_version SET version_num = '0004'")
    content = backup.read_bytes()
    url = f"sqlite:///{tmp_path}/new.db"
    ok("restore", str(backup), database=url)
    assert rows_of(url)["log"] == wanted
    ok("verify", "--replay", database=url)
    assert backup.read_bytes() == content
    sql(backup, "UPDATE log SET recorded_by = 'x' WHERE position = 12")
    other = f"sqlite:///{tmp_path}/other.db"
    says(run("restore", str(backup), database=other), str(backup), "from 1 to", "is damaged")
