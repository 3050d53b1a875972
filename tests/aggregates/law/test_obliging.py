"""What follows from a designation: the right duties, on the right days, each once."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.facts.following import due, follows, states, steps
from support.facts.legal import CATEGORIES, OFFICE, REPORTS, RISKS, designated, law

from aggregates.law.instrument import last_check
from register.format.codec import identified
from register.format.schemas import read_fact


def with_duty(duty: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return law(categories=CATEGORIES, duties=[{**duty, **changes}])


def test_a_designation_imposes_the_duties_of_its_category_and_of_those_it_includes() -> None:
    assert due(follows([law()])) == {
        "local-office": "2022-01-01",
        "risk-assessment@2021": "2021-08-25",
        "transparency-report@2021-H1": "2021-08-31",
    }
    assert due(follows([law()], designated(category="platform"))) == {
        "local-office": "2022-01-01",
        "transparency-report@2021-H1": "2021-08-31",
    }
    assert follows([law()], designated(category="service")) == []


def test_a_duty_to_answer_requests_in_time_is_no_obligation_of_its_own() -> None:
    removal = {**OFFICE, "requirement": "content-removal", "clocks": [{"within": "PT24H"}]}
    assert due(follows([with_duty(removal)])) == {"content-removal": "2022-01-01"}
    del removal["deadline"]
    assert follows([with_duty(removal)]) == []


def test_a_duty_of_conduct_is_no_obligation_of_its_own() -> None:
    assert follows([with_duty(OFFICE, obliges_to="conduct")]) == []


def test_without_a_time_after_its_period_a_report_has_no_due_day() -> None:
    told = with_duty(REPORTS, recurrence={"every": "P6M"})
    assert due(follows([told])) == {"transparency-report@2021-H1": None}


def test_a_category_is_found_by_its_title_and_by_what_sources_call_it() -> None:
    by_name = due(follows([law()], designated(category="platform")))
    for text in ("PLATFORM", "plateforme", " Platform "):
        assert due(follows([law()], designated(category=text))) == by_name


def test_each_obligation_says_by_which_version_of_the_law_and_cites_the_designation() -> None:
    adopted = identified(read_fact(law()))
    told = identified(read_fact(designated()))
    for one in follows([law()]):
        assert (one.caused_by, one.legal_basis) == (told.id, "XX-1")
        assert one.details.set_by == adopted.id
        assert (one.occurred, one.sources) == (told.occurred, told.sources)
    notes = [one.note for one in follows([law()])]
    assert "By XX-1, art. 34: Assess the risks." in notes
    assert "By XX-1: Report. Unverified: the two months." in notes


@pytest.mark.parametrize(
    ("deadline", "occurred", "expected"),
    [
        ({"within": "P4M"}, "2023-10-31", "2024-02-29"),
        ({"within": "P90D"}, "2021-04-25", "2021-07-24"),
        ({"within": "PT24H"}, "2021-04-25", "2021-04-26"),
        ({"within": "PT6H"}, "2021-04-25", "2021-04-25"),
        ({"within": "P10D", "days": "business"}, "2021-04-23", "2021-05-07"),
        ({"on": "2022-01-01"}, "2021-04-25", "2022-01-01"),
        ({"on": "2022-01"}, "2021-04-25", "2022-01-31"),
        ({"on": "2022-01-01"}, "2023-05-05", "2023-05-05"),
        ({"on": "2022-01-01", "within": "P1M"}, "2021-04-25", "2022-01-01"),
        ({"on": "2022-01-01", "within": "P1M"}, "2022-04-25", "2022-05-25"),
        ({"within": "P1M"}, "2021-04", "2021-05-30"),
        ({"within": "P9999Y"}, "2021-04-25", None),
        ({"within": "P1M", "counted_from": "in-force"}, "2021-04-25", None),
    ],
)
def test_deadlines_are_counted_to_the_last_day(
    deadline: dict[str, str], occurred: str, expected: str | None
) -> None:
    told = with_duty(OFFICE, deadline=deadline)
    assert due(follows([told], designated(occurred)))["local-office"] == expected


def test_a_deadline_from_the_entry_into_force_is_set_when_that_becomes_known() -> None:
    told = with_duty(OFFICE, deadline={"within": "P1M", "counted_from": "in-force"})
    in_force = law("in-force", "2020-06-15")
    first = follows([told])
    gone, then = follows([told, in_force], recorded=first)
    assert [one.details.due for one in (*first, then)] == [None, "2021-04-25"]
    assert (gone.type_name(), gone.refers_to) == ("fact-retracted", first[0].id)
    assert (then.type_name(), then.occurred) == ("obligation-imposed", "2021-04-25")


def test_a_law_that_enters_into_force_after_the_designation_obliges_from_then() -> None:
    told = with_duty(OFFICE, deadline={"within": "P1M", "counted_from": "in-force"})
    (found,) = follows([told, law("in-force", "2022-03-01")])
    assert (found.type_name(), found.occurred) == ("obligation-imposed", "2022-03-01")
    assert found.details.due == "2022-04-01"


def test_a_proposal_obliges_nobody() -> None:
    proposed = {**law(), "type": "instrument-proposed"}
    assert follows([proposed]) == []
    assert follows([proposed, law("adopted", "2022-02-02", number="1")])[0].occurred == "2022-02-02"


def test_recurring_duties_come_ahead_through_a_day() -> None:
    found = due(follows([law()], until=date(2023, 1, 1)))
    assert {code: day for code, day in found.items() if "@" in code} == {
        "risk-assessment@2021": "2021-08-25",
        "risk-assessment@2022": "2022-08-25",
        "risk-assessment@2023": "2023-08-25",
        "transparency-report@2021-H1": "2021-08-31",
        "transparency-report@2021-H2": "2022-02-28",
        "transparency-report@2022-H1": "2022-08-31",
        "transparency-report@2022-H2": "2023-02-28",
        "transparency-report@2023-H1": "2023-08-31",
    }


@pytest.mark.parametrize(
    ("recurrence", "names"),
    [
        ({"every": "P1M", "within": "P10D"}, ["2021-04", "2021-05", "2021-06", "2021-07"]),
        ({"every": "P3M", "within": "P1M"}, ["2021-Q2", "2021-Q3"]),
        ({"every": "P1Y", "within": "P3M"}, ["2021"]),
        ({"every": "P6M", "within": "P2M", "since": "2021-07-01"}, ["2021-H2"]),
    ],
)
def test_periods_of_the_calendar_are_named_after_it(
    recurrence: dict[str, str], names: list[str]
) -> None:
    told = with_duty(REPORTS, recurrence=recurrence)
    found = due(follows([told], until=date(2021, 7, 31)))
    assert [code.partition("@")[2] for code in found] == names


def test_an_amendment_moves_what_is_not_past_and_leaves_what_is() -> None:
    recorded = follows([law()], until=date(2022, 12, 31))
    longer = {**REPORTS, "recurrence": {"every": "P6M", "within": "P3M"}}
    amended = law("amended", "2022-05-01", duties=[OFFICE, RISKS, longer])
    found = follows([law(), amended], recorded=recorded)
    assert [(one.type_name(), one.occurred, *due([one]).items()) for one in found] == [
        ("obligation-extended", "2022-05-01", ("transparency-report@2022-H1", "2022-09-30")),
        ("obligation-extended", "2022-07-01", ("transparency-report@2022-H2", "2023-03-31")),
    ]
    assert follows([law(), amended], recorded=[*recorded, *found]) == []


def test_an_amendment_adds_and_drops_duties() -> None:
    contact = {**OFFICE, "duty": "contact", "requirement": "contact-point"}
    amended = law("amended", "2022-05-01", duties=[contact, RISKS])
    recorded = follows([law()], until=date(2022, 12, 31))
    found = follows([law(), amended], recorded=recorded)
    assert sorted((one.type_name(), code) for one in found for code in due([one])) == [
        ("obligation-imposed", "contact-point"),
        ("obligation-waived", "local-office"),
        ("obligation-waived", "transparency-report@2022-H1"),
        ("obligation-waived", "transparency-report@2022-H2"),
    ]


@pytest.mark.parametrize(("ground", "ends"), [({"legal_basis": "XX-1"}, False), ({}, True)])
def test_a_repealed_law_waives_but_not_what_was_imposed_by_hand_under_it(
    ground: dict[str, str], ends: bool
) -> None:
    recorded = follows([law()])
    repealed = [law(), law("repealed", "2021-06-01")]
    assert {type(one).__name__ for one in follows(repealed, recorded=recorded)} == {
        "ObligationWaived"
    }
    other: Any = identified(
        read_fact(
            {
                "type": "obligation-imposed",
                "platform": "tiktok",
                "jurisdiction": "KZ",
                "occurred": "2021-05-01",
                "details": {"requirement": "local-office"},
                "sources": [{"title": "by hand"}],
                **ground,
            }
        )
    )
    found = follows(repealed, recorded=[*recorded, other])
    assert ("local-office" in due(found)) is ends


def test_a_law_that_was_repealed_obliges_nobody_who_is_designated_later() -> None:
    assert follows([law(), law("repealed", "2021-01-01")]) == []


def test_what_somebody_recorded_by_hand_is_not_recorded_again() -> None:
    told = identified(read_fact(designated()))
    by_hand: Any = identified(
        read_fact(
            {
                **designated(),
                "type": "obligation-imposed",
                "details": {"requirement": "local-office", "due": "2022-02-02"},
                "caused_by": str(told.id),
            }
        )
    )
    assert "local-office" not in due(follows([law()], recorded=[by_hand]))


DUTIES = st.lists(
    st.sampled_from(
        [
            OFFICE,
            {**OFFICE, "deadline": {"within": "P3M"}},
            RISKS,
            {**RISKS, "deadline": {"within": "P6M"}},
            REPORTS,
            {**REPORTS, "recurrence": {"every": "P6M", "within": "P3M"}},
        ]
    ),
    unique_by=lambda duty: str(duty["duty"]),
)
DAYS = st.dates(date(2020, 6, 1), date(2024, 1, 1)).map(str)
LIVES = st.lists(
    st.builds(lambda day, duties: law("amended", day, duties=duties), DAYS, DUTIES)
    | st.builds(lambda day: law("repealed", day), DAYS)
    | st.builds(lambda day: law("in-force", day), DAYS),
    max_size=4,
    unique_by=lambda step: step["occurred"],
).filter(lambda life: sum(step["type"] == "instrument-in-force" for step in life) < 2)


@given(life=LIVES, rolled=st.none() | st.dates(date(2020, 6, 1), date(2025, 1, 1)))
def test_however_the_law_goes_on_everything_follows_once(
    life: list[Any], rolled: date | None
) -> None:
    laws, recorded = [law()], follows([law()], until=rolled)
    for step in life:
        laws.append(step)
        recorded += follows(laws, recorded=recorded)
        assert follows(laws, recorded=recorded) == []


@given(life=LIVES)
def test_learned_step_by_step_it_comes_to_what_it_is_when_all_is_known(life: list[Any]) -> None:
    """In whichever order its steps are learned, but for what is recorded ahead and asked then."""
    laws, recorded = [law()], follows([law()])
    for step in life:
        laws.append(step)
        recorded += follows(laws, recorded=recorded)
    at_once = follows([law(), *life])
    assert states(recorded, only=due(at_once)) == states(at_once, only=due(at_once))


def test_the_order_of_learning_makes_no_difference_to_a_later_designation() -> None:
    life = [law(), law("in-force", "2020-07-01"), law("amended", "2022-05-01", duties=[OFFICE])]
    found = {
        tuple(states(follows(order), only=due(follows(order)))) for order in permutations(life)
    }
    assert len(found) == 1


def test_a_check_is_long_ago_once_a_year_has_passed() -> None:
    told = steps(
        [law(checked_on="2024-02-29"), law("amended", "2021-01-01", checked_on="2023-01-01")]
    )
    assert last_check(told, date(2025, 2, 28)) == (date(2024, 2, 29), False)
    assert last_check(told, date(2025, 3, 1)) == (date(2024, 2, 29), True)
    assert last_check(steps([law()]), date(2025, 3, 1)) == (None, False)
