"""Laws from files: all or nothing of a file, each once, and every mistake with its place."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.programs.running import ROOT, lines, ok, run, says
from support.servers.databases import SQLiteDatabases

from aggregates.vocabulary.fields import Value
from aggregates.vocabulary.law import (
    Category,
    Clock,
    Deadline,
    Duty,
    NewRequirement,
    Recurrence,
    Sanction,
    Threshold,
)
from register.importing.law_document import LawEntry, LifeStep

COUNTS = {"read": 1, "recorded": 1, "duplicates": 0, "refused": 0}
LAW: dict[str, Any] = {
    "instrument": "AQ-1",
    "jurisdiction": "AQ",
    "title": "Ice Act",
    "number": "1",
    "authority": "Ministry of Ice",
    "summary": "Platforms name somebody.",
    "timezone": "Antarctica/Casey",
    "categories": [
        {
            "category": "large",
            "title": "Large platform",
            "thresholds": [{"metric": "daily-users", "at_least": 100}],
        }
    ],
    "duties": [
        {
            "duty": "representative",
            "requirement": "representative",
            "title": "Name a representative",
            "categories": ["large"],
            "deadline": {"within": "P2M"},
            "unverified": ["the two months"],
        }
    ],
    "sanctions": [{"sanction": "Fine", "up_to": 10, "currency": "EUR"}],
    "unverified": ["the number"],
    "sources": [{"title": "Gazette", "url": "https://example.org/1"}],
    "life": [
        {"type": "instrument-adopted", "occurred": "2020-01-01"},
        {"type": "instrument-in-force", "occurred": "2020-02-01"},
        {
            "type": "instrument-amended",
            "occurred": "2021-01-01",
            "details": {"title": "Ice Act, amended"},
            "sources": [{"title": "Later gazette"}],
            "note": "A new name.",
        },
    ],
}


def law(name: str = "AQ-1", **changed: Any) -> dict[str, Any]:
    """A law with changes; None takes a field away."""
    whole = {**copy.deepcopy(LAW), "instrument": name, **changed}
    return {name: value for name, value in whole.items() if value is not None}


def imported(url: str, *documents: Any, options: tuple[str, ...] = ()) -> dict[str, Any]:
    arguments = ("instrument", "import", "-", "--format", "json", *options)
    done = ok(*arguments, database=url, stdin=lines(*documents)).document
    assert isinstance(done, dict)
    return done


def test_a_law_becomes_the_facts_of_its_life(database_url: str) -> None:
    assert imported(database_url, LAW) == COUNTS
    facts = ok("export", database=database_url).documents
    assert [(one["type"], one["occurred"]) for one in facts] == [
        ("instrument-adopted", "2020-01-01"),
        ("instrument-in-force", "2020-02-01"),
        ("instrument-amended", "2021-01-01"),
    ]
    adopted, entered, amended = facts
    assert {one["instrument"] for one in facts} == {"AQ-1"}
    assert {one["jurisdiction"] for one in facts} == {"AQ"}
    said = {name: LAW[name] for name in LAW if name in adopted["details"]}
    assert adopted["details"] == said
    assert set(said) == set(LAW) - {"instrument", "jurisdiction", "sources", "life"}
    assert "details" not in entered
    assert amended["details"] == {"title": "Ice Act, amended"}
    assert (adopted["sources"], entered["sources"]) == (LAW["sources"], LAW["sources"])
    assert (amended["sources"], amended["note"]) == ([{"title": "Later gazette"}], "A new name.")


def test_the_same_law_again_is_a_duplicate_and_a_further_step_is_recorded(
    database_url: str,
) -> None:
    imported(database_url, LAW)
    assert imported(database_url, LAW) == {**COUNTS, "recorded": 0, "duplicates": 1}
    life = [*LAW["life"], {"type": "instrument-repealed", "occurred": "2022"}]
    assert imported(database_url, law(life=life), law("AQ-2")) == {
        **COUNTS,
        "read": 2,
        "recorded": 2,
    }
    assert len(ok("export", database=database_url).documents) == 4 + 3


def test_a_dry_run_checks_and_records_nothing(sqlite_url: str) -> None:
    assert imported(sqlite_url, LAW, options=("--dry-run",)) == {**COUNTS, "follows": []}
    assert ok("export", database=sqlite_url).out == ""


def test_what_is_unverified_is_said(sqlite_url: str) -> None:
    done = ok("instrument", "import", "-", database=sqlite_url, stdin=lines(LAW))
    assert done.out == "1 read, 1 recorded, 0 duplicates, 0 refused\n"
    told = "AQ-1: unverified: the number; duty representative: the two months\n"
    assert done.err == told
    assert ok("instrument", "import", "-", database=sqlite_url, stdin=lines(LAW)).err == ""


@pytest.mark.parametrize("form", ["object", "array", "lines"])
def test_a_file_is_an_object_an_array_or_json_lines(
    sqlite_url: str, tmp_path: Path, form: str
) -> None:
    laws = [law("AQ-1"), law("AQ-2")]
    path = tmp_path / "laws.json"
    match form:
        case "object":
            path.write_text("\ufeff" + json.dumps(laws[0], indent=2), encoding="utf-8")
        case "array":
            path.write_text(json.dumps(laws, indent=2), encoding="utf-8")
        case _:
            path.write_bytes(lines(laws[0]) + b"\n" + lines(laws[1]))
    done = ok("instrument", "import", str(path), "--format", "json", database=sqlite_url).document
    count = 1 if form == "object" else 2
    assert done == {**COUNTS, "read": count, "recorded": count}


@pytest.fixture(scope="module")
def register(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register with one law; nothing of what is wrong adds to it."""
    with sqlite_databases.migrated() as url:
        imported(url, law("AQ-OLD", replaces=None))
        before = ok("export", database=url).out
        yield url
        assert ok("export", database=url).out == before


