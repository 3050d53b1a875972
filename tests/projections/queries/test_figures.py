"""Reported figures: what was asked for and removed, as corrected, by a day, as known then."""

from typing import Any

from support.facts.given import (
    TIKTOK,
    Document,
    complete,
    confirmed,
    corrected,
    denied,
    fact,
    fact_id,
    retracted,
)
from support.programs.running import lines, ok, run, says

VIDEOS = fact(
    "removal-reported",
    "2024-02-01",
    count=4_000_000,
    qualifier="more-than",
    unit="videos",
    period="2023-01/2023-12",
    basis="community-rules",
    category="all videos",
    reported_by="platform",
)


def recorded(url: str, *documents: Document) -> None:
    """Record facts of TikTok in Kazakhstan; their ids are their places, from 1 on."""
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))


def rows(url: str, *arguments: str) -> list[dict[str, Any]]:
    found = ok("figures", *arguments, "--format", "json", database=url).document
    assert isinstance(found, list)
    return found


def counts(url: str, *arguments: str) -> list[Any]:
    return [one["count"] for one in rows(url, *arguments)]


def test_a_figure_says_how_much_of_what_through_when_and_by_whom(database_url: str) -> None:
    recorded(database_url, VIDEOS)
    assert rows(database_url, "tiktok", "KZ") == [
        {
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "type": "removal-reported",
            "occurred": "2024-02-01",
            "count": 4_000_000,
            "qualifier": "more-than",
            "unit": "videos",
            "period": "2023-01/2023-12",
            "first": "2023-01-01",
            "last": "2023-12-31",
            "outcome": "removed",
            "basis": "community-rules",
            "category": "all videos",
            "services": [],
            "definition": None,
            "reported_by": "platform",
            "restated": None,
            "was": None,
            "disputed": False,
            "fact": fact_id(1),
        }
    ]


def test_requests_and_that_none_came_are_figures_too(database_url: str) -> None:
    none = fact("no-requests-reported", "2024-04")
    other = fact("statement-issued", "2024-05")
    recorded(database_url, none, fact("removal-requested", "2024-03", count=7), other)
    assert [(one["type"], one["count"], one["last"]) for one in rows(database_url)] == [
        ("removal-requested", 7, "2024-03-31"),
        ("no-requests-reported", None, "2024-04-30"),
    ]


def test_a_figure_counts_from_the_day_by_which_it_was_surely_reported(database_url: str) -> None:
    recorded(database_url, VIDEOS, fact("removal-reported", "2024-06", count=5))
    assert counts(database_url, "tiktok", "KZ", "--at", "2024-01-31") == []
    assert counts(database_url, "tiktok", "KZ", "--at", "2024-06-29") == [4_000_000]
    assert counts(database_url, "tiktok", "KZ", "--at", "2024-06-30") == [4_000_000, 5]


def test_a_period_without_an_end_goes_on_through_the_day_of_the_report(database_url: str) -> None:
    recorded(database_url, fact("removal-reported", "2024-06-05", count=5, period="2024-01/.."))
    (one,) = rows(database_url)
    assert (one["first"], one["last"]) == ("2024-01-01", "2024-06-05")


def test_a_period_without_a_beginning_has_no_first_day(database_url: str) -> None:
    recorded(database_url, fact("removal-reported", "2024-06-05", count=5, period="../2024-03"))
    (one,) = rows(database_url)
    assert (one["first"], one["last"]) == (None, "2024-03-31")


def test_a_correction_counts_from_where_it_is_known(database_url: str) -> None:
    recorded(database_url, VIDEOS, corrected(1, details={"count": 5_000_000}))
    assert counts(database_url, "tiktok", "KZ") == [5_000_000]
    assert counts(database_url, "tiktok", "KZ", "--known", "2") == [4_000_000]


def test_a_restated_figure_says_so_and_what_it_was(database_url: str) -> None:
    recorded(
        database_url,
        VIDEOS,
        corrected(1, details={"count": 5_000_000}),
        corrected(1, details={"category": "videos of all kinds"}),
    )
    (now,) = rows(database_url)
    assert (now["count"], now["restated"], now["was"]) == (5_000_000, "2026-01-01", 4_000_000)
    shown = " ".join(ok("figures", database=database_url).out.split())
    assert shown.endswith("> 5,000,000 removed, restated on 2026-01-01 (was 4,000,000)")
    (before,) = rows(database_url, "--known", "2")
    assert (before["restated"], before["was"]) == (None, None)


def test_a_correction_of_something_else_restates_no_figure(database_url: str) -> None:
    recorded(database_url, VIDEOS, corrected(1, details={"category": "videos"}))
    assert rows(database_url)[0]["restated"] is None


