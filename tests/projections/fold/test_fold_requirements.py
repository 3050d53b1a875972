"""Requirements: what each type of fact does to one, and on which day its state changes."""

from typing import Any

import pytest
from support.facts.given import Document, Given, complete, fact, given

from aggregates.vocabulary.shapes import Fact
from register.format.schemas import read_fact

DUTY = "registration"


def duty(kind: str, occurred: str, **details: Any) -> Document:
    return fact(kind, occurred, requirement=DUTY, **details)


def of(told: Given, at: str) -> dict[str, Any]:
    return told.on(at).requirement(DUTY)


FIXED = [
    ("representative", "pledged", "representative-pledged"),
    ("representative", "met", "representative-appointed"),
    ("representative", "lapsed", "representative-withdrawn"),
    ("local-office", "pledged", "local-office-pledged"),
    ("local-office", "met", "local-office-opened"),
    ("local-office", "lapsed", "local-office-closed"),
    ("contact-point", "met", "contact-point-provided"),
    ("contact-point", "lapsed", "contact-point-withdrawn"),
    ("registration", "met", "registration-completed"),
    ("registration", "lapsed", "registration-revoked"),
    ("data-localization", "pledged", "data-localization-pledged"),
    ("data-localization", "met", "data-localization-completed"),
    ("data-localization", "refused", "data-localization-refused"),
    ("reporting-channel", "met", "reporting-channel-opened"),
    ("reporting-channel", "lapsed", "reporting-channel-closed"),
    ("cooperation-agreement", "pledged", "agreement-reported"),
    ("cooperation-agreement", "met", "agreement-concluded"),
]
NAMED = [
    ("required", "law", "obligation-imposed"),
    ("pledged", "voluntary", "commitment-made"),
    ("claimed", "voluntary", "requirement-claimed"),
    ("met", "voluntary", "requirement-met"),
    ("refused", "voluntary", "requirement-refused"),
    ("lapsed", "voluntary", "requirement-lapsed"),
    ("breached", "law", "breach-found"),
    ("breached", "law", "fine-imposed"),
]
IDLE = [
    *("obligation-extended", "obligation-waived", "commitment-withdrawn", "requirement-ended"),
    *("breach-remedied", "breach-annulled", "enforcement-stayed", "enforcement-resumed"),
    "fine-paid",
]


@pytest.mark.parametrize(("requirement", "state", "kind"), FIXED)
def test_a_type_acts_on_its_own_requirement(requirement: str, state: str, kind: str) -> None:
    assert given(fact(kind, "2022-03-01")).on("2022-03-01").states == {requirement: state}
    assert given(fact(kind, "2022-03-01", instance="2024-H1")).on("2022-03-01").states == {
        f"{requirement}@2024-H1": state
    }


@pytest.mark.parametrize(("state", "basis", "kind"), NAMED)
def test_a_type_acts_on_the_requirement_that_it_names(state: str, basis: str, kind: str) -> None:
    told = of(given(duty(kind, "2022-03-01")), "2022-03-01")
    assert (told["state"], told["basis"], told["due"], told["because"]) == (state, basis, None, [1])


@pytest.mark.parametrize("kind", IDLE)
def test_what_finds_nothing_to_act_on_changes_nothing_and_is_known(kind: str) -> None:
    told = given(duty(kind, "2022-03-01")).on("2022-03-01")
    assert (told.states, told.compliance) == ({}, "unassessed")


def test_a_fine_without_a_requirement_has_no_effect() -> None:
    told = given(fact("fine-imposed", "2022-03-01", amount=1000, currency="RUB"))
    assert told.on("2022-03-01").states == {}


def test_an_agreement_that_ended_is_gone_with_nobody_at_fault() -> None:
    told = given(fact("agreement-concluded", "2022-03-01"), fact("agreement-ended", "2022-03-02"))
    assert told.states("cooperation-agreement") == [("2022-03-01", "met"), ("2022-03-02", None)]
    assert told.on("2022-03-02").compliance == "unassessed"


REPORT = {"requirement": "transparency-report"}


