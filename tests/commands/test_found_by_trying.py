"""What a hostile user once broke, and what is said there now."""

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, says

from aggregates.dates.windows import window
from register.recording.name_owners import NameOwners

THREAT = complete(fact("block-threatened", "2022-03-01"), 1) | {"actor": {"name": "A ministry"}}


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def threatened(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, THREAT))
    return sqlite_url


def test_a_field_of_the_actor_can_be_taken_away(threatened: str) -> None:
    ok("correct", "2", "--unset", "actor.name", "--source-title", "desk", database=threatened)
    *_, correction = ok("export", database=threatened).documents
    assert correction["details"]["replacement"] == {"actor": {"name": None}}


def test_all_details_can_be_taken_away_and_the_history_says_so(threatened: str) -> None:
    ok("correct", "2", "--unset", "details", "--source-title", "desk", database=threatened)
    assert "sets" in ok("history", "tiktok", "KZ", database=threatened).out
    ok("status", "tiktok", "KZ", "--explain", database=threatened)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://host:abc/x",
        "sqlite:///register.db?timeout=abc",
        "sqlite:///register.db?mode=ro&uri=true",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///register.db",
    ],
)
@pytest.mark.parametrize("command", ["status", "init", "demo"])
def test_an_odd_address_is_one_clear_error(
    url: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    says(run(command, database=url))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("revision", ["0000", "", "abc", "12345"])
@pytest.mark.parametrize("command", ["status", "init", "demo"])
def test_a_schema_of_something_else_is_not_taken_for_a_registers(
    threatened: str, revision: str, command: str
) -> None:
    with sqlite3.connect(file_of(threatened)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    says(run(command, database=threatened), "no register's")


def test_a_table_that_is_gone_is_named(threatened: str) -> None:
    with sqlite3.connect(file_of(threatened)) as connection:
        connection.execute("DROP TABLE fact_text")
    says(run("search", "x", database=threatened), "lacks fact_text", "restore a backup")


def test_asking_goes_on_while_another_writes_and_the_read_models_lag(threatened: str) -> None:
    asked = ("--at", "2022-03-02", "--format", "json")
    with sqlite3.connect(file_of(threatened), isolation_level=None) as other:
        other.execute("UPDATE projection SET position = 1")
        other.execute("DELETE FROM relationship")
        other.execute("BEGIN IMMEDIATE")
        (status,) = ok("status", "tiktok", "KZ", *asked, database=threatened).document
        (listed,) = ok("status", *asked, database=threatened).document
        other.execute("ROLLBACK")
    assert (status["ahead"], listed["ahead"]) == ("threatened", "threatened")


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--known", "9" * 5_000),
        ("export", "--from-position", "9" * 30),
        ("search", "x", "--limit", "9" * 30),
        ("search", "x" * 100_000),
        ("status", "tiktok", "KZ", "--jurisdiction", "RU"),
        ("status", "--at", "2020-1-2"),
        ("status", "--at", "٢٠٢٠-01-02"),
        ("record", "block-impose"),
        ("correct", "2", "--unset", "occurred", "--source-title", "x"),
        ("correct", "2", "--set", "actor=5", "--source-title", "x"),
    ],
)
def test_odd_arguments_are_one_clear_error(threatened: str, arguments: tuple[str, ...]) -> None:
    says(run(*arguments, database=threatened))


def test_an_unknown_type_is_said_before_what_else_is_missing(threatened: str) -> None:
    says(run("record", "block-impose", database=threatened), "the nearest", "block-imposed")


def test_the_example_is_kept_out_of_a_register_in_use(threatened: str) -> None:
    says(run("demo", database=threatened), "facts of its own")
    assert len(ok("export", database=threatened).documents) == 2


@pytest.mark.parametrize("arguments", [(), ("platform",)])
def test_without_a_command_the_help_is_shown(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Usage: register")


def test_two_platforms_of_one_name_in_an_older_log_are_named_by_doctor(
    threatened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NameOwners, "taken", lambda *_: ())  # as when there was no such rule
    second = json.loads(json.dumps(TIKTOK)) | {"platform": "another", "id": None}
    ok("import", "-", database=threatened, stdin=lines(second))
    found = run("doctor", "--format", "json", database=threatened)
    assert found.status == 1
    assert {one["kind"] for one in found.document} == {"name"}


@pytest.mark.parametrize(
    ("season", "first", "last"),
    [
        ("2020-24", date(2020, 12, 1), date(2021, 2, 28)),
        ("2020-28", date(2020, 12, 1), date(2021, 2, 28)),
        ("2020-29", date(2020, 9, 1), date(2020, 11, 30)),
        ("2020-30", date(2020, 12, 1), date(2021, 2, 28)),
        ("2020-32", date(2020, 6, 1), date(2020, 8, 31)),
        ("2004?-06-11", date(2003, 6, 11), date(2005, 6, 11)),
        ("2004-06?-11", date(2003, 6, 11), date(2005, 6, 11)),
        ("2004-~06-11", date(2004, 5, 11), date(2004, 7, 11)),
        ("2004-06-~11", date(2004, 6, 10), date(2004, 6, 12)),
    ],
)
def test_seasons_and_partly_qualified_dates_claim_no_more_than_is_known(
    season: str, first: date, last: date
) -> None:
    assert (window(season).first, window(season).last) == (first, last)
