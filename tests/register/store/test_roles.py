"""The roles of deploy/: who records can't change what is recorded, whatever SQL he sends."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import ok, run, says
from support.servers.databases import PostgreSQLDatabases
from support.servers.roles import SCRIPT, as_role, sql

from projections.embedded import EmbeddedRegister
from register.errors import DatabaseProblem
from register.format.schemas import read_fact


@pytest.fixture
def server(postgresql_databases: PostgreSQLDatabases) -> Iterator[str]:
    """A register that was set up as the script says; the URL is its superuser's."""
    with postgresql_databases.empty() as url:
        sql(url, SCRIPT.read_text())
        ok("init", database=as_role(url, "register_owner"))
        sql(url, SCRIPT.read_text(), SCRIPT.read_text())
        yield url


@pytest.fixture
def application(server: str) -> str:
    """The same as who records, with three facts."""
    url = as_role(server, "register_application")
    documents = [TIKTOK, *(complete(fact("block-threatened", "2022-03-01"), n) for n in (1, 2))]
    given = b"".join(json.dumps(one).encode() + b"\n" for one in documents)
    ok("import", "-", database=url, stdin=given)
    return url


def test_the_application_can_do_all_that_a_register_is_for(application: str) -> None:
    ok(
        *("record", "block-lifted", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2022-04-01", "--source-title", "a source"),
        database=application,
    )
    ok("status", database=application)
    ok("rebuild", "--processes", "1", database=application)
    ok("verify", "--replay", database=application)
    found = ok("history", "tiktok", "KZ", "--format", "json", database=application).document
    assert [one["position"] for one in found] == [2, 3, 4]


def test_a_reader_can_ask_and_not_record(application: str) -> None:
    reader = as_role(application, "register_reader")
    assert ok("status", "--format", "json", database=reader).document != []
    line = json.dumps(complete(fact("block-threatened", "2022-03-01"), 9)).encode()
    says(run("import", "-", database=reader, stdin=line), "permission denied")
    options = ("--occurred", "2022-04-01", "--source-title", "a source")
    place = ("--platform", "tiktok", "--jurisdiction", "KZ")
    says(run("record", "block-lifted", *place, *options, database=reader), "permission denied")
    with EmbeddedRegister(reader, lambda: datetime.now(UTC)) as register:
        ruling = read_fact(complete(fact("court-ruled", "2022"), 10))
        for _ in range(2):
            with pytest.raises(DatabaseProblem, match="permission denied"):
                register.record([ruling], recorded_by="test")


def test_passwords_and_tokens_are_for_the_application_alone(application: str) -> None:
    ok("account", "add", "anna", "--role", "administrator", database=application)
    reader = as_role(application, "register_reader")
    for table in ("account", "account_session", "account_token", "account_link", "sign_in_try"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(reader, f"SELECT * FROM {table}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(application, "DELETE FROM account")
    ok("account", "add", "boris", "--role", "administrator", database=application)
    ok("account", "end", "anna", database=application)


def test_a_reader_is_answered_while_the_read_models_are_behind(application: str) -> None:
    with EmbeddedRegister(application, lambda: datetime.now(UTC)) as register:
        ruling = read_fact(complete(fact("court-ruled", "2022"), 10))
        register.register.record([ruling], recorded_by="test")
    ok("status", database=as_role(application, "register_reader"))


@pytest.mark.parametrize("role", ["register_application", "register_reader"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET payload = payload",
        "DELETE FROM log",
        "TRUNCATE log",
        "DROP TABLE log",
        "ALTER TABLE log DISABLE TRIGGER ALL",
        "ALTER TABLE log DISABLE TRIGGER log_refuses_change",
        "DROP TRIGGER log_refuses_change ON log",
        "CREATE TRIGGER mine BEFORE INSERT ON log EXECUTE FUNCTION refuse_change_of_log()",
        "CREATE RULE mine AS ON INSERT TO log DO INSTEAD NOTHING",
        "DELETE FROM log_head",
        "TRUNCATE log_head",
        "DROP TABLE log_head",
        "INSERT INTO log_head VALUES (2, 0, 0)",
        "UPDATE log_head SET id = 1",
        "ALTER TABLE log_head DISABLE TRIGGER ALL",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE mine (id integer)",
        "CREATE OR REPLACE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$",
        "DROP FUNCTION refuse_change_of_log() CASCADE",
        "CREATE OR REPLACE FUNCTION append_one_to_log(text, text, text, bytea, text, bigint) "
        "RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "SET ROLE register_owner",
    ],
)
def test_the_server_refuses_it_for_lack_of_privilege(
    shared: str, role: str, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(as_role(shared, role), statement)


@pytest.fixture(scope="module")
def shared(postgresql_databases: PostgreSQLDatabases) -> Iterator[str]:
    """One register for all that is refused."""
    with postgresql_databases.empty() as url:
        sql(url, SCRIPT.read_text())
        ok("init", database=as_role(url, "register_owner"))
        sql(url, SCRIPT.read_text())
        yield url


def test_the_head_of_the_log_does_not_go_back_for_the_application_either(application: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="never goes back"):
        sql(application, "UPDATE log_head SET position = 1")


def test_the_application_can_sign(application: str, tmp_path: Path) -> None:
    path = str(tmp_path / "a.key")
    ok("key", "init", "--file", path, database=application)
    note = ok("checkpoint", "--key", path, database=application).out
    vkey = ok("witness", "key", "--name", "w", "--file", str(tmp_path / "w.key")).out.strip()
    ok("witness", "add", vkey, database=application)
    own = ok("key", "show", "--format", "json", database=application).document["vkey"]
    cosign = ("checkpoint", "cosign", "-", "--vkey", own, "--key-file", str(tmp_path / "w.key"))
    cosigned = ok(*cosign, stdin=note.encode()).out
    ok("checkpoint", "add", "-", database=application, stdin=cosigned.encode())
    reader = as_role(application, "register_reader")
    assert ok("checkpoint", "show", database=reader).out == cosigned
    says(run("key", "rotate", "--key", path, database=reader), "permission denied")