def test_what_was_not_removed_is_not_told_as_removed(sqlite_url: str) -> None:
    outcomes = ("not-found", "refused", "not-enough-information", "already-removed", None)
    recorded(
        sqlite_url,
        *(
            fact("removal-reported", "2024-03", count=count, unit="items", **told)
            for count, outcome in enumerate(outcomes, 1)
            for told in [{} if outcome is None else {"outcome": outcome}]
        ),
    )
    assert [one["outcome"] for one in rows(sqlite_url)] == [*outcomes[:-1], "removed"]
    shown = ok("figures", database=sqlite_url).out
    assert [
        line.split("█")[-1].strip(" ▏▎▍▌▋▊▉") for line in shown.splitlines() if "█" in line
    ] == [
        "5 removed",
        "1 not found",
        "2 refused",
        "3 not enough information",
        "4 removed before",
    ]


def test_what_is_defined_otherwise_has_a_picture_and_a_scale_of_its_own(sqlite_url: str) -> None:
    old = fact("removal-requested", "2018", count=40, unit="items", definition="2011")
    new = fact("removal-requested", "2019", count=4, unit="items", definition="2019")
    recorded(sqlite_url, old, new)
    shown = ok("figures", database=sqlite_url).out
    assert [line.count("█") for line in shown.splitlines() if "█" in line] == [30, 30]
    assert "items, as defined: 2011" in shown


def test_what_was_retracted_is_out(database_url: str) -> None:
    recorded(database_url, VIDEOS, retracted(1))
    assert counts(database_url) == []
    assert counts(database_url, "--known", "2") == [4_000_000]


def test_what_follows_from_something_retracted_is_out(database_url: str) -> None:
    follows = fact("removal-reported", "2024-03", count=9, caused_by=1)
    recorded(database_url, fact("meeting-held", "2024-01"), follows, retracted(1))
    assert counts(database_url) == []


def test_what_was_denied_is_disputed_until_it_is_confirmed(database_url: str) -> None:
    recorded(database_url, VIDEOS, denied(1), confirmed(1))
    disputed = [
        rows(database_url, "tiktok", "KZ", "--known", known)[0]["disputed"]
        for known in ("2", "3", "4")
    ]
    assert disputed == [False, True, False]


def test_only_what_was_public_by_a_day_counts(database_url: str) -> None:
    late = fact("removal-reported", "2024-01-02", count=3, published="2024-05-01")
    recorded(database_url, late)
    assert counts(database_url, "--public-by", "2024-04-30") == []
    assert counts(database_url, "--public-by", "2024-05-01") == [3]


def test_a_platform_or_a_jurisdiction_is_asked_for_by_itself(database_url: str) -> None:
    russian = {**complete(fact("removal-reported", "2024", count=2), 9), "jurisdiction": "RU"}
    meta = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
    metas = {**complete(fact("removal-reported", "2024", count=3), 10), "platform": "meta"}
    recorded(database_url, VIDEOS)
    ok("import", "-", database=database_url, stdin=lines(meta, russian, metas))
    assert counts(database_url) == [3, 4_000_000, 2]
    assert counts(database_url, "tiktok") == [4_000_000, 2]
    assert counts(database_url, "Kazakhstan") == [3, 4_000_000]
    assert counts(database_url, "ТикТок", "RU") == [2]


def test_the_picture_has_the_bars_of_each_unit_by_themselves(sqlite_url: str) -> None:
    half = fact("removal-requested", "2024-03", count=2_000_000, unit="videos")
    share = fact("removal-reported", "2024-03", count=50, unit="percent", qualifier="about")
    recorded(sqlite_url, VIDEOS, half, share, denied(2))
    shown = ok("figures", database=sqlite_url).out
    drawn = [line.rstrip() for line in shown.splitlines() if "█" in line]
    assert [(line.count("█"), line.split("█")[-1].strip()) for line in drawn] == [
        (15, "~ 50 removed"),
        (15, "2,000,000 requested ≠ disputed"),
        (30, "> 4,000,000 removed"),
    ]


def test_the_picture_is_for_people_only(sqlite_url: str) -> None:
    recorded(sqlite_url, VIDEOS)
    (row,) = rows(sqlite_url)
    assert ok("figures", "--format", "jsonl", database=sqlite_url).documents == [row]
    header, _ = ok("figures", "--format", "csv", database=sqlite_url).out.splitlines()
    assert header.split(",") == list(row)


def test_nothing_in_a_figure_steers_a_terminal(sqlite_url: str) -> None:
    unit = "\u202evideos\u2066"
    recorded(sqlite_url, fact("removal-reported", "2024", count=1, unit=unit, category="\x1b[31m"))
    shown = ok("figures", database=sqlite_url).out
    assert not set(shown) & set("\u202e\u2066\x1b")


def test_no_figure_is_no_picture(sqlite_url: str) -> None:
    recorded(sqlite_url, fact("meeting-held", "2024"))
    done = ok("figures", database=sqlite_url)
    assert (done.out, done.err) == ("", "No figure is known.\n")
    says(run("figures", "nobody", "KZ", database=sqlite_url), "nobody")
