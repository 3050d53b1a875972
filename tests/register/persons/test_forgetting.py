"""Persons are named in facts, shown to who has the keys, and forgotten for good."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from support.facts.given import TIKTOK
from support.facts.traces import traces
from support.programs.running import ROOT, Ran, lines, ok, run, says, surroundings
from support.programs.unprivileged import as_nobody, open_folder
from support.servers.databases import PostgreSQLDatabases
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

from aggregates.errors import FactRefused
from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.persons.keys import Persons
from register.store.database import open_engine, reading

NAME, CONTACT = "Имя Отчество Surname-Żółć", "imya@example.org"
SOURCE = {"title": "Gazette"}


def named(person: str = "rep-1", **changes: Any) -> dict[str, Any]:
    told = {"person": person, "name": NAME, "contact": CONTACT}
    return {
        "type": "representative-appointed",
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "occurred": "2022-05-03",
        "details": {"representative": told},
        "sources": [SOURCE],
        **changes,
    }


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keys"
    monkeypatch.setenv("REGISTER_PERSONS", str(folder))
    return folder


@pytest.fixture
def url(database_url: str, keys: Path) -> str:  # noqa: ARG001  # it has to be set
    """A register with a platform, whose keys are in a folder of their own."""
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    return database_url


def imported(url: str, *documents: Any) -> Ran:
    return ok("import", "-", "--format", "json", database=url, stdin=lines(*documents))


def refused(url: str, *documents: Any) -> str:
    done = run("import", "-", database=url, stdin=lines(*documents))
    assert done.status == 1, done
    assert "0 recorded" in done.out
    assert len(done.err.splitlines()) >= 1
    return done.err


def record(url: str, *options: str) -> Ran:
    return run(
        *("record", "representative-appointed", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2022-05-03", "--source-title", "Gazette", *options),
        database=url,
    )


RECORDED = ("--representative", NAME, "--contact", CONTACT, "--person", "rep-1")


def answers(url: str) -> dict[str, str]:
    """All that the register prints of facts."""
    asked: dict[str, tuple[str, ...]] = {
        "history": ("history", "tiktok", "KZ"),
        "history as JSON": ("history", "tiktok", "KZ", "--format", "json"),
        "explanation": ("status", "tiktok", "KZ", "--explain"),
        "explanation as JSON": ("status", "tiktok", "KZ", "--explain", "--format", "json"),
        "conflicts": ("conflicts",),
        "search": ("search", "gazette", "--format", "jsonl"),
        "export": ("export",),
        "person": ("person", "show", "rep-1"),
    }
    return {name: ok(*command, database=url).out for name, command in asked.items()}


def stored(url: str) -> list[bytes]:
    engine = open_engine(url)
    with reading(engine) as connection:
        rows = connection.execute(sql("SELECT payload FROM log ORDER BY position")).scalars()
        found = [bytes(row) for row in rows]
    engine.dispose()
    return found


def everything_is_recorded(url: str) -> None:
    """A fact by each way, with a denial, so that every answer has a name to show."""
    assert record(url, *RECORDED).status == 0
    imported(url, named(occurred="2022-06-01"))
    ok("correct", "2", "--set", f"representative.name={NAME}", "--source-title", "Gazette 2",
       database=url)  # fmt: skip
    ok("deny", "3", "--source-title", "Gazette 3", database=url)


def looked_at(url: str) -> list[dict[str, object]]:
    """What doctor names, but how durable the tests' own server is."""
    found: list[dict[str, object]] = run("doctor", "--format", "json", database=url).document
    return [one for one in found if one["kind"] != "durability"]


