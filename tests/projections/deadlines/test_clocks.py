"""Clocks of requests: which law's time runs, from when, and what became of it by a day."""

import json
from typing import Any

import pytest
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
from support.programs.running import Ran, lines, ok, run, says

SOURCE = {"title": "The law"}


def law(name: str = "KZ-LAW", **told: Any) -> Document:
    """A law of Kazakhstan in force since 2020, by which large platforms answer within a day."""
    duty = {
        "duty": "remove-on-order",
        "requirement": "content-removal",
        "title": "Remove what is ordered",
        "article": "Art. 41",
        "categories": ["large"],
        "clocks": [{"within": "PT24H"}],
    }
    details = {
        "title": "The law",
        "timezone": "Asia/Almaty",
        "categories": [{"category": "large", "title": "large platform"}],
        "duties": [duty],
    }
    return {
        "type": "instrument-in-force",
        "instrument": name,
        "jurisdiction": "KZ",
        "occurred": "2020-01-01",
        "sources": [SOURCE],
        "details": {**details, **told},
    }


def duty(name: str, *clocks: Document, categories: tuple[str, ...] = ("large",)) -> Document:
    told = {"duty": name, "requirement": name, "title": name, "categories": [*categories]}
    return {**told, "clocks": [*clocks]}


def asked(occurred: str = "2024-03-01T10:00+06:00", **told: Any) -> Document:
    basis = {"legal_basis": told.pop("legal_basis")} if "legal_basis" in told else {}
    return {**fact("removal-requested", occurred, **told), **basis}


def answered(occurred: str, place: int = 2, **details: Any) -> Document:
    return fact("request-answered", occurred, request=fact_id(place), **details)


DESIGNATED = fact("platform-designated", "2021", instrument="KZ-LAW", category="Large platform")


def recorded(url: str, *documents: Document, laws: tuple[Document, ...] = ()) -> None:
    """Record facts of TikTok in Kazakhstan; their ids are their places, from 1 on."""
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, *(laws or [law()]), *whole))


def clocks(url: str, at: str, *more: str) -> list[dict[str, Any]]:
    found = ok("clocks", "--at", at, *more, "--format", "json", database=url).document
    assert isinstance(found, list)
    return found


def states(url: str, *days: str) -> list[str]:
    """The state of the only clock on days, with ~ where it is approximate."""
    found = []
    for day in days:
        (one,) = clocks(url, day)
        found.append(one["state"] + (" ~" if one["certainty"] == "approximate" else ""))
    return found


def test_a_request_to_a_designated_platform_runs_by_the_law(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked())
    assert clocks(database_url, "2024-03-01") == [
        {
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "request": fact_id(2),
            "kind": None,
            "asked": "2024-03-01T10:00+06:00",
            "limit": "2024-03-02T04:00:00Z",
            "limit_local": "2024-03-02T10:00:00+06:00",
            "within": "PT24H",
            "by": "designation",
            "instrument": "KZ-LAW",
            "duty": "remove-on-order",
            "article": "Art. 41",
            "time_zone": "Asia/Almaty",
            "state": "running",
            "certainty": "exact",
            "answer": None,
            "answered": None,
            "outcome": None,
            "disputed": False,
        }
    ]
    assert states(database_url, "2024-03-01", "2024-03-02") == ["running", "unanswered"]
    assert clocks(database_url, "2024-02-29") == []


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("2024-03-02T09:59+06:00", "answered"),
        ("2024-03-02T10:00:01+06:00", "late"),
        ("2024-03-02", "answered ~"),
        ("2024-03-03", "late"),
    ],
)
def test_an_answer_ends_it(database_url: str, reply: str, state: str) -> None:
    recorded(database_url, DESIGNATED, asked(), answered(reply, outcome="refused"))
    assert states(database_url, "2024-03-01", "2024-03-03") == ["running", state]
    (one,) = clocks(database_url, "2024-03-03")
    assert (one["answer"], one["answered"], one["outcome"]) == (fact_id(3), reply, "refused")