def refused(url: str, content: bytes) -> list[str]:
    done = run("instrument", "import", "-", "--format", "json", database=url, stdin=content)
    assert done.status == 1, done
    assert (done.document["recorded"], "Traceback" in done.err) == (0, False)
    return done.err.splitlines()


def duty(**changed: Any) -> list[dict[str, Any]]:
    return [{**LAW["duties"][0], **changed}]


def life(*steps: tuple[str, str]) -> list[dict[str, str]]:
    return [{"type": f"instrument-{kind}", "occurred": day} for kind, day in steps]


BIG, BIGGER = (
    {"category": name, "title": name, "thresholds": [{"metric": "users", "at_least": number}]}
    for name, number in (("big", 10), ("bigger", 20))
)
DEEMED = {"counted_from": "deemed"}
REVENUE = [{"metric": "annual-revenue", "above": 1}]
WRONG: list[tuple[dict[str, Any], str]] = [
    (law(colour="red"), "$.colour: there is no such field"),
    (law(tittle="x"), "$.tittle: there is no such field; the nearest is title"),
    (law(duties=duty(due="x")), "$.duties[0].due: there is no such field"),
    (law(sources=None), "$.sources: it is missing"),
    (law(sources=[]), "$.sources: it is empty"),
    (law(sources=[{"publisher": "x"}]), "$.sources[0]: a source needs a title or a url"),
    (law(life=None), "$.life: it is missing"),
    (law(life=[]), "$.life: it is empty"),
    (law(life=life(("adopted", "yesterday"))), "$.life[0].occurred: 'yesterday' is not a date in"),
    (law(life=life(("adopted", "2020-02-30"))), "$.life[0].occurred: '2020-02-30' names a day"),
    (law(life=life(("adopted", "XXXX"))), "$.life[0].occurred: XXXX has no last day"),
    (law(life=life(("enacted", "2020"))), "$.life[0].type: 'instrument-enacted' is not one of"),
    (law(jurisdiction="XX"), "$.jurisdiction: 'XX' is not a jurisdiction"),
    (law(timezone="Mars/Base"), "$.timezone: 'Mars/Base' is not a time zone"),
    (law(duties=duty(deadline={"within": "2 months"})), "within: '2 months' is not a duration"),
    (law(duties=duty(clocks=[{"within": "PT0H"}])), "clocks[0].within: 'PT0H' is not a duration"),
    (law(duties=duty(deadline={})), "$.duties[0].deadline: a deadline needs within or on"),
    (
        law(duties=duty(deadline={"within": "P1M", "days": "business"})),
        "$.duties[0].deadline.within: business days are counted in days",
    ),
    (law(duties=duty(categories=["huge"])), "$.duties[0].categories: 'huge' is not a category"),
    (
        law(duties=duty(requirement="representativ")),
        "$.duties[0].requirement: 'representativ' is not a requirement",
    ),
    (law(duties=duty(requirement="representativ")), "; the nearest is representative"),
    (
        law(duties=[*duty(), *duty(duty="agent")]),
        "duties 'representative' and 'agent' both set 'representative' for category 'large'",
    ),
    (law(categories=[BIG, BIGGER], duties=None), "$.categories[1]: category 'bigger' overlaps"),
    (
        law(
            categories=[{**BIG, "includes": ["bigger"]}, {**BIGGER, "includes": ["big"]}],
            duties=None,
        ),
        "$.categories[0].includes: it includes itself: big → bigger → big",
    ),
    (
        law(life=life(("adopted", "2020"), ("in-force", "2022"), ("repealed", "2021"))),
        "$.life[2].occurred: instrument-repealed surely happened by 2021-12-31, and instrument-in-",
    ),
    (
        law(life=life(("amended", "2020"), ("in-force", "2021"))),
        "$.life[0].type: it comes before the law: no step before it adopts it, or brings it into",
    ),
    (law(life=life(("proposed", "2020"), ("amended", "2021"))), "$.life[1].type: it comes before"),
    (
        law(life=life(("adopted", "2020"), ("repealed", "2021"), ("in-force", "2022"))),
        "$.life[1].type: it comes before the law is in force",
    ),
    (
        law(
            categories=[{**BIG, "thresholds": None}],
            duties=duty(categories=["big"], deadline=DEEMED),
        ),
        "$.duties[0].deadline.counted_from: deemed, but category 'big' has no threshold to reach",
    ),
    (
        law(
            categories=[{**BIG, "thresholds": REVENUE}],
            duties=duty(categories=["big"], deadline=DEEMED),
        ),
        "counted_from: no type of fact can give it: users-reported is of users, and 'annual-reve",
    ),
    (
        law(duties=duty(deadline={"within": "P1M", "request": "office"})),
        "$.duties[0].deadline.request: only what is counted from a request has its kind",
    ),
    (law(checked_on="2026-11"), "$.checked_on: '2026-11' is not a day (such as 2026-11-30)"),
    (law(checked_on="2026-02-30"), "$.checked_on: 2026-02-30 is no day of the calendar"),
    (
        law(life=life(("in-force", "2020"), ("adopted", "2021"))),
        "$.life[1].type: instrument-adopted comes after instrument-in-force",
    ),
    (
        law(
            life=[*life(("adopted", "2020")), {**LAW["life"][2], "details": {"duties": duty()[:0]}}]
        )
        | {"life": [LAW["life"][0], {**LAW["life"][2], "details": {"categories": [BIG]}}]},
        "$.life[1].details.duties[0].categories: 'large' is not a category of the instrument: big",
    ),
    (law(replaces=["AQ-OLDD"]), "$.replaces[0]: 'AQ-OLDD' is no law of the file or of the regist"),
    (law(replaces=["AQ-OLDD"]), "; the nearest is AQ-OLD"),
    (law(replaces=["AQ-1"]), "$.replaces[0]: it replaces itself: AQ-1 → AQ-1"),
    (law("aq-old"), "$.instrument: 'AQ-OLD' differs from it in its case alone"),
    (law(title="a\0b"), "$: a text has a NUL character"),
    (law(title=5), "$.title: 5 is not of type string"),
]