def test_a_person_is_shown_to_who_has_the_keys_and_to_nobody_else(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    everything_is_recorded(url)
    assert {name for name, told in answers(url).items() if NAME not in told} == set()
    assert not [payload for payload in stored(url) if NAME.encode() in payload]
    monkeypatch.setenv("REGISTER_PERSONS", str(tmp_path / "elsewhere"))
    says(run("export", database=url), "the key to rep-1 is not in", "--sealed")
    told = ok("history", "tiktok", "KZ", "--format", "json", database=url)
    assert told.document[0]["details"]["representative"] == {"person": "rep-1", "sealed": True}
    assert "sealed:1:" in ok("export", "--sealed", database=url).out
    assert ok("person", "list", "--format", "json", database=url).document == [
        {"person": "rep-1", "facts": 3, "forgotten": False, "forgotten_at": None, "key": "missing"}
    ]
    says(
        run("forget", "rep-1", "--reason", "her request", database=url),
        "the key to rep-1 is not in",
        "--key-lost",
    )


def test_who_was_forgotten_is_in_no_answer_and_all_else_is(url: str, keys: Path) -> None:
    everything_is_recorded(url)
    before = ok("status", "tiktok", "KZ", "--format", "json", database=url).document[0]
    done = ok("forget", NAME.upper(), "--reason", "her request", "--format", "json", database=url)
    assert done.document["person"] == "rep-1"
    assert (done.document["position"], done.document["facts"]) == (6, 3)
    told = answers(url)
    for text in (NAME, CONTACT, "sealed:"):
        assert [name for name, found in told.items() if text in found] == []
    after = ok("status", "tiktok", "KZ", "--format", "json", database=url).document[0]
    assert {**after, "known": None} == {**before, "known": None}
    history = ok("history", "tiktok", "KZ", "--format", "json", database=url).document
    assert history[0]["details"]["representative"] == {"person": "rep-1", "forgotten": True}
    assert sorted(path.name for path in keys.iterdir()) == ["rep-1.forgotten"]
    assert ok("person", "list", "--format", "json", database=url).document == [
        {"person": "rep-1", "facts": 3, "forgotten": True, "forgotten_at": 6, "key": "destroyed"}
    ]
    ok("verify", "--replay", database=url)
    ok("rebuild", database=url)
    assert answers(url) == told


def test_forgetting_again_changes_nothing(url: str) -> None:
    assert record(url, *RECORDED).status == 0
    ok("forget", "rep-1", "--reason", "her request", database=url)
    again = ok("forget", "rep-1", "--reason", "another", "--format", "json", database=url)
    assert again.document["duplicate"]
    assert len(stored(url)) == 3


def test_a_forgotten_person_is_not_recorded_again(url: str) -> None:
    assert record(url, *RECORDED).status == 0
    old = ok("export", database=url).out.encode()
    raw = ok("export", "--sealed", database=url).out.encode()
    ok("forget", "rep-1", "--reason", "her request", database=url)
    says(record(url, *RECORDED, "--note", "new"), "--person: rep-1 was forgotten")
    assert "rep-1 was forgotten" in refused(url, named(occurred="2022-07"))
    for file in (old, raw, ok("export", database=url).out.encode()):
        told = ok("import", "-", "--format", "json", database=url, stdin=file).document
        assert (told["recorded"], told["refused"]) == (0, 0)
        assert told["duplicates"] == told["read"] > 0
    assert record(url, *RECORDED).status == 0, "the same fact is a duplicate"
    imported(url, named(occurred="2022-08", details={"representative": {"person": "rep-1"}}))


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_export_imports_into_another_register_to_the_same(
    url: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: bool
) -> None:
    everything_is_recorded(url)
    before = ok("export", database=url).out.encode()
    if forgotten:
        ok("forget", "rep-1", "--reason", "her request", database=url)
    whole = ok("export", database=url)
    monkeypatch.setenv("REGISTER_PERSONS", str(tmp_path / "other-keys"))
    copied = ok("import", "-", "--format", "json", database=sqlite_url, stdin=whole.out.encode())
    assert copied.document["recorded"] == len(whole.documents)
    added = ("position", "recorded_at", "recorded_by")
    again = ok("export", database=sqlite_url).documents
    wanted = whole.documents
    for one in (*again, *wanted):
        for field in added:
            del one[field]
    assert again == wanted
    old = ok("import", "-", "--format", "json", database=sqlite_url, stdin=before).document
    assert (old["recorded"], old["refused"]) == (0, 0)
    if forgotten:
        left = sorted(path.name for path in (tmp_path / "other-keys").iterdir())
        assert left == ["rep-1.forgotten"]
        assert looked_at(sqlite_url) == looked_at(url)
        return
    assert stored(sqlite_url) != stored(url), "each register has keys of its own"


def test_a_raw_copy_is_taken_only_by_the_log_that_it_is_of(
    url: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(url, named())
    raw = ok("export", "--sealed", database=url).out.encode()
    assert (
        ok("import", "-", "--format", "json", database=url, stdin=raw).document["duplicates"] == 2
    )
    done = run("import", "-", database=sqlite_url, stdin=raw)
    assert (done.status, done.err.count("it is sealed, and this log has no such fact")) == (1, 2)
    monkeypatch.setenv("REGISTER_PERSONS", str(tmp_path / "other"))
    fact = json.loads(raw.splitlines()[1])
    fact["details"]["representative"]["name"] = "sealed:1:" + "A" * 120
    assert "$.details.representative.name: it is sealed" in refused(url, fact)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"note": f"met {NAME.upper()} today"}, "$.note: it says the name"),
    ({"sources": [{"title": f"On {NAME}"}]}, "$.sources[0].title: it says the name"),
    ({"actor": {"name": CONTACT}}, "$.actor.name: it says the contact"),
    ({"case": CONTACT}, "$.case: it says the contact"),
    ({"details": {"name": NAME, "representative": {"person": "p-1", "name": NAME}}},
     "$.details.name: it says the name"),
    ({"details": {"representative": {"person": "imya-1", "contact": CONTACT}}},
     "$.details.representative.person: a pseudonym stays"),
    ({"details": {"representative": {"name": NAME}}}, "$.details.representative.person: it is missing"),
    ({"details": {"representative": {"person": "p-1", "name": "n" * 501}}}, "longer than 500"),
    ({"details": {"representative": {"person": "p-1", "name": "sealed:2:x"}}}, "begins with 'sealed:'"),
    ({"details": {"representative": {"person": "p-1", "name": "a\0b"}}}, "NUL"),
    ({"details": {"representative": {"person": "p-1", "email": "x"}}}, "there is no such field"),
    ({"details": {"representative": {"person": "P 1", "name": NAME}}}, "is not a slug"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_would_leave_a_trace_or_is_ill_formed_is_refused(
    url: str, keys: Path, changes: dict[str, Any], reason: str
) -> None:
    told = refused(url, named(**changes))
    assert reason in told
    assert len(stored(url)) == 1
    assert not keys.exists(), "no key is made for what is refused"


CORRECTIONS: list[tuple[dict[str, Any], str]] = [
    ({"details": {"representative": {"name": NAME}}}, "needs the person that it belongs to"),
    ({"details": {"representative": {"person": "p-1", "name": "sealed:2:x"}}}, "begins with"),
    ({"details": {"representative": {"person": "p-1", "name": NAME}}, "note": NAME},
     "$.details.replacement.note: it says the name"),
    ({"details": {"representative": NAME}}, "would not be valid"),
    ({"details": {"representative": {"person": "p-1", "email": "x"}}}, "would not be valid"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("patch", "reason"), CORRECTIONS, ids=[reason for _, reason in CORRECTIONS]
)
def test_a_correction_is_sealed_or_refused_like_the_fact(
    url: str, patch: dict[str, Any], reason: str
) -> None:
    imported(url, named(id="3f2b7c1e-0000-4000-8000-000000000003"))
    correction = {
        **named(type="fact-corrected", occurred="2022-06"),
        "refers_to": "3f2b7c1e-0000-4000-8000-000000000003",
        "details": {"replacement": patch},
    }
    assert reason in refused(url, correction)
    good = {"details": {"representative": {"person": "p-1", "name": NAME, "contact": None}}}
    imported(url, {**correction, "details": {"replacement": good}})
    assert NAME.encode() not in stored(url)[-1]
    assert b'"contact":null' in stored(url)[-1]
    assert NAME in ok("history", "tiktok", "KZ", database=url).out


def test_the_command_line_says_it_by_its_options(url: str) -> None:
    says(record(url, "--representative", NAME), "--person: it is missing")
    says(record(url, *RECORDED, "--by", NAME), "--by: it is the name of a person")
    says(record(url, *RECORDED, "--note", NAME), "it says the name of a person")
    says(
        run("record", "statement-issued", "--platform", "tiktok", "--jurisdiction", "KZ",
            "--occurred", "2022", "--source-title", "x", "--contact", CONTACT, database=url),
        "--contact is for contact-point-provided", "nothing is sealed",
    )  # fmt: skip
    says(run("record", "person-forgotten", "--occurred", "2022", database=url), "'register forget'")
    assert record(url, *RECORDED).status == 0
    says(run("forget", "nobody", "--reason", "x", database=url), "no person has that pseudonym")
    says(
        run("forget", "rep-1", "--reason", f"{NAME} asked", database=url), "the name of the person"
    )
    says(run("forget", "rep-1", "--reason", "x" * 501, database=url), "longer than 500")
    assert len(stored(url)) == 2


def test_a_name_that_several_have_is_not_guessed(url: str) -> None:
    imported(url, named("rep-1"), named("rep-2", occurred="2023"))
    says(run("forget", NAME, "--reason", "x", database=url), "several", "rep-1, rep-2")
    ok("forget", "rep-2", "--reason", "x", database=url)
    assert ok("forget", NAME, "--reason", "x", "--format", "json", database=url).document[
        "person"
    ] == "rep-1"  # fmt: skip


def test_without_a_key_store_nothing_about_a_person_is_taken(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REGISTER_PERSONS", raising=False)
    ok("import", "-", database=postgresql_url, stdin=lines(TIKTOK))
    says(record(postgresql_url, *RECORDED), "set REGISTER_PERSONS")
    assert "set REGISTER_PERSONS" in refused(postgresql_url, named())
    says(run("forget", "rep-1", "--reason", "x", database=postgresql_url), "REGISTER_PERSONS")
    imported(postgresql_url, named(details={"representative": {"person": "rep-1"}}))


def test_on_sqlite_the_keys_are_beside_the_database(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, named()))
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    assert [key.name for key in path.with_name("register.db-persons").iterdir()] == ["rep-1.key"]


def test_a_dry_run_makes_no_key(url: str, keys: Path) -> None:
    done = ok("import", "-", "--dry-run", database=url, stdin=lines(named(), named()))
    assert "1 would be recorded, 1 duplicates" in done.out
    assert not keys.exists()


def test_no_file_destroys_a_key(url: str, keys: Path) -> None:
    imported(url, named())
    gone = {
        "type": "person-forgotten",
        "person": "rep-1",
        "occurred": "2026",
        "details": {"reason": "x"},
        "sources": [SOURCE],
    }
    assert "forget them by 'register forget rep-1' first" in refused(url, gone)
    assert (keys / "rep-1.key").exists()
    ok("forget", "rep-1", "--reason", "y", database=url)
    imported(url, gone, {**gone, "person": "rep-9"})
    assert "rep-9 was forgotten" in refused(url, named("rep-9", occurred="2024"))


def test_a_file_that_names_whom_it_has_forgotten_before_is_refused(url: str) -> None:
    gone = {
        "type": "person-forgotten",
        "person": "rep-1",
        "occurred": "2026",
        "details": {"reason": "x"},
        "sources": [SOURCE],
    }
    refused(url, gone, named())


def test_a_text_without_a_space_between_words_is_found(url: str) -> None:
    person = {"representative": {"person": "p-1", "name": "某某"}}
    assert "$.note" in refused(url, named(details=person, note="代表某某表示"))
    person = {"representative": {"person": "p-1", "name": "Ob"}}
    imported(url, named(details=person, note="in jobs"))
    assert "$.note" in refused(url, named(details=person, note="by Ob, in jobs"))


def swapped(url: str, change: Callable[[list[dict[str, Any]]], None]) -> Ran:
    """What `history` says after somebody who owns the database exchanged sealed texts."""
    engine = open_engine(url)
    documents = [json.loads(payload) for payload in stored(url)]
    change(documents)
    with engine.begin() as connection:
        for trigger in _triggers(connection):
            connection.execute(sql(trigger))
        for position, document in enumerate(documents, 1):
            payload = json.dumps(document, ensure_ascii=False).encode()
            connection.execute(
                sql("UPDATE log SET payload = :payload WHERE position = :position"),
                {"payload": payload, "position": position},
            )
    engine.dispose()
    return run("history", "tiktok", "KZ", database=url)


def _triggers(connection: Any) -> list[str]:
    if connection.dialect.name == "postgresql":
        return ["ALTER TABLE log DISABLE TRIGGER ALL"]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'"
    return [f"DROP TRIGGER {name}" for name in connection.execute(sql(query)).scalars()]


def _persons(documents: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    one, other = (document["details"]["representative"] for document in documents[1:])
    return one, other


def _facts(documents: list[dict[str, Any]]) -> None:
    one, other = _persons(documents)
    one["name"], other["name"] = other["name"], one["name"]


def _fields(documents: list[dict[str, Any]]) -> None:
    one, _ = _persons(documents)
    one["name"], one["contact"] = one["contact"], one["name"]


def _pseudonyms(documents: list[dict[str, Any]]) -> None:
    one, other = _persons(documents)
    one["person"], other["person"] = other["person"], one["person"]


@pytest.mark.parametrize("change", [_facts, _fields, _pseudonyms])
@pytest.mark.parametrize("second", ["rep-1", "rep-2"])
def test_exchanged_texts_do_not_open(
    url: str, change: Callable[[list[dict[str, Any]]], None], second: str
) -> None:
    other = {"person": second, "name": "Another", "contact": "another@example.org"}
    imported(url, named(), named(occurred="2023", details={"representative": other}))
    if change is _pseudonyms and second == "rep-1":
        return  # nothing changes
    shown = swapped(url, change)
    assert (shown.status, "sealed" in shown.out) == (0, True)
    assert "doesn't open" in run("doctor", database=url).out


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["recorded", "buried", "overwritten"])
def test_who_is_killed_while_forgetting_goes_on_by_doing_it_again(
    url: str, keys: Path, moment: str
) -> None:
    assert record(url, *RECORDED).status == 0
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tests" / "support" / "crashes" / "dying_persons.py"),
            moment,
            url,
            keys,
            "rep-1",
        ],
        env=surroundings(),
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (keys / "rep-1.key").exists()
    assert len(stored(url)) == 3
    assert [name for name, told in answers(url).items() if NAME in told] == []
    assert ok("person", "list", "--format", "json", database=url).document[0]["key"] == (
        "not destroyed"
    )
    assert "register forget rep-1" in run("doctor", database=url).out
    says(record(url, *RECORDED, "--note", "new"), "rep-1 was forgotten")
    ok("forget", "rep-1", "--reason", "again", database=url)
    assert sorted(path.name for path in keys.iterdir()) == ["rep-1.forgotten"]
    assert len(stored(url)) == 3


@pytest.mark.slow
def test_processes_that_name_a_person_first_at_once_share_one_key(
    url: str, keys: Path, tmp_path: Path
) -> None:
    processes = []
    for number in range(4):
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(lines(named(), named(occurred=f"2023-0{number + 1}")))
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "cli", "--database", url, "import", str(path)],
                env=surroundings(REGISTER_PERSONS=str(keys)),
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        )
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert [path.name for path in keys.iterdir()] == ["rep-1.key"]
    told = ok("history", "tiktok", "KZ", "--format", "json", database=url).document
    assert [one["details"]["representative"]["name"] for one in told] == [NAME] * 5