def test_what_was_said_before_the_request_is_no_answer_to_it(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked("2024-03-01T10:00+06:00"), answered("2024-02-28"))
    (one,) = ok("clocks", "--at", "2024-03-05", "--format", "json", database=database_url).document
    assert (one["state"], one["answer"]) == ("unanswered", None)


def test_what_was_reported_of_the_same_case_is_an_answer(database_url: str) -> None:
    reports = [fact("removal-reported", day, case="A-1") for day in ("2024-02-28", "2024-03-01")]
    other = fact("removal-reported", "2024-03-01", case="A-2")
    recorded(database_url, DESIGNATED, asked("2024-03-01", case="A-1"), *reports, other)
    (one,) = clocks(database_url, "2024-03-09")
    assert (one["state"], one["answer"]) == ("answered", fact_id(4))


def test_a_report_of_the_case_that_may_be_older_leaves_it_open(database_url: str) -> None:
    report = fact("removal-reported", "2024-02/2024-03-01", case="A-1")
    recorded(database_url, DESIGNATED, asked("2024-03-01", case="A-1"), report)
    assert states(database_url, "2024-03-09") == ["answered ~"]


def test_an_order_that_says_its_own_time_goes_by_that(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked("2024-03-01", within="P3D", legal_basis="KZ-LAW"))
    (one,) = clocks(database_url, "2024-03-01")
    assert (one["by"], one["within"], one["limit"]) == ("order", "P3D", "2024-03-04")
    assert (one["duty"], one["instrument"], one["limit_local"]) == (None, "KZ-LAW", None)


def test_a_platform_that_is_not_designated_has_the_longest_time_of_the_law(
    database_url: str,
) -> None:
    told = law(
        categories=[
            {"category": "large", "title": "large", "kinds": ["a"]},
            {"category": "small", "title": "small", "kinds": ["b"]},
        ],
        duties=[
            duty("content-removal", {"within": "PT24H"}),
            duty("child-safety", {"within": "P3D"}, categories=("small",)),
        ],
    )
    recorded(database_url, asked(legal_basis="KZ-LAW"), asked(), laws=(told,))
    (one,) = clocks(database_url, "2024-03-01")
    assert (one["by"], one["within"], one["duty"]) == ("assumed", "P3D", "child-safety")


def test_each_law_that_a_platform_is_designated_under_has_a_clock(database_url: str) -> None:
    other = law("KZ-2", duties=[duty("data-access", {"within": "P10D"})])
    under = fact("platform-designated", "2021", instrument="KZ-2", category="large")
    recorded(database_url, DESIGNATED, under, asked(), laws=(law(), other))
    found = clocks(database_url, "2024-03-01")
    assert [(one["instrument"], one["within"]) for one in found] == [
        ("KZ-LAW", "PT24H"),
        ("KZ-2", "P10D"),
    ]


KINDS = law(
    duties=[
        duty("content-removal", {"within": "PT24H"}, {"within": "PT3H", "request": "extremism"}),
        duty("data-access", {"within": "P10D", "request": "user-data"}),
    ]
)


@pytest.mark.parametrize(
    ("kind", "within"),
    [("extremism", "PT3H"), ("user-data", "P10D"), ("libel", "PT24H"), (None, "PT24H")],
)
def test_the_kind_of_a_request_decides_which_clock_runs(
    database_url: str, kind: str | None, within: str
) -> None:
    told = {} if kind is None else {"request": kind}
    recorded(database_url, DESIGNATED, asked(**told), laws=(KINDS,))
    (one,) = clocks(database_url, "2024-03-01")
    assert (one["kind"], one["within"], one["by"]) == (kind, within, "designation")


