"""The whole schema is held against what the migrations make; each thing that differs is named."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from support.programs.running import ok, run
from support.servers.databases import Databases

from integrity.schema.differences import differences, expected
from integrity.schema.objects import schema_objects
from migrations.expected import written
from register.store.database import open_engine


def changed(url: str, *statements: str) -> dict[str, str]:
    """What is wrong with the schema after SQL by the database's owner."""
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))
        found = dict(differences(connection))
    engine.dispose()
    return found


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def test_what_is_kept_with_the_program_is_what_the_migrations_make(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        made = [list(one[:4]) for one in sorted(schema_objects(connection))]
        assert list(differences(connection)) == []
    kept = [list(one[:4]) for one in expected(engine.dialect.name)]
    engine.dispose()
    assert made == kept, "after a migration, run: python -m migrations.expected URL (of each kind)"
    assert json.loads(written(database_url)) == kept


def test_each_trigger_that_is_gone_is_named(databases: Databases) -> None:
    with databases.migrated() as url:
        engine = open_engine(url)
        with engine.connect() as connection:
            triggers = [one for one in schema_objects(connection) if one.kind == "trigger"]
        engine.dispose()
        drops = [
            f"DROP TRIGGER {one.name}" + ("" if is_sqlite(url) else f" ON {one.table}")
            for one in triggers
        ]
        assert len(triggers) > 5
        assert set(changed(url, *drops)) == {one.place for one in triggers}


def test_a_trigger_that_does_something_else_is_named(database_url: str) -> None:
    if is_sqlite(database_url):
        statements = [
            "DROP TRIGGER log_refuses_update",
            "CREATE TRIGGER log_refuses_update BEFORE UPDATE ON log BEGIN SELECT 1; END",
        ]
        places = ["trigger log_refuses_update of log"]
    else:
        statements = [
            "CREATE OR REPLACE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NULL; END $$"
        ]
        places = ["function refuse_change_of_log()", "trigger log_refuses_change of log"]
    found = changed(database_url, *statements)
    assert list(found) == places
    for what in found.values():
        assert what.startswith("it is not the one that the register made: it has '")


def quietly_changing(url: str) -> list[str]:
    """A trigger with the name of an index, which changes what is recorded from now on."""
    name = "log_has_requests"
    if is_sqlite(url):
        return [
            "DROP TRIGGER log_refuses_update",
            f"CREATE TRIGGER {name} AFTER INSERT ON log BEGIN UPDATE log SET "
            "recorded_by = 'somebody else', payload = replace(payload, 'TikTok', 'TokTok') "
            "WHERE position = NEW.position; END",
        ]
    return [
        "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.recorded_by := 'somebody else'; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION quiet()",
    ]


def test_a_trigger_that_has_the_name_of_an_index_is_named(database_url: str) -> None:
    found = changed(database_url, *quietly_changing(database_url))
    assert found["trigger log_has_requests of log"] == "the register made none of this name"


RECORD = (
    *("record", "block-imposed", "--platform", "tiktok", "--jurisdiction", "KZ"),
    *("--occurred", "2024", "--source-title", "TikTok"),
)

LINES = (
    b'{"type":"block-imposed","platform":"tiktok","jurisdiction":"KZ","occurred":"2025",'
    b'"sources":[{"title":"TikTok"}]}\n'
)


def test_nothing_is_recorded_that_a_trigger_makes_another_fact_of(databases: Databases) -> None:
    with databases.migrated() as url:
        ok("demo", database=url)
        before = facts(url)
        changed(url, *quietly_changing(url))
        for command, lines in ((RECORD, b""), (("import", "-"), LINES)):
            done = run(*command, database=url, stdin=lines)
            assert (done.status, "is not what was sent" in done.err) == (2, True)
        assert facts(url) == before
        assert "trigger log_has_requests of log" in run("verify", database=url).out
        assert "trigger log_has_requests of log" in run("doctor", database=url).out


def facts(url: str) -> int:
    engine = open_engine(url)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM log")).scalar_one()
    engine.dispose()
    return int(count)


ON_POSTGRESQL = [
    (
        "CREATE TRIGGER more AFTER INSERT ON standing_key FOR EACH STATEMENT "
        "EXECUTE FUNCTION refuse_change_of_log()",
        "trigger more of standing_key",
        "the register made none of this name",
    ),
    ("ALTER TABLE log DISABLE TRIGGER ALL", "trigger log_refuses_change of log", "switched off"),
    ("CREATE RULE quiet AS ON INSERT TO log DO INSTEAD NOTHING", "rule quiet of log", "made none"),
    (
        "ALTER TABLE log DROP CONSTRAINT log_has_one_row_for_each_position",
        "constraint log_has_one_row_for_each_position of log",
        "it is missing",
    ),
    (
        "ALTER TABLE log DROP CONSTRAINT log_versions_start_at_one, "
        "ADD CONSTRAINT log_versions_start_at_one CHECK (version > -5)",
        "constraint log_versions_start_at_one of log",
        "not 'CHECK (version > 0)'",
    ),
    (
        "ALTER TABLE log ALTER position TYPE numeric",
        "column position of log",
        "it has 'numeric NOT NULL', not 'bigint NOT NULL'",
    ),
    ("ALTER TABLE log ALTER version DROP NOT NULL", "column version of log", "not 'bigint NOT"),
    ('ALTER TABLE log ALTER stream TYPE text COLLATE "und-x-icu"', "column stream of log", "und"),
    (
        "ALTER TABLE fact_text ADD more text GENERATED ALWAYS AS (lower(folded)) STORED",
        "column more of fact_text",
        "made none",
    ),
    ("CREATE TABLE log_child () INHERITS (log)", "child table log_child of log", "made none"),
    ("ALTER TABLE log ENABLE ROW LEVEL SECURITY", "table log", "with row security"),
    ("CREATE POLICY part ON log USING (position > 5)", "policy part of log", "made none"),
    ("ALTER TABLE log SET UNLOGGED", "table log", "it has 'unlogged' as well"),
    (
        "ALTER FUNCTION append_one_to_log SET session_replication_role = replica",
        None,
        "it has \"SET session_replication_role TO 'replica'\" as well",
    ),
    (
        "CREATE OR REPLACE FUNCTION append_to_log(streams text[], versions bigint[], types text[], "
        "fact_ids text[], payloads bytea[], recorder text, moment bigint, clock_is_right boolean, "
        "OUT last_position bigint, OUT followed boolean, OUT taken text) LANGUAGE plpgsql "
        "AS $$ BEGIN NULL; END $$",
        None,
        "it is not the one that the register made",
    ),
    (
        "CREATE FUNCTION lower(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$",
        "function lower(text)",
        "made none",
    ),
    (
        "ALTER ROLE register SET session_replication_role = replica",
        "setting session_replication_role of the role register",
        "made none",
    ),
    (
        "SET session_replication_role = replica",
        "setting session_replication_role of this session",
        "made none",
    ),
    (
        "CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()",
        "event trigger watching",
        "made none",
    ),
    ("CREATE TABLE more (x int)", "table more", "made none"),
    ("DROP INDEX log_has_each_fact_once", "index log_has_each_fact_once of log", "it is missing"),
]


@pytest.mark.parametrize(("statement", "place", "what"), ON_POSTGRESQL)
def test_what_an_administrator_of_postgresql_changes_is_named(
    postgresql_url: str, statement: str, place: str | None, what: str
) -> None:
    watch = (
        "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$"
    )
    engine = open_engine(postgresql_url)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text(watch))
        connection.execute(text(statement))
        found = dict(differences(connection))
        transaction.rollback()
    engine.dispose()
    found.pop("function watch()")
    if place is not None:
        assert place in found
        assert what in found[place]
    else:
        assert any(what in one for one in found.values())


