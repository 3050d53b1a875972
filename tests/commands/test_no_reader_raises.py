"""No reader raises on a fact that was recorded, whatever it says: every command, kind and format."""

from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.facts.documents import documents
from support.facts.given import TIKTOK, adopted, complete, fact, fact_id
from support.programs.running import lines, ok, run
from support.servers.databases import SQLiteDatabases

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, RelationshipFact

Document = dict[str, Any]
KINDS = tuple(
    name
    for name, kind in TYPES.items()
    if issubclass(kind, RelationshipFact | AnswerFact | ClaimFact)
)
WHOM = ("tiktok", "KZ")
FORMS = ("table", "json", "jsonl", "csv")
COMMANDS = (
    ("status",),
    ("status", *WHOM, "--explain"),
    ("periods", *WHOM),
    ("history", *WHOM),
    ("history", *WHOM, "--order", "log"),
    ("deadlines",),
    ("gaps", *WHOM),
    ("figures",),
    ("clocks",),
    ("proceedings",),
    ("contradictions",),
    ("search", "a"),
    ("conflicts",),
    ("diff", "--from", "2019-01-01", "--to", "2025-01-01"),
    ("doctor",),
    ("platform", "show", "tiktok"),
    ("instrument", "list"),
    ("source", "list"),
    ("person", "list"),
    ("export",),
)
REPORTS = (
    ("dossier", *WHOM),
    ("jurisdiction", "KZ"),
    ("platform", "tiktok"),
    ("matrix",),
    ("deadlines",),
    ("changes", "--from", "2019-01-01"),
    ("audit",),
)
ENDINGS = ("html", "xlsx", "csv", "md", "json")


def accepted(found: list[Document]) -> list[Document]:
    """Facts of one relationship, with what they cite put right, so that most are taken."""
    for place, one in enumerate(found, 1):
        one |= {"platform": "tiktok", "jurisdiction": "KZ", "id": fact_id(place)}
        one.pop("caused_by", None)
        if "legal_basis" in one:
            one["legal_basis"] = "XX-1"
        if "refers_to" in one:
            one["refers_to"] = fact_id(1)
        if one["type"] == "request-answered":
            one["details"]["request"] = fact_id(1)
    return found


def read_by_all(url: str, form: str, ending: str) -> None:
    """Let every reading command answer; some have to answer no, and none may raise."""
    for command in COMMANDS:
        done = run(*command, "--format", form, database=url)
        if "Invalid value for '--format'" in done.err:
            done = run(*command, database=url)
        assert done.status in (0, 1), (command, done.err)
    with TemporaryDirectory() as folder:
        for kind in REPORTS:
            out = Path(folder) / f"{kind[0]}.{ending}"
            ok("report", *kind, "--out", str(out), database=url)
        ok("deadlines", "--ics", f"{folder}/due.ics", database=url)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(documents(KINDS), min_size=8, max_size=8).map(accepted),
    st.sampled_from(tuple(product(FORMS, ENDINGS))),
)
def test_whatever_is_accepted_can_be_read_by_all(
    sqlite_databases: SQLiteDatabases, found: list[Document], how: tuple[str, str]
) -> None:
    with sqlite_databases.migrated() as url:
        ok("import", "-", database=url, stdin=lines(TIKTOK, adopted("XX-1")))
        run("import", "-", "--on-error", "skip", database=url, stdin=lines(*found))
        read_by_all(url, *how)


NOWHEN = ("../..", "/..", "../", "XXXX", "../2020", "0001", "9999-12-31", "[2019,2020]")


@pytest.mark.parametrize("ending", ENDINGS)
def test_dates_that_say_next_to_nothing_can_be_read_by_all(sqlite_url: str, ending: str) -> None:
    types = ("meeting-held", "block-imposed", "local-office-pledged", "removal-reported")
    told = [fact(kind, when, published=when) for kind in types for when in NOWHEN]
    told += [fact("local-office-pledged", "2020", due=when) for when in NOWHEN]
    told += [fact("removal-reported", "2020", period=when, count=5) for when in NOWHEN]
    found = [complete(one, place) for place, one in enumerate(told, 1)]
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, *found))
    read_by_all(sqlite_url, "table", ending)


@pytest.mark.parametrize(
    "year", ["Y1E9999999", "Y3E9", "Y17E7", "Y20000", "Y-17E7", "[Y1E9999999]", "Y1E99999999999/.."]
)
def test_a_year_has_four_digits_and_another_is_refused_before_it_is_worked_out(year: str) -> None:
    with pytest.raises(InvalidDate, match="years 0001 to 9999"):
        window(year)


@pytest.mark.parametrize("year", ["Y2E3", "Y202E1"])
def test_a_year_of_four_digits_is_taken_however_it_is_written(year: str) -> None:
    first = window(year).first
    assert first in (date(2020, 1, 1), date(2000, 1, 1))
