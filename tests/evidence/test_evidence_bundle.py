"""A bundle convinces whoever trusts nobody, and whatever is changed in it is named."""

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, text
from support.facts.given import complete, fact
from support.proofs.evidence_making import (
    ARTICLE,
    DIGEST,
    HOSTILE,
    NOW,
    Evidence,
    Files,
    edited,
    evidence,
    listed,
    packed,
    unpacked,
)
from support.servers.databases import SQLiteDatabases

from evidence import verify
from evidence.check import CheckReport, verify_bundle
from integrity.checkpoints.checkpoints import add_signatures
from integrity.checkpoints.store import last_kept
from integrity.keys.signing_keys import new_signer, rotate
from integrity.keys.witnesses import add_witness, witnesses
from integrity.notes import Note, SignatureKind, Signer, read_note
from register.store.database import reading, writing
from register.store.tables import document

SYSTEM_PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def made(sqlite_databases: SQLiteDatabases) -> Iterator[Evidence]:
    with sqlite_databases.migrated() as url, evidence(url) as it:
        yield it


@pytest.fixture(scope="module")
def bundle(made: Evidence) -> bytes:
    return made.bundle()


@pytest.fixture(scope="module")
def whole(made: Evidence) -> bytes:
    return made.bundle(complete=True)


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Checks a bundle given as bytes or as files, with keys."""

    def checked(it: bytes | Files, *keys: str) -> CheckReport:
        path = tmp_path / "bundle.zip"
        path.write_bytes(it if isinstance(it, bytes) else packed(it))
        return verify_bundle(path, keys)

    return checked


def key_of(made: Evidence) -> str:
    return made.signer.verifier.vkey


def test_a_bundle_holds_and_says_what_it_proves(made: Evidence, bundle: bytes, check: Any) -> None:
    report = check(bundle, key_of(made))
    assert report.verified, report
    said = "\n".join(report.lines)
    for part in (
        "ok  checkpoint of example.org/register: 10 facts",
        f"The key that you brought holds: {key_of(made)}",
        "ok  facts: 6 of relationship/tiktok/KZ, none missing between them",
        "Facts recorded after the last of these, up to the position asked, could be left out.",
        "ok  documents: 1 with their SHA-256, 1 quotes found in them",
        "tiktok in KZ on 2024-04-30, as known at position 10",
        "requirement cooperation-agreement, state pledged, basis voluntary, disputed True, because",
    ):
        assert part in said, (part, said)
    assert "proves that it agrees with" not in said
    assert "proves that it agrees with" in "\n".join(check(bundle).lines)


def test_a_complete_bundle_shows_that_nothing_is_left_out(whole: bytes, check: Any) -> None:
    report = check(whole)
    assert report.verified, report
    assert "ok  whole log: its columns come to the checkpoint's root" in "\n".join(report.lines)


def test_the_same_question_makes_the_same_bytes(
    made: Evidence, bundle: bytes, whole: bytes
) -> None:
    assert made.bundle() == bundle
    assert made.bundle(complete=True) == whole
    assert made.bundle(at="2024-04-29") != bundle


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=False)
def test_both_kinds_of_database_make_the_same_bytes(
    database_url: str, request: pytest.FixtureRequest, bundle: bytes
) -> None:
    url = request.getfixturevalue(f"{database_url}_url")
    with evidence(url) as it:
        assert it.bundle() == bundle


def test_the_standing_is_what_status_says_as_known_at_any_position(
    made: Evidence, check: Any
) -> None:
    for known in range(3, 11):
        for at in ("2022-05-01", "2022-12-02", "2024-04-22", "2026-01-01"):
            report = check(made.bundle(at, str(known)))
            assert report.verified, (known, at, report)


def test_the_systems_python_alone_checks_it_unpacked_and_as_a_zip(
    bundle: bytes, whole: bytes, tmp_path: Path
) -> None:
    for name, data in (("one", bundle), ("whole", whole)):
        zipped, folder = tmp_path / f"{name}.zip", tmp_path / name
        zipped.write_bytes(data)
        with zipfile.ZipFile(zipped) as file:
            file.extractall(folder)
        for arguments in (("verify.py",), ("verify.py", str(zipped))):
            done = run_alone(*arguments, folder=folder)
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.endswith("\nEverything that was checked holds.\n")
        assert not list(folder.rglob("__pycache__"))


def test_the_verifier_alone_says_what_is_damaged_and_what_is_wrongly_used(
    bundle: bytes, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        file.extractall(tmp_path)
    (tmp_path / "facts/3.json").write_bytes(b"{}")
    done = run_alone("verify.py", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("DAMAGED  facts/3.json: its SHA-256 is not the one")
    assert run_alone("verify.py", "nowhere.zip", folder=tmp_path).returncode == 2
    assert run_alone("verify.py", "--key", "no key", folder=tmp_path).returncode == 2
    assert run_alone("verify.py", "--no-such", folder=tmp_path).returncode == 2


def run_alone(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Without site packages, environment, or anything of this program."""
    return subprocess.run(
        (SYSTEM_PYTHON, "-I", "-S", *arguments),
        cwd=folder,
        env={"PATH": os.defpath},
        check=False,
        capture_output=True,
        text=True,
    )


