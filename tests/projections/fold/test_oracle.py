"""Given facts, then a standing: the reference against answers worked out by hand from domain.md.

Single days are in the golden scenarios (tests/evidence); here are periods, claims and points of
the log, and that the reference itself misses no day.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from support.oracle.standing import Row, as_stored, periods, standing
from support.oracle.streams import days, streams

from evidence import verify
from evidence.verify import CLAIMS


def facts_of(*rows: dict[str, Any]) -> list[Row]:
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


def on(facts: list[Row], at: str, known: int | None = None, **asked: Any) -> dict[str, Any]:
    answer = standing(facts, date.fromisoformat(at), known, **asked)
    assert answer is not None
    return answer


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {row["requirement"]: row["state"] for row in answer["requirements"]}


def because(row: dict[str, Any]) -> list[int]:
    return [UUID(fact_id).int for fact_id in row["because"]]


def began(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["since"], row["began"]) for row in rows]


REPRESENTATIVE = {"requirement": "representative"}


def test_an_obligation_is_overdue_after_its_day_and_a_year_of_silence_later_unconfirmed() -> None:
    facts = facts_of(fact("obligation-imposed", "2022-03-01", due="2022-03~", **REPRESENTATIVE))
    assert standing(facts, date(2022, 2, 28)) is None
    found = periods(facts)
    assert began(found) == [("2022-03-01", "fact"), ("2022-04-01", "time"), ("2023-04-01", "time")]
    assert [row["compliance"] for row in found] == ["pending", "overdue", "unconfirmed"]
    assert [row["requirements"][0]["was"] for row in found] == [None, None, "overdue"]
    assert [row["requirements"][0]["due"] for row in found] == ["2022-03-31"] * 3
    last = on(facts, "2030-01-01")
    assert (last["since"], last["until"], last["rules"]) == ("2023-04-01", None, 2)


def test_a_stay_that_runs_out_is_a_word_and_the_day_that_passed_meanwhile_counts_again() -> None:
    facts = facts_of(
        fact("obligation-imposed", "2022-03-01", due="2022-03-03", **REPRESENTATIVE),
        fact("enforcement-stayed", "2022-03-05", until="2022-05-31", **REPRESENTATIVE),
    )
    assert [(row["since"], row["requirements"][0]["state"]) for row in periods(facts)] == [
        ("2022-03-01", "required"),
        ("2022-03-04", "overdue"),
        ("2022-03-05", "stayed"),
        ("2022-06-01", "overdue"),
        ("2023-06-01", "unconfirmed"),
    ]


def test_a_fine_counts_for_two_years_and_a_new_one_is_not_stayed_by_an_earlier_stay() -> None:
    facts = facts_of(
        fact("fine-imposed", "2022-03-01", **REPRESENTATIVE),
        fact("enforcement-stayed", "2022-03-02", **REPRESENTATIVE),
        fact("fine-imposed", "2022-03-10", **REPRESENTATIVE),
    )
    found = [(row["since"], row["compliance"], states(row)) for row in periods(facts)]
    assert found == [
        ("2022-03-01", "non-compliant", {"representative": "breached"}),
        ("2022-03-02", "pending", {"representative": "stayed"}),
        ("2022-03-10", "non-compliant", {"representative": "breached"}),
        ("2024-03-11", "unassessed", {}),
    ]


def test_a_threat_fades_after_a_year_and_what_measurement_says_after_thirty_days() -> None:
    facts = facts_of(fact("block-threatened", "2022-03-01"), fact("block-observed", "2022-03-05"))
    assert [
        (row["since"], row["ahead"], (row["observed"] or {}).get("until")) for row in periods(facts)
    ] == [
        ("2022-03-01", "threatened", None),
        ("2022-03-05", "threatened", "2022-04-04"),
        ("2022-04-05", "threatened", None),
        ("2023-03-02", None, None),
    ]


def test_a_general_waiver_reaches_the_terms_in_which_something_stands() -> None:
    met = fact("requirement-met", "2022-03-01", instance="2021", **REPRESENTATIVE)
    of_law = {"legal_basis": "KZ-2022"}
    waived = {**fact("obligation-waived", "2022-03-03", **REPRESENTATIVE), **of_law}
    again = {**met, **of_law, "occurred": "2022-03-04"}
    ended = fact("requirement-ended", "2022-03-02", instance="2021", **REPRESENTATIVE)
    standing_one = facts_of({**met, **of_law}, waived, again)
    assert on(standing_one, "2022-03-04")["requirements"][0]["basis"] == "voluntary"
    emptied = facts_of({**met, **of_law}, {**ended, **of_law}, waived, again)
    assert on(emptied, "2022-03-04")["requirements"][0]["basis"] == "law"


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
    assert answer["otherwise"] == {"compliance": "pending", "access": "open", "ahead": None}
    assert [row["disputed"] for row in answer["requirements"]] == [False]
    assert [row["disputed"] for row in answer["measures"]] == [True]
    retracted = [*facts, *facts_of({}, {}, {}, {}, {}, claim("fact-retracted", 1))[5:]]
    assert standing(retracted, date(2022, 3, 3)) is None
    assert because(on(retracted, "2022-03-04")["requirements"][0]) == [4]


def test_a_denial_holds_until_it_is_confirmed_and_each_point_of_the_log_keeps_its_answer() -> None:
    facts = facts_of(
        fact("block-imposed", "2022-03-01"),
        fact("block-lifted", "2022-03-05"),
        claim("fact-denied", 2),
        claim("fact-confirmed", 2),
    )
    denied = on(facts, "2022-03-05", known=3)
    assert (denied["access"], denied["disputed"]) == ("open", True)
    assert denied["otherwise"] == {"compliance": "unassessed", "access": "blocked", "ahead": None}
    assert not on(facts, "2022-03-04", known=3)["disputed"]
    assert not on(facts, "2022-03-05", known=4)["disputed"]


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
    assert standing(facts, date(2022, 3, 6), 3) is None
    assert states(on(facts, "2022-03-06", known=4)) == {"representative": "required"}
    assert states(on(facts, "2022-03-06", known=5)) == {"representative": "overdue"}
    assert standing(facts, date(2022, 3, 6)) is None


def test_a_window_that_is_open_makes_the_standing_approximate() -> None:
    facts = facts_of(
        fact("access-throttled", "2022-03-01"),
        fact("block-imposed", "2022-03-10~"),
        fact("block-lifted", "../2022-03-20"),
    )
    found = periods(facts)
    assert [(row["since"], row["access"], row["certainty"]) for row in found] == [
        ("2022-03-01", "restricted", "exact"),
        ("2022-03-09", "restricted", "approximate"),
        ("2022-03-11", "blocked", "exact"),
        ("2022-03-20", "open", "exact"),
    ]
    assert [how for _, how in began(found)] == ["fact", "time", "fact", "fact"]


def test_what_may_have_happened_acts_as_of_the_day_asked() -> None:
    facts = facts_of(
        fact("meeting-held", "2022-03-01"), fact("block-imposed", "2022-03", until="2022-03-15")
    )
    assert [(row["since"], row["access"], row["certainty"]) for row in periods(facts)] == [
        ("2022-03-01", "open", "approximate"),
        ("2022-03-16", "open", "exact"),
    ]


def test_a_fact_counts_as_public_from_the_last_day_of_its_earliest_publication() -> None:
    published = fact("block-imposed", "2022-03-01") | {
        "sources": [{"title": "x", "published": "2022-04"}, {"title": "y"}]
    }
    facts = facts_of(published, fact("block-lifted", "2022-03-05"))
    assert standing(facts, date(2022, 3, 9), public_by=date(2022, 4, 29)) is None
    public = on(facts, "2022-03-09", public_by=date(2022, 4, 30))
    assert (public["access"], public["latest_source"]) == ("blocked", None)
    assert on(facts, "2022-03-09")["access"] == "open"
    later = on(facts, "2022-05-09")
    assert (later["since"], later["latest_source"]) == ("2022-03-05", "2022-04-30")


def test_facts_of_one_day_count_in_the_order_of_their_local_times() -> None:
    facts = facts_of(
        fact("block-lifted", "2022-03-01T21:00-03:00"),
        fact("block-imposed", "2022-03-01T20:00-11:00"),
        {**fact("service-withdrawn", "2022-03-01", scope="live"), "legal_basis": "KZ-2022"},
    )
    answer = on(facts, "2022-03-01")
    assert answer["access"] == "limited"
    assert [(row["scope"], row["side"]) for row in answer["measures"]] == [("live", "platform")]


@settings(deadline=None)
@given(facts=streams())
def test_a_claim_never_stands_first_and_only_a_retraction_is_about_a_claim(
    facts: list[Row],
) -> None:
    seen: dict[str, str] = {}
    for row in facts:
        assert row.get("refers_to", row.get("caused_by")) in {None, *seen}
        if row["type"] in CLAIMS and row["type"] != "fact-retracted":
            assert seen[row["refers_to"]] not in CLAIMS
        seen[row["id"]] = row["type"]


@settings(deadline=None)
@given(facts=streams(max_size=8))
def test_the_turning_days_miss_no_change_of_any_day(facts: list[Row]) -> None:
    stored = [as_stored(row) for row in facts]
    known = verify.knowledge(stored)
    turns = verify.turning_days(known.facts)
    for turn, after in zip(turns, [*turns[1:], date(2028, 1, 1)], strict=False):
        length = (after - turn).days
        for step in {0, 1, length // 2, length - 1} & set(range(length)):
            day = turn + timedelta(days=step)
            assert verify.standing_on(known, day) == verify.standing_on(known, turn), day


@settings(deadline=None)
@given(facts=streams(), at=days())
def test_a_day_lies_in_the_period_that_says_the_same(facts: list[Row], at: date) -> None:
    answer = standing(facts, at)
    said = [
        row
        for row in periods(facts)
        if row["since"] <= at.isoformat() and (row["until"] or "9999") > at.isoformat()
    ]
    shown = [{name: answer[name] for name in row} for row in said] if answer else []
    assert shown == said
    assert (answer is None) == (not said)