@pytest.mark.parametrize(("document", "reason"), WRONG)
def test_a_mistake_is_named_with_file_entry_and_path(
    register: str, document: dict[str, Any], reason: str
) -> None:
    told = refused(register, lines(law("AQ-FINE"), document))
    assert all(line.startswith(f"standard input: {document['instrument']}: $") for line in told)
    assert any(reason in line for line in told), told
    assert all(len(line) < 1000 for line in told)


def test_all_mistakes_of_all_laws_are_named_at_once(register: str) -> None:
    bad = law("AQ-2", colour="red", title=5, sources=[])
    told = refused(register, lines(bad, law("AQ-3"), law("AQ-4", life=[]), [], 7))
    assert told == [
        "standard input: AQ-2: $.colour: there is no such field",
        "standard input: AQ-2: $.sources: it is empty",
        "standard input: AQ-2: $.title: 5 is not of type string",
        "standard input: AQ-4: $.life: it is empty",
        "standard input: line 4: $: a law is a JSON object",
        "standard input: line 5: $: a law is a JSON object",
    ]


def test_a_law_that_is_there_twice_is_named(register: str) -> None:
    told = refused(register, json.dumps([law(), law(title="Other")]).encode())
    assert told == ["standard input: AQ-1: $.instrument: 'AQ-1' is there twice"]