def test_of_a_recurring_duty_the_latest_term_counts() -> None:
    told = given(
        *(
            fact("obligation-imposed", "2024-01-01", instance=half, due=due, **REPORT)
            for half, due in (("2024-H1", "2024-08"), ("2024-H2", "2025-02"))
        ),
        fact("requirement-met", "2025-02-01", instance="2024-H2", **REPORT),
        fact("obligation-imposed", "2025-03-01", instance="2025-H1", due="2025-08", **REPORT),
    )
    both = {"transparency-report@2024-H1": "overdue", "transparency-report@2024-H2": "required"}
    assert told.on("2024-10-01").states == both
    assert told.on("2025-02-01").states == {"transparency-report@2024-H2": "met"}
    assert told.on("2025-03-01").states == {
        "transparency-report@2024-H2": "met",
        "transparency-report@2025-H1": "required",
    }
    assert told.on("2025-09-01").states == {"transparency-report@2025-H1": "overdue"}


def test_a_representative_under_one_law_is_none_under_another() -> None:
    """Meta in Kazakhstan: a second law wipes no overdue day of the first one."""
    office = {"requirement": "representative"}
    told = given(
        fact("obligation-imposed", "2022-05-01", due="2022-12-31", legal_basis="A", **office),
        fact("obligation-imposed", "2023-09-01", due="2024-03-01", legal_basis="B", **office),
    )
    assert told.on("2023-10-01").states == {
        "representative/A": "overdue",
        "representative/B": "required",
    }
    appointed = fact("representative-appointed", "2023-10-02")
    under_both = {"representative/A": "met", "representative/B": "met"}
    assert Given([*told.facts, *numbered(appointed, 3)]).on("2023-10-02").states == under_both
    under_b = fact("representative-appointed", "2023-10-02", legal_basis="B")
    assert Given([*told.facts, *numbered(under_b, 3)]).on("2023-10-02").states == {
        "representative/A": "overdue",
        "representative/B": "met",
    }


def numbered(document: Document, place: int) -> list[Fact]:
    return [read_fact(complete(document, place))]


def test_an_order_is_a_ground_before_the_law() -> None:
    told = given(duty("fine-imposed", "2022-03-01", order="1-23", legal_basis="A"))
    assert told.on("2022-03-01").states == {f"{DUTY}/1-23": "breached"}


def test_what_the_state_does_without_saying_under_which_law_is_under_the_only_one() -> None:
    one = duty("fine-imposed", "2022-03-01", legal_basis="A")
    paid = duty("fine-paid", "2022-03-02")
    assert given(one, paid).on("2022-03-02").states == {}
    two = given(one, duty("fine-imposed", "2022-03-01", legal_basis="B"), paid)
    assert two.on("2022-03-02").states == {f"{DUTY}/A": "breached", f"{DUTY}/B": "breached"}


def test_a_new_fine_is_not_hidden_by_an_old_stay() -> None:
    told = given(
        duty("fine-imposed", "2022-03-01"),
        duty("enforcement-stayed", "2022-03-02"),
        duty("breach-found", "2022-03-03"),
    )
    assert told.states(DUTY) == [
        ("2022-03-01", "breached"),
        ("2022-03-02", "stayed"),
        ("2022-03-03", "breached"),
    ]
    found = of(told, "2022-03-03")
    assert (found["because"], found["stayed"], found["basis"]) == ([2, 3], True, "law")


def test_a_stay_may_be_of_the_fine_alone() -> None:
    told = given(
        duty("obligation-imposed", "2022-03-01", due="2022-03-02"),
        duty("fine-imposed", "2022-03-05"),
        duty("enforcement-stayed", "2022-03-06", of=["fine"]),
    )
    assert of(told, "2022-03-06")["state"] == "overdue"