def test_where_all_clocks_are_for_kinds_and_none_is_told_the_longest_is_assumed(
    database_url: str,
) -> None:
    told = law(
        duties=[
            duty("content-removal", {"within": "PT3H", "request": "extremism"}),
            duty("data-access", {"within": "P10D", "request": "user-data"}),
        ]
    )
    recorded(database_url, DESIGNATED, asked(), asked(request="libel"), laws=(told,))
    (one,) = clocks(database_url, "2024-03-01")
    assert (one["request"], one["within"], one["by"]) == (fact_id(2), "P10D", "assumed")


def test_a_law_counts_as_it_was_on_the_day_of_the_request(database_url: str) -> None:
    quicker = {
        **law(duties=[duty("content-removal", {"within": "PT1H"})]),
        "type": "instrument-amended",
        "occurred": "2024-03-10",
    }
    gone = {**law(), "type": "instrument-repealed", "occurred": "2024-04-01", "details": {}}
    days = ("2019-05-05", "2024-03-01", "2024-03-11", "2024-04-02")
    early = fact("platform-designated", "2019-01", instrument="KZ-LAW", category="large")
    recorded(database_url, early, *map(asked, days), laws=(law(), quicker, gone))
    found = clocks(database_url, "2024-05-01")
    assert [(one["request"], one["within"]) for one in found] == [
        (fact_id(3), "PT24H"),
        (fact_id(4), "PT1H"),
    ]


def test_a_law_obliges_nobody_before_the_designation(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked("2020-06-01"))
    assert clocks(database_url, "2024-03-01") == []


def test_a_total_of_a_period_is_no_request(database_url: str) -> None:
    totals = asked("2024-07", period="2024-01/2024-06", count=522)
    order = asked("2024-03-01", period="2024-03", request="libel")
    recorded(database_url, DESIGNATED, totals, order)
    assert [one["request"] for one in clocks(database_url, "2024-12-31")] == [fact_id(3)]


def test_what_is_retracted_has_no_clock_and_is_no_answer(database_url: str) -> None:
    replies = [answered("2024-03-01"), answered("2024-03-01", 3)]
    recorded(database_url, DESIGNATED, asked(), asked(), *replies)
    known = str(ok("export", database=database_url).out.count("\n"))
    gone = [complete(retracted(target), place) for place, target in ((6, 2), (7, 5))]
    ok("import", "-", database=database_url, stdin=lines(*gone))
    (one,) = clocks(database_url, "2024-03-09")
    assert (one["request"], one["state"]) == (fact_id(3), "unanswered")
    before = clocks(database_url, "2024-03-09", "--known", known)
    assert [one["state"] for one in before] == ["answered", "answered"]


def test_what_follows_from_a_retracted_fact_of_any_type_has_no_clock(database_url: str) -> None:
    court = fact("court-ruled", "2024-02")
    ordered = fact("statement-issued", "2024-02", caused_by=1)
    recorded(database_url, court, ordered, asked(within="PT1H", caused_by=2))
    assert len(clocks(database_url, "2024-03-09")) == 1
    gone = complete(retracted(1), 9)
    ok("import", "-", database=database_url, stdin=lines(gone))
    assert clocks(database_url, "2024-03-09") == []


def test_denials_dispute_it_whatever_they_deny(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked(), answered("2024-03-01"))
    for place, claim, disputed in ((4, denied(3), True), (5, confirmed(3), False)):
        ok("import", "-", database=database_url, stdin=lines(complete(claim, place)))
        (one,) = clocks(database_url, "2024-03-09")
        assert (one["state"], one["disputed"]) == ("answered", disputed)
    for place, target in ((6, 1), (7, 2)):
        ok("import", "-", database=database_url, stdin=lines(complete(denied(target), place)))
        assert clocks(database_url, "2024-03-09")[0]["disputed"]


def test_a_correction_moves_the_clock(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked(), corrected(2, details={"within": "PT48H"}))
    (one,) = clocks(database_url, "2024-03-02")
    assert (one["state"], one["limit"]) == ("running", "2024-03-03T04:00:00Z")


