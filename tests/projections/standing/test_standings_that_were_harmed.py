"""Standings whose rows, tails or facts somebody harmed: nothing is lost, and it can be mended."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from support.facts.given import TIKTOK, complete, fact, fact_id
from support.facts.timemachine import START_OF_RECORDING, opened, record, table_is_right
from support.oracle.standing import Row
from support.programs.running import lines, ok, run

from projections.engine.projector import Projector
from projections.standing import timeline, track
from projections.tables import FOREVER, standing_period, standing_tail
from register.store.database import open_engine
from register.store.tables import log


def about(place: int, kind: str, occurred: str, **details: str) -> Row:
    row = complete(fact(kind, occurred, jurisdiction="KZ", **details), place)
    return {**row, "recorded_at": START_OF_RECORDING.isoformat()}


@pytest.mark.parametrize("batch", [1, 100])
def test_facts_without_effect_on_one_day_behind_what_is_kept_begin_a_period_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(timeline, "KEPT", 2)
    monkeypatch.setattr(track, "SHORT", 2)
    rows = [about(1, "obligation-imposed", "2010-01-01", requirement="r", due="2010-06-30")]
    for place in range(10):
        kind = "block-lifted" if place % 2 else "block-imposed"
        day = date(2011, 1, 1) + timedelta(days=10 * place)
        rows.append(about(2 + place, kind, day.isoformat()))
    late = [about(20, "court-ruled", "2010-07-01"), about(21, "warning-issued", "2010-07-01")]
    with opened(database_url) as (register, clock):
        record(register, clock, rows)
        Projector(register.engine).catch_up()
        record(register, clock, late)
        Projector(register.engine, batch=batch).catch_up()
        table_is_right(register.engine)


@pytest.mark.parametrize("portions", [[40], [1] * 40, [3, 30, 7], [25, 1, 1, 13]])
def test_what_is_kept_of_a_part_says_the_same_however_its_facts_came_together(
    sqlite_url: str, portions: list[int]
) -> None:
    kinds = ("block-imposed", "warning-issued", "block-lifted", "fine-imposed")
    rows = [
        about(1 + place, kinds[place % 4], (date(2011, 1, 1) + timedelta(days=place)).isoformat())
        for place in range(40)
    ]
    with pytest.MonkeyPatch.context() as shortly, opened(sqlite_url) as (register, clock):
        shortly.setattr(track, "SHORT", 4)
        for size in portions:
            record(register, clock, rows[:size])
            rows = rows[size:]
            Projector(register.engine).catch_up()
        assert not ok("verify", "--replay", "--format", "json", database=sqlite_url).document[
            "mismatches"
        ]


def test_what_the_next_fact_is_folded_on_is_compared_with_a_replay(database_url: str) -> None:
    block = complete(fact("block-imposed", "2020-03-01"), 1)
    other = complete(fact("block-imposed", "2020-03-02", jurisdiction="RU"), 2)
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, block, other))
    of_the_other = select(standing_tail.c.tail).where(
        standing_tail.c.relationship == 2, standing_tail.c.part == "measures"
    )
    changed(
        database_url,
        update(standing_tail)
        .where(standing_tail.c.relationship == 1, standing_tail.c.part == "measures")
        .values(tail=of_the_other.scalar_subquery()),
    )
    verified = run("verify", "--replay", "--format", "json", database=database_url)
    assert verified.status == 1
    assert "standing_tail" in {one["table"] for one in verified.document["mismatches"]}


def changed(url: str, statement: object) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_refuses_change ON log")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_refuses_update")
        connection.execute(statement)  # type: ignore[call-overload]
    engine.dispose()


def test_a_row_in_the_way_of_the_next_fact_is_made_anew(database_url: str) -> None:
    block = complete(fact("block-imposed", "2020-03-01"), 1)
    lift = complete(fact("block-lifted", "2020-05-01"), 2)
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, block))
    moved = date(2020, 5, 1).toordinal()
    changed(
        database_url,
        update(standing_period)
        .where(standing_period.c.known_to == FOREVER)
        .values(valid_from=moved, known_from=3),
    )
    assert run("verify", "--replay", database=database_url).status == 1
    ok("import", "-", database=database_url, stdin=lines(lift))
    found = run("verify", "--replay", "--format", "json", database=database_url).document
    assert {one["table"] for one in found["mismatches"]} <= {"schema"}, "but for the trigger"
    (shown,) = ok("status", "--format", "json", database=database_url).document
    assert (shown["access"], shown["since"]) == ("open", "2020-05-01")


def test_a_fact_that_got_damaged_is_named_when_it_has_to_be_left_out(database_url: str) -> None:
    pledge = complete(fact("local-office-pledged", "2019-07-15", due="2019"), 1)
    block = complete(fact("block-imposed", "2020-03-01"), 2)
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, pledge, block))
    changed(database_url, update(log).where(log.c.position == 2).values(payload=b"{"))
    ok("deny", fact_id(2), "--source-title", "letter", database=database_url)
    told = ok("status", "--format", "json", database=database_url)
    assert "1 fact is left out" in told.err
    (shown,) = told.document
    assert (shown["disputed"], shown["requirements"]) == (True, [])
    findings = run("doctor", "--format", "json", database=database_url).document
    assert [one["where"] for one in findings if one["kind"] == "set-aside"].count("position 2") >= 1


def test_a_damaged_platform_is_named_by_the_replay_and_the_rest_is_compared(
    database_url: str,
) -> None:
    block = complete(fact("block-imposed", "2020-03-01"), 2)
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, block))
    changed(database_url, update(log).where(log.c.position == 1).values(payload=b"{"))
    changed(database_url, update(standing_period).values(access="open"))
    verified = run("verify", "--replay", "--format", "json", database=database_url)
    assert verified.status == 1
    tables = {one["table"] for one in verified.document["mismatches"]}
    assert {"log", "standing_period"} <= tables