SEQUENCES: list[tuple[str, list[str], list[str | None]]] = [
    ("impose", ["obligation-imposed", "obligation-waived"], ["required", None]),
    ("words cure", ["requirement-refused", "commitment-made"], ["refused", "pledged"]),
    ("words cure", ["requirement-lapsed", "commitment-made"], ["lapsed", "pledged"]),
    (
        "under a law, words cure nothing",
        ["obligation-imposed", "requirement-refused", "commitment-made"],
        ["required", "refused"],
    ),
    (
        "under a stayed law neither",
        ["obligation-imposed", "requirement-lapsed", "enforcement-stayed", "commitment-made"],
        ["required", "lapsed"],
    ),
    (
        "a waiver ends obligation, breach and refusal",
        ["obligation-imposed", "requirement-refused", "breach-found", "obligation-waived"],
        ["required", "refused", "breached", None],
    ),
    (
        "a waiver ends what lapsed and what was pledged",
        ["obligation-imposed", "commitment-made", "requirement-lapsed", "obligation-waived"],
        ["required", "pledged", "lapsed", None],
    ),
    (
        "a waiver leaves what is met",
        ["obligation-imposed", "requirement-met", "obligation-waived"],
        ["required", "met"],
    ),
    (
        "a claim is not accepted yet, and a refusal ends it",
        ["obligation-imposed", "requirement-claimed", "requirement-refused"],
        ["required", "claimed", "refused"],
    ),
    (
        "to abandon needs a pledge",
        ["commitment-made", "commitment-withdrawn", "commitment-made"],
        ["pledged", "abandoned", "pledged"],
    ),
    (
        "meet ends abandonment, and its end brings nothing back",
        ["commitment-made", "commitment-withdrawn", "requirement-met", "requirement-ended"],
        ["pledged", "abandoned", "met", None],
    ),
    (
        "meet ends lapse, refusal and breach",
        ["requirement-refused", "requirement-lapsed", "breach-found", "requirement-met"],
        ["refused", "breached", "met"],
    ),
    (
        "what was met shows again once its breach is remedied",
        ["requirement-met", "breach-found", "breach-remedied"],
        ["met", "breached", "met"],
    ),
    (
        "a court sets the breach aside",
        ["obligation-imposed", "breach-found", "breach-annulled"],
        ["required", "breached", "required"],
    ),
    ("lapse ends met", ["requirement-met", "requirement-lapsed"], ["met", "lapsed"]),
    ("refuse ends met", ["requirement-met", "requirement-refused"], ["met", "refused"]),
    (
        "a lapse under a refusal is set all the same, and a waiver ends both",
        ["requirement-refused", "requirement-lapsed", "obligation-waived"],
        ["refused", None],
    ),
    (
        "a refusal ends the pledge",
        ["commitment-made", "requirement-refused", "obligation-waived"],
        ["pledged", "refused", None],
    ),
    (
        "end ends met and pledge, and the law stands",
        ["obligation-imposed", "commitment-made", "requirement-met", "requirement-ended"],
        ["required", "pledged", "met", "required"],
    ),
    (
        "end leaves a refusal",
        ["requirement-refused", "requirement-ended"],
        ["refused"],
    ),
    (
        "a stay hides obligation and breach, and a resumption brings them back",
        ["obligation-imposed", "breach-found", "enforcement-stayed", "enforcement-resumed"],
        ["required", "breached", "stayed", "breached"],
    ),
    (
        "imposed anew, the stay is over",
        ["obligation-imposed", "enforcement-stayed", "obligation-imposed"],
        ["required", "stayed", "required"],
    ),
    (
        "a waiver ends the stay",
        ["obligation-imposed", "enforcement-stayed", "obligation-waived", "obligation-imposed"],
        ["required", "stayed", None, "required"],
    ),
    (
        "a stay of nothing doesn't hold back what is imposed after it",
        ["enforcement-stayed", "obligation-imposed"],
        [None, "required"],
    ),
    (
        "a stay does not hide a refusal",
        ["obligation-imposed", "requirement-refused", "enforcement-stayed"],
        ["required", "refused"],
    ),
]


@pytest.mark.parametrize(("rule", "kinds", "states"), SEQUENCES)
def test_facts_act_one_after_another(rule: str, kinds: list[str], states: list[str | None]) -> None:
    told = given(*(duty(kind, f"2022-03-{day:02}") for day, kind in enumerate(kinds, 1)))
    soon = [state for day, state in told.states(DUTY) if day < "2023"]  # before silence lasts
    assert soon == states, rule
