"""What is damaged beside the log, or odd about the machine, costs one sentence and nothing more."""

import sqlite3
from pathlib import Path

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, run_process, says
from support.servers.disks import small_disk

NAMED = {
    **complete(fact("representative-appointed", "2022-05-03"), 1),
    "details": {"representative": {"person": "rep-1", "name": "Aigerim"}},
}
BLOCK = complete(fact("block-imposed", "2022-03-01"), 2)


@pytest.fixture
def register(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, NAMED, BLOCK))
    return sqlite_url


@pytest.fixture
def key(register: str) -> Path:
    return Path(f"{register.removeprefix('sqlite:///')}-persons") / "rep-1.key"


@pytest.mark.parametrize("content", [b"", b"too short", bytes(32), bytes(64)])
def test_a_damaged_key_of_a_person_stops_no_reader_and_doctor_names_it(
    register: str, key: Path, content: bytes, tmp_path: Path
) -> None:
    assert "Aigerim" in ok("history", "tiktok", "KZ", database=register).out
    key.write_bytes(content)
    shown = ok("history", "tiktok", "KZ", database=register).out
    assert ("rep-1, sealed" in shown, "Aigerim" in shown) == (True, False)
    ok("report", "dossier", "tiktok", "KZ", "--out", str(tmp_path / "a.md"), database=register)
    exported = ok("export", database=register)
    assert [one["type"] for one in exported.documents] == [
        "platform-registered",
        "representative-appointed",
        "block-imposed",
    ]
    assert "The key to rep-1 opens nothing" in exported.err
    found = run("doctor", database=register)
    assert (found.status, "rep-1" in found.out) == (1, True)


def broken(url: str, change: str) -> None:
    """Change a row, as an administrator of the database could."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    connection.close()


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("history", "tiktok", "KZ"),
        (
            *("record", "block-lifted", "--platform", "tiktok", "--jurisdiction", "KZ"),
            *("--occurred", "2023", "--source-title", "x"),
        ),
        ("doctor",),
        ("verify",),
        ("export",),
    ],
)
def test_a_log_without_its_head_is_one_sentence(register: str, command: tuple[str, ...]) -> None:
    broken(register, "DELETE FROM log_head")
    says(run(*command, database=register), "head row (log_head): restore a backup")


@pytest.mark.parametrize("command", [("status", "tiktok", "KZ"), ("periods", "tiktok", "KZ")])
def test_a_row_of_a_read_model_that_is_none_is_one_sentence_and_is_made_anew(
    register: str, command: tuple[str, ...]
) -> None:
    before = ok(*command, database=register)
    broken(register, "UPDATE standing_part SET content = 'x'")
    says(run(*command, database=register), "register rebuild standing-period")
    ok("rebuild", "standing-period", database=register)
    assert ok(*command, database=register) == before


@pytest.mark.parametrize(
    "change", ["DELETE FROM standing_tail", "UPDATE standing_tail SET tail = x''"]
)
def test_without_what_the_next_fact_is_folded_on_it_is_recorded_all_the_same(
    register: str, change: str
) -> None:
    broken(register, change)
    lifted = complete(fact("block-lifted", "2023-03-01"), 3)
    ok("import", "-", database=register, stdin=lines(lifted))
    assert "access open" in ok("status", "tiktok", "KZ", database=register).out


def test_a_time_zone_that_is_none_is_one_sentence(register: str) -> None:
    done = run_process("--database", register, "status", env={"TZ": "UTC+99"})
    says(done, "TZ is 'UTC+99'")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_an_output_that_lacks_the_characters_still_gets_an_answer(
    register: str, encoding: str, form: str
) -> None:
    command = ("platform", "list", "--format", form)
    done = run_process("--database", register, *command, env={"PYTHONIOENCODING": encoding})
    assert (done.status, "tiktok" in done.out) == (0, True), done.err


def test_a_register_on_a_full_disk_says_so_where_it_can_not_be_brought_up_to_date(
    tmp_path: Path, register: str
) -> None:
    with small_disk(tmp_path / "small", megabytes=3) as disk:
        path = Path(register.removeprefix("sqlite:///"))
        source = sqlite3.connect(path)
        source.execute(f"VACUUM INTO '{disk.path}/register.db'")
        source.close()
        disk.fill()
        says(run("init", database=disk.url()), "full")
        ok("status", database=disk.url())
        says(run("backup", str(disk.path / "b.db"), database=disk.url()), "full")