def test_any_byte_changed_in_a_file_is_found_in_that_file(whole: bytes, check: Any) -> None:
    files = unpacked(whole)
    random = Random(200)
    for _ in range(200):
        name = random.choice(sorted(files))
        place = random.randrange(len(files[name]))
        changed = bytearray(files[name])
        changed[place] ^= 1 << random.randrange(8)
        report = check({**files, name: bytes(changed)})
        assert not report.verified, (name, place)
        assert name in (report.place, "manifest.json"), (name, place, report)


def test_any_byte_changed_in_the_zip_is_found_or_changes_no_file(bundle: bytes, check: Any) -> None:
    random = Random(201)
    for _ in range(200):
        changed = bytearray(bundle)
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        if check(bytes(changed)).verified:
            assert unpacked(bytes(changed)) == unpacked(bundle)


@pytest.mark.parametrize("name", ["facts/3.json", "index.html", "documents/" + DIGEST])
def test_a_file_left_out_is_named(bundle: bytes, check: Any, name: str) -> None:
    files = {other: data for other, data in unpacked(bundle).items() if other != name}
    assert (check(files).place, check(files).problem) == (name, "it is missing")


def test_a_file_that_is_not_listed_is_named(bundle: bytes, check: Any) -> None:
    more = {**unpacked(bundle), "facts/77.json": b"{}"}
    assert check(more).place == "facts/77.json"
    assert check(listed(more)).problem == "facts.jsonl has no row of it"
    assert check({**unpacked(bundle), "run-me.exe": b""}).place == "run-me.exe"


def without_line(data: bytes, position: int) -> bytes:
    return b"".join(
        line + b"\n" for line in data.split(b"\n")[:-1] if json.loads(line)["position"] != position
    )


def without_fact(files: Files, position: int) -> Files:
    """What a forger makes who leaves a fact out, and goes over the rest."""
    left = {name: data for name, data in files.items() if name != f"facts/{position}.json"}
    for name in ("facts.jsonl", "proofs.jsonl"):
        left[name] = without_line(left[name], position)
    return listed(left)


def test_a_fact_left_out_between_others_is_missed(bundle: bytes, check: Any) -> None:
    report = check(without_fact(unpacked(bundle), 5))
    assert report.place == "facts/6.json"
    assert report.problem == "version 2 of relationship/tiktok/KZ is missing before it"


def test_the_last_fact_left_out_is_found_in_a_complete_bundle_alone(
    made: Evidence, whole: bytes, check: Any
) -> None:
    """The forger asks as known at 10, and shows what a bundle as known at 8 does."""
    early = made.bundle(known="8")
    forged = without_fact(unpacked(whole), 9)
    forged["standing.json"] = unpacked(early)["standing.json"].replace(
        b'"position": 8', b'"position": 10'
    )
    report = check(listed(forged))
    assert report.place == "leaves.jsonl, line 9"
    assert report.problem == "a fact of this relationship or platform that was left out"


def test_a_fact_of_another_register_is_not_in_the_log(
    sqlite_databases: SQLiteDatabases, bundle: bytes, check: Any
) -> None:
    with sqlite_databases.migrated() as url, evidence(url, seed=b"x" * 32) as other:
        other.record(complete(fact("block-imposed", "2024-04-23"), 300))
        other.checkpoint()
        theirs = unpacked(other.bundle())
    files = unpacked(bundle)
    forged = {
        **files,
        "facts/11.json": theirs["facts/11.json"],
        "facts.jsonl": theirs["facts.jsonl"],
        "proofs.jsonl": theirs["proofs.jsonl"],
    }
    report = check(listed(forged))
    assert report.place == "facts/11.json"
    manifest = edited(
        forged["manifest.json"], known={"position": 11, "recorded_at": NOW.isoformat()}
    )
    report = check(listed({**forged, "manifest.json": manifest}))
    assert report.problem == "position 11 is not among the checkpoint's facts"