def test_laws_that_replace_each_other_in_a_circle_are_named(register: str) -> None:
    ring = (law("AQ-2", replaces=["AQ-3"]), law("AQ-3", replaces=["AQ-2"]))
    assert refused(register, lines(*ring)) == [
        "standard input: AQ-2: $.replaces[0]: it replaces itself: AQ-2 → AQ-3 → AQ-2",
        "standard input: AQ-3: $.replaces[0]: it replaces itself: AQ-3 → AQ-2 → AQ-3",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "entry 1: $: it is not JSON"),
        (b"{", "entry 1: $: it is not JSON"),
        (b'{\n"title" "x"}', "at line 2, character 9"),
        (b'{"a": 1, "a": 2}', "the name 'a' stands twice in one object"),
        (b'"\xff"', "byte 2 of the file is not UTF-8"),
        (b"[" * 100_000, "entry 1: $: it nests too deeply"),
        (lines(LAW) + b"{\n", "line 2: $: it is not JSON"),
        (b"[7]", "entry 1: $: a law is a JSON object"),
    ],
)
def test_what_is_no_json_is_named(register: str, content: bytes, reason: str) -> None:
    (told,) = refused(register, content)
    assert reason in told


def test_a_law_may_replace_one_of_its_file_or_of_the_register(sqlite_url: str) -> None:
    imported(sqlite_url, law("AQ-OLD"))
    newer = law("AQ-NEW", replaces=["AQ-OLD", "AQ-1"])
    assert imported(sqlite_url, newer, LAW) == {**COUNTS, "read": 2, "recorded": 2}


def test_each_file_is_recorded_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(lines(LAW))
    bad.write_bytes(lines(law("AQ-2"), law("AQ-3", life=[])))
    files = (str(bad), str(good))
    done = run("instrument", "import", *files, "--format", "json", database=sqlite_url)
    assert done.document == {"read": 3, "recorded": 1, "duplicates": 0, "refused": 1}
    assert done.status == 1
    assert f"{bad}: AQ-3: $.life: it is empty" in done.err
    rows = ok("instrument", "list", "--format", "json", database=sqlite_url).document
    assert [row["instrument"] for row in rows] == ["AQ-1"]


def test_a_law_that_contradicts_what_is_recorded_is_refused(sqlite_url: str) -> None:
    imported(sqlite_url, LAW)
    sources = [{"title": "Gazette"}]
    other = {
        "instrument": "AQ-1",
        "jurisdiction": "AQ",
        "sources": sources,
        "life": life(("amended", "2022")),
    }
    told = refused(sqlite_url, lines({**other, "categories": [BIG]}))
    assert told == [
        "standard input: AQ-1: $.life[0].details.duties[0].categories: 'large' is not a category "
        "of the instrument: big"
    ]


def test_laws_of_the_catalogue_are_taken_by_id(sqlite_url: str) -> None:
    arguments = ("instrument", "import", "--catalogue", "eu-dsa", "KZ-2022", "--format", "json")
    done = ok(*arguments, database=sqlite_url)
    assert done.document == {**COUNTS, "read": 2, "recorded": 2}
    assert "EU-DSA: unverified: the time zone in which its days end: " in done.err
    unknown = run("instrument", "import", "--catalogue", "EU-DAS", database=sqlite_url)
    says(unknown, "the catalogue has no law 'EU-DAS'; the nearest is EU-DSA")


def test_wrong_usage_is_said_in_a_sentence(sqlite_url: str) -> None:
    says(run("instrument", "import", database=sqlite_url), "give files of laws, or --catalogue")
    says(run("instrument", "import", "nowhere.json", database=sqlite_url), "nowhere.json: No such")
    says(run("instrument", "show", "AQ", database=sqlite_url), "no legal instrument 'AQ' is record")
    imported(sqlite_url, LAW)
    says(run("instrument", "show", "AQ-2", database=sqlite_url), "the nearest is AQ-1")
    says(run("instrument", "show", "AQ-1", "--known", "0", database=sqlite_url), "by position 0")
    says(run("instrument", "list", "--at", "soon", database=sqlite_url), "'soon' is not a day")


