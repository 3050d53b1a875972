"""The made-up register of the benchmarks is one that the register would have recorded."""

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import msgspec
import pytest

from aggregates import relationship as relationships
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import CLAIM_TYPES, REQUIREMENTS, TYPES
from aggregates.vocabulary.shapes import ClaimFact, Fact, RelationshipFact
from benchmarks.generate import LARGEST, generate
from benchmarks.load import load, rows
from benchmarks.world.order import sizes
from benchmarks.world.steps import RECURRENT
from benchmarks.world.threads import followed
from register.application import Register
from register.clock import day_of
from register.format.codec import encode
from register.format.schemas import read_fact
from register.store.database import open_engine

ROOT = Path(__file__).parents[2]
FACTS, RELATIONSHIPS = 20_000, 200
Documents = list[dict[str, Any]]


@pytest.fixture(scope="module")
def documents() -> Documents:
    return list(generate(facts=FACTS, relationships=RELATIONSHIPS, seed=1))


@pytest.fixture(scope="module")
def facts(documents: Documents) -> list[Fact]:
    return [read_fact(document) for document in documents]


def pair(document: dict[str, Any]) -> tuple[Any, Any]:
    return document.get("platform"), document.get("jurisdiction")


def related(documents: Iterable[dict[str, Any]]) -> Documents:
    return [one for one in documents if "platform" in one and "jurisdiction" in one]


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one.jsonl", "two.jsonl"):
        script = ROOT / "benchmarks" / "generate.py"
        options = ["--facts", "3000", "--relationships", "50", "--seed", "7"]
        command = [sys.executable, str(script), *options, "--out", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    facts = [msgspec.json.decode(line) for line in written[0].splitlines()]
    assert facts == list(generate(facts=3000, relationships=50, seed=7))


def test_another_seed_makes_other_facts(documents: Documents) -> None:
    other = list(generate(facts=FACTS, relationships=RELATIONSHIPS, seed=2))
    assert not {one["id"] for one in documents} & {one["id"] for one in other}
    assert [one["occurred"] for one in documents] != [one["occurred"] for one in other]


def test_every_fact_has_an_id_of_its_own(documents: Documents) -> None:
    assert len({one["id"] for one in documents}) == FACTS


@pytest.mark.parametrize(("count", "relationships"), [(20_000, 200), (100_000, 2_000)])
def test_the_largest_relationship_has_a_tenth_of_all_facts(count: int, relationships: int) -> None:
    made = generate(facts=count, relationships=relationships, seed=1)
    found = Counter(pair(one) for one in related(made))
    assert len(found) == relationships
    (largest, most), (_, second) = found.most_common(2)
    assert (largest, most) == (LARGEST, count // 10)
    assert second < most


def test_the_million_of_the_benchmarks_has_the_sizes_of_a_power_law() -> None:
    found = sizes(999_910, 2_000, largest=100_000)
    assert sum(found) == 999_910
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1] > 50) == (100_000, True)


@pytest.mark.parametrize(("count", "relationships"), [(100, 50), (1_000, 5), (1_000, 2_000)])
def test_a_register_that_cannot_be_so_skewed_is_refused(count: int, relationships: int) -> None:
    with pytest.raises(ValueError, match="largest"):
        generate(facts=count, relationships=relationships, seed=1)


def test_every_fact_is_one_that_the_register_would_record(facts: list[Fact]) -> None:
    """Claims and causes are of the same relationship, and earlier; only retractions meet claims."""
    recorded: dict[str, Fact] = {}
    for fact in facts:
        if isinstance(fact, RelationshipFact | ClaimFact):
            known = relationships.Relationship(fact.stream(), facts=recorded)
            assert isinstance(relationships.record(known, fact), Event)
        recorded[str(fact.id)] = fact


def test_claims_are_about_facts_of_every_kind_and_retractions_about_claims_too(
    documents: Documents,
) -> None:
    types = {one["id"]: one["type"] for one in documents}
    claims = [one for one in documents if one["type"] in CLAIM_TYPES]
    met = {(one["type"], types[one["refers_to"]] in CLAIM_TYPES) for one in claims}
    assert met == {*[(name, False) for name in CLAIM_TYPES], ("fact-retracted", True)}


def test_corrections_are_of_days_deadlines_figures_and_notes(documents: Documents) -> None:
    patches = [
        one["details"]["replacement"] for one in documents if one["type"] == "fact-corrected"
    ]
    assert {"occurred", "actor", "details", "note"} == {name for one in patches for name in one}
    details = {name for one in patches for name in one.get("details", {})}
    assert {"due", "until", "count", "qualifier"} == details


