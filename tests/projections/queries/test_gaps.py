"""Gaps: what laws ask of a platform, and nothing is known about."""

from typing import Any

import pytest
from support.facts.given import (
    TIKTOK,
    Document,
    adopted,
    complete,
    corrected,
    denied,
    fact,
    retracted,
)
from support.programs.running import lines, ok, run, says

LAW = "KZ-LAW"


def duty(name: str, **told: Any) -> Document:
    """A duty of large platforms, unless it says others."""
    plain = {"duty": name, "requirement": name, "title": f"Have a {name}", "categories": ["large"]}
    return {**plain, **told}


OFFICE = duty(
    "local-office", article="Art. 3", deadline={"within": "P6M"}, unverified=["the deadline"]
)
REPORT = duty("transparency-report", recurrence={"every": "P6M", "within": "P2M"})


def law(*duties: Document, name: str = LAW, **told: Any) -> Document:
    """A law of Kazakhstan in force since 2020, on platforms that are large or small."""
    details = {
        "title": "The law",
        "categories": [
            {"category": "large", "title": "Large platform", "kinds": ["a"]},
            {"category": "small", "title": "Small platform", "kinds": ["b"]},
        ],
        "duties": list(duties or (OFFICE,)),
    }
    return {
        "type": "instrument-in-force",
        "instrument": name,
        "jurisdiction": "KZ",
        "occurred": "2020-01-01",
        "sources": [{"title": "The law"}],
        "details": details,
        **told,
    }


def imposed(occurred: str = "2021-01-10", **details: Any) -> Document:
    told = fact("obligation-imposed", occurred, **{"requirement": "local-office", **details})
    return {**told, "legal_basis": LAW}


DESIGNATED = fact("platform-designated", "2021-01-10", instrument=LAW, category="large")


def recorded(url: str, *documents: Document, laws: tuple[Document, ...] = ()) -> None:
    """Record facts of TikTok in Kazakhstan; their ids are their places, from 1 on.

    They come as lines of a log, so that nothing follows but what they bring themselves.
    """
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    log = [{**one, "position": 1} for one in (TIKTOK, *(laws or [law()]), *whole)]
    ok("import", "-", database=url, stdin=lines(*log))


def rows(url: str, *asked: str) -> list[dict[str, Any]]:
    found = ok("gaps", *(asked or ("tiktok", "KZ")), "--format", "json", database=url).document
    assert isinstance(found, list)
    return found


def told(url: str, *asked: str) -> list[tuple[str, str, str | None]]:
    """Requirement, gap and due day of each."""
    return [(one["requirement"], one["gap"], one["due"]) for one in rows(url, *asked)]


def by_hand(url: str, *documents: Document, laws: tuple[Document, ...] = ()) -> None:
    """Record as `recorded`, with an obligation for the office that names the law."""
    recorded(url, DESIGNATED, imposed(due="2021-07-10"), *documents, laws=laws)


def test_an_obligation_of_which_nothing_else_is_known_is_a_gap(database_url: str) -> None:
    by_hand(database_url)
    assert rows(database_url) == [
        {
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "instrument": LAW,
            "duty": "local-office",
            "requirement": "local-office",
            "title": "Have a local-office",
            "article": "Art. 3",
            "category": "large",
            "gap": "nothing-heard",
            "due": "2021-07-10",
            "unverified": ["the deadline"],
        }
    ]
    assert told(database_url, "tiktok", "KZ", "--at", "2021-02-01")[0][1] == "nothing-heard"


@pytest.mark.parametrize(
    "heard",
    [
        fact("local-office-pledged", "2021-03-01"),
        fact("local-office-opened", "2021-03-01"),
        fact("requirement-refused", "2021-03-01", requirement="local-office"),
        fact("breach-found", "2021-03-01", requirement="local-office"),
    ],
)
def test_once_something_is_heard_it_is_none(database_url: str, heard: Document) -> None:
    by_hand(database_url, heard)
    assert told(database_url) == []
    assert len(told(database_url, "tiktok", "KZ", "--at", "2021-02-01")) == 1


def test_a_word_that_was_taken_back_was_heard(database_url: str) -> None:
    made = fact("commitment-made", "2021-03-01", requirement="local-office")
    by_hand(database_url, made, {**made, "type": "commitment-withdrawn", "occurred": "2021-04"})
    assert told(database_url) == []


