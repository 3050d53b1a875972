"""What all commands share: where the register is, formats, colours, safe output; and recording."""

import csv
import io
import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import ROOT, command, lines, ok, run, run_process, surroundings

NASTY = "\x1b[31mred\x07\x9b2J\u202egnp.exe\u2066\r\n\tnext"
COLOUR = re.compile(r"\x1b\[[0-9;]*[34]\d")
STEERING = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\r", "\t")


@pytest.fixture
def nasty(sqlite_url: str) -> str:
    """A register whose facts try to steer a terminal and a spreadsheet."""
    source = {"title": NASTY, "publisher": NASTY, "url": "https://example.org/\u202e"}
    facts = [
        fact("block-imposed", "2022", order=NASTY, scope="s" + NASTY, sources=[source], note=NASTY),
        fact("statement-issued", "2022", sources=[source], note="=1+1", **{NASTY: NASTY}),
        fact(
            "commitment-made", "2022", requirement="a", instance=NASTY, due="2022", sources=[source]
        ),
        fact("court-ruled", "2022", note="+cmd|' /C calc'!A0"),
        fact("court-ruled", "2022", note="@SUM(A1)", case="-2"),
    ]
    named = {**TIKTOK, "details": {"name": NASTY, "aliases": ["TikTok"], "operator": NASTY}}
    documents = [complete(one, place) for place, one in enumerate(facts, 1)]
    denial = {**documents[0], "type": "fact-denied", "refers_to": documents[0]["id"]}
    denial |= {"id": "00000000-0000-0000-0000-0000000000ff", "details": {"reason": NASTY}}
    ok("import", "-", "--by", NASTY, database=sqlite_url, stdin=lines(named, *documents, denial))
    return sqlite_url


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("status", "tiktok"),
        ("status", "tiktok", "KZ", "--explain"),
        ("deadlines",),
        ("periods", "tiktok", "KZ"),
        ("history", "tiktok", "KZ"),
        ("conflicts",),
        ("search", "red"),
        ("platform", "list"),
        ("platform", "show", "tiktok"),
        ("doctor",),
    ],
)
def test_nothing_of_a_fact_steers_a_terminal(nasty: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, database=nasty)
    assert done.status in (0, 1)
    assert done.out
    for mark in STEERING:
        assert mark not in done.out + done.err, f"{mark!r} reached the terminal"


def test_a_refused_line_steers_no_terminal(sqlite_url: str) -> None:
    bad = {"type": NASTY, NASTY: NASTY}
    good = {
        **complete(fact("court-ruled", "2022"), 1),
        NASTY: 1,
        "platform": NASTY,
        "case": {NASTY: 1},
    }
    done = run("import", "-", database=sqlite_url, stdin=lines(bad, good))
    assert done.status == 1
    for mark in STEERING:
        assert mark not in done.err


def test_a_spreadsheet_sees_no_formula(nasty: str) -> None:
    told = ok("history", "tiktok", "KZ", "--format", "csv", database=nasty).out
    notes = [row["note"] for row in csv.DictReader(io.StringIO(told, newline=""))]
    assert [note for note in notes if note.startswith(("=", "+", "@", "-"))] == []
    assert {"'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0"} <= set(notes)


def test_json_lines_and_csv_have_the_rows_of_json(nasty: str) -> None:
    for arguments in (("status",), ("periods", "tiktok", "KZ"), ("history", "tiktok", "KZ")):
        rows = ok(*arguments, "--format", "json", database=nasty).document
        done = ok(*arguments, "--format", "jsonl", database=nasty)
        assert [json.loads(line) for line in done.out.rstrip("\n").split("\n")] == rows
        told = ok(*arguments, "--format", "csv", database=nasty).out
        assert len(list(csv.DictReader(io.StringIO(told, newline="")))) == len(rows)


def test_the_register_is_given_before_or_after_the_command_or_by_the_environment(
    tmp_path: Path,
) -> None:
    one, two, three = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "two", "three"))
    assert run("--database", one, "init").status == 0
    assert run("init", "--database", two).status == 0
    assert run_process("init", env={"REGISTER_DATABASE_URL": three}).status == 0
    assert run_process("init", cwd=tmp_path).out == "The register is ready.\n"
    made = sorted(path.name for path in tmp_path.glob("*.db"))
    assert made == ["one.db", "register.db", "three.db", "two.db"]
    ok("--database", one, "import", "--database", two, "-", stdin=lines(TIKTOK))
    assert ok("export", database=one).out == ""
    assert len(ok("export", "--database", two, database=one).documents) == 1
    env = {"REGISTER_DATABASE_URL": three}
    assert run_process("--database", two, "export", env=env).out != ""
    assert run_process("export", env=env).out == ""


def test_init_again_changes_nothing(database_url: str) -> None:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    before = ok("export", database=database_url).out
    assert ok("init", database=database_url).out == "The register is ready.\n"
    assert ok("export", database=database_url).out == before


def on_a_terminal(url: str, *arguments: str, **environment: str) -> str:
    """What a terminal is sent by a command."""
    ours, theirs = pty.openpty()
    kept = {"TERM": "xterm-256color", **environment}
    with subprocess.Popen(
        command("--database", url, *arguments),
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=surroundings(**kept),
        cwd=ROOT,
    ):
        os.close(theirs)
        told = b""
        try:
            while chunk := os.read(ours, 65_536):
                told += chunk
        except OSError:  # the other end was closed
            pass
    os.close(ours)
    return told.decode()


