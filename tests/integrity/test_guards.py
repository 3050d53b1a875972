"""What guards the log in the database is known one by one; what is not as it was made is named."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from support.programs.running import ok, run
from support.servers.databases import Databases

from integrity.guards import EXPECTED, broken, guards
from register.store.database import open_engine


def changed(url: str, *statements: str) -> dict[str, str]:
    """What is wrong with the guards after SQL by the database's owner."""
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))
        found = dict(broken(connection))
    engine.dispose()
    return found


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def test_the_guards_of_a_fresh_register_are_those_that_are_expected(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        made = {guard.name: guard.fingerprint for guard in guards(connection)}
        assert list(broken(connection)) == []
    engine.dispose()
    lines = "\n".join(f'        "{name}": "{made[name]}",' for name in sorted(made))
    told = f"after a migration, put these into integrity/guards.py:\n{lines}"
    assert made == EXPECTED[engine.dialect.name], told


def test_each_trigger_that_is_gone_is_named(databases: Databases) -> None:
    with databases.migrated() as url:
        engine = open_engine(url)
        with engine.connect() as connection:
            names = [one.name for one in guards(connection) if one.kind == "trigger"]
        engine.dispose()
        table = {name: name.split("_refuses")[0].split("_never")[0] for name in names}
        drops = [
            f"DROP TRIGGER {name}" + ("" if is_sqlite(url) else f" ON {table[name]}")
            for name in names
        ]
        assert len(names) > 5
        assert set(changed(url, *drops)) == set(names)


def test_a_trigger_that_does_something_else_is_named(database_url: str) -> None:
    if is_sqlite(database_url):
        statements = [
            "DROP TRIGGER log_refuses_update",
            "CREATE TRIGGER log_refuses_update BEFORE UPDATE ON log BEGIN SELECT 1; END",
        ]
    else:
        statements = [
            "CREATE OR REPLACE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NULL; END $$"
        ]
    found = changed(database_url, *statements)
    assert list(found.values()) == ["it is not the one that the register made"]


def test_a_further_trigger_is_named(database_url: str) -> None:
    if is_sqlite(database_url):
        statement = "CREATE TRIGGER more AFTER INSERT ON log BEGIN SELECT 1; END"
    else:
        statement = (
            "CREATE TRIGGER more AFTER INSERT ON log FOR EACH STATEMENT "
            "EXECUTE FUNCTION refuse_change_of_log()"
        )
    assert changed(database_url, statement) == {
        "trigger more": "the register made none of this name"
    }


@pytest.mark.parametrize("act", ["DISABLE TRIGGER log_refuses_change", "DISABLE TRIGGER ALL"])
def test_a_trigger_that_is_switched_off_is_named(postgresql_url: str, act: str) -> None:
    found = changed(postgresql_url, f"ALTER TABLE log {act}")
    assert found == {"trigger log_refuses_change": "it is switched off"}


def test_a_rule_and_a_changed_function_are_named(postgresql_url: str) -> None:
    found = changed(
        postgresql_url,
        "CREATE RULE quiet AS ON INSERT TO log DO INSTEAD NOTHING",
        "CREATE OR REPLACE FUNCTION append_to_log(streams text[], versions bigint[], types text[], "
        "fact_ids text[], payloads bytea[], recorder text, moment bigint, OUT last_position bigint, "
        "OUT followed boolean, OUT taken text) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$",
    )
    assert set(found) == {"rule quiet", "function append_to_log"}


def test_an_index_that_keeps_facts_apart_is_missed(database_url: str) -> None:
    found = changed(database_url, "DROP INDEX log_has_each_fact_once")
    assert set(found) == {"log_has_each_fact_once"}


def test_verify_says_so(databases: Databases) -> None:
    with databases.migrated() as url:
        assert ok("verify", database=url).status == 0
        dropped = "DROP TRIGGER log_head_refuses_delete" + (
            "" if is_sqlite(url) else " ON log_head"
        )
        changed(url, dropped)
        done = run("verify", database=url)
        assert (done.status, "log_head_refuses_delete" in done.out) == (1, True)


STRANGE = [
    "INSERT INTO tree_tile VALUES (1000000000000, 0, x'00')",
    "UPDATE tree_tile SET level = 'abc' WHERE level = 1",
    "UPDATE tree_tile SET hashes = 7",
    "UPDATE tree_head SET size = 1.5",
    "UPDATE checkpoint SET made_at = 9223372036854775807",
    "UPDATE checkpoint SET note = CAST(note AS BLOB)",
    "UPDATE checkpoint SET note = CAST(x'ff41' AS TEXT)",
    "UPDATE signing_key SET vkey = x'00'",
    "UPDATE log_head SET recorded_at = 'x'",
    "INSERT INTO document VALUES ('00', 1000000000000)",
]


@pytest.mark.parametrize("statement", STRANGE)
def test_what_the_register_never_writes_is_named_by_its_place(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    ok("demo", database=sqlite_url)
    ok("key", "init", database=sqlite_url)
    signed = ok("checkpoint", database=sqlite_url)
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()
    done = run("verify", "--format", "json", database=sqlite_url)
    brought = tmp_path / "checkpoint.txt"
    brought.write_text(signed.out, encoding="utf-8")
    assert run("verify", "--checkpoint", str(brought), database=sqlite_url).status == 1
    mended = run("rebuild", "tree", database=sqlite_url)
    if statement.startswith("INSERT INTO tree_tile"):  # a tile that no tree has is taken away
        assert mended.status == 0
    else:
        assert (mended.status, "'register verify' names them" in mended.err) == (2, True)
    table = statement.split()[2 if statement.startswith("INSERT") else 1]
    assert done.status == 1
    assert table in {found["table"] for found in done.document["mismatches"]}
