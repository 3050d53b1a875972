"""`register deadlines`: what is overdue, and what lies ahead, as the standing has it."""

import csv
import io
from typing import Any

import pytest
from support.facts.deadlines import DUTY, PLEDGE, recorded
from support.facts.given import complete, corrected, denied, fact, fact_id, retracted
from support.programs.running import ok, run, says


def dues(database: str, at: str, *options: str) -> list[tuple[str, str, str, str]]:
    found = ok("deadlines", "--at", at, *options, "--format", "json", database=database).document
    return [(one["due"], one["requirement"], one["kind"], one["state"]) for one in found]


@pytest.fixture
def two(database_url: str) -> str:
    return recorded(database_url, PLEDGE, DUTY)


def test_each_due_day_is_told_with_who_set_it(two: str) -> None:
    late, ahead = ok("deadlines", "--at", "2020-06-01", "--format", "json", database=two).document
    for one in (late, ahead):
        assert len(one.pop("uid")) == 36
    assert late == {
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "requirement": "local-office",
        "ground": None,
        "kind": "pledge",
        "state": "late",
        "was": None,
        "basis": "voluntary",
        "due": "2019-12-31",
        "days": -153,
        "instrument": None,
        "time_zone": None,
        "disputed": False,
        "because": [fact_id(1)],
    }
    assert ahead == {
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "requirement": "representative",
        "ground": "KZ-1",
        "kind": "law",
        "state": "required",
        "was": None,
        "basis": "law",
        "due": "2020-06-30",
        "days": 29,
        "instrument": "KZ-1",
        "time_zone": "Asia/Almaty",
        "disputed": False,
        "because": [fact_id(2)],
    }


def test_a_due_day_counts_through_its_end(two: str) -> None:
    assert dues(two, "2020-06-30", "--overdue") == [
        ("2019-12-31", "local-office", "pledge", "late")
    ]
    assert dues(two, "2020-06-30", "--within", "0d") == [
        ("2020-06-30", "representative", "law", "required")
    ]
    assert dues(two, "2020-07-01", "--overdue") == [
        ("2019-12-31", "local-office", "pledge", "late"),
        ("2020-06-30", "representative", "law", "overdue"),
    ]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--within", "29d"), ["representative"]),
        (("--within", "28d"), []),
        (("--within", "5w"), ["representative"]),
        (("--within", "99999d"), ["representative"]),
        (("--overdue",), ["local-office"]),
        (("--overdue", "--within", "29d"), ["local-office", "representative"]),
        (("--overdue", "--within", "28d"), ["local-office"]),
        (("tiktok", "KZ"), ["local-office", "representative"]),
        (("Kazakhstan",), ["local-office", "representative"]),
        (("--platform", "ТикТок"), ["local-office", "representative"]),
        (("--jurisdiction", "RU"), []),
        (("--requirement", "local-office"), ["local-office"]),
    ],
)
def test_it_is_asked_for_some(two: str, options: tuple[str, ...], found: list[str]) -> None:
    assert [one[1] for one in dues(two, "2020-06-01", *options)] == found


def test_a_moved_due_day_is_told_as_known(database_url: str) -> None:
    """TikTok, the law, the duty at position 3, its extension at 4, its correction at 5."""
    later = fact("obligation-extended", "2020-03-01", requirement="representative", due="2020-09")
    move = corrected(3, details={"due": "2020-10-15"})
    recorded(database_url, DUTY, complete(later, 3), complete(move, 4))
    assert [dues(database_url, "2020-05-01", "--known", known)[0][0] for known in "345"] == [
        "2020-06-30",
        "2020-09-30",
        "2020-10-15",
    ]
    (now,) = ok(
        "deadlines", "--at", "2020-05-01", "--format", "json", database=database_url
    ).document
    assert now["because"] == [fact_id(3), fact_id(2)]
    assert now["instrument"] == "KZ-1", "an extension is under the law of what it extends"
    assert dues(database_url, "2020-02-15")[0][0] == "2020-06-30", "it was not extended yet"


@pytest.mark.parametrize(
    "ending",
    [
        fact("representative-appointed", "2020-05-01"),
        fact("obligation-waived", "2020-05-01", requirement="representative"),
        retracted(2),
    ],
)
def test_what_is_met_waived_or_retracted_is_due_no_more(
    database_url: str, ending: dict[str, Any]
) -> None:
    recorded(database_url, DUTY, complete(ending, 3))
    assert dues(database_url, "2020-05-02") == []
    assert len(dues(database_url, "2020-05-02", "--known", "3")) == 1


def test_a_denied_duty_is_disputed(database_url: str) -> None:
    recorded(database_url, DUTY, complete(denied(2), 3))
    (one,) = ok("deadlines", "--format", "json", database=database_url).document
    assert one["disputed"] is True


