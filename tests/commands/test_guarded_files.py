"""What is written for its owner alone, what is not read without an end, and what steers nobody."""

import json
import os
import pty
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from support.programs.running import ok, run, says

from commands.shell.printing import as_json
from projections.verification.surroundings import of_surroundings
from register.store.database import open_engine, reading

LINE = (
    '{"type":"block-imposed","platform":"tiktok","jurisdiction":"KZ","occurred":"2025",'
    '"sources":[{"title":"TikTok"}]}\n'
)
BAD = '{"type":"block-imposed"}\n'


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(("of_source", "wanted"), [(0o644, 0o600), (0o600, 0o600), (0o400, 0o400)])
def test_refused_lines_are_for_those_alone_who_may_read_the_file(
    sqlite_url: str, tmp_path: Path, of_source: int, wanted: int
) -> None:
    ok("demo", database=sqlite_url)
    source, rejected = tmp_path / "facts.jsonl", tmp_path / "facts.jsonl.rejected.jsonl"
    source.write_text(LINE + BAD, encoding="utf-8")
    source.chmod(of_source)
    rejected.write_text("of before", encoding="utf-8")
    rejected.chmod(0o666)
    assert run("import", str(source), "--on-error", "skip", database=sqlite_url).status == 1
    assert rejected.read_text(encoding="utf-8") == BAD
    assert mode(rejected) == wanted


def test_refused_lines_do_not_follow_a_link(sqlite_url: str, tmp_path: Path) -> None:
    ok("demo", database=sqlite_url)
    source, other = tmp_path / "facts.jsonl", tmp_path / "other"
    source.write_text(BAD, encoding="utf-8")
    other.write_text("mine", encoding="utf-8")
    (tmp_path / "facts.jsonl.rejected.jsonl").symlink_to(other)
    done = run("import", str(source), "--on-error", "skip", database=sqlite_url)
    says(done, "is a symbolic link, and nothing is written to it")
    assert other.read_text(encoding="utf-8") == "mine"


def test_a_register_and_its_backup_are_for_their_owner_alone(tmp_path: Path) -> None:
    url, backup = f"sqlite:///{tmp_path}/register.db", tmp_path / "backup.db"
    ok("demo", database=url)
    ok("backup", str(backup), database=url)
    assert [mode(tmp_path / "register.db"), mode(backup)] == [0o600, 0o600]
    assert "mode:" not in run("doctor", database=url).out
    (tmp_path / "register.db").chmod(0o644)
    assert (
        "others on this machine may use the database (mode 0644)" in run("doctor", database=url).out
    )


@pytest.mark.parametrize("option", ["--checkpoint", "--root"])
def test_a_file_that_never_ends_is_refused(sqlite_url: str, option: str) -> None:
    ok("demo", database=sqlite_url)
    says(run("verify", option, "/dev/zero", database=sqlite_url), "has more than 10,000,000 bytes")


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT"
CRAFTED = [
    [
        "DROP TABLE document",
        f"CREATE VIEW document AS {ENDLESS} 'x' AS sha256, x'00' AS content FROM n",
    ],
    [f"CREATE TRIGGER more AFTER DELETE ON standing_part BEGIN {ENDLESS} count(i) FROM n; END"],
    ["ALTER TABLE witness ADD COLUMN more GENERATED ALWAYS AS (lower(vkey)) VIRTUAL"],
]


@pytest.mark.parametrize("statements", CRAFTED, ids=["view", "trigger", "column"])
def test_a_crafted_backup_is_refused_before_it_is_read(
    tmp_path: Path, statements: list[str]
) -> None:
    ok("demo", database=f"sqlite:///{tmp_path}/register.db")
    backup = tmp_path / "backup.db"
    ok("backup", str(backup), database=f"sqlite:///{tmp_path}/register.db")
    with closing(sqlite3.connect(backup)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    done = run("restore", str(backup), database=f"sqlite:///{tmp_path}/new.db")
    says(done, "is no backup that 'register backup' made: it has a")


HOSTILE = "a\u009b31m\u202eb\u2028c\u2029d"


def test_json_in_a_file_has_no_ends_of_lines_in_its_texts(
    capfd: pytest.CaptureFixture[str],
) -> None:
    as_json({"note": HOSTILE})
    out = capfd.readouterr().out
    assert json.loads(out) == {"note": HOSTILE}
    assert "\\u2028" in out
    assert "\\u2029" in out
    assert "\u202e" in out, "what is no terminal is not steered"


def test_json_on_a_terminal_steers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        as_json({"note": HOSTILE})
        terminal.flush()
        shown = os.read(leader, 10_000).decode()
        monkeypatch.undo()
    os.close(leader)
    assert shown.isascii()
    assert json.loads(shown) == {"note": HOSTILE}


def test_a_time_of_recording_that_is_yet_to_come_is_named(database_url: str) -> None:
    ok("demo", database=database_url)
    engine = open_engine(database_url)
    with reading(engine) as connection:
        before = {one.kind for one in of_surroundings(connection, datetime.now(UTC))}
        found = list(of_surroundings(connection, datetime(2020, 1, 1, tzinfo=UTC)))
    engine.dispose()
    assert "clock" not in before
    assert "which is yet to come" in next(one.what for one in found if one.kind == "clock")


def test_a_session_waits_for_the_disk_whatever_the_server_has(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    with reading(engine) as connection:
        now = connection.execute(text("SHOW synchronous_commit")).scalar()
        told = {one.where for one in of_surroundings(connection, datetime.now(UTC))}
    engine.dispose()
    assert now == "on"
    assert {"fsync", "full_page_writes", "synchronous_commit"} <= told, "as the tests' server is"
