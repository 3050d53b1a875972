"""`register key`, `checkpoint` and `witness`, as the keeper, a witness and an auditor use them."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, run_process, says

from integrity.checkpoints.checkpoints import check
from integrity.checkpoints.proofs import ConsistencyProof, InclusionProof
from integrity.checkpoints.text import Checkpoint, open_checkpoint
from integrity.keys.files import read_key
from integrity.notes import read_vkey, signed

ORIGIN = "example.org/register"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folders, apart from those of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def register(database_url: str) -> str:
    """A register with ten facts, whose key was made."""
    record(database_url, 9, first=[TIKTOK])
    ok("key", "init", "--name", ORIGIN, database=database_url)
    return database_url


def record(url: str, count: int, start: int = 1, first: list[Any] | None = None) -> None:
    facts = [complete(fact("court-ruled", "2022"), start + place) for place in range(count)]
    ok("import", "-", database=url, stdin=lines(*(first or []), *facts))


def key_file(home: Path) -> Path:
    (found,) = (home / "config" / "register" / "keys").iterdir()
    return found


def shown(url: str) -> Any:
    return ok("key", "show", "--format", "json", database=url).document


def test_a_key_is_made_shown_and_used(database_url: str, home: Path) -> None:
    says(run("checkpoint", database=database_url), "no key yet", "register key init")
    says(run("key", "show", database=database_url), "no key yet")
    made = ok("key", "init", "--name", ORIGIN, database=database_url)
    vkey = made.out.strip()
    path = key_file(home)
    assert str(path) in made.err
    assert path.name == f"example.org_register+{vkey.split('+')[1]}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    document = shown(database_url)
    assert (document["name"], document["vkey"]) == (ORIGIN, vkey)
    assert (document["private_key"], document["private_key_problem"]) == (str(path), None)
    assert document["key_id"] in vkey
    assert len(document["keys"]) == 1
    told = ok("key", "show", database=database_url).out
    assert vkey in told
    assert str(path) in told
    assert open_checkpoint(ok("checkpoint", database=database_url).out).checkpoint.size == 0


def test_a_register_that_is_not_named_has_a_name_of_its_own(database_url: str, home: Path) -> None:
    made = ok("key", "init", "--format", "json", database=database_url).document
    assert made["vkey"].startswith("register-")
    assert made["private_key"] == str(key_file(home))
    says(run("key", "init", database=database_url), "already", "register key rotate")
    assert key_file(home).is_file(), "what was there is not touched"


def test_a_key_can_be_kept_elsewhere(
    database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "safe" / "my.key"
    made = ok("key", "init", "--file", str(path), database=database_url)
    assert f"REGISTER_KEY={path}" in made.err
    says(run("checkpoint", database=database_url), "does not exist", "REGISTER_KEY=FILE")
    ok("checkpoint", "--key", str(path), database=database_url)
    monkeypatch.setenv("REGISTER_KEY", str(path))
    ok("checkpoint", database=database_url)
    rotated = ok("key", "rotate", "--format", "json", database=database_url).document
    assert Path(rotated["private_key"]).parent == path.parent
    assert path.is_file()
    says(run("checkpoint", database=database_url), "does not fit", "has followed")
    monkeypatch.setenv("REGISTER_KEY", rotated["private_key"])
    ok("checkpoint", database=database_url)


def test_a_refused_first_key_leaves_no_file(register: str, home: Path) -> None:
    says(run("key", "init", "--file", str(home / "b.key"), database=register), "already")
    assert not (home / "b.key").exists()
    says(run("key", "init", "--name", "two words", database=register), "can't name a key")
    says(run("key", "init", "--file", str(key_file(home)), database=register), "already")


def test_what_is_wrong_with_a_key_file_is_said(register: str, home: Path) -> None:
    path = key_file(home)
    content = path.read_bytes()
    path.chmod(0o644)
    says(run("checkpoint", database=register), "chmod 600")
    path.chmod(0o600)
    path.write_text("nonsense")
    says(run("checkpoint", database=register), "no private key")
    path.unlink()
    says(run("checkpoint", database=register), "does not exist")
    document = shown(register)
    assert "does not exist" in document["private_key_problem"]
    assert "can't be used" in ok("key", "show", database=register).err
    other = home / "other.key"
    ok("witness", "key", "--name", ORIGIN, "--file", str(other))
    says(run("checkpoint", "--key", str(other), database=register), "this register's is")
    path.write_bytes(content)
    path.chmod(0o600)
    ok("checkpoint", database=register)


def test_a_checkpoint_is_printed_kept_and_printed_again(register: str) -> None:
    vkey = shown(register)["vkey"]
    note = ok("checkpoint", database=register).out
    checkpoint, _ = check(note, [read_vkey(vkey)])
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 10)
    assert ok("checkpoint", database=register).out == note
    assert ok("checkpoint", "show", database=register).out == note
    assert ok("checkpoint", "show", "10", database=register).out == note
    record(register, 2, start=20)
    document = ok("checkpoint", "--format", "json", database=register).document
    assert (document["origin"], document["size"], document["problems"]) == (ORIGIN, 12, [])
    assert [one["vkey"] for one in document["signatures"]] == [vkey]
    assert document["made_at"].endswith("Z")
    assert ok("checkpoint", "show", database=register).out == document["note"]
    listed = ok("checkpoint", "list", "--format", "json", database=register).document
    assert [one["size"] for one in listed] == [10, 12]
    assert listed[0]["root"] == checkpoint.root_text
    told = ok("checkpoint", "list", database=register).out
    assert "facts" in told
    assert told.count(ORIGIN) == 2
    csv = ok("checkpoint", "list", "--format", "csv", database=register).out.splitlines()
    assert csv[0] == "size,made_at,root,signed_by,timestamps,problems"


def test_there_may_be_no_checkpoint_yet(register: str) -> None:
    assert "No checkpoint is kept yet" in ok("checkpoint", "list", database=register).err
    assert ok("checkpoint", "list", "--format", "json", database=register).document == []
    for arguments in (["show"], ["proof", "1"], ["timestamp", "--request", "x"]):
        says(run("checkpoint", *arguments, database=register), "register checkpoint")
    ok("checkpoint", database=register)
    says(run("checkpoint", "show", "3", database=register), "no checkpoint of 3 facts")
    says(run("checkpoint", "--format", "json", "list", database=register), "--format goes after")


def test_the_database_may_be_named_after_the_command(register: str) -> None:
    note = ok("checkpoint", "--database", register).out
    assert ok("checkpoint", "--database", register, "show").out == note
    assert ok("checkpoint", "show", "--database", register).out == note


def test_a_fact_is_proved_by_a_document_that_does_not_show_it(register: str) -> None:
    note = ok("checkpoint", database=register).out
    record(register, 30, start=20)
    checkpoint = open_checkpoint(note).checkpoint
    for position in (1, 7, 10):
        document = ok("checkpoint", "proof", str(position), database=register).document
        proof = InclusionProof(**document)
        assert proof.holds(checkpoint)
        leaf = json.loads(proof.leaf)
        assert leaf["position"] == position == proof.position
        assert set(leaf) == {
            *("id", "payload_sha256", "position", "recorded_at"),
            *("recorded_by", "stream", "type", "version"),
        }
        for other in (
            {"position": position + 1},
            {"size": 11},
            {"leaf": proof.leaf.replace(":", ": ", 1)},
            {"hashes": proof.hashes[:-1]},
        ):
            assert not InclusionProof(**{**document, **other}).holds(checkpoint)
    says(run("checkpoint", "proof", "11", database=register), "has 10 facts, and so none at")
    says(run("checkpoint", "proof", "99", database=register), "no fact at position 99")
    ok("checkpoint", database=register)
    ok("checkpoint", "proof", "11", database=register)
    sized = ok("checkpoint", "proof", "4", "--size", "10", database=register).document
    assert sized["size"] == 10


def test_a_checkpoint_is_proved_to_go_on_from_an_older_one(register: str) -> None:
    older = open_checkpoint(ok("checkpoint", database=register).out).checkpoint
    record(register, 30, start=20)
    newer = open_checkpoint(ok("checkpoint", database=register).out).checkpoint
    document = ok("checkpoint", "proof", "--from", "10", database=register).document
    assert ConsistencyProof(**document).holds(older, newer)
    assert not ConsistencyProof(**document).holds(newer, older)
    assert not ConsistencyProof(**{**document, "size": 41}).holds(older, newer)
    ok("checkpoint", "proof", "--from", "0", database=register)
    ok("checkpoint", "proof", "--from", "40", database=register)
    says(run("checkpoint", "proof", "--from", "41", database=register), "goes on from none of 41")
    says(run("checkpoint", "proof", database=register), "say which proof")
    says(run("checkpoint", "proof", "1", "--from", "1", database=register), "say which proof")


def test_a_witness_signs_what_goes_on_and_its_signature_is_kept(register: str, home: Path) -> None:
    vkey = shown(register)["vkey"]
    files = {name: home / name for name in ("one.txt", "two.txt", "proof.json", "w1.key")}
    own = ok("witness", "key", "--name", "witness.example/w1", "--file", str(files["w1.key"]))
    known = own.out.strip()
    signs = ("--vkey", vkey, "--key-file", str(files["w1.key"]))
    first = ok("checkpoint", database=register).out
    files["one.txt"].write_text(first)
    signed = run_process("checkpoint", "cosign", str(files["one.txt"]), *signs, cwd=home)
    assert signed.status == 0
    assert "Not compared" in signed.err
    assert signed.out.startswith(first)
    files["one.txt"].write_text(signed.out)
    says(run("checkpoint", "add", str(files["one.txt"]), database=register), "no known witness")
    assert "is known." in ok("witness", "add", known, database=register).out
    assert "already" in ok("witness", "add", known, database=register).out
    listed = ok("witness", "list", "--format", "json", database=register).document
    assert [(one["name"], one["vkey"]) for one in listed] == [("witness.example/w1", known)]
    added = ok("checkpoint", "add", str(files["one.txt"]), database=register)
    assert added.out == f"{'+'.join(known.split('+')[:2])} has signed.\n"
    assert "kept already" in ok("checkpoint", "add", str(files["one.txt"]), database=register).err
    assert ok("checkpoint", "show", database=register).out == signed.out

    record(register, 5, start=20)
    files["two.txt"].write_text(ok("checkpoint", database=register).out)
    files["proof.json"].write_text(ok("checkpoint", "proof", "--from", "10", database=register).out)
    since = ("--since", str(files["one.txt"]))
    arguments = ("checkpoint", "cosign", str(files["two.txt"]), *signs, *since)
    says(run(*arguments), "a proof is needed", "--from 10")
    second = ok(*arguments, "--proof", str(files["proof.json"]))
    assert second.err == ""
    document = ok(
        "checkpoint", "add", "-", "--format", "json", database=register, stdin=second.out.encode()
    ).document
    assert [one["vkey"] for one in document["added"]] == [known]
    assert document["added"][0]["at"] is not None


def test_a_witness_refuses_what_does_not_go_on(register: str, home: Path) -> None:
    vkey = shown(register)["vkey"]
    ok("witness", "key", "--name", "w", "--file", str(home / "w.key"))
    older, newer, proof = home / "older.txt", home / "newer.txt", home / "proof.json"
    older.write_text(ok("checkpoint", database=register).out)
    record(register, 5, start=20)
    newer.write_text(ok("checkpoint", database=register).out)
    given = ("--key-file", str(home / "w.key"))
    sign = ("checkpoint", "cosign", str(newer), "--vkey", vkey, *given, "--since", str(older))
    good = ok("checkpoint", "proof", "--from", "10", database=register).document
    for document, told in (
        ({**good, "hashes": good["hashes"][1:]}, "does not show that 15 facts go on from 10"),
        ({**good, "hashes": ["x"]}, "no hash"),
        ({**good, "from_size": 9}, "does not show"),
        ({"hashes": []}, "no proof of consistency"),
        ([], "no proof of consistency"),
    ):
        proof.write_text(json.dumps(document))
        says(run(*sign, "--proof", str(proof)), told)
    says(
        run("checkpoint", "cosign", str(older), "--vkey", vkey, *given, "--since", str(newer)),
        "has 10 facts, and the older one had 15",
    )
    altered = home / "altered.txt"
    altered.write_text(newer.read_text().replace("\n15\n", "\n16\n"))
    says(run("checkpoint", "cosign", str(altered), "--vkey", vkey, *given), "not one of this text")
    stranger = ok("witness", "key", "--name", "x", "--file", str(home / "x.key")).out.strip()
    says(run("checkpoint", "cosign", str(newer), "--vkey", stranger, *given), "no known key")
    ok("witness", "key", "--name", ORIGIN, "--file", str(home / "same.key"))
    same = ("--vkey", vkey, "--key-file", str(home / "same.key"))
    says(run("checkpoint", "cosign", str(newer), *same), "its own witness")
    says(run("checkpoint", "cosign", str(home / "none"), "--vkey", vkey, *given), "none")
    says(run("checkpoint", "cosign", str(newer), "--vkey", "x", *given), "is no public key")


def test_two_checkpoints_of_one_size_with_different_roots_are_refused_by_a_witness(
    register: str, home: Path
) -> None:
    """The register shows one history to the auditor and another to the witness."""
    vkey = shown(register)["vkey"]
    ok("witness", "key", "--name", "w", "--file", str(home / "w.key"))
    one, two = home / "one.txt", home / "two.txt"
    one.write_text(ok("checkpoint", database=register).out)
    forged = Checkpoint(ORIGIN, 10, bytes(32))
    two.write_text(signed(forged.text, read_key(key_file(home))).whole)
    given = ("--vkey", vkey, "--key-file", str(home / "w.key"), "--since", str(one))
    says(run("checkpoint", "cosign", str(two), *given), "10 facts have different roots")
    ok("checkpoint", "cosign", str(one), *given)


def test_keys_of_witnesses_are_refused_when_they_are_none(register: str) -> None:
    says(run("witness", "add", "nonsense", database=register), "is no public key")
    says(run("witness", "add", shown(register)["vkey"], database=register), "can't be its witness")
    assert "No witness is known yet" in ok("witness", "list", database=register).err


def test_who_trusts_the_first_key_can_follow_a_rotation(register: str, home: Path) -> None:
    first = shown(register)["vkey"]
    before = ok("checkpoint", database=register).out
    ok("key", "rotate", database=register)
    document = shown(register)
    assert document["vkey"] != first
    assert [one["vkey"] for one in document["keys"]] == [first, document["vkey"]]
    assert document["keys"][1]["endorsement"].splitlines()[:3] == [
        "register key rotation",
        first,
        document["vkey"],
    ]
    assert document["problems"] == []
    assert len(list((home / "config" / "register" / "keys").iterdir())) == 2
    assert ok("checkpoint", database=register).out == before
    record(register, 1, start=20)
    check(ok("checkpoint", database=register).out, [read_vkey(document["vkey"])])
    assert "endorsed by the key before" in ok("key", "show", database=register).out


@pytest.mark.parametrize("arguments", [["checkpoint"], ["key", "init"], ["witness", "list"]])
def test_there_has_to_be_a_register(empty_url: str, arguments: list[str], home: Path) -> None:
    says(run(*arguments, database=empty_url), "no register")
    assert not (home / "config").exists()
