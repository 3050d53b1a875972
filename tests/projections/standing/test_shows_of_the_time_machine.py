"""The time machine on the example register: slips by time alone, and corrections known since when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from support.programs.running import ok
from support.servers.databases import Databases

OFFICE = "9b4487f8"
"""The pledge of an office in Russia by the end of 2019."""
ASKED = ("--platform", "tiktok", "--jurisdiction", "RU")


@pytest.fixture
def example(databases: Databases) -> Iterator[str]:
    with databases.empty() as url:
        ok("demo", database=url)
        yield url


def standing(url: str, at: str, *known: str) -> dict[str, Any]:
    asked = ("status", "tiktok", "RU", "--at", at, "--format", "json", *known)
    (found,) = ok(*asked, database=url).document
    assert isinstance(found, dict)
    return found


def of_the_office(found: dict[str, Any]) -> tuple[str, str, str | None]:
    (office,) = [row for row in found["requirements"] if row["requirement"] == "local-office"]
    return found["compliance"], office["state"], office["due"]


def test_tiktok_in_russia_slips_by_the_passing_of_time_alone(example: str) -> None:
    asked = ("diff", "--from", "2019-07-20", "--to", "2020-01-02", *ASKED)
    (found,) = ok(*asked, "--format", "json", database=example).document
    changes = {one["what"]: (one["from"], one["to"]) for one in found["changes"]}
    assert changes["compliance"] == ("pending", "slipping")
    assert changes["requirement local-office"] == ("pledged", "late")
    assert (found["new"], found["late"], found["claims"]) == ([], [], [])
    (passing,) = found["time"]
    assert passing["day"] == "2020-01-01"
    (cause,) = passing["facts"]
    assert cause.startswith(OFFICE)
    told = ok(*asked, database=example).out
    assert "compliance: pending → slipping" in told
    assert "by the passing of time, 2020-01-01" in told
    assert not {"new:", "learned late:", "claimed:"} & set(told.split())


def test_a_correction_of_today_changes_an_old_day_as_known_now_and_not_as_known_before(
    example: str,
) -> None:
    before = ok("export", database=example).documents[-1]
    position, moment = str(before["position"]), before["recorded_at"]
    then = standing(example, "2020-01-02")
    assert of_the_office(then) == ("slipping", "late", "2019-12-31")
    source = ("--source-title", "Made up for this test")
    ok("correct", OFFICE, "--set", "due=2020-06-30", *source, database=example)
    now = standing(example, "2020-01-02")
    assert of_the_office(now) == ("pending", "pledged", "2020-06-30")
    assert of_the_office(standing(example, "2020-07-01"))[1:] == ("late", "2020-06-30")
    for known in (position, moment):
        old = standing(example, "2020-01-02", "--known", known)
        assert old == then
        assert old["known"] == {"position": int(position), "recorded_at": moment}
    assert {name for name in now if now[name] != then[name]} >= {"known", "compliance"}
    (found,) = ok(
        *("diff", "--from", f"2020-01-02@{position}", "--to", "2020-01-02", *ASKED),
        *("--format", "json"),
        database=example,
    ).document
    assert (found["new"], found["late"], found["time"]) == ([], [], [])
    assert len(found["claims"]) == 1
    ok("verify", "--replay", database=example)


def test_a_correction_that_is_taken_back_leaves_three_versions_of_one_day(example: str) -> None:
    source = ("--source-title", "Made up for this test")
    head = ok("export", database=example).documents[-1]["position"]
    ok("correct", OFFICE, "--set", "due=2020-06-30", *source, database=example)
    ok("retract", str(head + 1), "--reason", "a mistake", *source, database=example)
    states = [
        of_the_office(standing(example, "2020-01-02", "--known", str(known)))[1]
        for known in (head, head + 1, head + 2)
    ]
    assert states == ["late", "pledged", "late"]
    today = datetime.now(UTC).date().isoformat()
    assert of_the_office(standing(example, "2020-01-02", "--known", today))[1] == "late"
    ok("verify", "--replay", database=example)
    ok("rebuild", "--processes", "1", database=example)
    again = [
        of_the_office(standing(example, "2020-01-02", "--known", str(known)))[1]
        for known in (head, head + 1, head + 2)
    ]
    assert again == states
