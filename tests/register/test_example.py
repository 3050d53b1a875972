"""The shipped example says what careful readers of its articles say (domain.md, worked example)."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.programs.running import ok, run
from support.servers.databases import SQLiteDatabases

from commands.operate.setup import CATALOGUE, example_file

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
    office = next(row for row in found["requirements"] if row["requirement"] == "local-office")
    assert (office["state"], office["basis"], office["due"]) == ("late", "voluntary", "2019-12-31")


def test_telegram_in_kazakhstan_is_pending_and_disputed(articles: str) -> None:
    found = status(articles, "telegram", "KZ", "2023-01-01")
    assert (found["compliance"], found["disputed"]) == ("pending", True)
    assert found["otherwise"] == {"compliance": "unassessed", "access": "open"}


def test_tiktok_in_india_is_blocked_from_the_imposing_fact_on(articles: str) -> None:
    assert status(articles, "tiktok", "IN", "2020-07-04")["access"] == "open"
    assert status(articles, "tiktok", "IN", "2020-07-05")["access"] == "blocked"
    assert status(articles, "tiktok", "IN", "2026-01-01")["access"] == "blocked"


def test_meta_in_kazakhstan_is_pending_with_its_channel_met(articles: str) -> None:
    found = status(articles, "meta", "KZ", "2023-01-01")
    assert found["compliance"] == "pending"
    assert states(found) == {"reporting-channel": "met", "representative": "pledged"}
    representative = next(r for r in found["requirements"] if r["requirement"] == "representative")
    assert representative["basis"] == "law"


def test_tiktok_in_the_united_states_is_proposed_to_be_blocked(articles: str) -> None:
    assert status(articles, "tiktok", "US", "2024-05-01")["access"] == "proposed"


def test_the_whole_example_says_it_too_and_why(example: str) -> None:
    assert status(example, "TikTok", "RU", "2019-07-20")["compliance"] == "pending"
    found = status(example, "TikTok", "RU", "2020-01-02", "--explain")
    assert found["compliance"] == "slipping"
    office = next(row for row in found["requirements"] if row["requirement"] == "local-office")
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
