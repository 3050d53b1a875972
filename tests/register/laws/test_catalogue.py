"""The laws that come with the program say what the research says, and hold together."""

import json
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from support.programs.running import ok

from aggregates.dates.occurrence import occurrence
from aggregates.law.obligation_facts import OBLIGATIONS
from aggregates.law.obligations import RecordedObligations, following
from aggregates.vocabulary.events import PlatformDesignated
from aggregates.vocabulary.law import Category
from register.format.schemas import read_fact
from register.importing.law_document import LawEntry, entry_schema, facts_of, history_of, unverified
from register.importing.law_files import read_catalogue

READ = read_catalogue({})
LAWS = {entry.instrument: entry for entry in READ.entries}
PATHS = sorted(resources.files("register.catalogue").iterdir(), key=lambda path: path.name)
FILES = [path for path in PATHS if path.name.endswith(".json")]

LIVES = {
    "AT-KoPl-G": "adopted 2020-12, in-force 2021-01-01",
    "AU-OSA": "adopted 2021-06-23, in-force 2022-01-23, amended 2024",
    "BR-MCI": "adopted 2014-04-23?, in-force 2014-06-23?, amended 2025-06-26",
    "DE-NetzDG": "adopted 2017-06-30, in-force 2017-10-01, repealed 2024-05-14?",
    "EU-DSA": "adopted 2022-10-19, in-force 2022-11-16?",
    "EU-TCO": "adopted 2021-04-29, in-force 2022-06-07",
    "GB-OSA": "adopted 2023-10, in-force 2023-10/2025-03-16",
    "ID-MR5": "adopted 2020-11-24, in-force 2020-11-24, amended 2021",
    "IN-69A": "adopted 2000, in-force 2009-10-27?",
    "IN-IT-Rules-2021": "adopted 2021-02-25, in-force 2021-02-25",
    "KG-CHILD": "adopted 2023-08, in-force 2023-08",
    "KR-AGENT": "adopted 2018-09-18, in-force 2019-03-19",
    "KZ-18-VIII": "adopted 2023-07-10, in-force 2023-09-09/2023-09-10",
    "KZ-2022": "adopted 2022-05-03",
    "MY-LIC": "proposed 2024-07-27, in-force 2024-08-01",
    "NG-NITDA": "proposed 2022-06-13",
    "NP-DIR-2080": "adopted 2023-11-09~, in-force 2023-11",
    "PK-RULES-2021": "adopted 2021-10-13, in-force 2021-10-14",
    "RU-149-15.x": "adopted 2006-07-27?",
    "RU-236-FZ": "adopted 2021-07-01, in-force 2021-07-01",
    "RU-242-FZ": "adopted 2014, in-force 2015-09-01",
    "RU-530-FZ": "adopted 2020-12-30?, in-force 2021-02-01",
    "SG-COP": "adopted 2022-11?, in-force 2023",
    "TR-7253": "adopted 2020-07-29, in-force 2020-07-30/2020-07-31",
    "TR-7418": "adopted 2022-10-13?, in-force 2022-10-18",
    "US-PAFACA": "adopted 2024-04-24, in-force 2024-04-24",
    "UZ-27-1": "adopted 2021-01, in-force 2021-04",
    "VN-147": "adopted [2024-08-23,2024-11-09], in-force 2024-12-25",
    "VN-53": "adopted 2022-08-15, in-force 2022-10-01",
}


def life(entry: LawEntry) -> str:
    steps = (f"{step.type.removeprefix('instrument-')} {step.occurred}" for step in entry.life)
    return ", ".join(steps)


def category_of(law: str, name: str) -> Category:
    return next(one for one in LAWS[law].categories or [] if one.category == name)


def test_each_law_of_the_research_is_there_with_its_life() -> None:
    assert {name: life(entry) for name, entry in LAWS.items()} == LIVES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_keeps_the_json_schema(path: resources.abc.Traversable) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(entry_schema()).iter_errors(document)) == []
    assert path.name == f"{document['instrument']}.json"
    written = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    assert path.read_text(encoding="utf-8") == written


def test_all_laws_hold_together_alone_and_beside_each_other() -> None:
    assert [str(one) for one in READ.refused] == []
    assert READ.read == len(READ.entries) == 29


