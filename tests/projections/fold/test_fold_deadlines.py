"""Deadlines, stays and silence: what changes because only a day passed."""

from typing import Any

from support.facts.given import Document, Given, fact, given

DUTY = "registration"


def duty(kind: str, occurred: str, **details: Any) -> Document:
    return fact(kind, occurred, requirement=DUTY, **details)


def of(told: Given, at: str) -> dict[str, Any]:
    return told.on(at).requirement(DUTY)


def test_a_deadline_holds_through_its_last_day() -> None:
    told = given(duty("obligation-imposed", "2022-03-01", due="2022-05"))
    assert told.states(DUTY)[:2] == [("2022-03-01", "required"), ("2022-06-01", "overdue")]
    assert of(told, "2022-05-31")["due"] == "2022-05-31"
    assert of(told, "2022-06-01") == {
        "requirement": DUTY,
        "ground": None,
        "state": "overdue",
        "was": None,
        "basis": "law",
        "stayed": False,
        "due": "2022-05-31",
        "disputed": False,
        "because": [1],
    }


def test_silence_is_no_finding_and_does_not_last_for_ever() -> None:
    """X under the Digital Services Act, with nothing else known."""
    law = {"legal_basis": "EU-DSA", "requirement": "risk-assessment"}
    told = given(fact("obligation-imposed", "2023-04-25", due="2023-08-25", **law))
    assert [(row.since, row.compliance, row.began) for row in told.periods()] == [
        ("2023-04-25", "pending", "fact"),
        ("2023-08-26", "overdue", "time"),
        ("2024-08-26", "unconfirmed", "time"),
    ]
    silent = told.on("2024-08-26").requirement("risk-assessment", "EU-DSA")
    assert (silent["was"], silent["due"], silent["because"]) == ("overdue", "2023-08-25", [1])


def test_an_office_pledged_by_the_end_of_2019_is_late_in_2020_and_unconfirmed_in_2021() -> None:
    told = given(fact("local-office-pledged", "2019-07-15", due="2019"))
    assert told.states("local-office") == [
        ("2019-07-15", "pledged"),
        ("2020-01-01", "late"),
        ("2021-01-01", "unconfirmed"),
    ]
    late = told.on("2020-01-02").requirement("local-office")
    assert (late["basis"], late["due"], late["because"]) == ("voluntary", "2019-12-31", [1])


def test_a_later_word_puts_silence_off_even_one_that_changes_nothing() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-31", legal_basis="A"),
        duty("breach-remedied", "2022-09-10", legal_basis="A"),
    )
    assert told.states(f"{DUTY}/A")[-1] == ("2023-09-11", "unconfirmed")


def test_a_pledge_under_a_law_has_the_earlier_due_day_and_each_passes_by_itself() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-06-30"),
        duty("commitment-made", "2022-03-02", due="2022-04-30"),
    )
    assert of(told, "2022-04-30")["due"] == "2022-04-30"
    assert told.states(DUTY)[:4] == [
        ("2022-03-01", "required"),
        ("2022-03-02", "pledged"),
        ("2022-05-01", "late"),
        ("2022-07-01", "overdue"),
    ]
    assert of(told, "2022-05-01")["because"] == [1, 2]
    assert of(told, "2022-07-01")["because"] == [1]


def test_an_extension_moves_the_day_and_is_why_it_passed() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-10"),
        duty("obligation-extended", "2022-03-05", due="2022-03-20"),
    )
    assert told.states(DUTY)[:2] == [("2022-03-01", "required"), ("2022-03-21", "overdue")]
    assert of(told, "2022-03-20")["due"] == "2022-03-20"
    assert of(told, "2022-03-21")["because"] == [1, 2]


def test_an_extension_after_the_day_passed_makes_it_required_again() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-10"),
        duty("obligation-extended", "2022-03-15", due="2022-03-20"),
    )
    states = [state for _, state in told.states(DUTY)]
    assert states == ["required", "overdue", "required", "overdue", "unconfirmed"]


def test_an_extension_without_a_day_leaves_no_deadline() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-10"),
        duty("obligation-extended", "2022-03-05"),
    )
    assert told.states(DUTY) == [("2022-03-01", "required"), ("2024-03-06", "unconfirmed")]


def test_a_stay_holds_through_its_until_and_then_nobody_has_confirmed_it() -> None:
    """TikTok in the United States: the duty stayed by order after order, until one runs out."""
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-05"),
        duty("enforcement-stayed", "2022-03-03", until="2022-03"),
    )
    assert told.states(DUTY) == [
        ("2022-03-01", "required"),
        ("2022-03-03", "stayed"),
        ("2022-04-01", "overdue"),
        ("2023-04-01", "unconfirmed"),  # a year after the stay, which was the last word
    ]
    stayed = of(told, "2022-03-31")
    assert (stayed["basis"], stayed["due"], stayed["because"]) == ("law", None, [1, 2])
    assert told.on("2022-03-31").compliance == "pending"
    assert told.began()[-2] == ("2022-04-01", "time")


def test_an_extension_under_a_stay_counts_once_the_stay_is_over() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-05"),
        duty("enforcement-stayed", "2022-03-03"),
        duty("obligation-extended", "2022-03-10", due="2022-12"),
        duty("enforcement-resumed", "2022-03-20"),
    )
    assert told.states(DUTY)[2:4] == [("2022-03-20", "required"), ("2023-01-01", "overdue")]
    assert of(told, "2022-03-20")["due"] == "2022-12-31"


def test_a_fine_counts_for_two_years_and_a_finding_until_it_is_cleared() -> None:
    told = given(duty("fine-imposed", "2022-03-01", amount=1, currency="EUR"))
    assert told.states(DUTY) == [("2022-03-01", "breached"), ("2024-03-02", None)]
    assert given(duty("breach-found", "2022-03-01")).states(DUTY) == [("2022-03-01", "breached")]
