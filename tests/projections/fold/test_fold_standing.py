"""The standing as a whole: compliance, doubt, certainty, and its periods."""

import pytest
from support.facts.given import Document, corrected, denied, fact, given


def law(requirement: str, kind: str | None = None, **details: str) -> list[Document]:
    """A duty by law, and what became of it."""
    facts = [fact("obligation-imposed", "2022-03-01", requirement=requirement, **details)]
    return [*facts, *own(requirement, kind)]


def own(requirement: str, kind: str | None, **details: str) -> list[Document]:
    """What the platform did of its own accord."""
    return [fact(kind, "2022-03-02", requirement=requirement, **details)] if kind else []


LATER = {"due": "2022-12-31"}
COMPLIANCE: list[tuple[str, list[Document]]] = [
    ("inactive", [*law("a", "breach-found"), fact("service-withdrawn", "2022-03-02")]),
    ("non-compliant", law("a", "breach-found")),
    ("non-compliant", own("a", "breach-found")),
    ("non-compliant", law("a", "requirement-refused")),
    ("non-compliant", law("a", "requirement-lapsed")),
    ("non-compliant", [*law("a", "requirement-refused"), *law("b", "requirement-met")]),
    ("overdue", law("a", due="2022-03-02")),
    ("overdue", [*law("a", due="2022-03-02"), *own("b", "requirement-refused")]),
    ("slipping", law("a", "requirement-refused", **LATER)),  # it may still be done in time
    ("slipping", [*law("a", **LATER), *own("a", "commitment-made", due="2022-03-02")]),
    ("slipping", own("a", "requirement-refused")),
    ("slipping", own("a", "requirement-lapsed")),
    ("slipping", own("a", "commitment-made", due="2022-03-02")),
    ("slipping", [*own("a", "commitment-made"), *own("a", "commitment-withdrawn")]),
    ("pending", law("a")),
    ("pending", law("a", "commitment-made")),
    ("pending", law("a", "requirement-claimed")),
    ("pending", law("a", "enforcement-stayed")),
    ("pending", own("a", "commitment-made")),
    ("pending", [*own("a", "commitment-made"), *own("b", "requirement-met")]),
    ("pending", [*law("a"), *law("b", "requirement-met")]),
    ("compliant", law("a", "requirement-met")),
    # Where the law asks for anything, promises of other things don't count.
    ("compliant", [*law("a", "requirement-met"), *own("b", "commitment-made")]),
    ("compliant", [*law("a", "requirement-met"), *own("b", "requirement-lapsed")]),
    ("cooperating", own("a", "requirement-met")),
    ("unassessed", [fact("court-ruled", "2022-03-02")]),
    ("unassessed", [fact("block-imposed", "2022-03-02")]),
]


@pytest.mark.parametrize(("compliance", "facts"), COMPLIANCE)
def test_compliance_is_the_first_that_holds(compliance: str, facts: list[Document]) -> None:
    assert given(*facts).on("2022-03-03").compliance == compliance


def test_requirements_are_sorted_by_name() -> None:
    told = given(*own("b", "requirement-met"), *own("a", "requirement-met"), *law("aa"))
    assert list(told.on("2022-03-03").states) == ["a", "aa", "b"]


def test_what_is_met_under_a_law_rests_on_both_in_the_order_of_the_world() -> None:
    told = given(
        fact("obligation-imposed", "2022-03-05", requirement="representative"),
        fact("representative-appointed", "2022-03-01"),
    )
    assert told.on("2022-03-05").requirement("representative")["because"] == [2, 1]


def test_a_repeated_effect_rests_on_the_latest() -> None:
    told = given(
        fact("representative-appointed", "2022-03-05"),
        fact("representative-appointed", "2022-03-01"),
    )
    assert told.on("2022-03-04").requirement("representative")["because"] == [2]
    assert told.on("2022-03-05").requirement("representative")["because"] == [1]


def test_facts_of_one_day_count_in_the_order_of_their_times_then_of_the_log() -> None:
    told = given(
        fact("block-lifted", "2022-03-01T21:00-03:00"),
        fact("block-imposed", "2022-03-01T20:00-11:00"),
        fact("block-threatened", "2022-03-01", scope="x"),
        fact("threat-withdrawn", "2022-03-01", scope="x"),
        fact("block-ordered", "2022-03-01", scope="x"),
    )
    assert told.on("2022-03-01").levels == {"x": "ordered"}


def test_a_relationship_without_a_fact_in_effect_has_no_standing() -> None:
    told = given(fact("block-imposed", "2022-03-02"), denied(1))
    assert told.status("2022-03-01") is None
    assert told.on("2022-03-02").access == "blocked"
    assert given().status("2022-03-01") is None


def test_a_type_without_effect_is_a_standing() -> None:
    told = given(fact("meeting-held", "2022-03-02")).on("2022-03-02")
    assert (told.compliance, told.access, told.certainty) == ("unassessed", "open", "exact")


def test_a_denied_block_is_disputed_and_otherwise_nothing_is_left() -> None:
    told = given(fact("block-imposed", "2022-03-02"), denied(1)).on("2022-03-02")
    assert (told.disputed, told.measure()["disputed"]) == (True, True)
    assert told.otherwise == {"compliance": "unassessed", "access": "open", "ahead": None}


