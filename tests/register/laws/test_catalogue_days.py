"""By when the laws that come with the program ask for things: by the days that their texts name."""

import re
from datetime import date, datetime, timedelta

import pytest

from aggregates.law.duties import is_imposed
from aggregates.law.obligations import RecordedObligations, following
from aggregates.vocabulary.events import (
    ObligationExtended,
    ObligationImposed,
    PlatformDesignated,
)
from aggregates.vocabulary.law import Duty
from register.format.schemas import read_fact
from register.importing.law_document import history_of
from register.importing.law_files import read_catalogue

LAWS = {entry.instrument: entry for entry in read_catalogue({}).entries}
WORDS = re.compile(r"\b(from|by) (\d{1,2} [A-Z][a-z]+ \d{4})")
"""What a text says of a fixed day: what is to be there *from* a day on may be missing the day before."""

FIXED = {
    f"{name}: {duty.title}": duty
    for name, entry in LAWS.items()
    for step in history_of(entry)
    for duty in step.law.told.duties or ()
    if duty.deadline is not None and duty.deadline.on is not None
}


@pytest.mark.parametrize("duty", FIXED.values(), ids=FIXED)
def test_a_fixed_day_is_the_last_on_which_a_duty_may_be_missing(duty: Duty) -> None:
    found = WORDS.findall(duty.title)
    assert found, "its title has the words of the law"
    word, text = found[-1]
    named = datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007  # a day has no zone
    last = named if word == "by" else named - timedelta(1)
    assert duty.deadline is not None
    assert str(duty.deadline.on) == last.isoformat()


def no_workdays(jurisdiction: str | None, day: date, count: int) -> date:
    raise AssertionError(f"no law counts working days: {jurisdiction}, {day}, {count}")


def dues(law: str, category: str | None, on: str, until: str | None = None) -> dict[str, str]:
    """Return what a designation on a day brings: each requirement with its last due day, or none."""
    entry = LAWS[law]
    designation = read_fact(
        {
            "type": "platform-designated",
            "id": "00000000-0000-4000-8000-000000000001",
            "platform": "sample",
            "jurisdiction": entry.jurisdiction,
            "occurred": on,
            "sources": [{"title": "a list"}],
            "details": {"instrument": law, "category": category},
        }
    )
    assert isinstance(designation, PlatformDesignated)
    end = None if until is None else date.fromisoformat(until)
    found = following(designation, history_of(entry), RecordedObligations(), no_workdays, until=end)
    return {
        f"{one.details.requirement}{f'@{it}' if (it := one.details.instance) else ''}": str(
            getattr(one.details, "due", None)
        )
        for one in found
        if isinstance(one, ObligationImposed | ObligationExtended)
    }


def test_the_landing_law_asks_for_four_things_before_2022_begins() -> None:
    assert dues("RU-236-FZ", "foreign service above 500,000 daily users", "2021-11-22") == {
        "audience-measurement": "2021-12-31",
        "local-office": "2021-12-31",
        "registration": "2021-12-31",
        "reporting-channel": "2021-12-31",
    }


def test_a_very_large_platform_has_four_months() -> None:
    found = dues("EU-DSA", "vlop", "2023-04-25", until="2026-03-01")
    once = {name: due for name, due in found.items() if "@" not in name}
    assert set(once.values()) == {"2023-08-25"}
    assert sorted(once) == [
        "ad-repository",
        "child-safety",
        "complaint-handling",
        "compliance-function",
        "contact-point",
        "recommender-choice",
        "recommender-transparency",
        "reporting-channel",
        "representative",
    ]
    assert {name: due for name, due in found.items() if "@" in name} == {
        "risk-assessment@2023": "2023-08-25",
        "risk-assessment@2024": "2024-08-25",
        "risk-assessment@2025": "2025-08-25",
        "risk-assessment@2026": "2026-08-25",
        "independent-audit@2024": "2024-08-25",
        "independent-audit@2025": "2025-08-25",
        "independent-audit@2026": "2026-08-25",
        "transparency-report@2023-H2": "2024-02-29",
        "transparency-report@2024-H1": "2024-08-31",
        "transparency-report@2024-H2": "2025-02-28",
        "transparency-report@2025-H1": "2025-08-31",
        "transparency-report@2025-H2": "2026-02-28",
        "transparency-report@2026-H1": "2026-08-31",
        "user-numbers@2023-H2": "2023-08-17",
        "user-numbers@2024-H1": "2024-02-17",
        "user-numbers@2024-H2": "2024-08-17",
        "user-numbers@2025-H1": "2025-02-17",
        "user-numbers@2025-H2": "2025-08-17",
        "user-numbers@2026-H1": "2026-02-17",
        "user-numbers@2026-H2": "2026-08-17",
    }