def test_what_was_public_by_a_day_tells_its_own(database_url: str) -> None:
    published = {"published": "2024-03-05"}
    recorded(
        database_url,
        asked(within="PT24H", **published),
        answered("2024-03-02T08:00+06:00", 1, published="2024-03-08"),
    )
    assert clocks(database_url, "2024-03-09", "--public-by", "2024-03-04") == []
    (one,) = clocks(database_url, "2024-03-09", "--public-by", "2024-03-06")
    assert one["state"] == "unanswered"


def test_a_platform_or_a_jurisdiction_can_be_asked_for(database_url: str) -> None:
    meta = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
    pairs = [("tiktok", "KZ"), ("tiktok", "RU"), ("meta", "KZ")]
    told = [
        complete(asked(within="PT24H", platform=platform, jurisdiction=place), number)
        for number, (platform, place) in enumerate(pairs, 1)
    ]
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, meta, *told))

    def found(*more: str) -> list[tuple[str, str]]:
        rows = clocks(database_url, "2024-03-09", *more)
        return [(one["platform"], one["jurisdiction"]) for one in rows]

    assert found() == [("meta", "KZ"), ("tiktok", "KZ"), ("tiktok", "RU")]
    assert found("TikTok") == pairs[:2]
    assert found("TikTok", "Russia") == pairs[1:2]
    assert found("--jurisdiction", "KZ") == [("meta", "KZ"), ("tiktok", "KZ")]
    assert found("--state", "running", "--state", "late") == []


def test_the_table_says_what_is_vague_and_what_is_assumed(sqlite_url: str) -> None:
    recorded(sqlite_url, asked("2024-03-01", legal_basis="KZ-LAW"), asked(within="PT2H"))
    done = ok("clocks", "--at", "2024-03-02", database=sqlite_url)
    table = " ".join(done.out.split())
    assert "2024-03-02 running ~ tiktok KZ 2024-03-01 PT24H KZ-LAW, Art." in table
    assert "unanswered" in table
    assert "~ approximate" in done.err
    assert "* assumed" in done.err
    done = ok("clocks", "--at", "2024-02-02", database=sqlite_url)
    assert (done.out, done.err) == ("", "No request with a time to answer is known.\n")


def test_each_format_has_the_same_rows(sqlite_url: str) -> None:
    recorded(sqlite_url, DESIGNATED, asked())
    (row,) = clocks(sqlite_url, "2024-03-01")
    told = ok("clocks", "--at", "2024-03-01", "--format", "jsonl", database=sqlite_url)
    assert told.documents == [row]
    told = ok("clocks", "--at", "2024-03-01", "--format", "csv", database=sqlite_url)
    header, line = told.out.splitlines()
    assert header.split(",") == list(row)
    assert line.split(",")[:3] == ["tiktok", "KZ", fact_id(2)]


def refused(url: str, *documents: Document) -> Ran:
    done = run("import", "-", database=url, stdin=lines(*documents))
    assert done.status == 1
    return done


def test_an_answer_is_to_an_earlier_request_of_the_same_relationship(database_url: str) -> None:
    recorded(database_url, DESIGNATED, asked(), fact("information-requested", "2024-03-01"))
    ok("import", "-", database=database_url, stdin=lines(complete(answered("2024-04", 3), 4)))
    wrong = [
        (answered("2024-03-01", 9), "KZ", f"no fact {fact_id(9)} is recorded before this one"),
        (answered("2024-03-01", 1), "KZ", "is a platform-designated; what can be answered is "),
        (answered("2024-03-01", 4), "KZ", "is a request-answered; what can be answered is "),
        (answered("2024-03-01", 2), "RU", "belongs to relationship/tiktok/KZ"),
    ]
    for document, place, told in wrong:
        done = refused(database_url, {**complete(document, 9), "jurisdiction": place})
        assert "$.details.request: " in done.err
        assert told in done.err


