"""Requirements: what each type of fact does to one, and on which day its state changes."""

from typing import Any

import pytest
from support.facts.given import Document, Given, fact, given

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
    ("met", "voluntary", "requirement-met"),
    ("refused", "voluntary", "requirement-refused"),
    ("lapsed", "voluntary", "requirement-lapsed"),
    ("breached", "law", "breach-found"),
    ("breached", "law", "fine-imposed"),
]
IDLE = [
    *("obligation-extended", "obligation-waived", "commitment-withdrawn", "requirement-ended"),
    *("breach-remedied", "breach-annulled", "enforcement-stayed", "enforcement-resumed"),
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


def test_instances_of_a_recurring_duty_are_requirements_of_their_own() -> None:
    told = given(
        fact("obligation-imposed", "2024-01-01", requirement="transparency-report"),
        *(
            fact("obligation-imposed", "2024-01-01", requirement="transparency-report", **half)
            for half in ({"instance": "2024-H1", "due": "2024-06"}, {"instance": "2024-H2"})
        ),
        fact(
            "requirement-met", "2024-05-01", requirement="transparency-report", instance="2024-H2"
        ),
    )
    assert told.on("2024-07-01").states == {
        "transparency-report": "required",
        "transparency-report@2024-H1": "overdue",
        "transparency-report@2024-H2": "met",
    }


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
        "a waiver leaves what lapsed",
        ["obligation-imposed", "requirement-lapsed", "obligation-waived"],
        ["required", "lapsed"],
    ),
    (
        "a waiver leaves the pledge",
        ["obligation-imposed", "commitment-made", "obligation-waived"],
        ["required", "pledged"],
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
        "a lapse under a refusal is set all the same, and comes out by a waiver",
        ["requirement-refused", "requirement-lapsed", "obligation-waived"],
        ["refused", "lapsed"],
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
    assert [state for _, state in told.states(DUTY)] == states, rule