def test_a_view_in_the_place_of_a_table_is_named(postgresql_url: str) -> None:
    found = changed(
        postgresql_url,
        "ALTER TABLE fact_text RENAME TO hidden",
        "CREATE VIEW fact_text AS SELECT position, upper(folded) AS folded FROM hidden",
    )
    assert found["table fact_text"].startswith("it is not the one that the register made: it has")
    assert found["table hidden"] == "the register made none of this name"


ON_SQLITE = [
    (
        ["CREATE TRIGGER more AFTER INSERT ON standing_key BEGIN SELECT 1; END"],
        "trigger more of standing_key",
        "made none",
    ),
    (["DROP INDEX log_has_each_fact_once"], "index log_has_each_fact_once of log", "is missing"),
    (["CREATE VIEW more AS SELECT 1"], "view more", "made none"),
    (["CREATE TABLE more (x)"], "table more", "made none"),
    (
        ["ALTER TABLE log ADD COLUMN more TEXT GENERATED ALWAYS AS (lower(type)) VIRTUAL"],
        "table log",
        "it is not the one that the register made",
    ),
    (
        [
            "DROP TABLE fact_text",
            "CREATE TABLE fact_text (position INTEGER NOT NULL, folded TEXT NOT NULL COLLATE NOCASE)",
        ],
        "table fact_text",
        "not the one",
    ),
    (
        ["DROP TABLE fact_text", "CREATE VIEW fact_text AS SELECT 1 AS position, 'x' AS folded"],
        "view fact_text",
        "made none",
    ),
]


@pytest.mark.parametrize(("statements", "place", "what"), ON_SQLITE)
def test_what_somebody_changes_in_a_file_of_sqlite_is_named(
    sqlite_url: str, statements: list[str], place: str, what: str
) -> None:
    found = changed(sqlite_url, *statements)
    assert what in found[place]


WITHOUT_KEY = [
    "DROP TRIGGER log_refuses_to_replace_position",
    "ALTER TABLE log RENAME TO before",
    "CREATE TABLE log AS SELECT * FROM before",
    "DROP TABLE before",
]


@pytest.mark.parametrize("place", ["NULL", "2.5", "'x'", "7"])
def test_a_log_without_its_key_is_not_walked_where_positions_are_none(
    sqlite_url: str, place: str
) -> None:
    ok("demo", database=sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(names).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in WITHOUT_KEY[1:]:
            connection.execute(statement)
        columns = "stream, 99, type, 'more', recorded_at, recorded_by, payload"
        connection.execute(f"INSERT INTO log SELECT {place}, {columns} FROM log WHERE position = 9")
        connection.commit()
    done = run("verify", "--format", "json", database=sqlite_url)
    found = {(one["table"], one["place"]) for one in done.document["mismatches"]}
    assert done.status == 1
    assert {("schema", "table log"), ("log", "position")} <= found


def test_a_lost_column_ends_the_work_in_a_sentence(sqlite_url: str) -> None:
    ok("demo", database=sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("ALTER TABLE document DROP COLUMN content")
        connection.commit()
    done = run("verify", database=sqlite_url)
    assert done.status == 1
    assert "schema, table document: it is not the one that the register made" in done.out
    assert "database, its tables: the rest can't be looked at" in done.out


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
