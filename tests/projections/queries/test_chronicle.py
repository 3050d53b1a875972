"""A chronicle tells the same facts as the history does, and keeps a line of each only."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from support.facts.given import confirmed, corrected, denied, fact, retracted
from support.programs.running import run
from support.reading.reported import recorded
from support.servers.databases import SQLiteDatabases

from projections.embedded import EmbeddedRegister
from projections.queries.chronicle import Chronicle, chronicle
from projections.queries.history import history
from projections.queries.status import Question
from projections.read_models.relationships import RelationshipKey, relationships
from register.log.points import known_at

KZ = RelationshipKey("tiktok", "KZ")
FACTS = (
    fact("obligation-imposed", "2021-07-01", requirement="representative", due="2022-01-01"),
    fact("block-threatened", "2024-04", note="first"),
    corrected(2, occurred="2020-01-05", note="second"),
    fact("fine-imposed", "2024-05-01", requirement="representative", caused_by=1),
    denied(1),
    confirmed(1),
    retracted(6),
    fact("meeting-held", "2022/2024"),
    retracted(8),
)


@pytest.fixture(scope="module")
def example(sqlite_databases: SQLiteDatabases) -> Iterator[EmbeddedRegister]:
    with sqlite_databases.migrated() as url:
        assert run("demo", database=url).status == 0
        with EmbeddedRegister(url, _no_clock) as register:
            yield register


def _no_clock() -> datetime:
    raise AssertionError("a question asks for no time")


def _compare(register: EmbeddedRegister, key: RelationshipKey, known: str | None = None) -> None:
    with register.reading() as connection:
        asked = Question(date(2025, 1, 1), known_at(connection, known))
        found = chronicle(connection, asked, key)
        assert list(found.told(found.lines)) == history(connection, asked, key)


def test_it_tells_what_the_history_tells_of_every_relationship_of_the_example(
    example: EmbeddedRegister,
) -> None:
    with example.reading() as connection:
        keys = relationships(connection, through=10**6)
    assert len(keys) > 10
    for key in keys:
        _compare(example, key)


@pytest.mark.parametrize("known", range(1, len(FACTS) + 2))
def test_it_does_so_as_known_at_each_position(database_url: str, known: int) -> None:
    with recorded(database_url, *FACTS) as register:
        _compare(register, KZ, str(known))


def _of(register: EmbeddedRegister) -> Chronicle:
    with register.reading() as connection:
        return chronicle(connection, Question(date.max, known_at(connection, None)), KZ)


def test_a_corrected_day_moves_a_fact_in_the_order(sqlite_url: str) -> None:
    with recorded(sqlite_url, *FACTS[:3]) as register:
        lines = _of(register).lines
    assert [(line.on, line.type) for line in lines[:2]] == [
        (date(2020, 1, 5), "block-threatened"),
        (date(2021, 7, 1), "obligation-imposed"),
    ]


def test_it_knows_from_which_day_a_vague_fact_may_have_happened(sqlite_url: str) -> None:
    vague = fact("block-imposed", "2022/2024")
    with recorded(sqlite_url, vague, fact("meeting-held", "2022/2024")) as register:
        opening = _of(register).opening()
    assert {day: [one.type for one in lines] for day, lines in opening.items()} == {
        date(2022, 1, 1): ["block-imposed"]
    }


def test_it_finds_the_facts_of_a_day(sqlite_url: str) -> None:
    with recorded(sqlite_url, *FACTS[:2]) as register:
        found = _of(register)
    assert [one.type for one in found.on(date(2024, 4, 30))] == ["block-threatened"]
    assert found.on(date(2024, 4, 29)) == []
