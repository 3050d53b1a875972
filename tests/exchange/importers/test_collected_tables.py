"""Tables that others collected: Twitter's requests, India's monthly reports, Roskomnadzor's list."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import (
    csv_file,
    exported,
    imported,
    known_rows,
    refused,
    refused_whole,
    registered,
)

TWITTER = {
    "country": "Turkey",
    "year": "2017",
    "time_period": "January - June 2017",
    "removal_request_court": "715",
    "removal_request_other": "1995",
    "accounts_specified": "9289",
    "accounts_witheld": "204",
    "tweets_witheld": "497",
    "accounts_witheld_tos": "1376",
    "percent_of_witheld_content": "0.11",
}
COLUMNS = ["platform", "period", "section", "category", "metric", "unit", "value"]
BLOCK = ("172.67.1.1|104.21.1.1", "*.linkedin.com", "", "суд", "2-3491/2016", "2016-11-17")


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "twitter", "meta", "linkedin")


def twitter(folder: Path, *rows: dict[str, Any]) -> str:
    known = known_rows("twitter-removals", *({**TWITTER, **row} for row in rows))
    return csv_file(folder / "ttrall.csv", *known)


def india(folder: Path, *rows: list[Any]) -> str:
    path = folder / "india-it-rules.json"
    path.write_text(json.dumps({"source": "…", "columns": COLUMNS, "rows": rows}))
    return str(path)


def blocked(folder: Path, *rows: tuple[str, ...]) -> str:
    path = folder / "dump.csv"
    lines = ["Updated: 2024-03-01 12:01:00 +0000", *(";".join(row) for row in rows)]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("cp1251"))
    return str(path)


def figures(database: str) -> list[tuple[str, str, str | None, int]]:
    return [
        (fact["type"], told["unit"], told.get("basis") or told.get("category"), told["count"])
        for fact in exported(database)
        if (told := fact["details"])
    ]


def test_a_row_of_twitter_is_requests_of_courts_and_others_and_what_was_withheld(
    database: str, tmp_path: Path
) -> None:
    imported(database, twitter(tmp_path, {}), "--mapping", "twitter-removals")
    assert figures(database) == [
        ("removal-requested", "requests", "court orders", 715),
        ("removal-requested", "requests", "other requests", 1995),
        ("removal-requested", "accounts", None, 9289),
        ("removal-reported", "accounts", "law", 204),
        ("removal-reported", "items", "law", 497),
        ("removal-reported", "accounts", "community-rules", 1376),
    ]
    courts = exported(database)[0]
    assert courts["actor"]["role"] == "court"
    assert (courts["jurisdiction"], courts["occurred"]) == ("TR", "2017-01/2017-06")
    assert courts["details"]["definition"] == "2012-2018"


def test_na_in_every_figure_is_no_fact_and_a_zero_beside_na_is_one(
    database: str, tmp_path: Path
) -> None:
    nothing = dict.fromkeys(
        (name for name in TWITTER if "_" in name and name != "time_period"), "NA"
    )
    some = {**nothing, "country": "Kazakhstan", "accounts_witheld": "0", "tweets_witheld": "0"}
    counts = imported(database, twitter(tmp_path, nothing, some), "--mapping", "twitter-removals")
    assert counts["left_out"] == {"removal_request_court is blank": 1}
    assert figures(database) == [
        ("removal-reported", "accounts", "law", 0),
        ("removal-reported", "items", "law", 0),
    ]


def test_countries_are_known_in_the_collectors_own_spelling_and_no_other(
    database: str, tmp_path: Path
) -> None:
    names = ("Crotia", "Luxemburg", "Tunisla", "Czech Republuc")
    table = twitter(tmp_path, *({"country": name} for name in names))
    imported(database, table, "--mapping", "twitter-removals")
    assert {fact["jurisdiction"] for fact in exported(database)} == {"HR", "LU", "TN", "CZ"}
    wrong = twitter(tmp_path, {"country": "Turkye"})
    (refusal,) = refused(database, wrong, "--mapping", "twitter-removals")
    assert refusal.startswith(f"{wrong}:2: country: 'Turkye' is not a")


def test_removals_of_a_month_in_india_are_figures_and_rates_and_complaints_are_not(
    database: str, tmp_path: Path
) -> None:
    section, category = "content_actioned_proactive", "Spam"
    table = india(
        tmp_path,
        ["Facebook", "2022-07", section, category, "content_actioned", "approx_count", 17300000],
        ["Facebook", "2022-07", section, category, "proactive_rate", "percent", 99.6],
        ["Facebook", "2022-07", "grievances_received", "Other issue", "reports", "count", 189],
        ["Twitter", "2021-11", "accounts_actioned", "", "accounts_suspended", "count", 3820],
        ["Koo", "2021-11", "posts", "Spam", "content_actioned", "count", 3],
    )
    counts = imported(database, table, "--mapping", "india-it-rules")
    assert counts["left_out"] == {
        "row.where of unit does not hold": 1,
        "metric is none that the mapping takes": 1,
        "platform is of no registered platform": 1,
    }
    facebook, twitter_fact = exported(database)
    assert (facebook["platform"], facebook["jurisdiction"], facebook["occurred"]) == (
        "meta",
        "IN",
        "2022-07",
    )
    assert facebook["details"] == {
        "unit": "items",
        "count": 17300000,
        "qualifier": "about",
        "period": "2022-07",
        "basis": "community-rules",
        "category": "Spam",
        "definition": "content_actioned_proactive: content_actioned",
        "services": ["facebook"],
        "reported_by": "Facebook",
    }
    assert twitter_fact["details"]["qualifier"] == "exact"
    assert "category" not in twitter_fact["details"]


def test_a_document_with_other_columns_is_refused_with_the_difference(
    database: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"columns": [*COLUMNS[:-1], "count"], "rows": []}))
    assert refused_whole(database, str(path), "--mapping", "india-it-rules") == (
        f"{path}: the head is none that the mapping india-it-rules knows: it lacks 'value'; "
        "it has 'count' besides"
    )


def test_a_blocked_domain_of_a_registered_platform_is_a_block_by_its_order(
    database: str, tmp_path: Path
) -> None:
    table = blocked(
        tmp_path,
        BLOCK,
        ("", "instagram.com", "", "Генпрокуратура", "27-31-2022", "2022-03-11"),
        ("", "kinogo.example", "", "Мосгорсуд", "3-1/2020", "2020-01-01"),
        ("1.2.3.4", "twitter.com", "https://twitter.com/page", "ФНС", "2-6-27", "2021-02-03"),
        ("5.6.7.8",),
    )
    counts = imported(database, table, "--mapping", "roskomnadzor")
    assert counts["left_out"] == {
        "domain is of no registered platform": 1,
        "row.where of url does not hold": 1,
        "domain is blank": 1,
    }
    linkedin, meta = exported(database)
    assert (linkedin["type"], linkedin["platform"], linkedin["jurisdiction"]) == (
        "block-imposed",
        "linkedin",
        "RU",
    )
    assert (linkedin["occurred"], linkedin["details"]) == (
        "2016-11-17",
        {"order": "2-3491/2016"},
    )
    assert linkedin["actor"] == {"name": "суд", "role": "court"}
    assert meta["actor"] == {"name": "Генпрокуратура", "role": "authority"}
    assert meta["details"]["services"] == ["instagram"]


def test_a_dump_in_another_encoding_is_refused(database: str, tmp_path: Path) -> None:
    path = Path(blocked(tmp_path, BLOCK))
    path.write_bytes(path.read_bytes() + b"\x98;x;;;;\n")
    assert "it is not cp1251" in refused_whole(database, str(path), "--mapping", "roskomnadzor")