def test_a_fact_rewritten_with_all_hashes_made_anew_is_not_in_the_log(
    bundle: bytes, check: Any
) -> None:
    files = unpacked(bundle)
    fact_3 = files["facts/3.json"].replace(b'"2022-11"', b'"2029-11"')
    assert fact_3 != files["facts/3.json"]
    row = json.loads(files["facts.jsonl"].split(b"\n")[1])
    new = verify.canonical({**row, "payload_sha256": sha256(fact_3).hexdigest()})
    rows = files["facts.jsonl"].replace(verify.canonical(row), new)
    report = check(listed({**files, "facts/3.json": fact_3, "facts.jsonl": rows}))
    assert report.place == "facts/3.json"
    assert "the log that was signed does not have this fact" in report.problem


@pytest.mark.parametrize(
    "column", ["recorded_at", "recorded_by", "type", "version", "id", "stream"]
)
def test_a_column_that_is_changed_is_found(bundle: bytes, check: Any, column: str) -> None:
    files = unpacked(bundle)
    lines = files["facts.jsonl"].split(b"\n")
    row = json.loads(lines[1])
    row[column] = row[column] + 1 if isinstance(row[column], int) else f"{row[column]}x"
    lines[1] = verify.canonical(row)
    report = check(listed({**files, "facts.jsonl": b"\n".join(lines)}))
    assert report.place == ("facts/5.json" if column == "recorded_at" else "facts/3.json")


def test_swapped_proofs_are_found(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    first, second, *others = map(json.loads, files["proofs.jsonl"].splitlines())
    first["hashes"], second["hashes"] = second["hashes"], first["hashes"]
    swapped = b"".join(verify.canonical(one) + b"\n" for one in (first, second, *others))
    report = check(listed({**files, "proofs.jsonl": swapped}))
    assert report.place == "facts/1.json"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"access": "open"', b'"access": "blocked"', '$[0].access says "blocked", and the facts'),
        (b'"ahead": "threatened"', b'"ahead": null', "$[0].ahead says null"),
        (b'"rules": 2', b'"rules": 1', "$[0].rules says 1"),
        (b'"services": {}', b'"services": {"x": {}}', "$[0].services.x says {}"),
        (b'"observed": null', b'"observed": {}', "$[0].observed says {}"),
        (b'"latest_source": "20', b'"latest_source": "19', "$[0].latest_source"),
        (b'"disputed": true', b'"disputed": false', "$[0].disputed says false"),
        (b'"since": "2024', b'"since": "2023', "$[0].since"),
        ("Статья".encode(), "Газета".encode(), "$[0].facts."),
    ],
)
def test_a_changed_standing_is_found(
    bundle: bytes, check: Any, old: bytes, new: bytes, said: str
) -> None:
    files = unpacked(bundle)
    assert old in files["standing.json"]
    changed = files["standing.json"].replace(old, new, 1)
    report = check(listed({**files, "standing.json": changed}))
    assert report.place == "standing.json"
    assert said in report.problem


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2024-04-29"},
        {"at": "someday"},
        {"platform": "telegram"},
        {"jurisdiction": "RU"},
        {"known": {"position": 9, "recorded_at": "2026-11-22T12:00:00.000009Z"}},
        {"known": {"position": 10, "recorded_at": "2020-01-01T12:00:00.000009Z"}},
        {"known": {}},
        {"complete": True},
        {"format": "register-evidence/3"},
        {"format": "register-evidence/1"},
        {"rules": "2"},
        {"checkpoint": {"origin": "example.org/register", "size": 11, "root": "x"}},
        {"more": 1},
    ],
)
def test_a_manifest_that_says_something_else_is_found(
    bundle: bytes, check: Any, change: dict[str, Any]
) -> None:
    files = unpacked(bundle)
    report = check({**files, "manifest.json": edited(files["manifest.json"], **change)})
    assert not report.verified


def of_rules_1(files: Files) -> Files:
    """A bundle as it was made before bundles said by which rules."""
    manifest = json.loads(files["manifest.json"])
    del manifest["rules"]
    manifest["format"] = "register-evidence/1"
    found = {**files, "manifest.json": verify.canonical(manifest) + b"\n"}
    standing = json.loads(files["standing.json"])
    for name in ("rules", "ahead", "services", "observed", "latest_source"):
        del standing[0][name]
    return listed({**found, "standing.json": json.dumps(standing).encode()})


