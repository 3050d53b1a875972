"""Verifying the read models: a row that somebody changed is named, and a rebuild mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from support.programs.running import Ran, ok, run, says
from support.servers.databases import Databases

from projections.standing.projection import live_generation
from projections.tables import (
    FOREVER,
    fact_text,
    platform_name,
    relationship,
    standing_key,
    standing_part,
    standing_period,
    standing_reach,
)
from projections.verification.standing_check import StandingSample
from register.store.database import open_engine


@pytest.fixture(scope="module")
def example(databases: Databases) -> Iterator[str]:
    """The example register; every test leaves it as it was, after a rebuild."""
    with databases.empty() as url:
        ok("demo", database=url)
        yield url


def by_hand(url: str, act: Callable[[Connection], None]) -> None:
    """Do what somebody with the database's password could."""
    engine = open_engine(url)
    with engine.begin() as connection:
        act(connection)
    engine.dispose()


def verify(url: str) -> Ran:
    return run("verify", "--replay", database=url)


NAMED = {"platform": "tiktok", "jurisdiction": "RU"}


def key_of(connection: Connection) -> int:
    query = select(standing_key.c.id).where(
        standing_key.c.generation == live_generation(connection),
        standing_key.c.platform == NAMED["platform"],
        standing_key.c.jurisdiction == NAMED["jurisdiction"],
    )
    return int(connection.execute(query).scalar_one())


def row_of(connection: Connection, table: Table) -> dict[str, Any]:
    """A row to change: one about TikTok in Russia, or the first."""
    query = select(table).limit(1)
    if table is standing_reach:
        query = query.where(table.c.relationship == key_of(connection))
    elif table in (standing_period, standing_part):
        query = query.where(table.c.relationship == key_of(connection)).order_by(
            table.c.known_from.desc(), table.c.valid_from.desc()
        )
    elif table is relationship:
        query = query.where(*(table.c[name] == value for name, value in NAMED.items()))
    elif table is fact_text:
        query = query.order_by(fact_text.c.position)
    elif table is platform_name:
        query = query.where(table.c.platform == "tiktok")
    return dict(connection.execute(query).mappings().one())