def test_a_later_line_of_the_file_is_no_earlier_request(sqlite_url: str) -> None:
    reply, request = complete(answered("2024-03-01", 2), 1), complete(asked(), 2)
    assert "is recorded before" in refused(sqlite_url, TIKTOK, reply, request).err
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, request, reply))


def test_an_answer_has_no_cause_and_needs_its_request(sqlite_url: str) -> None:
    recorded(sqlite_url, DESIGNATED, asked())
    caused = {**complete(answered("2024-03-01"), 3), "caused_by": fact_id(2)}
    assert "$.caused_by: there is no such field" in refused(sqlite_url, caused).err
    without = complete(fact("request-answered", "2024-03-01", outcome="complied"), 3)
    assert "$.details.request: it is missing" in refused(sqlite_url, without).err
    other = complete(answered("2024-03-01", outcome="maybe"), 3)
    assert "$.details.outcome: 'maybe' is not one of" in refused(sqlite_url, other).err


def test_an_answer_stays_with_its_request(sqlite_url: str) -> None:
    recorded(sqlite_url, asked(within="P1D"), asked(within="P1D"), answered("2024-03-01", 1))
    moved = complete(corrected(3, details={"request": fact_id(2)}), 4)
    assert "an answer can't be moved to another request" in refused(sqlite_url, moved).err
    put_right = complete(corrected(3, details={"outcome": "partly"}), 4)
    ok("import", "-", database=sqlite_url, stdin=lines(put_right))
    (one,) = [one for one in clocks(sqlite_url, "2024-03-09") if one["answer"]]
    assert one["outcome"] == "partly"


def test_an_answer_can_be_recorded_on_the_command_line(sqlite_url: str) -> None:
    recorded(sqlite_url, asked(within="P1D"))
    place = ("--platform", "tiktok", "--jurisdiction", "KZ", "--source-title", "a letter")
    told = ("record", "request-answered", *place, "--occurred", "2024-03-02")
    done = ok(*told, "-d", f"request={fact_id(1)}", "-d", "outcome=complied", database=sqlite_url)
    assert "recorded at position" in done.out
    assert states(sqlite_url, "2024-03-02") == ["answered"]


def test_a_request_by_its_uuid_in_capitals_is_the_same(sqlite_url: str) -> None:
    own = "abcdef00-0000-4000-8000-00000000000a"
    request = {**complete(asked(within="P1D"), 1), "id": own}
    reply = complete(fact("request-answered", "2024-03-01", request=own.upper()), 2)
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, request, reply))
    assert states(sqlite_url, "2024-03-02") == ["answered"]


def test_a_time_that_is_none_is_refused(sqlite_url: str) -> None:
    bad = complete(asked(within="24 hours"), 1)
    assert "$.details.within: '24 hours' is not a duration" in refused(sqlite_url, TIKTOK, bad).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("clocks", "nobody"), "nobody"),
        (("clocks", "--at", "yesterday"), "is not a day"),
        (("clocks", "--known", "999"), "the log ends at position"),
        (("clocks", "tiktok", "KZ", "--jurisdiction", "RU"), "give the jurisdiction once"),
        (("clocks", "--state", "done"), "'done' is not one of"),
    ],
)
def test_a_wrong_question_is_refused(
    sqlite_url: str, arguments: tuple[str, ...], words: str
) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    says(run(*arguments, database=sqlite_url), words)


def test_the_export_of_answers_imports_to_the_same(sqlite_url: str, postgresql_url: str) -> None:
    recorded(sqlite_url, DESIGNATED, asked(), answered("2024-03-01", count=2))
    told = ok("export", database=sqlite_url).out
    ok("import", "-", database=postgresql_url, stdin=told.encode())
    mine, theirs = clocks(sqlite_url, "2024-03-09"), clocks(postgresql_url, "2024-03-09")
    assert json.dumps(mine) == json.dumps(theirs)