def test_of_a_bundle_made_under_rules_1_everything_but_its_standing_is_checked(
    bundle: bytes, check: Any
) -> None:
    files = of_rules_1(unpacked(bundle))
    report = check(files)
    assert report.verified
    assert (
        "??  standing: made under rules 1; this program reads by rules 2"
        " and can't compare its standing"
    ) in report.lines
    assert report.lines[-1] == "Everything that was checked holds."
    assert any(line.startswith("ok  tree") for line in report.lines)
    changed = files["facts/3.json"].replace(b'"2022-11"', b'"2029-11"')
    report = check(listed({**files, "facts/3.json": changed}))
    assert report.place == "facts/3.json"


def test_a_bundle_says_by_which_rules_its_standing_was_made(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    assert json.loads(files["manifest.json"])["rules"] == 2
    assert json.loads(files["standing.json"])[0]["rules"] == 2
    later = check({**files, "manifest.json": edited(files["manifest.json"], rules=3)})
    assert later.verified
    assert any("made under rules 3" in line for line in later.lines)


def test_a_page_that_says_something_else_is_not_vouched_for(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    page = files["index.html"].replace(b"</main>", b"<p>It is all compliant.</p></main>")
    report = check(listed({**files, "index.html": page}))
    assert report.verified, "the page is for reading: the verifier makes its statements itself"
    said = "\n".join(report.lines)
    assert "Not checked, and not to be taken from this bundle:\n    index.html" in said
    assert "It is all compliant" not in said
    assert json.loads(files["standing.json"])[0]["compliance"] in said


def test_a_key_of_somebody_else_has_not_signed(bundle: bytes, check: Any) -> None:
    other = new_signer(b"y" * 32, "example.org/register").verifier.vkey
    report = check(bundle, other)
    assert report.place == "checkpoint.txt"
    assert report.problem == f"neither {other} nor a key that it leads to has signed it"


def test_a_forged_log_with_a_key_of_its_own_holds_only_for_who_brings_no_key(
    sqlite_databases: SQLiteDatabases, made: Evidence, check: Any
) -> None:
    with sqlite_databases.migrated() as url, evidence(url, seed=b"f" * 32) as forger:
        forged = forger.bundle()
    assert check(forged).verified
    assert not check(forged, key_of(made)).verified


def test_a_signature_that_is_changed_is_found(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    note = read_note(files["checkpoint.txt"])
    (line,) = note.signatures
    wrong = Note(note.text, (Signer(line.name, SignatureKind.LOG, b"z" * 32).sign(note.text),))
    report = check(listed({**files, "checkpoint.txt": wrong.whole.encode()}))
    assert report.place == "checkpoint.txt"


def test_an_archived_document_that_is_changed_is_found(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    forged = {**files, f"documents/{DIGEST}": ARTICLE + b" "}
    assert check(listed(forged)).problem == "its SHA-256 is not its name"


def test_a_document_that_nobody_archived_is_told(made: Evidence, check: Any) -> None:
    with writing(made.register.engine) as connection:
        connection.execute(delete(document))
    report = check(made.bundle())
    assert report.verified
    assert "    1 documents that facts cite are not in the bundle." in report.lines
    with writing(made.register.engine) as connection:
        connection.execute(document.insert().values(sha256=DIGEST, content=ARTICLE))


def test_a_quote_that_is_not_in_the_document_is_found(
    sqlite_databases: SQLiteDatabases, check: Any
) -> None:
    wrong = {"title": "x", "sha256": DIGEST, "quote": "Nobody said this."}
    with sqlite_databases.migrated() as url, evidence(url) as it:
        it.record(complete(fact("statement-issued", "2024-04-30", sources=[wrong]), 400))
        it.checkpoint()
        report = check(it.bundle())
    assert report.place == "facts/11.json"
    assert report.problem == f"its quote is not in documents/{DIGEST}"


def test_a_key_that_followed_holds_for_who_has_the_first_and_a_witness_is_named(
    sqlite_databases: SQLiteDatabases, check: Any
) -> None:
    witness = Signer("witness.example", SignatureKind.WITNESS, b"w" * 32)
    with sqlite_databases.migrated() as url, evidence(url) as it:
        first, later = it.signer, new_signer(b"n" * 32, it.signer.name)
        with writing(it.register.engine) as connection:
            rotate(connection, first, later, NOW)
            add_witness(connection, witness.verifier.vkey, NOW)
        it.record(complete(fact("meeting-held", "2024-04-30"), 400))
        it.signer = later
        it.checkpoint()
        with reading(it.register.engine) as connection:
            kept = last_kept(connection)
        assert kept is not None
        note = read_note(kept.note)
        line = witness.sign(note.text, seconds=1_800_000_000)
        with writing(it.register.engine) as connection:
            add_signatures(connection, Note(note.text, (line,)).whole, witnesses(connection))
        made = it.bundle()
    assert check(made, first.verifier.vkey, later.verifier.vkey, witness.verifier.vkey).verified
    said = "\n".join(check(made).lines)
    assert f"witnessed by {witness.verifier.vkey}, which saw it at 2027-01-15T08:00:00Z" in said
    files = unpacked(made)
    keys = json.loads(files["keys.json"])
    keys["log"][1]["endorsement"] = None
    alone = listed({**files, "keys.json": verify.canonical(keys)})
    assert not check(alone, first.verifier.vkey).verified
    lines = files["checkpoint.txt"].decode().splitlines(keepends=True)
    unsigned = listed({**files, "checkpoint.txt": "".join(lines[:-1]).encode()})
    assert check(unsigned).verified
    assert not check(unsigned, witness.verifier.vkey).verified


def test_zip_files_that_would_harm_are_refused(bundle: bytes, check: Any) -> None:
    files = unpacked(bundle)
    for name in ("../evil", "/etc/passwd", "facts/../../x", "C:\\x", "facts\\3.json", "verify.PY"):
        report = check({**files, name: b""})
        assert not report.verified, name
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zip_of([*files.items(), ("README.txt", b"other")])
    assert check(twice).problem == "the zip has two files of this name"
    link = zipfile.ZipInfo("facts/99.json")
    link.external_attr = 0o120777 << 16
    assert check(zip_of([*files.items(), (link, b"/etc/passwd")])).place == "facts/99.json"
    bomb = zipfile.ZipInfo("facts/99.json")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
        with file.open(bomb, "w", force_zip64=True) as target:
            for _ in range(1025):
                target.write(bytes(2**20))
    assert check(made.getvalue()).problem == "it is larger than a file of a bundle may be"
    assert check(b"PK no zip").problem.startswith("it can't be read as a zip file")


def zip_of(entries: list[tuple[Any, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in entries:
            file.writestr(name, data)
    return made.getvalue()


def test_json_of_any_other_shape_is_damage_and_no_traceback(whole: bytes, check: Any) -> None:
    files = unpacked(whole)
    names = [name for name in files if name.endswith((".json", ".jsonl"))]
    random = Random(9)
    for _ in range(300):
        name = random.choice(names)
        lines = files[name].splitlines() if name.endswith("l") else [files[name]]
        place = random.randrange(len(lines))
        lines[place] = verify.canonical(misshapen(json.loads(lines[place]), random))
        changed = {**files, name: b"\n".join(lines) + b"\n"}
        changed = changed if name == "manifest.json" else listed(changed)
        report = check(changed)
        assert not report.verified or name == "keys.json", (name, lines[place])


def misshapen(node: Any, random: Random) -> Any:
    """The document with something else in one of its places."""
    other: Any = random.choice((None, True, -1, 2**70, "", "x" * 9, [], [None], {}, {"a": []}))
    if isinstance(node, dict) and node and random.random() < 0.9:
        name = random.choice(sorted(node))
        return {**node, name: misshapen(node[name], random)}
    if isinstance(node, list) and node and random.random() < 0.9:
        place = random.randrange(len(node))
        return [*node[:place], misshapen(node[place], random), *node[place + 1 :]]
    return other if other != node else "something else"


def test_links_in_an_unpacked_bundle_are_not_followed(bundle: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        file.extractall(tmp_path / "it")
    assert verify_bundle(tmp_path / "it").verified
    readme = tmp_path / "it" / "README.txt"
    readme.rename(tmp_path / "elsewhere")
    readme.symlink_to(tmp_path / "elsewhere")
    assert verify_bundle(tmp_path / "it").problem == "it is not a plain file"


def test_a_hostile_text_steers_neither_the_page_nor_the_terminal(bundle: bytes, check: Any) -> None:
    shown = unpacked(bundle)["index.html"].decode()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert 'lang="ru"' in shown
    assert shown.count("</style>") == 1
    said = "\n".join(check(bundle).lines)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert HOSTILE[:8] in said


def test_an_edited_row_of_the_log_makes_no_bundle_that_holds(
    sqlite_databases: SQLiteDatabases, check: Any
) -> None:
    with sqlite_databases.migrated() as url, evidence(url) as it:
        with writing(it.register.engine) as connection:
            connection.execute(text("DROP TRIGGER log_refuses_update"))
            connection.execute(
                text(
                    "UPDATE log SET payload = replace(payload, '2022-11', '2029-11') WHERE position=3"
                )
            )
        report = check(it.bundle())
    assert report.place == "facts/3.json"