def is_row(table: Table, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


@dataclass(frozen=True)
class Damage:
    """A table, what in a row of it is changed to what, what makes a further row, and the place."""

    table: Table
    changed: dict[str, Any]
    further: dict[str, Any]
    place: str
    comes_from_a_fact: bool = False

    def change(self, connection: Connection) -> None:
        row = row_of(connection, self.table)
        connection.execute(update(self.table).where(*is_row(self.table, row)).values(self.changed))

    def remove(self, connection: Connection) -> None:
        row = row_of(connection, self.table)
        connection.execute(delete(self.table).where(*is_row(self.table, row)))

    def add(self, connection: Connection) -> None:
        row = {**row_of(connection, self.table), **self.further}
        row.pop("id", None)
        connection.execute(insert(self.table).values(row))


DAMAGES = [
    Damage(
        standing_period,
        {"compliance": "compliant"},
        {"valid_from": 1},
        "tiktok RU",
        comes_from_a_fact=True,
    ),
    Damage(
        standing_part, {"content": "[]"}, {"valid_from": 1}, "tiktok RU", comes_from_a_fact=True
    ),
    Damage(standing_reach, {"reach": 1}, {"known_from": 1}, "tiktok RU", comes_from_a_fact=True),
    Damage(relationship, {"facts": 1000}, {"jurisdiction": "AQ"}, "tiktok"),
    Damage(platform_name, {"name": "TokTik"}, {"folded": "toktik"}, "tiktok"),
    Damage(fact_text, {"folded": "other words"}, {"position": 100_000}, "position"),
]
ACTS = [Damage.change, Damage.remove, Damage.add]


@pytest.mark.parametrize("act", ACTS, ids=["changed", "deleted", "inserted"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.table.name)
def test_a_row_that_somebody_touched_is_named_and_mended(
    example: str, damage: Damage, act: Callable[[Damage, Connection], None]
) -> None:
    by_hand(example, lambda connection: act(damage, connection))
    try:
        done = verify(example)
        assert done.status == 1, done.out
        told, *_ = done.out.splitlines()
        assert told.startswith(f"{damage.table.name}, {damage.place}")
        found = ok_to_differ(example)
        assert found["verified"] is False
        (mismatch,) = [one for one in found["mismatches"] if one["table"] == damage.table.name]
        assert damage.place in mismatch["place"]
        if act is not Damage.add or damage.comes_from_a_fact:
            names_a_fact(told, mismatch)
    finally:
        ok("rebuild", "--processes", "1", database=example)
    assert verify(example).status == 0


def names_a_fact(told: str, mismatch: dict[str, Any]) -> None:
    fact, position = mismatch["fact"], mismatch["position"]
    assert fact is not None
    assert f"(fact {fact}, position {position})" in told


def ok_to_differ(url: str) -> dict[str, Any]:
    done = run("verify", "--replay", "--format", "json", database=url)
    assert done.status == 1
    document: dict[str, Any] = done.document
    return document


def test_a_row_that_is_known_again_is_named(example: str) -> None:
    """A reader would be told of what was known no longer."""

    def again(connection: Connection) -> None:
        query = select(standing_period).where(standing_period.c.known_to < FOREVER).limit(1)
        row = dict(connection.execute(query).mappings().one())
        later = {"known_from": FOREVER - 2, "known_to": FOREVER - 1}
        connection.execute(insert(standing_period).values(row | later))

    by_hand(example, again)
    try:
        done = verify(example)
        assert (done.status, done.out.startswith("standing_period, ")) == (1, True)
    finally:
        ok("rebuild", "--processes", "1", database=example)
    assert verify(example).status == 0


def test_all_rows_of_a_relationship_that_are_gone_are_named(example: str) -> None:
    def all_gone(connection: Connection) -> None:
        connection.execute(delete(standing_key).where(standing_key.c.id == key_of(connection)))

    by_hand(example, all_gone)
    try:
        done = verify(example)
        assert (done.status, "tiktok RU" in done.out) == (1, True)
    finally:
        ok("rebuild", "--processes", "1", database=example)
    assert verify(example).status == 0


def test_the_example_is_what_a_replay_makes_of_it(example: str) -> None:
    done = ok("verify", "--replay", database=example)
    assert "Every row is what a replay of 386 facts makes." in done.out.splitlines()
    document = ok("verify", "--replay", "--format", "json", database=example).document
    assert (document["verified"], document["facts"], document["replayed"]) == (True, 386, True)
    assert document["mismatches"] == []
    ok("rebuild", "--processes", "1", database=example)
    assert ok("verify", "--replay", database=example) == done


def test_a_rebuild_of_one_read_model_mends_that_one(example: str) -> None:
    damages = {damage.table.name: damage for damage in DAMAGES}
    for name, table in (("relationship", "relationship"), ("platform-name", "platform_name")):
        by_hand(example, damages[table].change)
        assert verify(example).status == 1
        assert f"{name}: rebuilt" in ok("rebuild", name, database=example).out
        assert verify(example).status == 0


def test_what_can_not_be_asked_is_said_in_one_sentence(example: str) -> None:
    for wrong, right in (("standing-periods", "standing-period"), ("relationshp", "relationship")):
        done = run("rebuild", wrong, database=example)
        says(done, f"'{wrong}'", f"the nearest is {right}")
    done = run("verify", "--checkpoint", "nowhere.txt", database=example)
    assert (done.status, done.out) == (2, "")
    assert "nowhere.txt" in done.err
    assert "Traceback" not in done.err


def test_without_options_some_standings_are_compared_and_it_says_how_many(example: str) -> None:
    done = ok("verify", "--seed", "lot", database=example)
    assert "15 of 15 standings were compared with a replay" in done.out
    assert "(--seed lot chooses the same)" in done.out
    document = ok("verify", "--seed", "lot", "--format", "json", database=example).document
    assert document["sample"] == {"standings": 15, "of": 15, "seed": "lot"}


def test_one_update_that_makes_it_all_compliant_is_found_without_options(
    databases: Databases,
) -> None:
    with databases.empty() as url:
        ok("demo", database=url)
        by_hand(url, _all_compliant)
        done = run("verify", database=url)
    assert done.status == 1
    assert "compliance is 'compliant', and a replay makes" in done.out


def _all_compliant(connection: Connection) -> None:
    connection.execute(update(standing_period).values(compliance="compliant"))


def test_the_same_seed_chooses_the_same_standings_and_another_one_others(example: str) -> None:
    engine = open_engine(example)
    with engine.connect() as connection:
        places = [
            f"{row.platform} {row.jurisdiction}" for row in connection.execute(select(relationship))
        ]
    engine.dispose()
    chosen = [
        sorted(places, key=StandingSample(5, seed).order)[:5] for seed in ("one", "one", "two")
    ]
    assert chosen[0] == chosen[1] != chosen[2]