def test_the_first_facts_register_the_platforms_and_the_laws(documents: Documents) -> None:
    """So a fact's platform is known when it comes."""
    opening = [one for one in documents if one["type"] == "instrument-in-force"]
    registered = [one for one in documents if one["type"] == "platform-registered"]
    begun = documents[: len(opening) + len(registered)]
    assert {one["type"] for one in begun} == {"platform-registered", "instrument-in-force"}
    laws = {one["legal_basis"] for one in documents if "legal_basis" in one}
    assert laws <= {one["instrument"] for one in opening}
    named = {one["platform"] for one in related(documents)}
    assert named == {one["platform"] for one in registered}


LATER = {"requirement-claimed", "sanction-imposed", "users-reported"}
"""Types of rules 2 that the made-up register does not have, so that older figures compare."""


def test_every_type_between_a_platform_and_a_jurisdiction_occurs(documents: Documents) -> None:
    kinds = (RelationshipFact, ClaimFact)
    wanted = {name for name, kind in TYPES.items() if issubclass(kind, kinds)}
    assert wanted - LATER == {one["type"] for one in related(documents)}
    demanded = {one.get("details", {}).get("requirement") for one in documents} - {None}
    assert demanded <= set(REQUIREMENTS)
    assert len(demanded) == 12


def share(part: Documents, whole: Documents) -> float:
    return len(part) / len(whole)


def test_the_mix_is_that_of_a_large_register(documents: Documents) -> None:
    told = related(documents)
    claims = [one for one in told if one["type"] in CLAIM_TYPES]
    effective = [one for one in told if TYPES[one["type"]].EFFECT and one not in claims]
    exact = [one for one in told if len(one["occurred"].partition("T")[0]) == 10]
    caused = [one for one in told if "caused_by" in one]
    dated = [one for one in told if "due" in one.get("details", {})]
    instances = [one for one in told if "instance" in one.get("details", {})]
    assert share(claims, told) == pytest.approx(0.03, abs=0.005)
    assert share(effective, told) == pytest.approx(0.54, abs=0.03)  # with observations
    assert share(exact, told) == pytest.approx(0.85, abs=0.03)
    assert share(caused, told) == pytest.approx(0.03, abs=0.02)
    assert share(dated, told) == pytest.approx(0.15, abs=0.03)
    assert share(instances, told) == pytest.approx(0.05, abs=0.02)
    assert len(msgspec.json.encode(told)) / len(told) == pytest.approx(530, abs=50)


def test_a_relationship_follows_a_few_threads_of_its_own_and_the_largest_all() -> None:
    largest, *others = [set(followed(number, seed=1)) for number in range(2_000)]
    recurring = [one for one in others if one & set(RECURRENT)]
    assert len(largest) == 21
    assert {len(one) for one in others} == {2, 3, 4, 5, 6, 7}
    assert mean(len(one) for one in others) == pytest.approx(4, abs=0.2)
    assert len(recurring) / len(others) == pytest.approx(0.25, abs=0.03)
    assert others != [set(followed(number, seed=2)) for number in range(1, 2_000)]


def days_late(document: dict[str, Any], recorded_at: int) -> int:
    return (day_of(recorded_at) - date.fromisoformat(document["occurred"])).days


def test_a_few_facts_come_late_and_a_very_few_years_late(documents: Documents) -> None:
    stored = {row[4]: row[5] for row in rows(documents)}
    exact = [one for one in related(documents) if len(one["occurred"]) == 10]
    late = [days_late(one, stored[one["id"]]) for one in exact]
    assert sum(days > 1_000 for days in late) / len(late) == pytest.approx(0.01, abs=0.005)
    assert sum(10 < days <= 1_000 for days in late) / len(late) == pytest.approx(0.045, abs=0.015)
    assert min(late) >= 0


def test_what_is_loaded_is_what_the_register_would_have_stored(
    documents: Documents, facts: list[Fact]
) -> None:
    for row, fact in zip(rows(documents), facts, strict=True):
        _, stream, _, topic, fact_id, _, _, payload = row
        assert (stream, topic, fact_id) == (fact.stream(), fact.topic(), fact.id)
        assert payload == encode(fact)


def test_a_loaded_register_is_whole(sqlite_url: str) -> None:
    made = generate(facts=5_000, relationships=50, seed=3)
    before = schema(sqlite_url)
    assert load(sqlite_url, made) == 5_000
    assert schema(sqlite_url) == before
    engine = open_engine(sqlite_url)
    try:
        register = Register(engine, clock=never)
        notes = register.recorder.select_notifications(1, 10_000)
        assert [note.id for note in notes] == list(range(1, 5_001))
        whole = register.relationship(*LARGEST)
        assert whole.version == len(whole.facts) == 500
    finally:
        engine.dispose()


def test_facts_are_loaded_into_an_empty_register_only(sqlite_url: str) -> None:
    made = list(generate(facts=1_000, relationships=50, seed=3))
    load(sqlite_url, made)
    with pytest.raises(Exception, match="empty register only"):
        load(sqlite_url, made)


def schema(url: str) -> list[Any]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        return sorted(connection.execute("SELECT type, name, sql FROM sqlite_master"))


def never() -> Any:
    raise AssertionError("reading asks for no time")
