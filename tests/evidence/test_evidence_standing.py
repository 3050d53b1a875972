"""The standing that the evidence's verifier works out is the register's.

On random streams it is the reference of the fold (tests/projections/fold): there they are compared.
"""

import ast
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from support.servers.databases import SQLiteDatabases

from aggregates.dates.windows import deadline, window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.effects import Level
from aggregates.vocabulary.events import TYPES
from evidence import verify
from exchange.example import load_example
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question, explained, statuses
from projections.read_models.relationships import relationships
from register.log.points import known_at
from register.log.reader import Entry, LogReader


@pytest.fixture(scope="module")
def example(sqlite_databases: SQLiteDatabases) -> Iterator[EmbeddedRegister]:
    with (
        sqlite_databases.migrated() as url,
        EmbeddedRegister(url, lambda: datetime(2026, 11, 22, tzinfo=UTC)) as register,
    ):
        load_example(register, recorded_by="test")
        yield register


def stored(entry: Entry) -> verify.Fact:
    columns = {
        "position": entry.position,
        "id": entry.fact_id,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "stream": entry.stream,
    }
    return verify.Fact(f"facts/{entry.position}.json", columns, b"", json.loads(entry.payload))


def test_every_standing_of_the_example_register_is_the_registers(example: EmbeddedRegister) -> None:
    random = Random(7)
    with example.reading() as connection:
        entries = list(LogReader(connection).between(0, 10_000))
        for key in relationships(connection, through=len(entries)):
            stream = f"relationship/{key.platform}/{key.jurisdiction}"
            for _ in range(20):
                at = date(2018, 1, 1) + timedelta(days=random.randrange(3500))
                known = known_at(connection, str(random.choice((len(entries), *range(1, 316)))))
                asked = Question(at, known)
                where = {"platform": key.platform, "jurisdiction": key.jurisdiction}
                found = explained(connection, statuses(connection, asked, **where), dict)
                facts = [
                    stored(one)
                    for one in entries
                    if one.stream == stream and one.position <= known.position
                ]
                own = verify.standing(facts, verify.knowledge(facts), at)
                head = {**where, "at": at.isoformat(), "known": known.to_json()}
                assert ([] if own is None else [{**head, **own}]) == found


YEARS = st.sampled_from(("2021", "2022", "2024", "202X", "20XX", "2X22", "XXXX", "0001", "1900"))
MONTHS = st.sampled_from(("01", "02", "12", "XX", "0X", "1X", "X1", "21", "24", "29", "33", "41"))
DAYS = st.sampled_from(("01", "28", "29", "31", "XX", "0X", "2X", "3X", "X1"))
MARKS = st.sampled_from(("", "", "", "~", "?", "%"))


@st.composite
def dates(draw: st.DrawFn) -> str:
    parts = [draw(one) for one in (YEARS, MONTHS, DAYS)[: draw(st.integers(1, 3))]]
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(parts) - 1))
        parts[place] = draw(MARKS) + parts[place] + draw(MARKS)
    return "-".join(parts) + draw(MARKS)


@st.composite
def edtf(draw: st.DrawFn) -> str:
    one, other = draw(dates()), draw(dates())
    form = draw(
        st.sampled_from(("{0}", "{0}", "{0}/{1}", "{0}/..", "{0}/", "../{0}", "[{0}..{1}]"))
    )
    if form[0] == "[":
        one, other = (verify.without_marks(text) for text in (one, other))
    return form.format(one, other)


@drawn(edtf())
def test_a_date_is_read_as_the_register_reads_it(text: str) -> None:
    try:
        expected = window(text)
        due = deadline(text)
    except InvalidDate:
        return
    assert verify.window(text) == (expected.first, expected.last, expected.time)
    assert verify.deadline(text) == due


@pytest.mark.parametrize(
    "text",
    [
        "2022-03-15T10:00",
        "2022-03-15T10:00:30.5+05",
        "2022-03-15T10:00:30.000Z",
        "2024-08-30T21:00-03:00",
        "2022-03-05T10:00+06:00/2022-03-05",
        "2004-06-~11",
        "?2004-06-11",
        "2004?-06-11",
        "2022-~03-05",
        "9999~",
        "0001-01-01%",
        "{2021-03,2022-04..2022-06}",
        "[..2021-05]",
        "[2021-05..]",
        "/9999-12-31",
        "../..",
    ],
)
def test_a_rare_date_is_read_as_the_register_reads_it(text: str) -> None:
    expected = window(text)
    assert verify.window(text) == (expected.first, expected.last, expected.time)
    assert verify.deadline(text) == deadline(text)


def test_the_verifier_imports_nothing_but_pythons_standard_library() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    named = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named <= {*sys.stdlib_module_names, "__future__"}
    assert not named & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "pickle"}


def test_the_verifier_knows_every_type_of_fact_that_has_an_effect() -> None:
    known = {*verify.ON_REQUIREMENT, *verify.ON_MEASURES, *verify.CLAIMS}
    assert known == {name for name, kind in TYPES.items() if kind.EFFECT}


@pytest.mark.parametrize("kind", verify.ON_REQUIREMENT)
def test_a_type_does_what_the_register_says_that_it_does(kind: str) -> None:
    effect = TYPES[kind].EFFECT
    assert effect is not None
    assert verify.ON_REQUIREMENT[kind] == (effect.requirement, effect.act.value)


@pytest.mark.parametrize("kind", verify.RAISES)
def test_a_measure_is_of_the_level_that_the_register_says(kind: str) -> None:
    effect = TYPES[kind].EFFECT
    assert effect is not None
    assert effect.level is Level[verify.RAISES[kind].upper()]


def test_details_that_were_free_once_say_nothing_where_they_have_another_form() -> None:
    told: dict[str, Any] = {
        "until": "last week",
        "scope": "",
        "services": "facebook",
        "extent": "partial",
    }
    assert verify.details_of({"type": "block-observed", "details": told}) == {"extent": "partial"}
    told = {"until": "2022-05/2022-03", "services": ["facebook", 5], "scope": "nationwide"}
    kept = {"scope": "nationwide"}
    assert verify.details_of({"type": "access-observed", "details": told}) == kept
    told = {"requirement": "Not A Slug", "instance": 5, "order": "A"}
    assert verify.details_of({"type": "fine-paid", "details": told}) == {"order": "A"}