@pytest.mark.parametrize("name", LIVES)
def test_a_law_says_whom_it_is_about_what_it_asks_and_where_that_is_known_from(name: str) -> None:
    entry = LAWS[name]
    assert entry.title
    assert entry.summary
    assert entry.authority
    assert entry.categories
    assert entry.duties
    assert entry.sanctions
    assert all(source.url and source.title and source.publisher for source in entry.sources)
    assert all(occurrence(fact)[1] for fact in facts_of(entry))


def test_what_no_source_says_is_marked() -> None:
    marked = {name for name, entry in LAWS.items() if unverified(history_of(entry)[-1].law.told)}
    assert set(LAWS) - marked == {"KG-CHILD"}, "of which all is sourced to the month"
    for name in ("EU-DSA", "KZ-2022", "NG-NITDA", "SG-COP"):
        assert LAWS[name].unverified
    assert category_of("EU-DSA", "vlop").unverified == [
        "the threshold of 45 million: from general knowledge"
    ]
    assert all(one.unverified for one in LAWS["EU-DSA"].duties or ())


def test_a_law_whose_entry_into_force_nobody_knows_has_no_such_step() -> None:
    steps = {name: [step.type for step in LAWS[name].life] for name in LAWS}
    assert steps["KZ-2022"] == steps["RU-149-15.x"] == ["instrument-adopted"]
    assert steps["NG-NITDA"] == ["instrument-proposed"]


THRESHOLDS = [
    ("RU-236-FZ", "foreign-service", "daily-users above 500000"),
    ("RU-530-FZ", "social-network", "daily-users above 500000"),
    ("KZ-2022", "foreign-platform", "daily-users above 100000"),
    ("KZ-18-VIII", "large-platform", "average-daily-users above 100000"),
    ("IN-IT-Rules-2021", "significant-social-media-intermediary", "registered-users above 5000000"),
    ("TR-7253", "social-network-provider", "daily-accesses above 1000000"),
    ("TR-7418", "large-provider", "daily-accesses above 10000000"),
    ("EU-DSA", "vlop", "monthly-active-recipients at_least 45000000"),
    ("DE-NetzDG", "social-network", "registered-users above 2000000"),
    ("VN-147", "foreign-service-by-visits", "monthly-visits at_least 100000"),
    ("NG-NITDA", "large-platform", "users above 1000000"),
    ("PK-RULES-2021", "significant-platform", "users above 500000"),
    ("KR-AGENT", "by-revenue", "annual-revenue at_least 1000000000000"),
    ("MY-LIC", "large-service", "users above 8000000"),
]


@pytest.mark.parametrize(("law", "category", "wanted"), THRESHOLDS)
def test_a_threshold_is_that_of_the_research(law: str, category: str, wanted: str) -> None:
    threshold = (category_of(law, category).thresholds or [])[0]
    bounds = [
        f"{threshold.metric} {name} {value}"
        for name in ("at_least", "above", "at_most", "below")
        if (value := getattr(threshold, name)) is not None
    ]
    assert bounds == [wanted]


def test_clocks_are_those_of_the_research() -> None:
    clocks = {
        f"{name} {duty.requirement}": [
            f"{clock.within} {clock.request or 'any'}" for clock in duty.clocks
        ]
        for name, entry in LAWS.items()
        for duty in entry.duties or ()
        if duty.clocks
    }
    assert clocks == {
        "AT-KoPl-G reporting-channel": ["PT24H obviously-unlawful", "P7D unlawful"],
        "AU-OSA content-removal": ["PT24H any"],
        "DE-NetzDG content-removal": ["PT24H obviously-unlawful", "P7D unlawful"],
        "EU-TCO content-removal": ["PT1H any"],
        "ID-MR5 content-removal": ["PT24H any", "PT4H urgent"],
        "IN-IT-Rules-2021 content-removal": ["PT24H intimate-images"],
        "KZ-18-VIII authority-requests": ["PT24H any"],
        "KZ-2022 content-removal": ["PT24H child-cyberbullying"],
        "NG-NITDA content-removal": ["PT24H any"],
        "PK-RULES-2021 content-removal": ["PT48H any"],
        "RU-530-FZ content-removal": ["PT24H any"],
        "TR-7253 complaint-handling": ["PT48H person"],
        "VN-147 content-removal": ["PT24H any"],
    }


def no_workdays(jurisdiction: str | None, day: date, count: int) -> date:
    raise AssertionError(f"no law counts working days: {jurisdiction}, {day}, {count}")


def dues(law: str, category: str | None, on: str, until: str | None = None) -> dict[str, str]:
    """Return what a designation on a day brings: each requirement with its due day, or none."""
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
        if isinstance(one, OBLIGATIONS)
    }


