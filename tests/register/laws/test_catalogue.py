"""The laws that come with the program say what the research says, and hold together."""

import json
from importlib import resources
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from support.programs.running import ok

from aggregates.dates.occurrence import occurrence
from aggregates.vocabulary.law import Category
from register.importing.law_document import LawEntry, entry_schema, facts_of, history_of, unverified
from register.importing.law_files import read_catalogue

READ = read_catalogue({})
LAWS = {entry.instrument: entry for entry in READ.entries}
PATHS = sorted(resources.files("register.catalogue").iterdir(), key=lambda path: path.name)
FILES = [path for path in PATHS if path.name.endswith(".json")]

LIVES = {
    "AT-KoPl-G": "adopted 2020-12, in-force 2021-01-01, amended 2023-11-09, repealed 2024-02-17",
    "AU-OSA": "adopted 2021-06-23, in-force 2022-01-23, amended 2024-12-11",
    "BR-ECA-DIGITAL": "adopted 2025-09-17, in-force 2026-03-17",
    "BR-MCI": "adopted 2014-04-23, in-force 2014-06-23?, amended 2025-06-26, amended 2026-07-20",
    "DE-NetzDG": "adopted 2017-06-30, in-force 2017-10-01, amended 2024-05-14",
    "EU-2023-1544": "adopted 2023-07-12, in-force 2023-08-17",
    "EU-2024-900": "adopted 2024-03-13, in-force 2024-04-09",
    "EU-DSA": "adopted 2022-10-19, in-force 2022-11-16",
    "EU-GDPR-27": "adopted 2016-04-27, in-force 2016-05-24",
    "EU-TCO": "adopted 2021-04-29, in-force 2022-06-07",
    "GB-OSA": "adopted 2023-10-26, in-force 2023-10-26/2025-03-16, amended 2025-04-24",
    "ID-MR5": "adopted 2020-11-24, in-force 2020-11-24, amended 2021",
    "ID-PP-TUNAS": "adopted 2025-03-27, in-force 2025-03-27, amended 2026-03-28",
    "IN-69A": "adopted 2000, in-force 2009-10-27?",
    "IN-DPDP": "adopted 2023-08-11, in-force 2025-11-13/2025-11-14",
    "IN-IT-Rules-2021": "adopted 2021-02-25, in-force 2021-02-25, amended 2022-10-28, "
    "amended 2026-02-20",
    "KG-CHILD": "adopted 2023-08, in-force 2023-08",
    "KR-AGENT": "adopted 2018-09-18, in-force 2019-03-19, amended 2024-03-15, amended 2025-10-02",
    "KZ-18-VIII": "adopted 2023-07-10, in-force 2023-09-09/2023-09-10",
    "KZ-2022": "adopted 2022-05-03",
    "KZ-DRAFT-2025": "proposed 2025-12-04",
    "MY-LIC": "proposed 2024-07-27, in-force 2024-08-01, amended 2026-01-01",
    "MY-ONSA": "adopted 2025-05-06, in-force 2026-01-01",
    "NG-NITDA": "proposed 2022-06-13",
    "NP-DIR-2080": "adopted 2023-11-09~, in-force 2023-11",
    "PK-PECA-2025": "adopted 2025-01-29, in-force 2025-01-30",
    "PK-RULES-2021": "adopted 2021-10-13, in-force 2021-10-14",
    "RU-149-15.x": "adopted 2006-07-27?",
    "RU-236-FZ": "adopted 2021-07-01, in-force 2021-07-01",
    "RU-242-FZ": "adopted 2014, in-force 2015-09-01, amended 2025-07-01",
    "RU-530-FZ": "adopted 2020-12-30?, in-force 2021-02-01",
    "SG-COP": "adopted 2022-11?, in-force 2023",
    "TR-7253": "adopted 2020-07-29, in-force 2020-07-30/2020-07-31, amended 2026-10-23/2026-11-10",
    "TR-7418": "adopted 2022-10-13?, in-force 2022-10-18, amended 2026-10-23/2026-11-10",
    "TR-CHILD-2026": "adopted 2026-04-22/2026-04-23, in-force 2026-10-23/2026-11-10",
    "US-PAFACA": "adopted 2024-04-24, in-force 2024-04-24",
    "UZ-27-1": "adopted 2021-01, in-force 2021-04, amended 2026-03",
    "VN-116": "adopted 2025-12-10, in-force 2026-07-01",
    "VN-147": "adopted [2024-08-23,2024-11-09], in-force 2024-12-25",
    "VN-53": "adopted 2022-08-15, in-force 2022-10-01, repealed 2026-07-01",
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
    assert READ.read == len(READ.entries) == len(LIVES)


@pytest.mark.parametrize("name", LIVES)
def test_a_law_says_whom_it_is_about_what_it_asks_and_where_that_is_known_from(name: str) -> None:
    entry = LAWS[name]
    assert entry.title
    assert entry.summary
    assert entry.authority
    assert entry.categories
    assert entry.duties
    assert entry.sanctions
    assert entry.checked_on
    assert all(source.url and source.title and source.publisher for source in entry.sources)
    assert all(occurrence(fact)[1] for fact in facts_of(entry))


def test_what_no_source_says_is_marked() -> None:
    marked = {name for name, entry in LAWS.items() if unverified(history_of(entry)[-1].law.told)}
    assert set(LAWS) - marked == {"DE-NetzDG"}, "of which all is sourced"
    for name in ("EU-DSA", "KZ-2022", "NG-NITDA", "SG-COP", "TR-CHILD-2026"):
        assert LAWS[name].unverified


OFFICIAL = (
    "adilet.zan.kz",
    "bundesjustizamt.de",
    "data.europa.eu",
    "en.bocongan.gov.vn",
    "eurlex.europa.eu",
    "legislation.gov.au",
    "legislation.gov.uk",
    "ombudsman.kotra.or.kr",
    "planalto.gov.br",
    "ris.bka.gv.at",
    "bphn.go.id",
    "govinfo.gov",
    "95.173.130.41",  # the State Duma, which has no name there
)


def is_official(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    return any(host == one or host.endswith(f".{one}") for one in OFFICIAL)


@pytest.mark.parametrize("name", LIVES)
def test_a_law_names_an_official_source_or_says_that_none_was_found(name: str) -> None:
    law, entry = history_of(LAWS[name])[-1].law.told, LAWS[name]
    sources = [*entry.sources, *(one for step in entry.life for one in step.sources or ())]
    official = any(map(is_official, [law.link, *(str(one.url) for one in sources)]))
    said = any(doubt.startswith("no official source was found") for doubt in law.unverified or ())
    assert official != said


def test_a_law_whose_entry_into_force_nobody_knows_has_no_such_step() -> None:
    steps = {name: [step.type for step in LAWS[name].life] for name in LAWS}
    assert steps["KZ-2022"] == steps["RU-149-15.x"] == ["instrument-adopted"]
    assert steps["NG-NITDA"] == steps["KZ-DRAFT-2025"] == ["instrument-proposed"]


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
    ("MY-LIC", "large-service", "users at_least 8000000"),
    ("MY-ONSA", "deemed-licensee", "users at_least 8000000"),
    ("AT-KoPl-G", "platform-from-a-million", "users at_least 1000000"),
    ("EU-DSA", "vlose", "monthly-active-recipients at_least 45000000"),
    ("BR-ECA-DIGITAL", "above-a-million-minors", "registered-minors above 1000000"),
    ("TR-CHILD-2026", "game-distributor", "daily-accesses above 100000"),
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
        for duty in history_of(entry)[-1].law.told.duties or ()
        if duty.clocks
    }
    assert clocks == {
        "AT-KoPl-G reporting-channel": ["PT24H obviously-unlawful", "P7D unlawful"],
        "AU-OSA content-removal": ["PT24H any"],
        "BR-MCI content-removal": ["PT2H intimate-images"],
        "EU-2024-900 complaint-handling": ["PT48H last-month-before-a-vote"],
        "EU-TCO content-removal": ["PT1H any"],
        "ID-MR5 content-removal": ["PT24H any", "PT4H urgent"],
        "IN-DPDP breach-notification": ["PT72H breach"],
        "IN-IT-Rules-2021 complaint-handling": ["P7D grievance", "PT36H content-complaint"],
        "IN-IT-Rules-2021 content-removal": ["PT3H any", "PT2H intimate-images"],
        "KZ-18-VIII authority-requests": ["PT24H any"],
        "KZ-2022 content-removal": ["PT24H child-cyberbullying"],
        "MY-ONSA complaint-handling": ["PT12H user-report"],
        "MY-ONSA content-removal": ["PT24H any"],
        "NG-NITDA content-removal": ["PT24H any"],
        "PK-RULES-2021 content-removal": ["PT48H any"],
        "RU-530-FZ content-removal": ["PT24H any"],
        "TR-7253 complaint-handling": ["PT48H person"],
        "TR-CHILD-2026 content-removal": ["PT1H any"],
        "VN-116 authority-requests": ["PT24H user-data", "PT3H urgent-user-data"],
        "VN-116 content-removal": ["PT24H any", "PT6H urgent"],
        "VN-147 content-removal": ["PT24H any"],
    }


def test_the_whole_catalogue_is_recorded_once(database_url: str) -> None:
    count = len(LIVES)
    again = {"read": count, "recorded": 0, "duplicates": count, "refused": 0}
    arguments = ("instrument", "import", "--catalogue", "--format", "json")
    assert ok(*arguments, database=database_url).document == {
        **again,
        "recorded": count,
        "duplicates": 0,
    }
    assert ok(*arguments, database=database_url).document == again
    rows = ok("instrument", "list", "--format", "json", database=database_url).document
    assert [row["instrument"] for row in rows] == sorted(LIVES)
    shipped = ok("instrument", "list", "--catalogue", "--format", "json", database=database_url)
    assert shipped.document == rows