def test_colours_are_for_terminals_that_want_them(sqlite_url: str) -> None:
    ok(
        "import",
        "-",
        database=sqlite_url,
        stdin=lines(TIKTOK, complete(fact("block-imposed", "2022"), 1)),
    )
    assert COLOUR.search(on_a_terminal(sqlite_url, "status"))
    assert not COLOUR.search(on_a_terminal(sqlite_url, "status", NO_COLOR="1"))
    assert "\x1b[" not in on_a_terminal(sqlite_url, "status", "--format", "json")
    assert "\x1b[" not in run_process("--database", sqlite_url, "status").out


FINE = ("record", "fine-imposed", "--platform", "ТикТок", "--jurisdiction", "Казахстан")


def test_one_fact_is_recorded_from_options(database_url: str) -> None:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    options = (
        *("--occurred", "2022-05-03", "-d", "amount=1500000", "-d", "currency=KZT"),
        *("--requirement", "representative", "--actor", "A court", "--actor-role", "court"),
        *("-d", "reasons=fraud", "-d", "reasons=false information", "--case", "7", "--note", "да"),
        *("--source-url", "https://example.org/1", "--source-published", "2022-05-04"),
        *("--source", '{"title": "another", "reliability": "B"}', "--source-announces"),
    )
    done = ok(*FINE, *options, "--by", "desk", "--format", "json", database=database_url).document
    assert (set(done), done["position"], done["duplicate"]) == (
        {"id", "position", "duplicate", "was", "is", "looks", "dry_run"},
        2,
        False,
    )
    assert (done["was"], done["is"]["access"]) == (None, "open")
    (row,) = ok("history", "tiktok", "KZ", "--format", "json", database=database_url).document
    assert row["id"] == done["id"]
    assert row["details"] == {
        "requirement": "representative",
        "amount": 1500000,
        "currency": "KZT",
        "reasons": ["fraud", "false information"],
    }
    assert row["actor"] == {"name": "A court", "role": "court"}
    assert row["sources"] == [
        {"url": "https://example.org/1", "published": "2022-05-04", "announces": True},
        {"title": "another", "reliability": "B"},
    ]
    assert (row["recorded_by"], row["note"], row["case"]) == ("desk", "да", "7")
    again = ok(*FINE, *options, "--format", "json", database=database_url).document
    assert again == {
        "id": done["id"],
        "position": 2,
        "duplicate": True,
        "looks": [],
        "dry_run": False,
    }
    assert ok(*FINE, *options, database=database_url).out.startswith(
        f"{done['id']} was recorded al"
    )


def test_the_claims_are_recorded_by_position_id_or_its_beginning(database_url: str) -> None:
    told = complete(fact("commitment-made", "2022", requirement="a"), 0xABCDEF << 96)
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, told))
    source = ("--source-title", "x", "--format", "json")
    for name, place in (("deny", "2"), ("confirm", told["id"]), ("deny", told["id"][:8])):
        ok(name, place, "--reason", f"{name} {place}", *source, database=database_url)
    patch = ("--set", "occurred=2021", "--set", "due=2023", "--set", "note=n", "--unset", "case")
    ok("correct", "2", *patch, *source, database=database_url)
    rows = ok(
        "history", "tiktok", "KZ", "--order", "log", "--format", "json", database=database_url
    )
    *_, correction = rows.document
    assert correction["details"]["replacement"] == {
        "occurred": "2021",
        "details": {"due": "2023"},
        "note": "n",
        "case": None,
    }
    assert rows.document[0]["corrected_by"] == [correction["id"]]
    assert rows.document[0]["disputed"]
    ok("retract", "2", "--occurred", "2024-01", *source, database=database_url)
    assert ok("status", "--format", "json", database=database_url).document == []


def test_a_dry_run_checks_everything_and_records_nothing(database_url: str) -> None:
    facts = lines(TIKTOK, complete(fact("block-imposed", "2022"), 1))
    done = ok("import", "-", "--dry-run", "--format", "json", database=database_url, stdin=facts)
    assert done.document == {"read": 2, "recorded": 2, "duplicates": 0, "refused": 0}
    assert ok("export", database=database_url).out == ""
    bad = run("import", "-", "--dry-run", database=database_url, stdin=lines({"type": "x"}))
    assert (bad.status, ok("export", database=database_url).out) == (1, "")


def test_refused_lines_are_kept_in_a_file_and_the_rest_is_recorded(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "facts.jsonl"
    bad = [b'{"type": "x"}\n', b"\xff\n", b"{"]
    good = lines(TIKTOK), lines(complete(fact("block-imposed", "2022"), 1))
    path.write_bytes(good[0] + bad[0] + good[1] + bad[1] + bad[2])
    done = run("import", str(path), "--on-error", "skip", "--format", "json", database=database_url)
    assert done.status == 1
    assert done.document == {"read": 5, "recorded": 2, "duplicates": 0, "refused": 3}
    rejected = tmp_path / "facts.jsonl.rejected.jsonl"
    assert rejected.read_bytes() == b"".join(bad) + b"\n"


def test_several_files_are_counted_together(database_url: str, tmp_path: Path) -> None:
    paths = [tmp_path / "platforms.jsonl", tmp_path / "facts.jsonl"]
    paths[0].write_bytes(lines(TIKTOK))
    paths[1].write_bytes(lines(complete(fact("block-imposed", "2022"), 1)))
    files = [str(path) for path in paths]
    done = ok("import", *files, "--format", "json", database=database_url).document
    assert done == {"read": 2, "recorded": 2, "duplicates": 0, "refused": 0}
    again = ok("import", *files, "--format", "json", database=database_url).document
    assert again == {"read": 2, "recorded": 0, "duplicates": 2, "refused": 0}
