"""Given facts, then a standing: the oracle against answers worked out by hand from domain.md."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from support.oracle.standing import (
    CLAIMS,
    candidate_days,
    content_at,
    count,
    merge,
    periods,
    standing,
)
from support.oracle.streams import days, streams
from support.oracle.windows import Fact, deadline, effect_day, time_of_day, window


def facts_of(*rows: dict[str, Any]) -> list[Fact]:
    """A log out of facts in short: positions in order, all recorded on 2022-06-01."""
    return [
        {
            "id": str(UUID(int=position)),
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "sources": [{"title": "a source"}],
            "position": position,
            "recorded_at": "2022-06-01T12:00:00.000000Z",
            **row,
        }
        for position, row in enumerate(rows, start=1)
    ]


def fact(kind: str, occurred: str, **details: Any) -> dict[str, Any]:
    return {"type": kind, "occurred": occurred, "details": details}


def claim(kind: str, position: int, **details: Any) -> dict[str, Any]:
    about = str(UUID(int=position))
    return {"type": kind, "occurred": "2022-06-01", "refers_to": about, "details": details}


def on(facts: list[Fact], at: str, **asked: Any) -> dict[str, Any]:
    answer = standing(facts, date.fromisoformat(at), **asked)
    assert answer is not None
    return answer


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {row["requirement"]: row["state"] for row in answer["requirements"]}


def levels(answer: dict[str, Any]) -> dict[tuple[str, str | None], str]:
    return {(row["scope"], row["order"]): row["level"] for row in answer["measures"]}


def because(row: dict[str, Any]) -> list[int]:
    return [UUID(fact_id).int for fact_id in row["because"]]


def began(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["since"], row["began"]) for row in rows]


REPRESENTATIVE = {"requirement": "representative"}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014~", "2013-01-01", "2015-12-31"),
        ("2022-03~", "2022-02-01", "2022-04-30"),
        ("2022-03-15~", "2022-03-14", "2022-03-16"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-01?/2022-03-05%", "2021-12-01", "2022-03-06"),
        ("2022-03/..", "2022-03-01", "2022-03-31"),
        ("2022-03-05/", "2022-03-05", "2022-03-05"),
        ("../2022-03", None, "2022-03-31"),
        ("/2022-03-05~", None, "2022-03-06"),
        ("XXXX", None, None),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("2021-1X", "2021-10-01", "2021-12-31"),
        ("2021-02-XX", "2021-02-01", "2021-02-28"),
        ("2021-05-2X", "2021-05-20", "2021-05-29"),
        ("2024-08-30T21:00-03:00", "2024-08-30", "2024-08-30"),
    ],
)
def test_a_text_has_its_window(text: str, first: str | None, last: str | None) -> None:
    found = tuple(None if day is None else day.isoformat() for day in window(text))
    assert found == (first, last)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2022-03~", "2022-03-31"),
        ("2022-03-10?", "2022-03-10"),
        ("2022-03-10/2022-04~", "2022-04-30"),
        ("../2022-03-10", "2022-03-10"),
        ("2022-03-10/..", None),
        ("2022-03-10/", None),
        ("XXXX", None),
        (None, None),
    ],
)
def test_a_deadline_holds_through_its_last_day(text: str | None, last: str | None) -> None:
    assert deadline(text) == (None if last is None else date.fromisoformat(last))


def test_a_time_of_day_counts_as_written_and_not_in_an_interval() -> None:
    assert time_of_day("2024-08-30T21:00-03:00") == time(21, 0)
    assert time_of_day("2024-08-30T21:00-03:00/2024-08-31") == time(0, 0)


@pytest.mark.parametrize(
    ("occurred", "sources", "day"),
    [
        ("2022-03", [{"published": "2022-03-10"}, {"published": "2022-03-20"}], "2022-03-10"),
        ("2022-03", [{"published": "2022-02-10"}], "2022-03-31"),
        ("2022-03", [{"published": "2022-03-10", "announces": True}], "2022-03-31"),
        ("2022-03", [{"published": "2022-03"}, {}], "2022-03-31"),
        ("../2022-03", [{"published": "2021-05"}], "2021-05-31"),
        ("XXXX", [{"published": "2022"}], "2022-12-31"),
        ("XXXX", [{"published": "2021", "announces": True}], "2022-06-01"),
        ("2030", [{}], "2030-12-31"),
    ],
)
def test_nothing_is_published_before_it_happens(
    occurred: str, sources: list[dict[str, Any]], day: str
) -> None:
    capped = facts_of({"type": "statement-issued", "occurred": occurred, "sources": sources})
    assert effect_day(capped[0]).isoformat() == day


def test_an_obligation_is_overdue_on_the_day_after_its_due_day() -> None:
    facts = facts_of(fact("obligation-imposed", "2022-03-01", due="2022-03~", **REPRESENTATIVE))
    assert standing(facts, date(2022, 2, 28)) is None
    last = on(facts, "2022-03-31")
    assert (last["compliance"], last["requirements"][0]["due"]) == ("pending", "2022-03-31")
    after = on(facts, "2022-04-01")
    assert (after["compliance"], states(after)) == ("non-compliant", {"representative": "overdue"})
    assert (after["since"], after["until"], after["began"]) == ("2022-04-01", None, "time")
    assert (last["since"], last["until"], last["began"]) == ("2022-03-01", "2022-04-01", "fact")


def test_overdue_after_an_extension_is_because_of_the_extension_and_the_imposition() -> None:
    facts = facts_of(
        fact("obligation-extended", "2022-03-04", due="2022-03-12", **REPRESENTATIVE),
        fact("obligation-imposed", "2022-03-01", due="2022-03-05", **REPRESENTATIVE),
        fact("representative-pledged", "2022-03-02", due="2022-03-08"),
    )
    pledged = on(facts, "2022-03-08")["requirements"][0]
    assert (pledged["state"], pledged["due"], because(pledged)) == ("pledged", "2022-03-08", [2, 3])
    late = on(facts, "2022-03-12")
    row = late["requirements"][0]
    assert (row["state"], row["due"], because(row)) == ("late", "2022-03-08", [2, 3])
    assert late["compliance"] == "slipping"
    overdue = on(facts, "2022-03-13")["requirements"][0]
    assert (overdue["state"], overdue["due"], overdue["basis"]) == ("overdue", "2022-03-12", "law")
    assert because(overdue) == [2, 1]


def test_an_extension_without_a_due_day_removes_the_deadline() -> None:
    facts = facts_of(
        fact("obligation-imposed", "2022-03-01", due="2022-03-05", **REPRESENTATIVE),
        fact("obligation-extended", "2022-03-04", **REPRESENTATIVE),
    )
    assert states(on(facts, "2023-01-01")) == {"representative": "required"}


def test_a_stay_holds_through_its_until_and_the_duty_comes_back_overdue() -> None:
    facts = facts_of(
        fact("obligation-imposed", "2022-03-01", due="2022-03-03", **REPRESENTATIVE),
        fact("breach-found", "2022-03-04", **REPRESENTATIVE),
        fact("enforcement-stayed", "2022-03-05", until="2022-03-07", **REPRESENTATIVE),
        fact("breach-annulled", "2022-03-06", **REPRESENTATIVE),
    )
    stayed = on(facts, "2022-03-05")
    row = stayed["requirements"][0]
    assert (row["state"], row["basis"], because(row)) == ("stayed", "voluntary", [1, 2, 3])
    assert stayed["compliance"] == "unassessed"
    assert because(on(facts, "2022-03-07")["requirements"][0]) == [1, 3]
    assert states(on(facts, "2022-03-08")) == {"representative": "overdue"}
    assert began(periods(facts))[-2:] == [("2022-03-06", "fact"), ("2022-03-08", "time")]


def test_a_pledge_cures_a_refusal_only_where_no_law_stands_even_a_stayed_one() -> None:
    refused = fact("requirement-refused", "2022-03-01", **REPRESENTATIVE)
    pledged = fact("commitment-made", "2022-03-05", **REPRESENTATIVE)
    imposed = fact("obligation-imposed", "2022-02-01", **REPRESENTATIVE)
    stayed = fact("enforcement-stayed", "2022-03-02", **REPRESENTATIVE)
    waived = fact("obligation-waived", "2022-03-03", **REPRESENTATIVE)
    assert states(on(facts_of(refused, pledged), "2022-03-05")) == {"representative": "pledged"}
    under_stay = on(facts_of(imposed, refused, stayed, pledged), "2022-03-05")
    assert (states(under_stay), under_stay["compliance"]) == (
        {"representative": "refused"},
        "slipping",
    )
    assert because(under_stay["requirements"][0]) == [2]
    after_waiver = on(facts_of(imposed, refused, waived), "2022-03-05")
    assert (states(after_waiver), after_waiver["compliance"]) == ({}, "unassessed")


def test_abandoning_needs_a_pledge_and_a_meeting_ends_it() -> None:
    abandoned = fact("commitment-withdrawn", "2022-03-02", **REPRESENTATIVE)
    pledged = fact("commitment-made", "2022-03-01", **REPRESENTATIVE)
    met = fact("requirement-met", "2022-03-03", **REPRESENTATIVE)
    ended = fact("requirement-ended", "2022-03-04", **REPRESENTATIVE)
    assert states(on(facts_of(abandoned), "2022-03-02")) == {}
    facts = facts_of(pledged, abandoned, met, ended)
    assert states(on(facts, "2022-03-02")) == {"representative": "abandoned"}
    assert on(facts, "2022-03-03")["compliance"] == "cooperating"
    assert states(on(facts, "2022-03-04")) == {}


def test_a_block_over_a_stayed_order_ends_the_stay_and_a_lower_measure_does_not() -> None:
    facts = facts_of(
        fact("access-restricted", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02", until="2022-03-20"),
        fact("block-ordered", "2022-03-03"),
        fact("access-throttled", "2022-03-04"),
        fact("block-imposed", "2022-03-05"),
    )
    for day, level, reasons in [
        ("2022-03-03", "stayed", [1, 2]),
        ("2022-03-04", "stayed", [2, 4]),
        ("2022-03-05", "blocked", [5]),
    ]:
        answer = on(facts, day)
        assert answer["access"] == level
        assert because(answer["measures"][0]) == reasons


def test_a_block_eased_under_a_stay_comes_back_as_a_restriction() -> None:
    facts = facts_of(
        fact("block-imposed", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02", until="2022-03-04"),
        fact("block-eased", "2022-03-03"),
    )
    assert on(facts, "2022-03-04")["access"] == "stayed"
    after = on(facts, "2022-03-05")
    assert (after["access"], after["began"], because(after["measures"][0])) == (
        "restricted",
        "time",
        [3],
    )


def test_scope_all_is_every_scope_and_no_order_every_order() -> None:
    given_facts = (
        fact("block-imposed", "2022-03-01", order="A"),
        fact("block-imposed", "2022-03-01"),
        fact("access-restricted", "2022-03-01", scope="app-stores", order="B"),
        fact("advertising-banned", "2022-03-01", order="A"),
        fact("service-withdrawn", "2022-03-01"),
    )
    blocked = on(facts_of(*given_facts), "2022-03-01")
    assert (blocked["access"], blocked["compliance"]) == ("blocked", "inactive")
    assert [(row["scope"], row["side"], row["order"]) for row in blocked["measures"]] == [
        ("advertising", "state", "A"),
        ("app-stores", "state", "B"),
        ("nationwide", "state", None),
        ("nationwide", "state", "A"),
        ("service", "platform", None),
    ]
    lifted = on(facts_of(*given_facts, fact("block-lifted", "2022-03-02")), "2022-03-02")
    assert list(levels(lifted)) == [("advertising", "A"), ("app-stores", "B"), ("service", None)]
    assert lifted["access"] == "withdrawn"
    of_a = fact("enforcement-stayed", "2022-03-02", scope="all", order="A")
    assert levels(on(facts_of(*given_facts, of_a), "2022-03-02")) == {
        ("advertising", "A"): "stayed",
        ("app-stores", "B"): "restricted",
        ("nationwide", None): "blocked",
        ("nationwide", "A"): "stayed",
        ("service", None): "withdrawn",
    }


def test_only_a_proposal_or_threat_is_withdrawn_and_only_an_order_or_more_is_stayed() -> None:
    facts = facts_of(
        fact("block-threatened", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02"),
        fact("block-ordered", "2022-03-03", order="A"),
        fact("threat-withdrawn", "2022-03-04"),
    )
    assert levels(on(facts, "2022-03-03")) == {
        ("nationwide", None): "threatened",
        ("nationwide", "A"): "ordered",
    }
    assert levels(on(facts, "2022-03-04")) == {("nationwide", "A"): "ordered"}


def test_a_denied_lift_disputes_an_open_access() -> None:
    facts = facts_of(
        fact("block-imposed", "2022-03-01"),
        fact("block-lifted", "2022-03-05"),
        claim("fact-denied", 2),
    )
    assert not on(facts, "2022-03-04")["disputed"]
    lifted = on(facts, "2022-03-05")
    assert (lifted["access"], lifted["disputed"]) == ("open", True)
    assert lifted["otherwise"] == {"compliance": "unassessed", "access": "blocked"}
    confirmed = [*facts, *facts_of({}, {}, {}, claim("fact-confirmed", 2))[3:]]
    assert not on(confirmed, "2022-03-05")["disputed"]
    assert on(confirmed, "2022-03-05", known=3)["disputed"]


def test_what_a_denied_fact_caused_is_disputed_with_it() -> None:
    designated = fact("platform-designated", "2022-03-01")
    imposed = fact("obligation-imposed", "2022-03-02", **REPRESENTATIVE)
    banned = fact("advertising-banned", "2022-03-03")
    facts = facts_of(
        designated,
        {**imposed, "caused_by": str(UUID(int=1))},
        {**banned, "caused_by": str(UUID(int=2))},
        fact("representative-pledged", "2022-03-04"),
        claim("fact-denied", 1),
    )
    answer = on(facts, "2022-03-04")
    assert answer["otherwise"] == {"compliance": "pending", "access": "open"}
    assert [row["disputed"] for row in answer["requirements"]] == [False]
    assert [row["disputed"] for row in answer["measures"]] == [True]
    retracted = [*facts, *facts_of({}, {}, {}, {}, {}, claim("fact-retracted", 1))[5:]]
    assert standing(retracted, date(2022, 3, 3)) is None
    assert because(on(retracted, "2022-03-04")["requirements"][0]) == [4]


def test_a_retracted_retraction_and_a_retracted_correction_do_nothing() -> None:
    facts = facts_of(
        fact("obligation-imposed", "2022-03-01", due="2022-03-05", **REPRESENTATIVE),
        claim("fact-corrected", 1, replacement={"details": {"due": None}}),
        claim("fact-retracted", 1),
        claim("fact-retracted", 3),
        claim("fact-retracted", 2),
        claim("fact-retracted", 4),
    )
    assert states(on(facts, "2022-03-06", known=1)) == {"representative": "overdue"}
    assert states(on(facts, "2022-03-06", known=2)) == {"representative": "required"}
    assert standing(facts, date(2022, 3, 6), known=3) is None
    assert states(on(facts, "2022-03-06", known=4)) == {"representative": "required"}
    assert states(on(facts, "2022-03-06", known=5)) == {"representative": "overdue"}
    assert standing(facts, date(2022, 3, 6)) is None


def test_a_window_that_is_open_makes_the_standing_approximate() -> None:
    facts = facts_of(
        fact("block-threatened", "2022-03-01"),
        fact("block-imposed", "2022-03-10~"),
        fact("block-lifted", "../2022-03-20"),
    )
    assert [(row["since"], row["access"], row["certainty"]) for row in periods(facts)] == [
        ("2022-03-01", "threatened", "exact"),
        ("2022-03-09", "threatened", "approximate"),
        ("2022-03-11", "blocked", "exact"),
        ("2022-03-20", "open", "exact"),
    ]
    assert [how for _, how in began(periods(facts))] == ["fact", "time", "fact", "fact"]


def test_a_fact_counts_as_public_from_the_last_day_of_its_earliest_publication() -> None:
    published = fact("block-imposed", "2022-03-01") | {
        "sources": [{"title": "x", "published": "2022-04"}, {"title": "y"}]
    }
    facts = facts_of(published, fact("block-lifted", "2022-03-05"))
    assert standing(facts, date(2022, 3, 9), public_by=date(2022, 4, 29)) is None
    assert on(facts, "2022-03-09", public_by=date(2022, 4, 30))["access"] == "blocked"
    assert on(facts, "2022-03-09")["access"] == "open"


def test_facts_of_one_day_count_in_the_order_of_their_local_times() -> None:
    facts = facts_of(
        fact("block-lifted", "2022-03-01T21:00-03:00"),
        fact("block-imposed", "2022-03-01T20:00-11:00"),
        fact("service-withdrawn", "2022-03-01", scope="live"),
    )
    answer = on(facts, "2022-03-01")
    assert (answer["access"], levels(answer)) == ("limited", {("live", None): "withdrawn"})


@settings(deadline=None)
@given(facts=streams())
def test_a_claim_never_stands_first_and_only_a_retraction_is_about_a_claim(
    facts: list[Fact],
) -> None:
    seen: dict[str, str] = {}
    for row in facts:
        assert row.get("refers_to", row.get("caused_by")) in {None, *seen}
        if row["type"] in CLAIMS and row["type"] != "fact-retracted":
            assert seen[row["refers_to"]] not in CLAIMS
        seen[row["id"]] = row["type"]


@settings(deadline=None)
@given(facts=streams())
def test_the_candidate_days_miss_no_change_of_any_day(facts: list[Fact]) -> None:
    counting = count(facts, known=None, public_by=None)
    span = {date(2022, 2, 1) + timedelta(days=step) for step in range(90)}
    every = sorted(span.union(candidate_days(counting)))
    assert merge(every, lambda day: content_at(counting, day), counting) == periods(facts)


@settings(deadline=None)
@given(facts=streams(), at=days())
def test_a_day_lies_in_the_period_that_says_the_same(facts: list[Fact], at: date) -> None:
    answer = standing(facts, at)
    first = periods(facts)[0]["since"] if periods(facts) else None
    assert (answer is None) == (first is None or at.isoformat() < first)
