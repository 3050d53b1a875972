"""Duties that wait: for a request of the authority, or for a number of users that is reached."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.facts.following import due, follows, states
from support.facts.legal import (
    BRANCH,
    CATEGORIES,
    OFFICE,
    PLAN,
    REPORTS,
    designated,
    law,
    requested,
    users,
)

from register.format.codec import identified
from register.format.schemas import read_fact

WAITING = law(categories=CATEGORIES, duties=[BRANCH, PLAN])


def fact(document: Any) -> Any:
    return identified(read_fact(document))


def after(*documents: Any, told: Any = None, laws: Sequence[Any] = (WAITING,)) -> dict[str, Any]:
    """By when what follows is due, once these facts are known."""
    return due(follows(laws, told, [fact(one) for one in documents]))


def test_a_designation_alone_imposes_nothing_that_waits() -> None:
    assert after() == {}


def test_a_request_under_the_law_imposes_what_waits_for_it_from_its_day_on() -> None:
    (found,) = follows([WAITING], recorded=[fact(requested())])
    assert (found.type_name(), found.details.requirement) == (
        "obligation-imposed",
        "representative",
    )
    assert (found.occurred, found.details.due) == ("2023-01-31", "2024-01-31")
    assert found.sources == fact(requested()).sources
    asked = fact(requested()).id
    assert found.note == (
        "By XX-1, art. 26: Name a representative when asked. "
        f"It waited for information-requested {asked}."
    )


@pytest.mark.parametrize(
    "other",
    [
        requested(details={"request": "documents"}),
        requested(details={}),
        requested(legal_basis="XX-2"),
        {name: it for name, it in requested().items() if name != "legal_basis"},
        requested("XXXX"),
        users(5_000_000, "2023-01-31"),
    ],
)
def test_another_request_imposes_nothing_of_it(other: Any) -> None:
    assert "representative" not in after(other)


def test_any_request_under_the_law_will_do_where_it_does_not_say_of_which_kind() -> None:
    any_kind = {**BRANCH, "deadline": {"counted_from": "request"}}
    told = law(categories=CATEGORIES, duties=[any_kind])
    assert after(requested(details={}), laws=[told]) == {"representative": None}


def test_the_first_request_counts_and_one_before_the_designation_from_that_on() -> None:
    assert after(requested("2023-02-01"), requested()) == {"representative": "2024-01-31"}
    (found,) = follows([WAITING], recorded=[fact(requested("2021-01-15"))])
    assert (found.occurred, found.details.due) == ("2021-04-25", "2022-01-15")
    (late,) = follows([WAITING], recorded=[fact(requested("2020-02-15"))])
    assert (late.occurred, late.details.due) == ("2021-04-25", "2021-04-25")


@pytest.mark.parametrize(
    ("details", "is_reached"),
    [
        ({"count": 1_000_000}, True),
        ({"count": 999_999}, False),
        ({"count": 999_999, "qualifier": "more-than"}, False),
        ({"count": 1_000_000, "qualifier": "at-least"}, True),
        ({"count": 9_000_000, "qualifier": "at-most"}, False),
        ({"count": 1_000_000, "qualifier": "about"}, False),
        ({"count": 1_100_000, "qualifier": "about"}, True),
        ({"count": 2_000_000, "qualifier": "about"}, True),
        ({"count": 9_000_000, "unit": "requests"}, False),
        ({"count": 9_000_000, "definition": "registered users"}, False),
        ({"qualifier": "exact"}, False),
    ],
)
def test_a_number_of_users_deems_only_what_it_surely_reaches(
    details: dict[str, Any], *, is_reached: bool
) -> None:
    told = {**users(0), "details": {"unit": "users", **details}}
    assert after(told) == ({"child-safety": "2022-04-01"} if is_reached else {})


def test_a_number_is_told_by_the_metric_of_the_threshold_and_by_its_unit() -> None:
    thresholds = [{"metric": "daily-users", "above": 100, "unit": "users in the country a day"}]
    category = {"category": "large", "title": "Large", "thresholds": thresholds}
    told = law(categories=[category], duties=[PLAN])
    for name in ("daily users", "Users in the Country a Day"):
        assert after(users(101, definition=name), laws=[told]) == {"child-safety": "2022-04-01"}
        assert after(users(101, unit=name), laws=[told]) == {"child-safety": "2022-04-01"}
    assert after(users(101), laws=[told]) == {}
    assert after(users(100, unit="daily users"), laws=[told]) == {}


def test_all_thresholds_of_the_category_have_to_be_reached_the_last_one_counts() -> None:
    thresholds = [
        {"metric": "users", "at_least": 100, "below": 200},
        {"metric": "visits", "at_least": 5},
    ]
    category = {"category": "large", "title": "Large", "thresholds": thresholds}
    told = law(categories=[category], duties=[PLAN])
    visits = users(5, "2022-05-02", unit="visits")
    assert after(users(100), laws=[told]) == {}
    assert after(users(100), visits, laws=[told]) == {"child-safety": "2022-06-02"}
    assert after(users(200), visits, laws=[told]) == {}
    assert after(users(100, qualifier="at-least"), visits, laws=[told]) == {}


def test_a_duty_of_an_included_category_waits_for_the_threshold_of_that_one() -> None:
    plan = {**PLAN, "categories": ["platform"]}
    assert after(users(1), laws=[law(categories=CATEGORIES, duties=[plan])]) == {
        "child-safety": "2022-04-01"
    }


def test_what_comes_again_begins_when_what_it_waits_for_is_there() -> None:
    reports = {**REPORTS, "deadline": {"counted_from": "deemed"}}
    told = law(categories=CATEGORIES, duties=[reports])
    log = [fact(users(1_000_000, "2022-08-01"))]
    assert follows([told], until=date(2023, 2, 1)) == []
    found = follows([told], recorded=log, until=date(2023, 2, 1))
    assert due(found) == {
        "transparency-report@2022-H2": "2023-02-28",
        "transparency-report@2023-H1": "2023-08-31",
    }
    assert [one.occurred for one in found] == ["2022-08-01", "2023-01-01"]


def test_a_request_that_is_retracted_takes_along_what_waited_for_it() -> None:
    log = [fact(requested())]
    log += follows([WAITING], recorded=log)
    log.append(retraction(log[0]))
    (gone,) = follows([WAITING], recorded=log)
    assert (gone.type_name(), gone.refers_to) == ("fact-retracted", log[1].id)
    assert follows([WAITING], recorded=[*log, gone]) == []


def test_a_law_that_ends_before_the_request_leaves_nothing_to_wait_for() -> None:
    log = [fact(requested())]
    log += follows([WAITING], recorded=log)
    (gone,) = follows([WAITING, law("repealed", "2022-06-01")], recorded=log)
    assert gone.type_name() == "fact-retracted"
    (ended,) = follows([WAITING, law("repealed", "2023-06-01")], recorded=log)
    assert (ended.type_name(), ended.occurred) == ("obligation-waived", "2023-06-01")


def test_a_threshold_that_is_raised_ends_the_duty_until_it_is_reached_anew() -> None:
    higher = [*CATEGORIES[:2], {**CATEGORIES[2], "thresholds": [{"metric": "users", "above": 5e6}]}]
    plan = {**PLAN, "deadline": {"counted_from": "deemed"}}
    laws = [
        law(categories=CATEGORIES, duties=[plan]),
        law("amended", "2023-01-01", categories=higher),
    ]
    log = [fact(users(2_000_000)), fact(users(6_000_000, "2024-03-01"))]
    assert [(one.type_name(), one.occurred) for one in follows(laws, recorded=log)] == [
        ("obligation-imposed", "2022-03-01"),
        ("obligation-waived", "2023-01-01"),
        ("obligation-imposed", "2024-03-01"),
    ]


def retraction(target: Any) -> Any:
    told = {**designated("2025-01-01"), "type": "fact-retracted", "refers_to": str(target.id)}
    return fact({**told, "details": {"reason": "a mistake"}})


DUTIES = st.lists(
    st.sampled_from(
        [
            OFFICE,
            BRANCH,
            {**BRANCH, "deadline": {"within": "P6M"}},
            {**BRANCH, "deadline": {"counted_from": "request"}},
            PLAN,
            {**PLAN, "categories": ["platform"]},
            {**PLAN, "deadline": {"counted_from": "deemed"}},
            {**REPORTS, "deadline": {"counted_from": "deemed"}},
            {**REPORTS, "deadline": {"counted_from": "request", "request": "branch"}},
        ]
    ),
    unique_by=lambda duty: str(duty["duty"]),
)
ROLLED = date(2024, 6, 1)
"""Through which day recurring duties are recorded: what is recorded ahead stays asked."""

DAYS = st.dates(date(2020, 6, 1), date(2024, 1, 1)).map(str)
STEPS = st.builds(lambda day, duties: law("amended", day, duties=duties), DAYS, DUTIES) | st.builds(
    lambda day: law("repealed", day), DAYS
)
REACHED = st.sampled_from([500_000, 2_000_000])
TRIGGERS = st.builds(requested, DAYS) | st.builds(users, REACHED, DAYS)
EVENTS = st.lists(STEPS | TRIGGERS, max_size=6, unique_by=lambda one: str(one["occurred"]))


@given(
    events=EVENTS.flatmap(lambda them: st.permutations([WAITING, *them])),
    taken=st.sets(st.integers(0, 6)),
)
def test_whatever_the_order_of_recording_the_same_obligations_stand_in_the_end(
    events: list[Any], taken: set[int]
) -> None:
    """Steps of the law, requests and numbers of users; some of the latter are taken back."""
    laws: list[Any] = []
    log: list[Any] = []
    for place, event in enumerate(events):
        if event["type"].startswith("instrument-"):
            laws.append(event)
        else:
            log.append(fact(event))
        log += follows(laws, recorded=log, until=ROLLED)
        assert follows(laws, recorded=log, until=ROLLED) == []
        if place in taken and not event["type"].startswith("instrument-"):
            log.append(retraction(fact(event)))
            log += follows(laws, recorded=log, until=ROLLED)
    given = [
        fact(one)
        for place, one in enumerate(events)
        if place not in taken and not one["type"].startswith("instrument-")
    ]
    at_once = follows(laws, recorded=given, until=ROLLED)
    only = due(at_once)
    assert states(log, only=only) == states([*given, *at_once], only=only)