def test_the_landing_law_asks_for_four_things_by_the_first_day_of_2022() -> None:
    assert dues("RU-236-FZ", "foreign service above 500,000 daily users", "2021-11-22") == {
        "audience-measurement": "2022-01-01",
        "local-office": "2022-01-01",
        "registration": "2022-01-01",
        "reporting-channel": "2022-01-01",
    }


def test_a_very_large_platform_has_four_months() -> None:
    found = dues("EU-DSA", "vlop", "2023-04-25", until="2026-03-01")
    assert found == {
        "contact-point": "2023-08-25",
        "representative": "2023-08-25",
        "reporting-channel": "2023-08-25",
        "ad-repository": "2023-08-25",
        "risk-assessment@2023": "2023-08-25",
        "risk-assessment@2024": "2024-08-25",
        "risk-assessment@2025": "2025-08-25",
        "risk-assessment@2026": "2026-08-25",
        "transparency-report@2023-H2": "2024-02-29",
        "transparency-report@2024-H1": "2024-08-31",
        "transparency-report@2024-H2": "2025-02-28",
        "transparency-report@2025-H1": "2025-08-31",
        "transparency-report@2025-H2": "2026-02-28",
        "transparency-report@2026-H1": "2026-08-31",
    }


def test_any_other_platform_in_the_union_had_until_february_2024() -> None:
    found = dues("EU-DSA", "online-platform", "2023-01-01")
    assert found == {
        "contact-point": "2024-02-17",
        "representative": "2024-02-17",
        "reporting-channel": "2024-02-17",
        "transparency-report@2025": "2026-02-28",
    }


@pytest.mark.parametrize(
    ("law", "category", "on", "requirement", "due"),
    [
        ("US-PAFACA", None, "2024-04-24", "divestiture", "2025-01-19"),
        ("TR-7253", None, "2020-09-01", "representative", "2020-10-01"),
        ("TR-7418", "large-provider", "2022-10-18", "local-office", "None"),
        ("KZ-2022", None, "2022-05-03", "representative", "None"),
        ("KZ-18-VIII", "large-platform", "2023-09-10", "representative", "None"),
        ("RU-242-FZ", None, "2015-09-01", "data-localization", "None"),
        ("ID-MR5", None, "2022-07-01", "registration", "2022-07-27"),
        ("MY-LIC", None, "2024-08-01", "registration", "2025-01-01"),
        ("GB-OSA", None, "2024-12-16", "risk-assessment", "2025-03-16"),
        ("GB-OSA", None, "2024-12-16", "children-access-assessment", "2025-04-16"),
        ("AU-OSA", "age-restricted-platform", "2025-11-05", "age-assurance", "2025-12-10"),
        ("VN-53", None, "2023-01-31", "local-office", "2024-01-31"),
        ("PK-RULES-2021", None, "2021-10-14", "registration", "2022-01-14"),
        ("IN-IT-Rules-2021", "SSMI", "2021-02-25", "grievance-officer", "2021-05-26"),
    ],
)
def test_a_due_day_is_that_of_the_law(
    law: str, category: str | None, on: str, requirement: str, due: str
) -> None:
    assert dues(law, category, on)[requirement] == due


def test_nothing_follows_from_a_draft() -> None:
    assert dues("NG-NITDA", "large-platform", "2022-09-26") == {}


def test_the_supreme_court_of_brazil_brought_a_representative() -> None:
    assert set(dues("BR-MCI", None, "2024-08-30")) == {
        "duty-of-care",
        "representative",
    }
    before = history_of(LAWS["BR-MCI"])[-2].law
    assert [duty.requirement for duty in before.duties] == ["content-removal"]


def test_the_whole_catalogue_is_recorded_once(database_url: str) -> None:
    again = {"read": 29, "recorded": 0, "duplicates": 29, "refused": 0}
    arguments = ("instrument", "import", "--catalogue", "--format", "json")
    assert ok(*arguments, database=database_url).document == {
        **again,
        "recorded": 29,
        "duplicates": 0,
    }
    assert ok(*arguments, database=database_url).document == again
    rows = ok("instrument", "list", "--format", "json", database=database_url).document
    assert [row["instrument"] for row in rows] == sorted(LIVES)
    shipped = ok("instrument", "list", "--catalogue", "--format", "json", database=database_url)
    assert shipped.document == rows
