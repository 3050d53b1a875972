"""Laws of the databases: they say what the pure fold says, and a log is whole after a journey."""

import io
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts.documents import document
from support.facts.timemachine import KNOWN, KNOWN_BEFORE
from support.oracle import standing as oracle
from support.oracle.standing import Row
from support.oracle.streams import LAWS, days, streams
from support.servers.databases import Databases

from aggregates.vocabulary.events import CLAIM_TYPES, TYPES
from aggregates.vocabulary.personal import without_texts
from aggregates.vocabulary.shapes import RelationshipFact
from projections.embedded import EmbeddedRegister
from projections.queries.history import FactView, conflicts, history
from projections.queries.status import Question, periods_of, statuses
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.importing.importer import ImportOptions, ImportResult
from register.log.export import export_lines
from register.log.points import known_at

FEW = settings(
    max_examples=25,
    # A session's databases serve all examples, each of which takes a new one of them.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KEY = RelationshipKey("tiktok", "KZ")
START = datetime(2022, 2, 1, tzinfo=UTC)


class HandClock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def opened(databases: Databases, clock: HandClock) -> Iterator[EmbeddedRegister]:
    with databases.migrated() as url, closing(EmbeddedRegister(url, clock)) as register:
        register.record([read_fact(one) for one in KNOWN], recorded_by="test")
        yield register


def record(register: EmbeddedRegister, clock: HandClock, rows: list[Row]) -> None:
    """Record the rows at their moments; those of one moment in one batch."""
    for moment, batch in groupby(rows, key=lambda row: str(row["recorded_at"])):
        clock.at = datetime.fromisoformat(moment)
        with register.register.recording(recorded_by="test") as recording:
            recording.record([read_fact(row) for row in batch])


@FEW
@given(rows=streams(), at=days(), position=st.integers(0, 14), public_by=st.none() | days())
def test_a_register_says_what_the_reference_says(
    databases: Databases, rows: list[Row], at: date, position: int, public_by: date | None
) -> None:
    clock = HandClock()
    with opened(databases, clock) as register:
        record(register, clock, rows)
        k = min(position, len(rows))
        with register.reading() as connection:
            known = known_at(connection, str(KNOWN_BEFORE + k))
            found = statuses(connection, Question(at, known, public_by))
            told = history(connection, Question(at, known, public_by), KEY)
            disputed = conflicts(connection, Question(at, known, public_by), KEY)
            moment = rows[k - 1]["recorded_at"] if k else START.isoformat()
            by_moment = periods_of(connection, Question(at, known_at(connection, moment)), KEY)
    expected = oracle.standing(rows, at, k, public_by=public_by)
    shown = [{**row.to_json(), "known": None} for row in found]
    assert shown == ([] if expected is None else [{**expected, "known": None}])
    assert [row.to_json() for row in by_moment] == oracle.periods(rows, moment)
    assert [one.fact for one in disputed] == [one for one in told if one.disputed]
    for one in disputed:
        claims = [other for other in told if other.document["id"] in one.fact.claims]
        of = {name: [c for c in claims if c.document["type"] == name] for name in CLAIM_TYPES}
        assert list(one.denials) == in_the_log(of["fact-denied"])
        assert list(one.confirmations) == in_the_log(of["fact-confirmed"])


def in_the_log(told: list[FactView]) -> list[FactView]:
    return sorted(told, key=lambda one: one.document["position"])


@FEW
@given(rows=streams(min_size=2), cuts=st.sets(st.integers(1, 13)))
def test_reading_in_between_changes_nothing(
    databases: Databases, rows: list[Row], cuts: set[int]
) -> None:
    clock = HandClock()
    with opened(databases, clock) as register:
        for place, row in enumerate(rows):
            record(register, clock, [row])
            if place in cuts:
                register.projector.catch_up()
        with register.reading() as connection:
            now = Question(date.min, known_at(connection, None))
            found = periods_of(connection, now, KEY)
    assert [period.to_json() for period in found] == oracle.periods(rows)


def about_tiktok(told: dict[str, Any]) -> dict[str, Any]:
    """The document about a platform and laws that are registered, and without a cause that may not be.

    What is sealed has laws of its own (test_laws_of_sealing): these registers have no keys.
    """
    named = {**told, "platform": "tiktok"} if "platform" in told else told
    if issubclass(TYPES[told["type"]], RelationshipFact):
        named.pop("caused_by", None)
    if "legal_basis" in named:
        named["legal_basis"] = LAWS[0]
    if named["type"] == "platform-designated" and "instrument" in named.get("details", {}):
        named["details"] = {**named["details"], "instrument": LAWS[1]}
    if "instrument" in named and "details" in named:  # what a law says has to hold together
        kept = ("title", "number", "authority", "link", "summary", "timezone", "unverified")
        named["details"] = {key: it for key, it in named["details"].items() if key in kept}
    return without_texts(named)


LATER = {*CLAIM_TYPES, "person-forgotten", "request-answered", "platform-registered"}
"""What can only be recorded after something else, or was before."""

MORE: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.sampled_from([name for name in TYPES if name not in LATER])
    .flatmap(document)
    .map(about_tiktok),
    max_size=12,
    unique_by=lambda told: str(told.get("id", json.dumps(told, sort_keys=True))),
)


@FEW
@given(rows=streams(), more=MORE)
def test_an_exported_log_imports_to_the_same_content_and_again_to_nothing(
    databases: Databases, rows: list[Row], more: list[dict[str, Any]]
) -> None:
    told = [*KNOWN, *rows, *more]
    with opened(databases, HandClock()) as register:
        result = imported(register, b"".join(line(one) for one in told))
        assert result.refusals == []
        assert (result.recorded, result.duplicates) == (len(told) - KNOWN_BEFORE, KNOWN_BEFORE)
        whole = exported(register)
        again = imported(register, whole)
        assert (again.recorded, again.duplicates) == (0, len(told))
        assert exported(register) == whole
    with databases.migrated() as url, closing(EmbeddedRegister(url, HandClock())) as other:
        assert imported(other, whole).recorded == len(told)
        assert content(exported(other)) == content(whole)


def line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def imported(register: EmbeddedRegister, content: bytes) -> ImportResult:
    return register.import_file(io.BytesIO(content), "a file", ImportOptions(recorded_by="test"))


def exported(register: EmbeddedRegister) -> bytes:
    with register.reading() as connection:
        through = known_at(connection, None).position
        return b"".join(export_lines(connection, dict, through=through))


def content(log: bytes) -> list[dict[str, Any]]:
    added = ("recorded_at", "recorded_by")
    rows = [json.loads(row) for row in log.splitlines()]
    return [{key: value for key, value in row.items() if key not in added} for row in rows]