def test_a_program_records_and_forgets_by_the_library(url: str, keys: Path) -> None:
    clock = lambda: datetime.now(UTC)  # noqa: E731
    unsealed = pytest.raises(FactRefused, match="REGISTER_PERSONS")
    with EmbeddedRegister(url, clock) as register, unsealed:
        register.record([read_fact(named())], recorded_by="test")
    with EmbeddedRegister(url, clock, persons=Persons(keys, os.urandom)) as register:
        facts = [read_fact(named()), read_fact(named())]
        first, again = register.record(facts, recorded_by="test")
        assert (first.duplicate, again.duplicate) == (False, True)
        gone = {
            "type": "person-forgotten",
            "person": "rep-1",
            "occurred": "2026",
            "details": {"reason": "x"},
            "sources": [SOURCE],
        }
        register.record([read_fact(gone)], recorded_by="test")
    assert sorted(path.name for path in keys.iterdir()) == ["rep-1.forgotten"]


def test_no_byte_of_an_sqlite_register_has_the_name(
    sqlite_url: str, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    everything_is_recorded(sqlite_url)
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    holder = EmbeddedRegister(sqlite_url, lambda: datetime.now(UTC))  # keeps -wal and -shm there
    with holder, holder.reading():
        ok("forget", "rep-1", "--reason", "her request", database=sqlite_url)
        copies = tmp_path / "copies"
        shutil.copytree(folder, copies)
        assert {"register.db", "register.db-wal"} <= {path.name for path in copies.iterdir()}
    for text in (NAME, CONTACT, NAME.split(maxsplit=1)[0], "Отчество"):
        assert traces(text, folder, copies, keys, scratch) == []
    assert traces("Gazette", folder), "the search looks where the facts are"


@contextmanager
def talkative_server() -> Iterator[tuple[PostgreSQLServer, str]]:
    """A server that writes each statement with its parameters into its log, and a register on it."""
    with reserved_directory() as directory:
        server = PostgreSQLServer(directory)
        server.start(log_statement="all", log_parameter_max_length="-1", full_page_writes="on")
        with PostgreSQLDatabases(server, "talkative").migrated() as url:
            yield server, url


@pytest.mark.slow
def test_no_byte_of_a_postgresql_server_has_the_name(keys: Path) -> None:
    with talkative_server() as (server, url):
        ok("import", "-", database=url, stdin=lines(TIKTOK))
        everything_is_recorded(url)
        many = (named(f"p-{number % 7}", case=f"c {number}") for number in range(200))
        imported(url, *many)  # by COPY
        answers(url)
        for person in ("rep-1", *(f"p-{number}" for number in range(7))):
            ok("forget", person, "--reason", "a request", database=url)
        engine = open_engine(url)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(sql("CHECKPOINT"))
        engine.dispose()
        for text in (NAME, CONTACT, NAME.split(maxsplit=1)[0], "Отчество"):
            assert traces(text, server.directory, keys) == []
        found = traces("Gazette", server.directory)
        assert [line for line in found if "/log: " in line], "the server's log is looked at"
        assert [line for line in found if "/base/" in line], "and the tables"
        assert [line for line in found if "/pg_wal/" in line], "and the log of changes"


def test_the_search_finds_texts_in_every_form(tmp_path: Path) -> None:
    from support.facts.traces import forms  # noqa: PLC0415

    for form, data in forms(NAME).items():
        (tmp_path / "file").write_bytes(b"before" + data + b"after")
        assert any(line.endswith(form) for line in traces(NAME, tmp_path)), form


def test_the_search_of_the_register_finds_neither_name_nor_sealed_text(url: str) -> None:
    everything_is_recorded(url)
    sealed = json.loads(stored(url)[1])["details"]["representative"]["name"]
    for text in (NAME, CONTACT, "Отчество", "sealed:1:", sealed, sealed[20:40]):
        assert ok("search", text, "--format", "json", database=url).document == [], text
    assert len(ok("search", "rep-1", "--format", "json", database=url).document) == 3


def test_a_fact_without_texts_needs_no_key(url: str, keys: Path) -> None:
    imported(url, named(details={"representative": {"person": "rep-1"}}))
    assert not keys.exists()
    ok("forget", "rep-1", "--reason", "x", database=url)
    assert [path.name for path in keys.iterdir()] == ["rep-1.forgotten"]


def test_the_id_tells_nothing_of_the_name() -> None:
    from register.format.codec import identified  # noqa: PLC0415

    other = named(details={"representative": {"person": "rep-1", "name": "Another"}})
    assert identified(read_fact(named())).id == identified(read_fact(other)).id


def test_two_names_of_one_fact_are_told_apart_all_the_same(url: str) -> None:
    imported(url, named())
    other = named(details={"representative": {"person": "rep-1", "name": "Another"}})
    assert "is at position 2 with other content" in refused(url, other)
    imported(url, {**other, "note": "a second one"})


def test_a_whole_file_is_read_from_a_stream_of_bytes(url: str, keys: Path) -> None:
    from register.importing.importer import ImportOptions  # noqa: PLC0415

    many = lines(*(named(f"p-{number % 7}", case=f"c {number}") for number in range(400)))
    assert len(many) > 50_000
    store = Persons(keys, os.urandom)
    with EmbeddedRegister(url, lambda: datetime.now(UTC), persons=store) as register:
        done = register.import_file(BytesIO(many), "many", ImportOptions(recorded_by="test"))
    assert (done.recorded, done.refused) == (400, 0)
    assert not [payload for payload in stored(url) if CONTACT.encode() in payload]


def test_who_may_not_look_into_the_folder_of_keys_sees_that_names_are_sealed() -> None:
    with open_folder() as folder:
        url = f"sqlite:///{folder}/register.db"
        ok("init", database=url)
        imported(url, TIKTOK, named())
        (folder / "register.db").chmod(0o644)
        (folder / "register.db-persons").chmod(0)
        told = as_nobody(
            *("--database", url, "history", "tiktok", "KZ", "--format", "json"), folder=folder
        )
        keys = as_nobody(*("--database", url, "person", "list", "--format", "json"), folder=folder)
        (folder / "register.db-persons").chmod(0o700)
    assert told.document[0]["details"]["representative"] == {"person": "rep-1", "sealed": True}
    assert keys.document[0]["key"] == "unknown"


def test_the_doctor_names_keys_that_are_missing_or_open_to_others(
    url: str, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(url, named())
    assert run("doctor", database=url).status == 0
    keys.chmod(0o750)
    assert "chmod 700" in run("doctor", database=url).out
    keys.chmod(0o700)
    monkeypatch.setenv("REGISTER_PERSONS", str(tmp_path / "elsewhere"))
    assert "not where keys are looked for" in run("doctor", database=url).out
    ok("forget", "rep-1", "--reason", "lost", "--key-lost", database=url)
    monkeypatch.setenv("REGISTER_PERSONS", str(keys))
    assert "register forget rep-1" in run("doctor", database=url).out
    ok("forget", "rep-1", "--reason", "found again", database=url)
    assert run("doctor", database=url).status == 0


def test_a_person_whose_key_is_another_one_can_be_forgotten_all_the_same(
    url: str, keys: Path
) -> None:
    imported(url, named())
    (keys / "rep-1.key").write_bytes(bytes(32))
    assert "sealed" in ok("history", "tiktok", "KZ", database=url).out
    assert "the key is another one" in run("doctor", database=url).out
    ok("forget", "rep-1", "--reason", "x", database=url)
    assert "forgotten" in ok("history", "tiktok", "KZ", database=url).out


def test_a_log_restored_from_before_still_shows_nothing(sqlite_url: str, tmp_path: Path) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, named()))
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    shutil.copy(path, tmp_path / "backup.db")
    ok("forget", "rep-1", "--reason", "x", database=sqlite_url)
    for left in path.parent.glob("register.db-[ws]*"):
        left.unlink()
    shutil.copy(tmp_path / "backup.db", path)
    told = ok("history", "tiktok", "KZ", "--format", "json", database=sqlite_url).document
    assert told[0]["details"]["representative"] == {"person": "rep-1", "forgotten": True}
    says(record(sqlite_url, *RECORDED, "--note", "new"), "rep-1 was forgotten")
    done = ok("forget", "rep-1", "--reason", "x", "--format", "json", database=sqlite_url)
    assert (done.document["position"], done.document["duplicate"]) == (3, False)