def test_a_denied_lift_disputes_an_open_access() -> None:
    told = given(fact("block-imposed", "2022-03-01"), fact("block-lifted", "2022-03-05"), denied(2))
    assert not told.on("2022-03-04").disputed
    open_now = told.on("2022-03-05")
    assert (open_now.access, open_now.disputed, open_now.measures) == ("open", True, [])
    assert open_now.otherwise == {"compliance": "unassessed", "access": "blocked", "ahead": None}


def test_what_follows_from_a_denied_fact_is_disputed_with_it() -> None:
    told = given(
        fact("platform-designated", "2022-03-01"),
        fact("obligation-imposed", "2022-03-02", requirement="a", caused_by=1),
        fact("advertising-banned", "2022-03-02", caused_by=2),
        fact("commitment-made", "2022-03-02", requirement="b"),
        denied(1),
    ).on("2022-03-02")
    assert told.otherwise == {"compliance": "pending", "access": "open", "ahead": None}
    assert [row["disputed"] for row in told.requirements] == [True, False]
    assert [row["disputed"] for row in told.measures] == [True]


def test_a_denial_that_changes_nothing_disputes_nothing() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"), fact("block-imposed", "2022-03-02"), denied(2)
    ).on("2022-03-02")
    assert (told.disputed, told.otherwise) == (False, None)


def test_a_denied_deadline_disputes_only_while_it_makes_a_difference() -> None:
    told = given(
        *law("a", due="2022-03-10"),
        fact("obligation-extended", "2022-03-05", requirement="a", due="2022-03-20"),
        denied(2),
    )
    assert [(row.since, row.disputed) for row in told.periods()] == [
        ("2022-03-01", False),
        ("2022-03-05", False),  # the due day is another, its state is not
        ("2022-03-11", True),
        ("2022-03-21", False),
        ("2023-03-11", True),  # without the extension it would be unconfirmed earlier
        ("2023-03-21", False),
    ]


def test_an_open_window_makes_the_standing_approximate_where_it_would_change_it() -> None:
    told = given(fact("access-restricted", "2022-03-01"), fact("block-imposed", "2022-03-10~"))
    assert [(row.since, row.access, row.certainty, row.began) for row in told.periods()] == [
        ("2022-03-01", "restricted", "exact", "fact"),
        ("2022-03-09", "restricted", "approximate", "time"),
        ("2022-03-11", "blocked", "exact", "fact"),
    ]


def test_a_vague_date_that_changes_nothing_makes_nothing_approximate() -> None:
    told = given(fact("block-imposed", "2022-03-01"), fact("access-restricted", "2022-03"))
    assert {row.certainty for row in told.periods()} == {"exact"}


def test_a_fact_without_a_first_day_never_makes_earlier_days_approximate() -> None:
    told = given(fact("access-restricted", "2022-03-01"), fact("block-imposed", "../2022-03-10"))
    assert [(row.since, row.certainty) for row in told.periods()] == [
        ("2022-03-01", "exact"),
        ("2022-03-10", "exact"),
    ]


def test_what_may_have_happened_comes_after_all_that_has() -> None:
    told = given(fact("block-lifted", "2022-03-01/2022-03-20"), fact("block-imposed", "2022-03-10"))
    assert told.on("2022-03-10").certainty == "approximate"
    assert told.on("2022-03-20").access == "open"


def test_standings_follow_each_other_without_gaps_into_the_future() -> None:
    told = given(*law("a", due="2022-04"), fact("requirement-met", "2022-06-01", requirement="a"))
    assert [(row.since, row.until, row.began, row.compliance) for row in told.periods()] == [
        ("2022-03-01", "2022-05-01", "fact", "pending"),
        ("2022-05-01", "2022-06-01", "time", "overdue"),
        ("2022-06-01", None, "fact", "compliant"),
    ]


def test_a_period_goes_on_where_a_fact_changes_nothing() -> None:
    told = given(fact("block-imposed", "2022-03-01"), fact("meeting-held", "2022-03-05"))
    assert told.began() == [("2022-03-01", "fact")]


def test_a_day_that_is_both_a_facts_and_a_deadlines_began_by_a_fact() -> None:
    told = given(*law("a", due="2022-03-04"), fact("meeting-held", "2022-03-05"))
    assert told.began()[:2] == [("2022-03-01", "fact"), ("2022-03-05", "fact")]


def test_only_facts_that_were_public_count_where_that_is_asked() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", sources=[{"title": "x", "published": "2022-04"}]),
        fact("block-lifted", "2022-03-05"),
    )
    assert told.status("2022-05-01", public_by="2022-04-29") is None
    assert told.on("2022-05-01", public_by="2022-04-30").access == "blocked"
    assert told.on("2022-05-01").access == "open"


def test_an_announcement_was_public_though_it_is_no_cap() -> None:
    ahead = {"title": "x", "published": "2022-02-01", "announces": True}
    told = given(fact("block-imposed", "2022-03-01", sources=[ahead]))
    assert told.on("2022-03-01", public_by="2022-02-01").access == "blocked"


def test_a_correction_of_what_was_not_public_waits_for_its_source() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", published="2022-03-02"),
        {
            **corrected(1, occurred="2022-02-01"),
            "sources": [{"title": "y", "published": "2022-06-01"}],
        },
    )
    assert told.status("2022-02-10", public_by="2022-05-31") is None
    assert told.on("2022-02-10", public_by="2022-06-01").access == "blocked"