def test_what_was_heard_and_retracted_was_not(database_url: str) -> None:
    by_hand(database_url, fact("local-office-opened", "2021-03-01"))
    before = ok("export", database=database_url).out.count("\n")
    ok("import", "-", database=database_url, stdin=lines(complete(retracted(3), 4)))
    assert [one[1] for one in told(database_url)] == ["nothing-heard"]
    assert told(database_url, "tiktok", "KZ", "--known", str(before)) == []


def test_what_is_waived_is_asked_no_longer(database_url: str) -> None:
    waived = fact("obligation-waived", "2021-03-01", requirement="local-office")
    by_hand(database_url, waived)
    assert told(database_url) == []


def test_without_a_designation_it_is_not_known_whether_the_law_applies(
    database_url: str,
) -> None:
    channel = duty("reporting-channel", categories=["large", "small"])
    opened = fact("local-office-opened", "2021-03-01")
    recorded(database_url, opened, laws=(law(OFFICE, channel),))
    (one,) = rows(database_url)
    assert (one["requirement"], one["gap"], one["due"]) == (
        "reporting-channel",
        "not-designated",
        None,
    )
    assert one["category"] == "large, small"
    assert told(database_url, "tiktok", "RU") == []


def test_where_no_fact_is_known_every_law_in_force_may_apply(database_url: str) -> None:
    recorded(database_url, laws=(law(), law(name="KZ-2")))
    assert [one["instrument"] for one in rows(database_url)] == ["KZ-2", LAW]
    assert rows(database_url, "--all") == []


def test_an_obligation_that_names_the_law_needs_no_designation(database_url: str) -> None:
    recorded(database_url, imposed())
    assert told(database_url) == [("local-office", "nothing-heard", None)]


def test_an_obligation_under_another_law_is_none_of_this_one(database_url: str) -> None:
    other = {**imposed(), "legal_basis": "KZ-OLD"}
    recorded(database_url, other, laws=(law(), adopted("KZ-OLD")))
    assert told(database_url) == []


@pytest.mark.parametrize(
    ("kind", "on", "gap"),
    [
        ("instrument-proposed", "2020-01-01", []),
        ("instrument-in-force", "2030-01-01", []),
        ("instrument-adopted", "2020-01-01", ["not-designated"]),
    ],
)
def test_only_a_law_that_applies_on_the_day_asks_for_anything(
    database_url: str, kind: str, on: str, gap: list[str]
) -> None:
    recorded(database_url, laws=(law(type=kind, occurred=on),))
    assert [one[1] for one in told(database_url, "tiktok", "KZ", "--at", "2024-01-01")] == gap


def test_a_repealed_law_asks_for_nothing(database_url: str) -> None:
    gone = law(type="instrument-repealed", occurred="2023-01-01", details={})
    recorded(database_url, laws=(law(), gone))
    assert told(database_url, "tiktok", "KZ", "--at", "2024-01-01") == []
    assert len(told(database_url, "tiktok", "KZ", "--at", "2022-12-31")) == 1


def test_a_category_that_the_law_does_not_know_is_none(sqlite_url: str) -> None:
    """The designation was recorded before the law was known as data."""
    designated = complete({**DESIGNATED, "details": {"instrument": LAW}}, 1)
    earlier = [TIKTOK, adopted(LAW), designated]
    ok("import", "-", database=sqlite_url, stdin=lines(*earlier, law()))
    assert told(sqlite_url) == [("local-office", "not-designated", None)]


@pytest.fixture
def unfollowed(database_url: str) -> str:
    """A designation and a law of another log, whose obligations were not brought along."""
    facts = [complete(DESIGNATED, 1), complete(fact("local-office-opened", "2021-03-01"), 2)]
    log = (TIKTOK, adopted(LAW), *facts, law(OFFICE, REPORT))
    ok(
        "import",
        "-",
        database=database_url,
        stdin=lines(*[{**one, "position": 1} for one in log]),
    )
    return database_url


def test_what_follows_from_a_designation_and_was_never_recorded_is_a_gap(unfollowed: str) -> None:
    assert told(unfollowed, "tiktok", "KZ", "--at", "2021-08-01") == [
        ("local-office", "unrecorded", "2021-07-10"),
        ("transparency-report@2021-H1", "unrecorded", "2021-08-31"),
        ("transparency-report@2021-H2", "unrecorded", "2022-02-28"),
    ]
    assert told(unfollowed, "tiktok", "KZ", "--known", "4", "--at", "2021-08-01") == []


