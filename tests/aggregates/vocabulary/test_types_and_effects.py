"""Every row of domain.md's tables of types: what each type does, and on what."""

import pytest

from aggregates.vocabulary.effects import CLAIMS, Act, Effect, Level
from aggregates.vocabulary.events import REQUIREMENTS, TYPES

ON_A_REQUIREMENT = {
    "representative": {"pledged": "pledge", "appointed": "meet", "withdrawn": "lapse"},
    "local-office": {"pledged": "pledge", "opened": "meet", "closed": "lapse"},
    "contact-point": {"provided": "meet", "withdrawn": "lapse"},
    "registration": {"completed": "meet", "revoked": "lapse"},
    "data-localization": {"pledged": "pledge", "completed": "meet", "refused": "refuse"},
    "reporting-channel": {"opened": "meet", "closed": "lapse"},
}
ON_THE_REQUIREMENT_NAMED = {
    "obligation-imposed": "impose",
    "obligation-extended": "extend",
    "obligation-waived": "waive",
    "commitment-made": "pledge",
    "commitment-withdrawn": "abandon",
    "requirement-claimed": "claim",
    "requirement-met": "meet",
    "requirement-refused": "refuse",
    "requirement-lapsed": "lapse",
    "requirement-ended": "end",
    "breach-found": "find",
    "fine-imposed": "fine",
    "fine-paid": "pay",
    "breach-remedied": "clear",
    "breach-annulled": "clear",
    "enforcement-stayed": "stay",
    "enforcement-resumed": "resume",
}
ON_MEASURES = {
    "block-proposed": Effect(Act.RAISE, level=Level.PROPOSED),
    "block-threatened": Effect(Act.RAISE, level=Level.THREATENED),
    "block-ordered": Effect(Act.RAISE, level=Level.ORDERED),
    "advertising-banned": Effect(Act.RAISE, level=Level.RESTRICTED, scope="advertising"),
    "access-throttled": Effect(Act.RAISE, level=Level.RESTRICTED),
    "access-restricted": Effect(Act.RAISE, level=Level.RESTRICTED),
    "block-imposed": Effect(Act.RAISE, level=Level.BLOCKED),
    "block-eased": Effect(Act.EASE),
    "block-lifted": Effect(Act.LIFT),
    "restriction-lifted": Effect(Act.LIFT),
    "threat-withdrawn": Effect(Act.WITHDRAW_THREAT),
    "service-withdrawn": Effect(Act.WITHDRAW_SERVICE, scope="service"),
    "service-restored": Effect(Act.RESTORE_SERVICE, scope="service"),
    "block-observed": Effect(Act.OBSERVE_BLOCK),
    "access-observed": Effect(Act.OBSERVE_ACCESS),
}
EXPECTED = {
    **{
        f"{requirement}-{step}": Effect(Act(act), requirement=requirement)
        for requirement, steps in ON_A_REQUIREMENT.items()
        for step, act in steps.items()
    },
    **{
        f"agreement-{step}": Effect(Act(act), requirement="cooperation-agreement")
        for step, act in (("reported", "pledge"), ("concluded", "meet"), ("ended", "end"))
    },
    **{kind: Effect(Act(act)) for kind, act in ON_THE_REQUIREMENT_NAMED.items()},
    **ON_MEASURES,
    "fact-confirmed": Effect(Act.CONFIRM),
    "fact-denied": Effect(Act.DENY),
    "fact-corrected": Effect(Act.CORRECT),
    "fact-retracted": Effect(Act.RETRACT),
}
HISTORY = {
    *("platform-designated", "warning-issued", "proceedings-opened", "preliminary-finding"),
    *("information-requested", "court-ruled", "legal-challenge-filed", "sanction-imposed"),
    *("removal-requested", "removal-reported", "request-answered", "users-reported"),
    *("no-requests-reported", "data-location-declared", "assurance-given", "membership-joined"),
    *("membership-left", "meeting-scheduled", "meeting-held", "negotiation-opened"),
    "statement-issued",
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_type_does_what_its_row_says(kind: str) -> None:
    assert EXPECTED[kind] == TYPES[kind].EFFECT


def test_no_other_type_has_an_effect() -> None:
    assert {kind for kind, event in TYPES.items() if event.EFFECT is not None} == set(EXPECTED)
    assert {kind for kind, event in TYPES.items() if event.EFFECT is None} >= HISTORY


def test_every_act_is_done_by_some_type() -> None:
    assert {effect.act for effect in EXPECTED.values()} == set(Act)
    assert set(Act) >= CLAIMS


def test_the_requirements_that_the_rules_name_are_known() -> None:
    named = (
        "representative local-office contact-point registration data-localization "
        "reporting-channel cooperation-agreement content-removal transparency-report "
        "risk-assessment child-safety data-access age-assurance grievance-officer divestiture"
    )
    assert set(named.split()) <= set(REQUIREMENTS)
