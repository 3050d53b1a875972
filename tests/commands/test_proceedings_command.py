"""`register proceedings`: as a table, JSON and CSV, at any day and as known at any point."""

import json
from typing import Any

import pytest
from support.facts.given import (
    TIKTOK,
    Document,
    complete,
    corrected,
    denied,
    fact,
    fact_id,
    retracted,
)
from support.programs.running import lines, ok, run, says

FINE = fact(
    "fine-imposed",
    "2021-04-06",
    requirement="content-removal",
    amount=2_600_000,
    currency="RUB",
    case="rallies",
    jurisdiction="RU",
    published="2021-04-06",
)
OTHER = fact("fine-imposed", "2022-03-01", amount=0.5, currency="EUR", published="2022-03-02")
PAID = fact("fine-paid", "2021-06-01", case="rallies", jurisdiction="RU", published="2021-07-01")

CORRECTION = {**corrected(1, details={"amount": 2_500_000}), "jurisdiction": "RU"}


def recorded(url: str, *documents: Document) -> str:
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))
    return url


def asked(url: str, *arguments: str) -> dict[str, Any]:
    found = ok("proceedings", *arguments, "--format", "json", database=url).document
    assert isinstance(found, dict)
    return found


def fines(url: str, *arguments: str) -> list[tuple[str, Any, str]]:
    return [
        (one["jurisdiction"], step["amount"], step["became"]["state"])
        for one in asked(url, *arguments)["proceedings"]
        for step in one["steps"]
        if step["type"] == "fine-imposed"
    ]


def test_each_step_says_what_it_is_about_and_what_became_of_it(database_url: str) -> None:
    (one,) = asked(recorded(database_url, FINE, PAID), "tiktok", "RU")["proceedings"]
    assert {name: one[name] for name in one if name != "steps"} == {
        "platform": "tiktok",
        "jurisdiction": "RU",
        "case": "rallies",
        "first": "2021-04-06",
        "last": "2021-06-01",
    }
    fine, paid = one["steps"]
    assert fine["became"] == {
        "state": "paid",
        "amount": 2_600_000,
        "paid": 2_600_000,
        "challenged": False,
        "outcome": None,
        "stayed": False,
        "facts": [fact_id(2)],
    }
    assert (paid["about"], paid["perhaps_about"], paid["tied_by"]) == ([fact_id(1)], [], "case")


def test_a_platform_or_a_jurisdiction_may_be_left_out(database_url: str) -> None:
    recorded(database_url, FINE, OTHER)
    assert [place for place, *_ in fines(database_url)] == ["KZ", "RU"]
    assert [place for place, *_ in fines(database_url, "Russia")] == ["RU"]
    assert [place for place, *_ in fines(database_url, "ТикТок")] == ["KZ", "RU"]


def test_totals_are_exact_and_by_currency(sqlite_url: str) -> None:
    recorded(
        sqlite_url,
        FINE,
        OTHER,
        PAID,
        fact("fine-imposed", "2022-04-01", amount=0.2, currency="EUR"),
    )
    printed = ok("proceedings", "--format", "json", database=sqlite_url).out
    assert '"amount": 0.7' in printed
    euros, roubles = json.loads(printed)["totals"]
    assert (euros["currency"], roubles["currency"]) == ("EUR", "RUB")
    assert euros["open"] == {"count": 2, "amount": 0.7, "without_amount": 0}
    assert (roubles["paid"]["amount"], roubles["open"]["count"]) == (2_600_000, 0)


def test_it_is_asked_of_a_day_as_known_and_as_public_by_a_day(sqlite_url: str) -> None:
    recorded(sqlite_url, FINE, PAID, CORRECTION)
    assert fines(sqlite_url, "--at", "2021-04-05") == []
    assert fines(sqlite_url, "--at", "2021-05-31") == [("RU", 2_500_000, "open")]
    assert fines(sqlite_url, "--known", "2") == [("RU", 2_600_000, "open")]
    assert fines(sqlite_url, "--public-by", "2021-06-30") == [("RU", 2_600_000, "open")]


