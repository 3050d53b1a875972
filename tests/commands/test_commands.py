"""The contract of the command line, row by row: names, options, keys, exit statuses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, denied, fact, retracted
from support.programs.running import lines, ok, run, run_process, says
from support.servers.databases import SQLiteDatabases

from aggregates.vocabulary.events import TYPES
from commands import COMMANDS

PLEDGE = fact("local-office-pledged", "2019-07", due="2019", published="2019-07-15")
FACTS = [
    complete(PLEDGE, 1),
    complete(fact("block-imposed", "2022-03-01", order="A"), 2),
    complete(denied(2), 3),
    complete(fact("court-ruled", "2022-04-01"), 4),
    complete(retracted(4), 5),
    complete(fact("block-threatened", "2023-01-01", jurisdiction="RU"), 6),
]
STANDING = {
    *("compliance", "access", "ahead", "certainty", "disputed", "otherwise", "observed"),
    *("requirements", "measures", "services", "since", "until", "began"),
}
STATUS = {"platform", "jurisdiction", "at", "rules", "known", "latest_source", *STANDING}
ADDED = {"position", "recorded_at", "recorded_by"}
FACT = {"id", "type", "platform", "jurisdiction", "occurred", "sources", *ADDED}
ON_FACTS = {"in_effect", "disputed", "corrected_by", "retracted_by"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@pytest.fixture(scope="module")
def register(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register that no test of this module adds to."""
    with sqlite_databases.migrated() as url:
        ok("import", "-", "--by", "desk", database=url, stdin=lines(TIKTOK, *FACTS))
        yield url


def ask(register: str, *arguments: str) -> Any:
    return ok(*arguments, "--format", "json", database=register).document


def test_a_status_has_the_keys_of_the_contract(register: str) -> None:
    (found,) = ask(register, "status", "tiktok", "KZ", "--at", "2022-03-05")
    assert set(found) == STATUS
    assert (found["platform"], found["jurisdiction"], found["at"]) == ("tiktok", "KZ", "2022-03-05")
    assert found["known"]["position"] == 7
    assert MOMENT.fullmatch(found["known"]["recorded_at"])
    assert found["requirements"] == [
        {
            "requirement": "local-office",
            "ground": None,
            "state": "unconfirmed",
            "was": "late",
            "basis": "voluntary",
            "stayed": False,
            "due": "2019-12-31",
            "disputed": False,
            "because": [FACTS[0]["id"]],
        }
    ]
    assert found["measures"] == [
        {
            "scope": "nationwide",
            "side": "state",
            "service": None,
            "order": "A",
            "slot": "in-force",
            "level": "blocked",
            "stayed": False,
            "until": None,
            "effective": None,
            "disputed": True,
            "because": [FACTS[1]["id"]],
        }
    ]
    assert (found["since"], found["until"], found["began"]) == ("2022-03-01", None, "fact")
    assert found["otherwise"] == {"compliance": "unconfirmed", "access": "open", "ahead": None}
    assert (found["rules"], found["ahead"], found["observed"]) == (2, None, None)
    assert (found["services"], found["latest_source"]) == ({}, "2019-07-15")


def test_a_status_that_explains_itself_adds_the_facts_by_id(register: str) -> None:
    (found,) = ask(register, "status", "tiktok", "KZ", "--at", "2022-03-05", "--explain")
    assert set(found) == {*STATUS, "facts", "proceedings"}
    assert set(found["facts"]) >= {FACTS[0]["id"], FACTS[1]["id"]}
    office = found["facts"][FACTS[0]["id"]]
    assert {name: office[name] for name in FACTS[0]} == FACTS[0]
    assert set(office) >= ADDED
    assert office["recorded_by"] == "desk"