def test_what_is_pledged_under_a_law_has_two_due_days(database_url: str) -> None:
    pledge = fact("representative-pledged", "2020-03-01", due="2020-04-30")
    recorded(database_url, DUTY, complete(pledge, 3))
    law = ("2020-06-30", "representative", "law")
    promise = ("2020-04-30", "representative", "pledge")
    assert dues(database_url, "2020-04-01") == [(*promise, "pledged"), (*law, "pledged")]
    assert dues(database_url, "2020-05-01") == [(*promise, "late"), (*law, "late")]
    assert dues(database_url, "2020-07-01") == [(*law, "overdue")]


def test_the_law_s_day_counts_where_a_pledge_is_for_later(database_url: str) -> None:
    pledge = fact("representative-pledged", "2020-03-01", due="2020-12-31")
    recorded(database_url, DUTY, complete(pledge, 3))
    (one,) = ok(
        "deadlines", "--at", "2020-04-01", "--format", "json", database=database_url
    ).document
    assert (one["due"], one["kind"], one["because"]) == (
        "2020-06-30",
        "law",
        [fact_id(2), fact_id(3)],
    )


def test_a_day_that_passes_during_a_stay_is_due_on_the_stay_s_last(database_url: str) -> None:
    stay = fact(
        "enforcement-stayed", "2020-06-01", requirement="representative", until="2020-08-15"
    )
    recorded(database_url, DUTY, complete(stay, 3))
    assert dues(database_url, "2020-07-15") == [("2020-08-15", "representative", "law", "stayed")]
    assert dues(database_url, "2020-08-16") == [("2020-06-30", "representative", "law", "overdue")]


def test_instances_of_a_duty_are_due_one_by_one(database_url: str) -> None:
    """An instance that begins after the day asked lies ahead already."""
    halves = [
        complete(
            fact(
                "obligation-imposed",
                begins,
                requirement="transparency-report",
                instance=name,
                due=due,
            ),
            place,
        )
        for place, (name, begins, due) in enumerate(
            [("2024-H1", "2024-01-01", "2024-08-31"), ("2024-H2", "2024-07-01", "2025-02-28")], 2
        )
    ]
    recorded(database_url, *halves)
    code = "transparency-report"
    both = [
        ("2024-08-31", f"{code}@2024-H1", "law", "required"),
        ("2025-02-28", f"{code}@2024-H2", "law", "required"),
    ]
    assert dues(database_url, "2024-02-01") == both
    assert dues(database_url, "2024-02-01", "--requirement", code) == both
    assert dues(database_url, "2024-02-01", "--requirement", f"{code}@2024-H2") == both[1:]


def test_a_table_names_the_law(two: str) -> None:
    told = ok("deadlines", "--at", "2020-07-01", database=two).out.splitlines()
    head = ["due", "days", "platform", "jurisdiction", "requirement", "state", "set", "by"]
    assert told[0].split() == head
    row = ["2020-06-30", "-1", "tiktok", "KZ", "representative", "under", "KZ-1"]
    assert told[2].split() == [*row, "overdue", "law,", "KZ-1"]


def test_rows_are_the_same_in_every_format(two: str) -> None:
    asked = ("deadlines", "--at", "2020-06-01", "--format")
    whole = ok(*asked, "json", database=two).document
    assert ok(*asked, "jsonl", database=two).documents == whole
    rows = list(csv.DictReader(io.StringIO(ok(*asked, "csv", database=two).out, newline="")))
    assert [(row["due"], row["uid"]) for row in rows] == [(one["due"], one["uid"]) for one in whole]
    assert rows[0]["days"] == "-153", "a number is no formula"


def test_nothing_due_is_said_so(two: str) -> None:
    done = ok("deadlines", "--jurisdiction", "RU", database=two)
    assert done.out == ""
    assert done.err.startswith("No due day that was asked for is open on ")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--within", "ninety"), "'ninety' is not a number of days or weeks"),
        (("--within", "P90D"), "such as 90d or 2w"),
        (("--within", "-1d"), "'-1d' is not"),
        (("--within", "999999d"), "is not a number of days"),
        (("--at", "tomorrow"), "'tomorrow' is not a day"),
        (("--known", "99"), "the log ends at position 4"),
        (("--platform", "tiktak"), "the nearest is tiktok"),
        (("tiktak",), "'tiktak' is not a registered platform"),
        (("--jurisdiction", "Kazakstan"), "KZ (Kazakhstan)"),
        (("--requirement", "local-ofice"), "the nearest is local-office"),
        (("tiktok", "--platform", "tiktok"), "give the platform once"),
        (("tiktok", "KZ", "--jurisdiction", "KZ"), "give the jurisdiction once"),
        (("--alarm", "1d"), "give --ics"),
        (("--no-alarm",), "give --ics"),
        (("--ics", "x.ics", "--overdue"), "--overdue is not for --ics"),
        (("--ics", "x.ics", "--alarm", "1d", "--no-alarm"), "contradict"),
        (("--ics", "."), "is a folder, and --ics names a file"),
        (("--ics", "nowhere/x.ics"), "there is no folder nowhere"),
    ],
)
def test_what_can_t_be_asked_is_refused_in_one_sentence(
    two: str, arguments: tuple[str, ...], word: str
) -> None:
    says(run("deadlines", *arguments, database=two), word)