def test_any_other_platform_in_the_union_had_until_the_day_before_17_february_2024() -> None:
    assert dues("EU-DSA", "online-platform", "2023-01-01") == {
        "child-safety": "2024-02-16",
        "complaint-handling": "2024-02-16",
        "contact-point": "2024-02-16",
        "recommender-transparency": "2024-02-16",
        "reporting-channel": "2024-02-16",
        "representative": "2024-02-16",
        "transparency-report@2025": "2026-02-28",
        "user-numbers@2023-H1": "2023-02-17",
    }


def test_a_micro_enterprise_owes_contacts_and_notices_alone() -> None:
    assert set(dues("EU-DSA", "micro-or-small", "2024-03-01")) == {
        "contact-point",
        "reporting-channel",
        "representative",
    }


@pytest.mark.parametrize(
    ("law", "category", "on", "requirement", "due"),
    [
        ("US-PAFACA", None, "2024-04-24", "divestiture", "2025-01-19"),
        ("TR-7253", None, "2020-09-01", "representative", "2020-09-30"),
        ("TR-7418", "large-provider", "2022-10-18", "local-office", "None"),
        ("KZ-2022", None, "2022-05-03", "representative", "None"),
        ("KZ-18-VIII", "large-platform", "2023-09-10", "representative", "None"),
        ("RU-242-FZ", None, "2015-09-01", "data-localization", "None"),
        ("ID-MR5", None, "2022-07-01", "registration", "2022-07-27"),
        ("MY-LIC", None, "2024-08-01", "registration", "2024-12-31"),
        ("GB-OSA", "regulated-service", "2024-12-16", "risk-assessment", "2025-03-16"),
        ("GB-OSA", "regulated-service", "2024-12-16", "children-access-assessment", "2025-04-16"),
        ("GB-OSA", "regulated-service", "2024-12-16", "safety-measures", "2025-03-16"),
        ("GB-OSA", "accessed-by-children", "2025-05-01", "child-safety", "2025-07-24"),
        ("GB-OSA", "accessed-by-children", "2026-06-01", "children-risk-assessment", "2026-09-01"),
        ("GB-OSA", "pornography-publisher", "2025-05-01", "age-assurance", "2025-05-01"),
        ("AU-OSA", "age-restricted-platform", "2025-11-05", "age-assurance", "2025-12-09"),
        ("AT-KoPl-G", "platform-from-a-million", "2021-01-01", "representative", "2021-03-31"),
        ("EU-2023-1544", None, "2026-03-01", "representative", "2026-09-01"),
        ("EU-2023-1544", None, "2026-02-01", "representative", "2026-08-18"),
        ("EU-2024-900", "publisher", "2025-01-01", "representative", "2025-10-09"),
        ("EU-GDPR-27", None, "2018-01-01", "representative", "2018-05-24"),
        ("BR-ECA-DIGITAL", "accessed-by-minors", "2025-10-01", "representative", "2026-03-17"),
        ("ID-PP-TUNAS", "high-risk", "2025-06-01", "age-assurance", "2027-03-27"),
        ("IN-DPDP", "fiduciary", "2026-06-01", "security-safeguards", "2027-05-12"),
        ("PK-RULES-2021", None, "2021-10-14", "registration", "2022-01-14"),
        ("IN-IT-Rules-2021", "SSMI", "2021-02-25", "grievance-officer", "2021-05-25"),
    ],
)
def test_a_due_day_is_that_of_the_law(
    law: str, category: str | None, on: str, requirement: str, due: str
) -> None:
    assert dues(law, category, on)[requirement] == due


def test_nothing_follows_from_a_draft() -> None:
    assert dues("NG-NITDA", "large-platform", "2022-09-26") == {}


def test_the_supreme_court_of_brazil_brought_a_representative() -> None:
    *_, before, ruling, decrees = (step.law for step in history_of(LAWS["BR-MCI"]))
    assert [duty.requirement for duty in before.duties] == ["content-removal"]
    assert {duty.requirement for duty in ruling.duties if is_imposed(duty)} == {
        "duty-of-care",
        "representative",
    }
    assert {duty.requirement for duty in decrees.duties if is_imposed(duty)} == {
        "duty-of-care",
        "representative",
        "reporting-channel",
    }