def test_a_matrix_a_row_and_a_column_are_lists_of_the_same(register: str) -> None:
    both = [("tiktok", "KZ"), ("tiktok", "RU")]
    for arguments in ((), ("tiktok",), ("ТикТок",)):
        found = ask(register, "status", *arguments, "--at", "2023-01-01")
        assert [(row["platform"], row["jurisdiction"]) for row in found] == both
    for column in (["RU"], ["Russia"], ["--jurisdiction", "RU"]):
        found = ask(register, "status", *column, "--at", "2023-01-01")
        assert [(row["platform"], row["jurisdiction"]) for row in found] == both[1:]
    assert ask(register, "status", "tiktok", "RU", "--at", "2022-12-31") == []


def test_periods_have_the_keys_of_a_status_without_the_day(register: str) -> None:
    found = ask(register, "periods", "tiktok", "KZ")
    assert [set(row) for row in found] == [STATUS - {"at", "latest_source"}] * 4
    assert [(row["since"], row["until"], row["began"]) for row in found] == [
        ("2019-07-15", "2020-01-01", "fact"),
        ("2020-01-01", "2021-01-01", "time"),
        ("2021-01-01", "2022-03-01", "time"),
        ("2022-03-01", None, "fact"),
    ]


def test_a_history_has_the_facts_as_recorded_and_what_became_of_them(register: str) -> None:
    found = ask(register, "history", "tiktok", "KZ")
    assert all(set(row) >= FACT | ON_FACTS for row in found)
    assert [row["position"] for row in found] == [2, 3, 5, 4, 6]
    by_position = {row["position"]: row for row in found}
    assert [by_position[n]["in_effect"] for n in (2, 3, 4, 5, 6)] == [True, True, True, False, True]
    assert by_position[3]["disputed"]
    assert by_position[5]["retracted_by"] == FACTS[4]["id"]
    assert by_position[2]["corrected_by"] == []
    in_log = ask(register, "history", "tiktok", "KZ", "--order", "log")
    assert [row["position"] for row in in_log] == [2, 3, 4, 5, 6]
    assert ask(register, "history", "tiktok", "IN") == []


def test_what_was_known_is_asked_by_position_and_by_moment(register: str) -> None:
    for position in ("3", "0003"):
        (found,) = ask(register, "status", "tiktok", "KZ", "--known", position)
        assert (found["known"]["position"], found["disputed"]) == (3, False)
    moment = found["known"]["recorded_at"]
    for known in (moment, "2999-01-01", "2999-01-01T00:00:00+06:00"):
        (found,) = ask(register, "status", "tiktok", "KZ", "--known", known)
        assert found["known"]["position"] == 7
    assert ask(register, "status", "--known", "0") == []
    assert ask(register, "status", "--known", "2001-01-01") == []
    assert len(ask(register, "history", "tiktok", "KZ", "--known", "3")) == 2
    assert ask(register, "conflicts", "--known", "3") == []
    assert len(ask(register, "periods", "tiktok", "KZ", "--known", "2")) == 3


def test_what_was_public_is_asked_by_day(register: str) -> None:
    assert ask(register, "status", "--public-by", "2019-07-14") == []
    (found,) = ask(register, "status", "--public-by", "2019-07-15")
    assert found["access"] == "open"


def test_conflicts_have_both_sides(register: str) -> None:
    (found,) = ask(register, "conflicts")
    assert found["fact"]["id"] == FACTS[1]["id"]
    assert [row["id"] for row in found["denied_by"]] == [FACTS[2]["id"]]
    assert found["confirmed_by"] == []
    assert found["fact"]["sources"]


def test_an_export_has_each_fact_on_a_line_with_what_recording_added(register: str) -> None:
    rows = ok("export", database=register).documents
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert all(MOMENT.fullmatch(row["recorded_at"]) for row in rows)
    assert {row["recorded_by"] for row in rows} == {"desk"}
    assert [{k: row[k] for k in row if k not in ADDED} for row in rows[1:]] == FACTS
    tail = ok("export", "--from-position", "6", database=register).documents
    assert tail == rows[5:]


def test_a_doctor_says_no_by_its_exit_status(register: str) -> None:
    found = run("doctor", "--format", "json", database=register)
    assert found.status == (1 if found.document else 0)
    assert all(set(row) == {"kind", "where", "fact", "what", "advice"} for row in found.document)