def test_a_law_is_shown_as_it_stands_on_a_day_and_as_known_then(database_url: str) -> None:
    imported(database_url, LAW)

    def shown(*options: str) -> dict[str, Any]:
        found = ok(
            "instrument", "show", "aq-1", "--format", "json", *options, database=database_url
        ).document
        assert isinstance(found, dict)
        return found

    assert (shown()["title"], shown()["stage"]) == ("Ice Act, amended", "in-force")
    early = shown("--at", "2020-01-31")
    assert (early["title"], early["stage"], early["in_force"]) == ("Ice Act", "adopted", None)
    assert shown("--at", "2020-02-01")["in_force"] == "2020-02-01"
    assert shown("--at", "2019-12-31")["stage"] == "unknown"
    known = shown("--known", "2")
    assert (known["title"], len(known["life"])) == ("Ice Act", 2)
    assert known["unverified"] == ["the number", "duty representative: the two months"]
    assert [step["on"] for step in shown()["life"]] == ["2020-01-01", "2020-02-01", "2021-01-01"]


def test_a_law_in_words_marks_what_is_unverified(sqlite_url: str) -> None:
    imported(sqlite_url, LAW)
    told = ok("instrument", "show", "AQ-1", database=sqlite_url).out
    assert "representative (large): Name a representative (?); within P2M of the desig" in told
    assert "at least 100 daily-users" in told
    assert "duty representative: the two months" in told
    table = ok("instrument", "list", "--jurisdiction", "Antarctica", database=sqlite_url).out
    assert table.splitlines()[1].split()[-1] == "2"


def test_an_empty_register_says_how_to_get_laws(sqlite_url: str) -> None:
    done = ok("instrument", "list", database=sqlite_url)
    assert (done.out, done.err) == (
        "",
        "No law is recorded here yet: register instrument import --help\n",
    )


def test_every_form_of_a_list_has_the_same_rows(sqlite_url: str) -> None:
    imported(sqlite_url, LAW, law("AQ-2"))
    rows = ok("instrument", "list", "--format", "json", database=sqlite_url).document
    done = ok("instrument", "list", "--format", "jsonl", database=sqlite_url)
    assert done.documents == rows
    csv = ok("instrument", "list", "--format", "csv", database=sqlite_url).out
    assert len(csv.splitlines()) == 3
    assert [row["requirements"] for row in rows] == [["representative"], ["representative"]]


def test_nothing_of_a_law_steers_a_terminal(sqlite_url: str) -> None:
    nasty = "\x1b[31mred\u202e"
    bad = law(
        title=nasty,
        summary=nasty,
        unverified=[nasty],
        sanctions=[{"sanction": nasty}],
        sources=[{"title": nasty}],
        life=life(("adopted", "2020")),
    )
    done = ok("instrument", "import", "-", database=sqlite_url, stdin=lines(bad))
    done_list = ok("instrument", "list", database=sqlite_url)
    done_show = ok("instrument", "show", "AQ-1", database=sqlite_url)
    worse = run("instrument", "import", "-", database=sqlite_url, stdin=lines({nasty: 1}))
    for told in (done.err, done_list.out, done_show.out, worse.err):
        assert "red" in told
        assert "\x1b" not in told
        assert "\u202e" not in told


def test_the_schema_of_a_law_is_printed() -> None:
    body = ok("instrument", "schema").document
    assert body["$id"] == "urn:register:law"
    assert body["required"] == ["instrument", "jurisdiction", "sources", "life"]
    assert set(body["properties"]) >= set(LAW)


FORMAT = (ROOT / "docs" / "reference" / "law-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Fields of a law", LawEntry),
        ("Fields of a step", LifeStep),
        ("Fields of a category", Category),
        ("Fields of a duty", Duty),
        ("Fields of a sanction", Sanction),
    ],
)
def test_the_reference_names_every_field(title: str, kind: type[Value]) -> None:
    section = FORMAT.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == set(kind.__struct_fields__)


@pytest.mark.parametrize("kind", [Threshold, Deadline, Recurrence, Clock, NewRequirement])
def test_the_reference_names_the_fields_of_the_smaller_parts(kind: type[Value]) -> None:
    assert [name for name in kind.__struct_fields__ if f"`{name}`" not in FORMAT] == []


def test_what_is_mended_counts_from_the_day_on_which_it_was_said_first(sqlite_url: str) -> None:
    imported(sqlite_url, LAW)
    mended = law(authority="Ministry of Snow", unverified=[])
    assert imported(sqlite_url, mended) == COUNTS
    assert len(ok("export", database=sqlite_url).documents) == 3 + 1
    arguments = ("instrument", "show", "AQ-1", "--at", "2020-01-01", "--format", "json")
    told = ok(*arguments, database=sqlite_url).document
    assert told["authority"] == "Ministry of Snow"
    assert told["unverified"] == ["duty representative: the two months"]