def test_what_follows_from_something_retracted_is_out(sqlite_url: str) -> None:
    follows = {**OTHER, "caused_by": 1}
    recorded(sqlite_url, fact("meeting-held", "2021-01-01"), follows, retracted(1))
    assert fines(sqlite_url) == []
    assert len(fines(sqlite_url, "--known", "3")) == 1


def test_the_table_tells_it_with_totals(sqlite_url: str) -> None:
    recorded(sqlite_url, FINE, PAID, OTHER, denied(3))
    printed = ok("proceedings", database=sqlite_url).out
    assert "RUB 2,600,000" in printed
    assert "disputed" in printed
    assert "of 00000000" in printed
    (roubles,) = [line for line in printed.splitlines() if line.startswith("RUB")]
    assert roubles.split() == ["RUB", "2,600,000", "(1)", "2,600,000", "(1)"]


def test_a_payment_of_an_unknown_fine_says_which_it_may_be(sqlite_url: str) -> None:
    told = {"amount": 7, "currency": "EUR"}
    twice = [fact("fine-imposed", f"2022-01-0{day}", **told) for day in (1, 2)]
    recorded(sqlite_url, *twice, fact("fine-paid", "2022-02-01", **told))
    done = run("proceedings", "tiktok", "KZ", database=sqlite_url)
    assert "of one of" in done.out
    assert "the facts don't say which" in done.err


def test_csv_has_a_row_for_each_step_and_jsonl_a_line_for_each_proceeding(sqlite_url: str) -> None:
    recorded(sqlite_url, FINE, PAID)
    header, *rows = ok("proceedings", "--format", "csv", database=sqlite_url).out.splitlines()
    assert header.startswith("platform,jurisdiction,case,type,occurred,actor,role,requirement")
    assert [row.split(",")[3] for row in rows] == ["fine-imposed", "fine-paid"]
    (line,) = ok("proceedings", "--format", "jsonl", database=sqlite_url).out.splitlines()
    assert len(json.loads(line)["steps"]) == 2


def test_nothing_known_is_said(sqlite_url: str) -> None:
    recorded(sqlite_url, fact("meeting-held", "2021-01-01"))
    done = run("proceedings", database=sqlite_url)
    assert (done.status, done.out) == (0, "")
    assert "No proceedings are known." in done.err
    assert asked(sqlite_url) == {"proceedings": [], "totals": []}


def test_an_explained_standing_has_its_proceedings(sqlite_url: str) -> None:
    recorded(sqlite_url, FINE, PAID, fact("meeting-held", "2021-01-01"))
    explained = ok("status", "--explain", "--format", "json", database=sqlite_url).document
    told = {one["jurisdiction"]: [it["case"] for it in one["proceedings"]] for one in explained}
    assert told == {"KZ": [], "RU": ["rallies"]}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nobody",), "nobody"),
        (("tiktok", "Atlantis"), "Atlantis"),
        (("--at", "yesterday"), "yesterday"),
        (("--known", "99"), "99"),
        (("--format", "xml"), "xml"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    sqlite_url: str, arguments: tuple[str, ...], why: str
) -> None:
    says(run("proceedings", *arguments, database=recorded(sqlite_url, FINE)), why)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (fact("court-ruled", "2022", outcome="dismissed"), "$.details.outcome"),
        (fact("court-ruled", "2022", outcome="reduced", amount="half"), "$.details.amount"),
        (fact("court-ruled", "2022", outcome="reduced", currency="roubles"), "$.details.currency"),
        (fact("legal-challenge-filed", "2022", requirement="Data Access"), "$.details.requirement"),
        (fact("fine-imposed", "2022", amount=-1), "$.details.amount"),
        (fact("fine-paid", "2022", amount="all"), "$.details.amount"),
    ],
)
def test_what_proceedings_are_read_by_is_checked_where_it_comes_in(
    sqlite_url: str, document: Document, path: str
) -> None:
    done = run("import", "-", database=sqlite_url, stdin=lines(TIKTOK, complete(document, 1)))
    assert done.status == 1
    assert path in done.err
