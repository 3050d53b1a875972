"""`register record`: for several platforms at once, and only to see what it would do."""

from pathlib import Path

import pytest
from support.facts.given import TIKTOK
from support.facts.legal import law
from support.programs.running import Ran, lines, ok, run, says

META = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
WHERE = ("--jurisdiction", "KZ", "--source-title", "a source")
BLOCK = ("record", "block-imposed", *WHERE, "--occurred", "2024-03-04")


@pytest.fixture
def register(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, META, law()))
    return sqlite_url


def logged(register: str) -> list[str]:
    return [one["type"] for one in ok("export", database=register).documents[3:]]


def test_one_order_is_one_fact_for_each_platform(register: str) -> None:
    both = ("--platform", "ТикТок", "--platform", "meta", "--case", "2024-1")
    done = ok(*BLOCK, *both, "--format", "json", database=register)
    assert [(one["platform"], one["position"]) for one in done.document] == [
        ("tiktok", 4),
        ("meta", 5),
    ]
    assert [one["is"]["access"] for one in done.document] == ["blocked", "blocked"]
    assert [one["was"] for one in done.document] == [None, None]
    assert logged(register) == ["block-imposed", "block-imposed"]


def test_people_are_told_of_each_platform_by_name(register: str) -> None:
    done = ok(*BLOCK, "--platform", "tiktok", "--platform", "meta", database=register)
    assert [line for line in done.out.splitlines() if " " not in line] == ["tiktok", "meta"]
    odd = ok(
        *("record", "block-eased", *WHERE, "--occurred", "2023"),
        *("--platform", "tiktok", "--platform", "meta"),
        database=register,
    )
    assert [line.split(": ")[:2] for line in odd.err.splitlines()] == [
        ["look", "tiktok"],
        ["look", "meta"],
    ]


def test_a_platform_named_twice_is_one(register: str) -> None:
    done = ok(
        *BLOCK,
        "--platform",
        "tiktok",
        "--platform",
        "TikTok",
        "--format",
        "json",
        database=register,
    )
    assert done.document["position"] == 4


def test_of_several_platforms_all_are_taken_or_none(register: str) -> None:
    says(run(*BLOCK, "--platform", "tiktok", "--platform", "metta", database=register), "meta")
    cause = ok(*BLOCK, "--platform", "meta", "--format", "json", database=register).document["id"]
    other = ("record", "block-ordered", *WHERE, "--occurred", "2024-05", "--caused-by", cause)
    says(run(*other, "--platform", "meta", "--platform", "tiktok", database=register), "caused-by")
    assert logged(register) == ["block-imposed"]


def test_an_id_is_that_of_one_fact(register: str) -> None:
    both = ("--platform", "tiktok", "--platform", "meta")
    uuid = "00000000-0000-0000-0000-000000000001"
    says(run(*BLOCK, *both, "--id", uuid, database=register), "--id")


def would_be(done: Ran) -> Ran:
    """What recording says, as a rehearsal of it says it."""
    out = done.out.replace(" recorded at", " would be recorded at")
    out = out.replace('"dry_run": false', '"dry_run": true')
    return Ran(done.status, out, done.err)


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize(
    "arguments",
    [
        (*BLOCK, "--platform", "tiktok"),
        (*BLOCK, "--platform", "tiktok", "--platform", "meta", "-d", "services=x"),
        ("record", "block-lifted", *WHERE, "--occurred", "2024", "--platform", "meta"),
        (
            *("record", "platform-designated", *WHERE, "--occurred", "2024-01-01"),
            *("--platform", "tiktok", "-d", "instrument=XX-1", "-d", "category=large"),
        ),
        (
            *("record", "representative-appointed", *WHERE, "--occurred", "2024-01-01"),
            *("--platform", "tiktok", "--representative", "Somebody", "--person", "p-1"),
        ),
    ],
)
def test_a_dry_run_says_what_recording_says_and_records_nothing(
    register: str, arguments: tuple[str, ...], form: str
) -> None:
    rehearsed = ok(*arguments, "--dry-run", "--format", form, database=register)
    keys = Path(f"{register.removeprefix('sqlite:///')}-persons")
    assert (logged(register), keys.exists()) == ([], False)
    recorded = ok(*arguments, "--format", form, database=register)
    assert (rehearsed.out.replace(", would be recorded", ", recorded"), rehearsed.err) == (
        would_be(recorded).out.replace(", would be recorded", ", recorded"),
        recorded.err,
    )


def test_a_dry_run_of_what_is_recorded_says_so(register: str) -> None:
    ok(*BLOCK, "--platform", "tiktok", database=register)
    done = ok(*BLOCK, "--platform", "tiktok", "--dry-run", database=register)
    assert " was recorded already at position 4" in done.out
    ok("verify", "--replay", database=register)


def test_a_dry_run_refuses_what_recording_refuses(register: str) -> None:
    bad = (*BLOCK, "--platform", "tiktok", "--legal-basis", "XX-2")
    refused = run(*bad, database=register)
    says(refused, "XX-1")
    assert run(*bad, "--dry-run", database=register) == refused
    assert logged(register) == []
