"""The standing that the evidence's verifier works out is the register's, and the reference's."""

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from support.oracle import standing as oracle
from support.oracle.standing import Row
from support.oracle.streams import days, log, streams
from support.servers.databases import SQLiteDatabases

from aggregates.dates.windows import deadline, window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.events import TYPES
from commands.operate.setup import load_example
from evidence import verify
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question, explained, statuses
from projections.read_models.relationships import relationships
from register.clock import microseconds
from register.log.points import known_at
from register.log.reader import Entry, LogReader

Document = dict[str, Any]


def as_stored(rows: Iterable[Row]) -> list[verify.Fact]:
    """Rows of the reference's streams as facts of a bundle."""
    return [one_stored(row) for row in rows]


def one_stored(row: Row) -> verify.Fact:
    stored = {k: v for k, v in row.items() if k not in ("position", "recorded_at")}
    columns = {
        "position": row["position"],
        "id": row["id"],
        "recorded_at": microseconds(datetime.fromisoformat(row["recorded_at"])),
        "recorded_by": "test",
    }
    return verify.Fact(f"facts/{row['position']}.json", columns, b"", stored)


def told(facts: list[verify.Fact], at: date) -> Document | None:
    found = verify.standing(facts, verify.knowledge(facts), at)
    if found is not None:
        found.pop("facts")
    return found


def expected(rows: list[Row], at: date) -> Document | None:
    found = oracle.standing(rows, at)
    if found is not None:
        found.pop("at")
    return found


@drawn(streams(), days())
def test_the_standing_is_that_of_the_reference(rows: list[Row], at: date) -> None:
    assert told(as_stored(rows), at) == expected(rows, at)


@drawn(st.integers(0, 2**64 - 1), st.integers(15, 60), days())
def test_the_standing_of_a_long_stream_is_that_of_the_reference(
    seed: int, size: int, at: date
) -> None:
    rows = log(Random(seed), size)
    assert told(as_stored(rows), at) == expected(rows, at)


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
    known = {*verify.ON_REQUIREMENT, *verify.RAISES, *verify.ACTS_ON, *verify.OF_PLATFORM}
    assert known | {*verify.CLAIMS} == {name for name, kind in TYPES.items() if kind.EFFECT}