def test_a_doctor_names_idle_facts_with_the_reason(sqlite_url: str) -> None:
    idle = [
        complete(fact("obligation-extended", "2022", requirement="registration"), 1),
        complete(fact("block-lifted", "2022"), 2),
        complete(fact("enforcement-resumed", "2022"), 3),
    ]
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, *idle))
    found = run("doctor", "--format", "json", database=sqlite_url)
    named = {row["fact"] for row in found.document if row["kind"] == "idle"}
    assert (found.status, named) == (1, {row["id"] for row in idle})


def test_the_types_are_listed_and_explained() -> None:
    rows = ok("types", "--format", "json").document
    assert [row["type"] for row in rows] == list(TYPES)
    one = ok("types", "fine-imposed", "--format", "json").document
    assert one["schema"]["properties"]["details"]
    for name in TYPES:
        assert ok("types", name).out.startswith(f"{name}: ")


def test_a_platform_is_added_listed_and_shown_by_any_name(sqlite_url: str) -> None:
    options = ("--name", "VK", "--alias", "ВКонтакте", "--source-url", "https://vk.com")
    added = ok("platform", "add", "vk", *options, "--format", "json", database=sqlite_url).document
    assert (set(added), added["position"]) == (
        {"id", "position", "duplicate", "looks", "dry_run"},
        1,
    )
    (listed,) = ask(sqlite_url, "platform", "list")
    assert listed == ask(sqlite_url, "platform", "show", "вконтакте")
    assert (listed["platform"], listed["names"]) == ("vk", ["VK", "ВКонтакте"])


def test_who_runs_a_platform_in_one_jurisdiction_is_told_beside_who_runs_it(
    sqlite_url: str,
) -> None:
    source = ("--source-title", "a source")
    added = ("--name", "VK", "--operator", "VK LLC", *source)
    ok("platform", "add", "vk", *added, database=sqlite_url)
    change = ("record", "operator-changed", "--platform", "VK", "--occurred", "2026-01-22", *source)
    for place, name in (("United States", "Nobody"), ("US", "A Joint Venture"), ("KZ", "VK KZ")):
        ok(*change, "--jurisdiction", place, "-d", f"operator={name}", database=sqlite_url)
    told = ask(sqlite_url, "platform", "show", "vk")
    assert (told["operator"], told["operators"]) == (
        "VK LLC",
        ["KZ: VK KZ", "US: A Joint Venture"],
    )
    ok(*change, "-d", "operator=Another", database=sqlite_url)
    assert ask(sqlite_url, "platform", "show", "vk")["operator"] == "Another"
    nowhere = run(*change, "--jurisdiction", "ZZ", "-d", "operator=X", database=sqlite_url)
    says(nowhere, "'ZZ' is not a jurisdiction")


def test_a_search_finds_facts_by_every_word(register: str) -> None:
    found = ask(register, "search", "TIKTOK", "local-office")
    assert [row["id"] for row in found] == [FACTS[0]["id"]]
    assert len(ask(register, "search", "tiktok", "--limit", "2")) == 2
    assert ask(register, "search", "tiktok", "100%_") == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps_with_an_example(name: str) -> None:
    told = ok(name, "--help").out
    assert "Example: register " in told
    assert told.startswith(f"Usage: register {name}")


@pytest.mark.parametrize("name", ["list", "show", "add"])
def test_every_command_of_platform_helps_with_an_example(name: str) -> None:
    assert "Example: register platform " in ok("platform", name, "--help").out


def test_help_and_version_need_no_database(tmp_path: Path) -> None:
    told = run_process("--help", cwd=tmp_path)
    assert (told.status, told.err) == (0, "")
    assert all(name in told.out for name in COMMANDS)
    assert run_process("--version", cwd=tmp_path).out.startswith("register 0.")
    assert list(tmp_path.iterdir()) == []
