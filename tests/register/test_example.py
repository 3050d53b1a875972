"""The shipped example says what careful readers of its articles say (domain.md, worked example)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.programs.running import ok, run
from support.servers.databases import SQLiteDatabases

from exchange.example import CATALOGUE, example_file

ONE_OFFICE = "9b4487f8-8f4b-59a2-ab50-f856261edcb9"
ARTICLES = ("platforms", CATALOGUE, "articles")


@pytest.fixture(scope="module")
def articles(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register with the facts of the five articles alone."""
    with sqlite_databases.migrated() as url:
        for name in ARTICLES:
            with example_file(name) as stream:
                ok("import", "-", database=url, stdin=stream.read())
        yield url


@pytest.fixture(scope="module")
def example(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register with the whole example."""
    with sqlite_databases.empty() as url:
        ok("demo", database=url)
        yield url


def status(url: str, platform: str, place: str, at: str, *options: str) -> dict[str, Any]:
    found = ok(
        "status", platform, place, "--at", at, "--format", "json", *options, database=url
    ).document
    (only,) = found
    assert isinstance(only, dict)
    return only


def states(found: dict[str, Any]) -> dict[str, str]:
    return {row["requirement"]: row["state"] for row in found["requirements"]}


def entry(found: dict[str, Any], requirement: str, ground: str | None) -> dict[str, Any]:
    (only,) = [
        row
        for row in found["requirements"]
        if (row["requirement"], row.get("ground")) == (requirement, ground)
    ]
    assert isinstance(only, dict)
    return only


def test_tiktok_in_russia_is_pending_in_july_2019(articles: str) -> None:
    found = status(articles, "tiktok", "RU", "2019-07-20")
    assert found["compliance"] == "pending"
    assert states(found) == {
        "child-safety": "pledged",
        "contact-point": "met",
        "data-localization": "pledged",
        "local-office": "pledged",
    }


def test_its_office_is_late_in_2020_and_that_is_voluntary(articles: str) -> None:
    found = status(articles, "tiktok", "RU", "2020-01-02")
    assert found["compliance"] == "slipping"
    office = entry(found, "local-office", None)
    assert (office["state"], office["basis"], office["due"]) == ("late", "voluntary", "2019-12-31")


def test_of_an_office_that_nobody_spoke_of_for_a_year_nothing_is_known(articles: str) -> None:
    last = entry(status(articles, "tiktok", "RU", "2020-12-31"), "local-office", None)
    after = entry(status(articles, "tiktok", "RU", "2021-01-01"), "local-office", None)
    assert (last["state"], last["was"]) == ("late", None)
    assert (after["state"], after["was"], after["due"]) == ("unconfirmed", "late", "2019-12-31")


def test_telegram_in_kazakhstan_is_pending_and_disputed(articles: str) -> None:
    found = status(articles, "telegram", "KZ", "2022-12-31")
    assert (found["compliance"], found["disputed"]) == ("pending", True)
    assert found["otherwise"] == {"compliance": "unassessed", "access": "open", "ahead": None}


def test_tiktok_in_india_is_blocked_from_the_imposing_fact_on(articles: str) -> None:
    assert status(articles, "tiktok", "IN", "2020-07-04")["access"] == "open"
    assert status(articles, "tiktok", "IN", "2020-07-05")["access"] == "blocked"
    assert status(articles, "tiktok", "IN", "2026-01-01")["access"] == "blocked"


def test_meta_in_kazakhstan_is_pending_with_its_channel_met(articles: str) -> None:
    found = status(articles, "meta", "KZ", "2022-12-31")
    assert found["compliance"] == "pending"
    assert states(found) == {"reporting-channel": "met", "representative": "pledged"}
    assert entry(found, "representative", "KZ-2022")["basis"] == "law"


@pytest.mark.parametrize(
    ("place", "day", "ahead"),
    [("KZ", "2024-04-25", "threatened"), ("US", "2024-04-23", "proposed")],
)
def test_what_is_only_talked_of_lies_ahead_of_an_open_service(
    articles: str, place: str, day: str, ahead: str
) -> None:
    found = status(articles, "tiktok", place, day)
    assert (found["access"], found["ahead"]) == ("open", ahead)


def test_a_threat_that_was_taken_back_is_not_ahead_any_more(example: str) -> None:
    before, after = (status(example, "tiktok", "KZ", day) for day in ("2024-04-25", "2025-07-01"))
    assert (before["access"], before["ahead"]) == ("open", "threatened")
    assert (after["access"], after["ahead"]) == ("open", None)


def test_a_stayed_duty_is_still_to_be_done(example: str) -> None:
    found = status(example, "tiktok", "US", "2025-05-15")
    assert (found["compliance"], found["access"]) == ("pending", "stayed")
    duty = entry(found, "divestiture", "US-PAFACA")
    assert (duty["state"], duty["basis"], duty["stayed"]) == ("stayed", "law", True)


def test_an_association_of_users_proposes_no_block(example: str) -> None:
    assert status(example, "tiktok", "RU", "2024-05-01")["ahead"] is None
    assert status(example, "tiktok", "RU", "2026-11-30")["ahead"] is None


def test_its_uploads_in_russia_ended_because_of_a_law_and_limit_access(example: str) -> None:
    found = status(example, "tiktok", "RU", "2026-11-30")
    assert found["access"] == "limited"
    assert {row["scope"] for row in found["measures"]} == {"livestreaming", "uploads"}


def test_a_rewards_programme_that_it_dropped_itself_limits_nothing(example: str) -> None:
    found = status(example, "tiktok", "EU", "2026-11-30")
    assert found["access"] == "open"
    assert [row["level"] for row in found["measures"]] == ["withdrawn"]


def test_a_representative_under_one_law_is_none_under_another(example: str) -> None:
    found = status(example, "meta", "KZ", "2023-10-01")
    assert entry(found, "representative", "KZ-2022")["state"] == "overdue"
    assert entry(found, "representative", "KZ-18-VIII")["state"] == "required"
    later = status(example, "meta", "KZ", "2025-05-15")
    assert entry(later, "representative", "KZ-2022")["state"] == "unconfirmed"
    assert entry(later, "representative", "KZ-18-VIII")["state"] == "met"


def test_an_interface_that_is_said_to_be_offered_is_claimed(example: str) -> None:
    found = status(example, "tiktok", "KZ", "2023-10-01")
    assert entry(found, "national-interface", None)["state"] == "claimed"
    assert entry(found, "national-interface", "KZ-18-VIII")["state"] == "required"


def test_what_tiktok_says_of_its_duties_in_the_union_is_claimed(example: str) -> None:
    found = status(example, "tiktok", "EU", "2023-10-31")
    assert states(found) == {
        "ad-repository": "claimed",
        "child-safety": "overdue",
        "complaint-handling": "overdue",
        "compliance-function": "overdue",
        "contact-point": "overdue",
        "independent-audit@2024": "required",
        "recommender-choice": "overdue",
        "recommender-transparency": "overdue",
        "reporting-channel": "claimed",
        "risk-assessment@2023": "claimed",
        "transparency-report@2023-H2": "met",
        "user-numbers@2023-H2": "overdue",
    }
    assert found["compliance"] == "overdue"


def test_of_its_reports_in_the_union_the_latest_counts(example: str) -> None:
    found = status(example, "tiktok", "EU", "2026-11-30")
    reports = {name: state for name, state in states(found).items() if "report@" in name}
    assert reports == {"transparency-report@2026-H1": "met"}


def test_a_block_that_measurements_see_is_observed(example: str) -> None:
    during, after = (status(example, "telegram", "KZ", day) for day in ("2022-01-11", "2022-01-12"))
    assert during["observed"]["state"] == "blocked"
    assert during["observed"]["contradicts"] is True
    assert during["access"] == "open"
    assert after["observed"] is None


def test_the_whole_example_says_it_too_and_why(example: str) -> None:
    assert status(example, "TikTok", "RU", "2019-07-20")["compliance"] == "pending"
    found = status(example, "TikTok", "RU", "2020-01-02", "--explain")
    assert found["compliance"] == "slipping"
    office = entry(found, "local-office", None)
    assert (office["state"], office["because"]) == ("late", [ONE_OFFICE])
    assert found["facts"][ONE_OFFICE]["sources"][0]["publisher"] == "Interfax"
    assert set(found["facts"]) >= {
        name for row in (*found["requirements"], *found["measures"]) for name in row["because"]
    }


def test_people_read_since_when_and_because_of_which_fact_and_source(example: str) -> None:
    told = ok("status", "TikTok", "RU", "--at", "2020-01-02", "--explain", database=example).out
    lines = [line.strip() for line in told.splitlines()]
    assert any("slipping" in line for line in lines[:3])
    place = next(n for n, line in enumerate(lines) if "local-office" in line and "late" in line)
    assert "2020-01-01" in lines[place]
    assert "2019-12-31" in lines[place]
    why = " ".join(lines[place + 1 : place + 4])
    assert "local-office-pledged" in why
    assert ONE_OFFICE in why
    assert "Interfax" in why


def test_the_whole_example_has_the_dispute_and_the_block(example: str) -> None:
    assert status(example, "Telegram", "KZ", "2023-01-01")["disputed"]
    assert status(example, "TikTok", "India", "2020-07-05")["access"] == "blocked"


@pytest.mark.parametrize("platform", ["TikTok", "tiktok", "ТикТок", "тик ток", "تيك توك", "抖音"])
@pytest.mark.parametrize("place", ["IN", "India", "Индия", "الهند", "Үндістан", "Ấn Độ", "inde"])
def test_names_are_found_in_any_script(example: str, platform: str, place: str) -> None:
    found = status(example, platform, place, "2020-07-05")
    assert (found["platform"], found["jurisdiction"]) == ("tiktok", "IN")


@pytest.mark.parametrize(
    ("words", "type_name"),
    [
        (["УДИВЛЕНЫ", "возможную"], "block-threatened"),
        (["IN-59-APPS-2020-06"], "block-imposed"),
        (["الحكومة", "الصينية"], "data-localization-pledged"),
        (["Ampelonsky"], "data-localization-pledged"),
    ],
)
def test_words_are_found_in_any_script(example: str, words: list[str], type_name: str) -> None:
    found = ok("search", *words, "--format", "json", database=example).document
    assert type_name in {row["type"] for row in found}


def test_every_file_of_the_example_is_taken_whole_and_once(example: str) -> None:
    again = ok("demo", database=example)
    assert again.err.startswith("0 facts recorded")
    assert run("doctor", "--format", "json", database=example).status in (0, 1)


def test_the_matrix_has_a_row_for_each_jurisdiction(example: str) -> None:
    told = ok("status", "--at", "2024-05-01", database=example).out
    for place in ("Kazakhstan (KZ)", "Russia (RU)", "India (IN)", "world (001)"):
        assert place in told


X_DESIGNATED = {
    "type": "platform-designated",
    "platform": "twitter",
    "jurisdiction": "EU",
    "occurred": "2023-04-25",
    "actor": {"name": "European Commission", "role": "authority"},
    "details": {"instrument": "EU-DSA", "category": "vlop"},
    "legal_basis": "EU-DSA",
    "sources": [
        {
            "url": "https://eucrim.eu/news/first-designations-under-the-dsa/",
            "title": "First Designations under the DSA",
            "published": "2023-06-13",
        }
    ],
}


@pytest.fixture(scope="module")
def designated(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register that knows of X in the European Union its designation, and nothing else."""
    with sqlite_databases.migrated() as url:
        for name in ARTICLES[:2]:
            with example_file(name) as stream:
                ok("import", "-", database=url, stdin=stream.read())
        ok("import", "-", database=url, stdin=json.dumps(X_DESIGNATED).encode())
        yield url


def test_silence_after_a_designation_is_overdue_and_later_unconfirmed(designated: str) -> None:
    assert status(designated, "X", "EU", "2023-08-17")["compliance"] == "pending"
    assert status(designated, "X", "EU", "2023-08-18")["compliance"] == "overdue", (
        "numbers of users, by 17 August"
    )
    a_year_later = status(designated, "X", "EU", "2024-08-26")
    of_august = [row for row in a_year_later["requirements"] if row["due"] == "2023-08-25"]
    assert {(row["state"], row["was"]) for row in of_august} == {("unconfirmed", "overdue")}
    assert len(of_august) == 10
    assert status(designated, "X", "EU", "2025-08-25")["compliance"] == "overdue", (
        "an audit by August 2024"
    )
    assert status(designated, "X", "EU", "2025-08-26")["compliance"] == "unconfirmed"


@pytest.mark.parametrize("day", ["2023-09-01", "2024-08-26", "2026-11-30"])
@pytest.mark.parametrize(
    "page", [("dossier", "X", "EU"), ("platform", "X"), ("jurisdiction", "EU"), ("matrix",)]
)
def test_no_page_calls_silence_non_compliance(
    designated: str, page: tuple[str, ...], day: str, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    ok("report", *page, "--at", day, "--out", str(file), database=designated)
    text = file.read_text(encoding="utf-8")
    assert "non-compliant" not in text.casefold()
    assert ("overdue" if day < "2025" else "unconfirmed") in text.casefold()
