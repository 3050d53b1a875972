"""`register bundle` hands evidence out, and `register verify FILE` takes it, without a database."""

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, denied, fact
from support.programs.running import lines, ok, run
from support.servers.databases import Databases, SQLiteDatabases

FACTS = [
    complete(fact("local-office-pledged", "2019-07", due="2019", published="2019-07-15"), 1),
    complete(fact("block-imposed", "2022-03-01", order="A"), 2),
    complete(denied(2), 3),
]
ASKED = ("bundle", "TikTok", "Kazakhstan", "--at", "2022-03-05")


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


@pytest.fixture
def register(databases: Databases) -> Iterator[str]:
    with databases.migrated() as url:
        ok("import", "-", "--by", "desk", database=url, stdin=lines(TIKTOK, *FACTS))
        yield url


def test_a_bundle_is_signed_checked_and_verified_without_a_database(
    register: str, tmp_path: Path
) -> None:
    key = ok("key", "init", "--name", "example.org/register", database=register).out.strip()
    out = str(tmp_path / "it.zip")
    made = ok(*ASKED, "--out", out, "--format", "json", database=register)
    assert made.document["file"] == out
    assert made.document["size"] == 4
    assert "A checkpoint of 4 facts was signed and kept." in made.err
    again = ok(*ASKED, "--out", out, "--format", "json", database=register)
    assert again.document == made.document
    assert again.err == ""
    nowhere = f"sqlite:///{tmp_path}/nowhere.db"
    checked = ok("verify", out, "--key", key, database=nowhere)
    assert checked.out.endswith("Everything that was checked holds.\n")
    assert ok("verify", out, "--format", "json", database=nowhere).document["verified"] is True


def test_the_standing_in_the_bundle_is_that_of_status_explain_but_for_the_proceedings(
    register: str, tmp_path: Path
) -> None:
    ok("key", "init", database=register)
    out = tmp_path / "it.zip"
    for at in ("2019-01-01", "2019-07-20", "2022-03-05"):
        ok("bundle", "tiktok", "KZ", "--at", at, "--out", str(out), database=register)
        asked = ("status", "tiktok", "KZ", "--at", at, "--explain", "--format", "json")
        with zipfile.ZipFile(out) as file:
            shown = json.loads(file.read("standing.json"))
        told = ok(*asked, database=register).document
        assert all("proceedings" in one for one in told)
        assert shown == [
            {name: value for name, value in one.items() if name != "proceedings"} for one in told
        ]


def test_a_bundle_that_is_damaged_is_an_answer_of_no(
    sqlite_databases: SQLiteDatabases, tmp_path: Path
) -> None:
    out = tmp_path / "it.zip"
    with sqlite_databases.migrated() as url:
        ok("import", "-", "--by", "desk", database=url, stdin=lines(TIKTOK, *FACTS))
        ok("key", "init", database=url)
        ok(*ASKED, "--complete", "--out", str(out), database=url)
    assert ok("verify", str(out)).out.endswith("Everything that was checked holds.\n")
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as file:
        files = {name: file.read(name) for name in file.namelist()}
    files["facts/3.json"] = files["facts/3.json"].replace(b"2022", b"2021")
    with zipfile.ZipFile(out, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    ran = run("verify", str(out))
    assert ran.status == 1
    assert "facts/3.json: its SHA-256 is not the one that manifest.json lists" in ran.out
    assert run("verify", str(out), "--format", "json").document["place"] == "facts/3.json"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*ASKED, "--out", "x.zip"), "no kept checkpoint covers position 4"),
        ((*ASKED, "--out", "."), "is a folder"),
        ((*ASKED, "--out", "no/where.zip"), "there is no folder no"),
        (("bundle", "TikTok", "Russia", "--out", "x.zip"), "no kept checkpoint covers"),
        (("bundle", "TikTak", "Russia", "--out", "x.zip"), "tiktok"),
        (("verify", "nowhere.zip"), "there is no such file or folder"),
        (("verify", "nowhere.zip", "--replay"), "with a bundle there is only --key"),
        (("verify", "nowhere.zip", "--key", "x"), "is not a verifier key"),
    ],
)
def test_what_can_t_be_done_is_said_in_a_sentence(
    sqlite_databases: SQLiteDatabases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Any,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with sqlite_databases.migrated() as url:
        ok("import", "-", "--by", "desk", database=url, stdin=lines(TIKTOK, *FACTS))
        ran = run(*arguments, database=url)
    assert ran.status == 2
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_relationship_without_facts_has_no_evidence(register: str, tmp_path: Path) -> None:
    ok("key", "init", database=register)
    out = tmp_path / "it.zip"
    ran = run("bundle", "TikTok", "Russia", "--out", str(out), database=register)
    assert (ran.status, out.exists()) == (2, False)
    assert "no fact is known of tiktok in RU at position 4" in ran.err


def test_a_bundle_has_sealed_text_and_the_archived_sources_of_its_own_facts_alone(
    sqlite_databases: SQLiteDatabases, tmp_path: Path
) -> None:
    cited, other = tmp_path / "cited.txt", tmp_path / "other.txt"
    cited.write_text("The office is open.\n", encoding="utf-8")
    other.write_text("Something else.\n", encoding="utf-8")
    source = {"title": "x", "sha256": sha256(cited.read_bytes()).hexdigest()}
    source["quote"] = "office is open"
    where = ("--platform", "tiktok", "--jurisdiction", "KZ", "--occurred", "2022-04")
    person = ("--person", "p-1", "--representative", "Aida Xyzzyova")
    out = tmp_path / "it.zip"
    with sqlite_databases.migrated() as url:
        ok("import", "-", "--by", "desk", database=url, stdin=lines(TIKTOK, *FACTS))
        ok("source", "add", str(cited), database=url)
        told = ("--source", json.dumps(source))
        ok("record", "representative-appointed", *where, *person, *told, database=url)
        ok("source", "add", str(other), database=url)
        ok("key", "init", database=url)
        ok("bundle", "TikTok", "KZ", "--at", "2022-05-01", "--out", str(out), database=url)
    assert "1 quotes found in them" in ok("verify", str(out)).out
    with zipfile.ZipFile(out) as file:
        files = {name: file.read(name) for name in file.namelist()}
    assert [name for name in files if name.startswith("documents/")] == [
        f"documents/{source['sha256']}"
    ]
    assert not [name for name, data in files.items() if b"Xyzzyova" in data]
    assert b"sealed: personal data" in files["index.html"]
    assert any(b"sealed:1:" in data for data in files.values())