def test_what_was_recorded_by_hand_is_not_unrecorded(unfollowed: str) -> None:
    report = imposed(requirement="transparency-report", instance="2021-H1", due="2021-08-31")
    more = [complete(imposed(), 3), complete(report, 4)]
    ok("import", "-", database=unfollowed, stdin=lines(*more))
    assert told(unfollowed, "tiktok", "KZ", "--at", "2021-08-01") == [
        ("transparency-report@2021-H1", "nothing-heard", "2021-08-31"),
        ("transparency-report@2021-H2", "unrecorded", "2022-02-28"),
    ]


def test_a_retracted_designation_asks_for_nothing_by_itself(unfollowed: str) -> None:
    ok("import", "-", database=unfollowed, stdin=lines(complete(retracted(1), 3)))
    assert {one[1] for one in told(unfollowed)} == {"not-designated"}


def test_a_corrected_designation_counts_as_corrected(unfollowed: str) -> None:
    small = complete(corrected(1, details={"category": "small"}), 3)
    ok("import", "-", database=unfollowed, stdin=lines(small, complete(denied(1), 4)))
    assert told(unfollowed) == []


def test_all_are_asked_for_at_once(database_url: str) -> None:
    by_hand(database_url)
    other = {**complete(fact("statement-issued", "2021"), 9), "jurisdiction": "RU"}
    meta = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
    more = {**complete(fact("statement-issued", "2021"), 10), "platform": "meta"}
    ok("import", "-", database=database_url, stdin=lines(meta, other, more))
    assert [(one["platform"], one["gap"]) for one in rows(database_url, "--all")] == [
        ("meta", "not-designated"),
        ("tiktok", "nothing-heard"),
    ]


def test_only_what_was_public_by_a_day_counts(database_url: str) -> None:
    opened = fact("local-office-opened", "2021-03-01", published="2021-05-01")
    known = {"sources": [{"title": "a paper", "published": "2021-01-10"}]}
    facts = ({**DESIGNATED, **known}, {**imposed(), **known}, opened)
    recorded(database_url, *facts)
    assert told(database_url, "tiktok", "KZ", "--public-by", "2021-05-02") == []
    (one,) = told(database_url, "tiktok", "KZ", "--public-by", "2021-04-30")
    assert one[1] == "nothing-heard"


def test_the_table_says_what_each_gap_means_and_what_is_unverified(sqlite_url: str) -> None:
    by_hand(sqlite_url)
    done = ok("gaps", "TikTok", "Kazakhstan", database=sqlite_url)
    table = " ".join(done.out.split())
    assert "tiktok KZ nothing-heard KZ-LAW, Art. 3 local-office 2021-07-10 Have a" in table
    assert "nothing-heard: nothing but what the law asks is known" in done.err
    assert "? unverified: the deadline" in done.err
    done = ok("gaps", "TikTok", "Russia", database=sqlite_url)
    assert (done.out, done.err.startswith("There is no gap")) == ("", True)


def test_each_format_has_the_same_rows(sqlite_url: str) -> None:
    by_hand(sqlite_url)
    (row,) = rows(sqlite_url)
    assert ok("gaps", "--all", "--format", "jsonl", database=sqlite_url).documents == [row]
    header, _ = ok("gaps", "--all", "--format", "csv", database=sqlite_url).out.splitlines()
    assert header.split(",") == list(row)


@pytest.mark.parametrize(
    "arguments", [(), ("tiktok",), ("tiktok", "KZ", "--all"), ("tiktok", "--all")]
)
def test_it_is_asked_of_one_relationship_or_of_all(
    sqlite_url: str, arguments: tuple[str, ...]
) -> None:
    done = run("gaps", *arguments, database=sqlite_url)
    says(done, "give a platform and a jurisdiction, or --all")


def test_a_platform_that_nobody_knows_is_refused(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    says(run("gaps", "nobody", "KZ", database=sqlite_url), "nobody")
    says(run("gaps", "tiktok", "Nowhere", database=sqlite_url), "Nowhere")


def test_a_law_that_enters_into_force_later_asks_for_nothing_yet(database_url: str) -> None:
    adopted = {**law(), "type": "instrument-adopted", "occurred": "2022-01-01"}
    later = {**law(), "occurred": "2024-01-01"}
    recorded(database_url, fact("statement-issued", "2022-02-02"), laws=(adopted, later))
    assert told(database_url, "tiktok", "KZ", "--at", "2023-01-01") == []
    assert told(database_url, "tiktok", "KZ", "--at", "2024-01-01") != []
