"""A designation brings its obligations along: recorded, imported, corrected, amended, rolled."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK
from support.facts.legal import (
    BRANCH,
    CATEGORIES,
    OFFICE,
    PLAN,
    REPORTS,
    RISKS,
    designated,
    law,
    requested,
    users,
)
from support.programs.running import Ran, lines, ok, run, says

from commands.operate.follow import Daily
from register.recording import admission

IMPOSED = {
    "local-office": "2022-01-01",
    "risk-assessment@2021": "2021-08-25",
    "transparency-report@2021-H1": "2021-08-31",
}


@pytest.fixture
def lawful(database_url: str) -> str:
    """A register with a platform and a law."""
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, law()))
    return database_url


def told(url: str, *documents: Any) -> Any:
    """Import facts, and return what that came to."""
    done = ok("import", "-", "--format", "json", database=url, stdin=lines(*documents))
    return {"followed": 0, **done.document}


def exported(url: str) -> list[Any]:
    return ok("export", database=url).documents


def dues(url: str, *options: str, at: str = "2021-06-01") -> dict[str, str | None]:
    """By when each requirement is due."""
    asked = ("status", "TikTok", "KZ", "--at", at, "--format", "json", *options)
    found = ok(*asked, database=url).document
    return {it["requirement"]: it["due"] for one in found for it in one["requirements"]}


def record_designation(url: str, *options: str) -> Ran:
    return run(
        *("record", "platform-designated", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2021-04-25", "--source-title", "a gazette"),
        *("-d", "instrument=XX-1", *options),
        database=url,
    )


def test_recorded_it_says_what_follows(lawful: str) -> None:
    done = record_designation(lawful, "-d", "category=large")
    assert "3 facts follow by law, recorded at positions 4 to 6" in done.out
    assert dues(lawful) == IMPOSED
    again = record_designation(lawful, "-d", "category=large", "--format", "json")
    assert (again.document["duplicate"], len(exported(lawful))) == (True, 6)


def test_imported_it_brings_them_along_and_again_nothing(lawful: str) -> None:
    found = told(lawful, designated())
    assert (found["read"], found["recorded"], found["followed"]) == (1, 1, 3)
    assert dues(lawful) == IMPOSED
    assert told(lawful, designated())["followed"] == 0
    facts = exported(lawful)
    assert [fact["type"] for fact in facts[2:]] == [
        "platform-designated",
        *["obligation-imposed"] * 3,
    ]
    assert {fact["caused_by"] for fact in facts[3:]} == {facts[2]["id"]}
    assert {fact["details"]["set_by"] for fact in facts[3:]} == {facts[1]["id"]}


def test_the_law_may_stand_in_the_same_file(database_url: str) -> None:
    assert told(database_url, TIKTOK, law(), designated())["followed"] == 3
    assert dues(database_url) == IMPOSED


def test_a_category_that_the_law_does_not_have_is_refused(lawful: str) -> None:
    done = record_designation(lawful, "-d", "category=huge")
    says(done, "'huge' is not a category of XX-1: service, platform, large")
    says(record_designation(lawful), "it is missing: take one of XX-1: service, platform, large")
    refused = run("import", "-", database=lawful, stdin=lines(designated(category="huge")))
    assert refused.status == 1
    assert "standard input:1: $.details.category: 'huge' is not a category of XX-1" in refused.err
    assert len(exported(lawful)) == 2


def test_a_law_that_does_not_hold_together_is_refused(database_url: str) -> None:
    bad = law(categories=CATEGORIES, duties=[{**OFFICE, "requirement": "offices"}])
    done = run("import", "-", database=database_url, stdin=lines(TIKTOK, bad))
    assert done.status == 1
    assert "standard input:2: $.details.duties[0].requirement: 'offices' is not" in done.err
    assert exported(database_url) == []


def test_what_a_file_brings_itself_is_not_recorded_twice(lawful: str) -> None:
    told_by_hand = {
        **designated(),
        "type": "obligation-imposed",
        "details": {"requirement": "local-office", "due": "2022-03-03"},
        "caused_by": "00000000-0000-0000-0000-000000000001",
    }
    mine = designated(id="00000000-0000-0000-0000-000000000001")
    assert told(lawful, mine, told_by_hand)["followed"] == 0
    assert dues(lawful) == {"local-office": "2022-03-03"}


def test_an_exported_log_comes_to_the_same(lawful: str, sqlite_url: str) -> None:
    told(lawful, designated())
    told(lawful, law("amended", "2021-06-01", duties=[OFFICE]))
    ok("roll", "--until", "2022-12-31", database=lawful)
    log = exported(lawful)
    assert told(sqlite_url, *log)["followed"] == 0
    kept = ("position", "recorded_at", "recorded_by")
    assert [{k: v for k, v in one.items() if k not in kept} for one in exported(sqlite_url)] == [
        {k: v for k, v in one.items() if k not in kept} for one in log
    ]


def test_withdrawn_they_go_with_it(lawful: str) -> None:
    told(lawful, designated())
    cause = exported(lawful)[2]["id"]
    ok("retract", cause, "--reason", "another platform", "--source-title", "s", database=lawful)
    assert dues(lawful) == {}
    assert ok("roll", "--until", "2025-01-01", "--format", "json", database=lawful).document == []


def test_a_corrected_designation_brings_what_that_changes(lawful: str) -> None:
    told(lawful, designated(category="platform"))
    cause = exported(lawful)[2]["id"]
    assert set(dues(lawful)) == {"local-office", "transparency-report@2021-H1"}
    before = len(exported(lawful))
    ok(
        *("correct", cause, "--set", "details.category=large", "--source-title", "s"),
        *("--occurred", "2021-05-05"),
        database=lawful,
    )
    assert dues(lawful) == IMPOSED
    assert set(dues(lawful, "--known", str(before))) != set(IMPOSED)


def test_an_amendment_changes_no_standing_of_an_earlier_knowledge(lawful: str) -> None:
    told(lawful, designated())
    ok("roll", "--until", "2022-12-31", database=lawful)
    known = str(len(exported(lawful)))
    days = ("2021-06-01", "2022-04-30", "2022-05-01", "2022-08-01", "2023-04-01")
    before = {day: dues(lawful, "--known", known, at=day) for day in days}
    longer = {**REPORTS, "recurrence": {"every": "P6M", "within": "P3M"}}
    found = told(lawful, law("amended", "2022-05-01", duties=[OFFICE, RISKS, longer]))
    assert found["followed"] == 2
    assert {day: dues(lawful, "--known", known, at=day) for day in days} == before
    assert {day: dues(lawful, at=day) for day in days[:2]} == {day: before[day] for day in days[:2]}
    after = dues(lawful, at="2022-08-01")
    assert after["transparency-report@2022-H1"] == "2022-09-30"
    assert before["2022-08-01"]["transparency-report@2022-H1"] == "2022-08-31"
    assert dues(lawful, at="2023-04-01")["transparency-report@2022-H2"] == "2023-03-31"


def test_an_amendment_is_for_all_who_are_designated_and_for_nobody_else(lawful: str) -> None:
    vk = {**TIKTOK, "platform": "vk", "details": {"name": "VK"}}
    lapsed = designated("2021-05-01", platform="vk", jurisdiction="RU")
    told(lawful, vk, designated(), designated(platform="vk"), lapsed)
    last = next(one for one in reversed(exported(lawful)) if one["type"] == "platform-designated")
    ok("retract", last["id"], "--reason", "r", "--source-title", "s", database=lawful)
    assert told(lawful, law("repealed", "2021-06-01"))["followed"] == 6
    assert dues(lawful, at="2021-07-01") == {}


def test_rolling_records_what_begins_by_a_day_and_again_nothing(lawful: str) -> None:
    told(lawful, designated())
    asked = ("roll", "--until", "2022-07-01", "--format", "json")
    shown = ok(*asked, "--dry-run", database=lawful).document
    assert len(exported(lawful)) == 6
    done = ok(*asked, database=lawful).document
    assert [row["requirement"] for row in done] == [
        "transparency-report@2021-H2",
        "risk-assessment@2022",
        "transparency-report@2022-H1",
        "transparency-report@2022-H2",
    ]
    assert [{**row, "position": None} for row in done] == shown
    assert [row["position"] for row in done] == [7, 8, 9, 10]
    assert ok(*asked, database=lawful).document == []
    assert dues(lawful, at="2022-01-01")["transparency-report@2022-H1"] == "2022-08-31"
    assert "transparency-report@2022-H2" not in dues(lawful, at="2022-06-30")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--until", "2100-01-01"), "more than 20 years ahead"),
        (("--until", "soon"), "'soon' is not a day"),
        (("--platform", "nobody"), "'nobody' is not a registered platform"),
        (("--jurisdiction", "Atlantis"), "Atlantis"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    lawful: str, options: Sequence[str], reason: str
) -> None:
    says(run("roll", *options, database=lawful), reason)


def test_the_server_rolls_once_a_day_and_tries_again_what_failed() -> None:
    days = itertools.chain([date(2022, 1, 1)] * 3, itertools.repeat(date(2022, 1, 2)))
    calls: list[int] = []

    def work() -> None:
        calls.append(len(calls))
        if len(calls) == 1:
            raise OSError("the server restarts")

    daily = Daily(work, lambda: next(days))
    with pytest.raises(OSError, match="restarts"):
        daily()
    for _ in range(5):
        daily()
    assert calls == [0, 1, 2]


def test_a_large_file_brings_them_along_in_its_batches(
    lawful: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.importing.importer.BATCH", 3)
    monkeypatch.setattr("register.importing.importer.SMALL", 0)
    monkeypatch.setattr("register.importing.importer.BLOCK_BYTES", 2_000)
    start = date(2021, 1, 1)
    many = [
        {
            **designated(),
            "type": "court-ruled",
            "occurred": str(start + timedelta(n)),
            "details": {},
        }
        for n in range(20)
    ]
    found = told(lawful, *many[:10], designated(), *many[10:], law("repealed", "2021-12-01"))
    assert (found["recorded"], found["followed"]) == (22, 4)
    facts = exported(lawful)
    assert [one["position"] for one in facts] == list(range(1, 29))
    assert [one["type"] for one in facts[12:16]] == [
        "platform-designated",
        *["obligation-imposed"] * 3,
    ]
    assert dues(lawful, at="2021-12-02") == {"risk-assessment@2021": "2021-08-25"} | {
        "transparency-report@2021-H1": "2021-08-31"
    }


def test_it_is_written_in_the_order_of_the_world(lawful: str) -> None:
    told(lawful, designated())
    ok("roll", "--until", "2023-01-01", database=lawful)
    days = [one["occurred"] for one in exported(lawful)[6:]]
    assert days == sorted(days)


def grounds(url: str, *, at: str) -> list[str]:
    """The laws under which anything is asked."""
    (found,) = ok("status", "tiktok", "KZ", "--at", at, "--format", "json", database=url).document
    return [one["ground"] for one in found["requirements"]]


def two_laws(url: str) -> None:
    """Two laws ask for an office, of a platform that is designated under both."""
    office: dict[str, Any] = {"categories": CATEGORIES, "duties": [OFFICE]}
    other = {**law(**office), "instrument": "XX-2"}
    under = {**designated("2021-05-01"), "details": {"instrument": "XX-2", "category": "large"}}
    told(url, TIKTOK, law(**office), other, designated(), under)


def test_each_law_ends_what_it_asks_for_and_nothing_of_another(database_url: str) -> None:
    two_laws(database_url)
    told(database_url, law("repealed", "2021-06-01"))
    assert set(dues(database_url, at="2021-06-02")) == {"local-office"}
    assert grounds(database_url, at="2021-05-31") == ["XX-1", "XX-2"]
    assert grounds(database_url, at="2021-06-02") == ["XX-2"]
    told(database_url, {**law("repealed", "2021-09-01"), "instrument": "XX-2"})
    assert set(dues(database_url, at="2021-08-31")) == {"local-office"}
    assert dues(database_url, at="2021-09-01") == {}
    assert ok("roll", "--format", "json", database=database_url).document == []


def test_a_law_that_comes_into_force_again_obliges_from_then_and_rewrites_nothing(
    lawful: str,
) -> None:
    told(lawful, law("in-force", "2020-06-01"), designated(), law("repealed", "2022-01-01"))
    before = [dues(lawful, at=day) for day in ("2021-06-01", "2021-12-31", "2022-06-01")]
    told(lawful, law("in-force", "2024-01-01"))
    assert before == [dues(lawful, at=day) for day in ("2021-06-01", "2021-12-31", "2022-06-01")]
    assert "local-office" in dues(lawful, at="2024-01-01")


@pytest.mark.parametrize(
    "beside",
    [
        {"type": "fact-confirmed", "refers_to": "00000000-0000-0000-0000-000000000001"},
        {"type": "warning-issued", "caused_by": "00000000-0000-0000-0000-000000000001"},
    ],
)
def test_only_obligations_that_a_file_brings_take_the_place_of_the_laws(
    lawful: str, beside: dict[str, str]
) -> None:
    mine = designated(id="00000000-0000-0000-0000-000000000001")
    further = {name: it for name, it in designated().items() if name != "details"} | beside
    assert told(lawful, mine, further)["followed"] == 3


def test_a_designation_that_is_corrected_to_another_law_and_back_obliges_again(
    database_url: str,
) -> None:
    office: dict[str, Any] = {"categories": CATEGORIES, "duties": [OFFICE]}
    told(database_url, TIKTOK, law(), {**law(**office), "instrument": "XX-2"}, designated())
    cause = exported(database_url)[3]["id"]
    asked = dues(database_url)
    for name, expected in (
        ("XX-2", {"local-office": "2022-01-01"}),
        ("XX-3", {}),
        ("XX-1", asked),
    ):
        ok(
            *("correct", cause, "--set", f"details.instrument={name}", "--source-title", name),
            *("--occurred", "2021-05-05"),
            database=database_url,
        )
        assert dues(database_url) == expected
    back = exported(database_url)
    last = next(one for one in reversed(back) if one["type"] == "fact-corrected")
    ok("retract", last["id"], "--reason", "r", "--source-title", "s", database=database_url)
    assert dues(database_url) == {}


def test_who_is_designated_after_the_time_from_the_entry_into_force_is_obliged_at_once(
    database_url: str,
) -> None:
    duty = {**OFFICE, "deadline": {"within": "P2M", "counted_from": "in-force"}}
    whole = law("in-force", "2020-02-03", categories=CATEGORIES, duties=[duty])
    told(database_url, TIKTOK, whole, designated("2021-02-22"))
    assert dues(database_url) == {"local-office": "2021-02-22"}


def test_a_category_is_one_of_the_law_of_that_day(lawful: str) -> None:
    told(
        lawful,
        law("amended", "2030-01-01", categories=[{"category": "new", "title": "New"}], duties=[]),
    )
    assert told(lawful, designated())["followed"] == 4
    says(record_designation(lawful, "-d", "category=new"), "'new' is not a category of XX-1")


def test_a_law_that_nobody_recorded_is_refused_and_told_of_in_an_older_log(
    lawful: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    designation = (
        *("record", "platform-designated", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2021-04-25", "--source-title", "s", "-d", "instrument=XX1"),
    )
    refused = run(*designation, database=lawful)
    assert refused.status == 2
    assert "-d instrument: instrument 'XX1' is not registered; the nearest is XX-1" in refused.err
    monkeypatch.setattr(admission, "may_name_law", lambda *_: False)  # as before that rule
    ok(*designation, database=lawful)
    found = run("doctor", "--format", "json", database=lawful).document
    # The tests' own server is quick, and says so.
    assert [one["kind"] for one in found if one["kind"] != "durability"] == ["law"]


def test_two_names_of_one_sound_are_refused(database_url: str) -> None:
    named = [{**CATEGORIES[0], "title": "Large"}, *CATEGORIES[1:]]
    done = run("import", "-", database=database_url, stdin=lines(law(categories=named, duties=[])))
    assert "'large' is a name of category 'service' too" in done.err


def test_a_correction_in_a_file_brings_what_it_changes_and_taken_back_it_goes(lawful: str) -> None:
    one = "00000000-0000-0000-0000-000000000001"
    about = {name: designated()[name] for name in ("platform", "jurisdiction", "sources")}
    correction = {
        **about,
        "type": "fact-corrected",
        "id": "00000000-0000-0000-0000-000000000002",
        "occurred": "2021-05-05",
        "refers_to": one,
        "details": {"replacement": {"details": {"category": "large"}}},
    }
    back = {
        **about,
        "type": "fact-retracted",
        "occurred": "2021-05-06",
        "refers_to": correction["id"],
        "details": {"reason": "r"},
    }
    assert told(lawful, designated(category="platform", id=one), correction)["followed"] == 3
    assert dues(lawful) == IMPOSED
    told(lawful, back)
    assert set(dues(lawful)) == {"local-office", "transparency-report@2021-H1"}


def test_a_law_that_was_repealed_takes_no_designation_and_says_what_came_in_its_place(
    lawful: str,
) -> None:
    told(lawful, law("repealed", "2021-04-01", replaced_by=["XX-2", "a decree"]))
    done = record_designation(lawful, "-d", "category=large")
    assert done.status == 2
    says(
        done,
        "-d instrument: XX-1 was repealed on 2021-04-01, and imposes nothing on who is designated "
        "after; in its place came XX-2, a decree",
    )
    assert told(lawful, designated("2021-03-31"))["followed"] == 6


def test_a_law_that_says_what_it_replaces_is_named_too(lawful: str) -> None:
    newer = {**law("adopted", "2021-04-01", replaces=["XX-1"]), "instrument": "XX-2"}
    told(lawful, law("repealed", "2021-04-01"), newer)
    says(record_designation(lawful, "-d", "category=large"), "in its place came XX-2")


def test_what_a_duty_waits_for_may_come_before_the_designation_after_it_or_before_the_law(
    database_url: str,
) -> None:
    waiting = law(categories=CATEGORIES, duties=[BRANCH, PLAN])
    asked, counted = requested(), users(2_000_000)
    expected = {"representative": "2024-01-31", "child-safety": "2022-04-01"}
    for slug, order in enumerate(itertools.permutations([designated(), asked, counted])):
        name = f"platform-{slug}"
        platform = {**TIKTOK, "platform": name, "details": {"name": name}}
        told(database_url, platform, *([waiting] if slug == 0 else []))
        for one in order:
            told(database_url, {**one, "platform": name})
        found = ok(
            "status", name, "KZ", "--at", "2023-06-01", "--format", "json", database=database_url
        )
        rows = {it["requirement"]: it["due"] for it in found.document[0]["requirements"]}
        assert rows == expected, order
    assert (
        ok("roll", "--until", "2023-01-01", "--format", "json", database=database_url).document
        == []
    )


def test_a_file_brings_requests_and_designations_in_any_order(lawful: str) -> None:
    waiting = {**law(categories=CATEGORIES, duties=[BRANCH, PLAN]), "instrument": "XX-3"}
    under = {**designated(), "details": {"instrument": "XX-3", "category": "large"}}
    asked = {**requested(), "legal_basis": "XX-3"}
    assert told(lawful, waiting, users(2e6), under, asked, users(5e6))["followed"] == 2
    last = next(one for one in reversed(exported(lawful)) if one["type"] == "information-requested")
    back = {
        **{name: designated()[name] for name in ("platform", "jurisdiction", "sources")},
        "type": "fact-retracted",
        "occurred": "2023-05-06",
        "refers_to": last["id"],
        "details": {"reason": "r"},
    }
    assert told(lawful, back)["followed"] == 1
    assert dues(lawful, at="2023-06-01") == {"child-safety": "2022-04-01"}


def test_a_request_that_is_recorded_says_what_follows_by_law(lawful: str) -> None:
    waiting = law("amended", "2020-06-01", categories=CATEGORIES, duties=[BRANCH])
    told(lawful, waiting, designated())
    done = run(
        *("record", "information-requested", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2023-01-31", "--legal-basis", "XX-1", "-d", "request=branch"),
        *("--source-title", "a letter"),
        database=lawful,
    )
    assert "1 fact follows by law" in done.out
    assert dues(lawful, at="2023-02-01") == {"representative": "2024-01-31"}


def test_before_an_amendment_is_recorded_it_is_seen_what_changes_for_whom(
    lawful: str, tmp_path: Path
) -> None:
    told(lawful, designated())
    changed: Any = {
        **{name: law()[name] for name in ("instrument", "jurisdiction", "sources")},
        **law()["details"],
        "life": [
            {"type": "instrument-adopted", "occurred": "2020-05-01"},
            {
                "type": "instrument-amended",
                "occurred": "2021-06-01",
                "details": {"duties": [RISKS, REPORTS]},
            },
        ],
    }
    file = tmp_path / "law.json"
    file.write_bytes(lines(changed))
    before = len(exported(lawful))
    shown = ok("instrument", "import", str(file), "--dry-run", database=lawful)
    assert "tiktok KZ  waived      local-office" in shown.out
    asked = ("instrument", "import", str(file), "--dry-run", "--format", "json")
    (row,) = ok(*asked, database=lawful).document["follows"]
    assert (row["type"], row["occurred"]) == ("obligation-waived", "2021-06-01")
    assert len(exported(lawful)) == before
    ok("instrument", "import", str(file), database=lawful)
    assert [one["id"] for one in exported(lawful)[-1:]] == [row["id"]]


def test_a_designation_in_thought_says_what_would_wait_and_needs_no_platform(lawful: str) -> None:
    told(lawful, law("amended", "2020-06-01", categories=CATEGORIES, duties=[OFFICE, BRANCH, PLAN]))
    asked = ("instrument", "apply", "XX-1", "--category", "large", "--on", "2021-04-25")
    done = ok(*asked, "--dry-run", database=lawful)
    assert "any-platform KZ  imposed     local-office" in done.out
    assert "not before an information-requested of the kind branch under the law: rep" in done.out
    assert "not before a users-reported that reaches the threshold: child-safety: Pl" in done.out
    told(lawful, law("repealed", "2021-01-01", replaced_by=["XX-2"]))
    says(run(*asked, "--dry-run", database=lawful), "XX-1 was repealed on 2021-01-01, and imposes")


def test_a_law_in_use_that_nobody_has_checked_for_a_year_is_noted(lawful: str) -> None:
    def notes() -> list[str]:
        done = ok("doctor", "--format", "json", database=lawful).document
        return [one["what"] for one in done if one["kind"] == "checked"]

    assert notes() == []
    told(lawful, designated())
    assert notes() == ["nobody has said when it was held against the law itself"]
    told(lawful, law("amended", "2020-06-01", checked_on="2001-02-03"))
    old = "it was last held against the law itself on 2001-02-03, more than a year ago"
    assert notes() == [old]
    told(lawful, law("amended", "2020-05-03", checked_on="2000-01-01"))
    assert notes() == [old], "the latest check counts"
    (row,) = ok("instrument", "list", "--format", "json", database=lawful).document
    assert (row["checked_on"], row["checked_long_ago"]) == ("2001-02-03", True)
    assert "2001-02-03 !" in ok("instrument", "list", database=lawful).out
    shown = ok("instrument", "show", "XX-1", database=lawful).out
    assert "  checked on: 2001-02-03, more than a year ago\n" in shown
