"""`register report`: what is refused, what is written, and what is made again."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.facts.given import fact
from support.programs.running import ROOT, run
from support.reading.reported import recorded
from support.servers.databases import SQLiteDatabases

from reports.rendering import FORMATS

KZ = ("TikTok", "Kazakhstan")
FACTS = (
    fact("local-office-pledged", "2019-07-15", due="2019-12-31", note="=1+1"),
    fact("block-threatened", "2024-04-22"),
    fact("local-office-opened", "2024-05-02"),
)


@pytest.fixture(scope="module")
def url(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as found:
        with recorded(found, *FACTS):
            pass
        yield found


def report(url: str, *arguments: object) -> tuple[int, str]:
    """Run the command; return its status and all that it said."""
    ran = run("report", *map(str, arguments), database=url)
    return ran.status, ran.out + ran.err


@pytest.mark.parametrize("ending", FORMATS)
def test_a_dossier_is_written_and_made_again_in_every_format(
    url: str, tmp_path: Path, ending: str
) -> None:
    out, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    status, told = report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    assert (status, told) == (0, f"{_written(out)}\n")
    status, told = report(url, "--again", out)
    assert (status, told) == (0, f"{out} made again is the same to the byte.\n")
    status, told = report(url, "--again", out, "--out", other)
    assert (status, told) == (0, f"{_written(other)}\n")
    assert other.read_bytes() == out.read_bytes()


def _written(out: Path) -> str:
    if out.suffix == ".csv":
        return f"{out} and {out}-metadata.json are written."
    return f"{out} is written."


def test_what_was_touched_does_not_come_out_the_same(url: str, tmp_path: Path) -> None:
    out = tmp_path / "one.md"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    out.write_text(out.read_text().replace("local office", "local oﬃce"))
    ran = run("report", "--again", str(out), "--format", "json", database=url)
    assert (ran.status, ran.document) == (
        1,
        {"file": str(out), "identical": False, "differs": [str(out)]},
    )
    assert "made again is not the same" in ran.err


def test_it_is_made_again_after_more_was_recorded(url: str, tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    asked = ("--at", "2024-05-01", "--known", "2")
    report(url, "dossier", *KZ, *asked, "--out", out)
    assert json.loads(out.read_text())["statement"]["known"]["position"] == 2
    assert report(url, "--again", out)[0] == 0


def test_another_log_is_refused(
    url: str, sqlite_databases: SQLiteDatabases, tmp_path: Path
) -> None:
    out = tmp_path / "one.json"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    with sqlite_databases.migrated() as another:
        with recorded(another, *reversed(FACTS)):
            pass
        status, told = report(another, "--again", out)
    assert status == 2
    assert "it was made from another log: at position 4" in told


def test_other_rules_are_refused(url: str, tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    out.write_text(out.read_text().replace('"rules":"2"', '"rules":"3"'))
    status, told = report(url, "--again", out)
    assert status == 2
    assert "by version 3 of the rules" in told


def test_one_of_rules_1_is_made_again_by_these_and_says_so(url: str, tmp_path: Path) -> None:
    out, new = tmp_path / "one.md", tmp_path / "two.md"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    assert "first made by rules" not in out.read_text()
    out.write_text(out.read_text().replace('"rules": "2"', '"rules": "1"'))
    status, told = report(url, "--again", out)
    assert status == 1
    assert "It was made by rules 1; this register reads it by rules 2." in told
    assert report(url, "--again", out, "--out", new)[0] == 0
    assert (
        "This report was first made by rules 1; this version of the register reads the same log "
        "by rules 2, so standings may differ."
    ) in new.read_text()
    assert report(url, "--again", new)[0] == 0


def test_one_made_by_another_version_says_so(url: str, tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    stated = json.loads(out.read_text())["statement"]["register"]
    out.write_text(out.read_text().replace(f'"register":"{stated}"', '"register":"0.0.1"'))
    status, told = report(url, "--again", out)
    assert status == 0
    assert "It was made by register 0.0.1; this is" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "x.html"), "say which KIND of report"),
        (("dossier", *KZ), "say by --out which file to write"),
        (("dossier", *KZ, "--out", "x.odt"), "x.odt has no ending of a report; they are html, "),
        (("dossier", *KZ, "--out", "x"), "x has no ending of a report"),
        (("dossier", *KZ, "--out", "nowhere/x.md"), "there is no folder nowhere"),
        (("dossier", "TikTok", "--out", "x.md"), "is of a platform and a jurisdiction"),
        (("dossier", *KZ, "more", "--out", "x.md"), "one platform and one jurisdiction at most"),
        (("dossier", *KZ, "--platform", "TikTok", "--out", "x.md"), "name each platform"),
        (("dossier", "TikTok", "Atlantis", "--out", "x.md"), "'Atlantis' is not a jurisdiction"),
        (("dossier", *KZ, "--language", "de", "--out", "x.md"), "'de' is not one of"),
        (("dossier", *KZ, "--from", "2024-01-01", "--out", "x.md"), "--from is for changes"),
        (("dossier", *KZ, "--within", "9", "--out", "x.md"), "--within and --overdue are for"),
        (("matrix", "--author", "a" * 201, "--out", "x.md"), "author has to be a text of one line"),
        (("matrix", "--made-on", "soon", "--out", "x.md"), "'soon' is not a day"),
        (("dossier", *KZ, "--table", "facts", "--out", "x.md"), "--table chooses what a csv holds"),
        (("dossier", *KZ, "--table", "fact", "--out", "x.csv"), "no table 'fact'"),
        (
            ("dossier", *KZ, "--rows", "9" * 30, "--out", "x.md"),
            "is not in the range 1<=x<=1000000",
        ),
        (("dossier", *KZ, "--known", "99", "--out", "x.md"), "there is no position 99 yet"),
        (("dossier", "TikTok", "FR", "--out", "x.md"), "no fact about tiktok in FR was known"),
        (("--again", "none.html"), "none.html: No such file"),
        (("--again", "x.html", "--language", "ar"), "--again takes all from the file"),
        (("matrix", "--again", "x.html"), "--again takes all from the file"),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = report(url, *arguments)
    assert status == 2
    assert told in said
    assert list(tmp_path.iterdir()) == []


SPOILED: tuple[tuple[str, str, str], ...] = (
    ('"kind":"dossier"', '"kind":"nope"', "'nope' is not a kind of report"),
    (
        '"kind":"dossier"',
        '"kind":"platform"',
        "a report of the kind platform is of a platform, and",
    ),
    ('"longest":500', '"longest":0', "0 is no number of rows"),
    ('"longest":500', '"longest":-5', "-5 is no number of rows"),
    ('"longest":500', f'"longest":{10**17}', "is no number of rows"),
    ('"within":null', '"within":-1', "-1 is no number of days ahead"),
    ('"within":null', '"within":5', "how many days ahead is for deadlines"),
    ('"checkpoint":null', '"checkpoint":4', "a checkpoint is for an audit"),
    ('"platform":"tiktok"', '"platform":"../x"', "'../x' is not the slug of a platform"),
    ('"platform":"tiktok"', '"platform":"nope"', "the platform nope is not known"),
    ('"jurisdiction":"KZ"', '"jurisdiction":"\u202e"', "is not the code of a jurisdiction"),
    ('"language":"en"', '"language":"xx"', "'xx' is not a language of reports"),
    (
        '"register":"',
        '"register":"\u202e',
        "its versions of the register and of the rules are none",
    ),
    ('"position":4', '"position":-1', "'-1' is neither a position"),
    ('"position":4', '"position":3', "it was made from another log: at position 3"),
    ('"root":"', '"root":"A', "it was made from another log"),
    ('"recorded_at":"2026', '"recorded_at":"now', "can't be read"),
)


@pytest.mark.parametrize(("old", "new", "told"), SPOILED)
def test_a_spoiled_statement_is_refused_by_the_file_s_name(
    url: str, tmp_path: Path, old: str, new: str, told: str
) -> None:
    out = tmp_path / "one.json"
    report(url, "dossier", *KZ, "--at", "2024-05-01", "--out", out)
    whole = out.read_text(encoding="utf-8")
    assert old in whole
    out.write_text(whole.replace(old, new, 1), encoding="utf-8")
    status, said = report(url, "--again", out)
    assert (status, said.count("\n")) == (2, 1)
    assert "one.json: " in said
    assert told in said
    assert "\u202e" not in said


def test_metadata_that_cant_be_written_is_named_before_the_work(url: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv-metadata.json").mkdir()
    status, said = report(url, "dossier", *KZ, "--out", tmp_path / "x.csv")
    assert status == 2
    assert "x.csv-metadata.json is a folder" in said


def test_a_report_that_is_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "x.txt"
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from commands.shell.files import replacing\n"
        f"with replacing(Path({str(out)!r})) as path:\n"
        "    path.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert ended.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_that_was_there(url: str, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    out.write_text("mine")
    assert report(url, "dossier", *KZ, "--table", "none", "--out", out)[0] == 2
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]
    assert out.read_text() == "mine"


def test_a_csv_holds_the_table_that_is_asked_for(url: str, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    report(url, "dossier", *KZ, "--at", "2024-05-03", "--table", "requirements", "--out", out)
    header, row = out.read_text(encoding="utf-8").splitlines()
    assert header.startswith("ground,requirement,state,was,since,due,basis,stayed,")
    assert row.startswith(",local-office,met,,2024-05-02,,voluntary,false,")
    assert report(url, "--again", out)[0] == 0


def test_json_says_what_was_written(url: str, tmp_path: Path) -> None:
    out = tmp_path / "x.json"
    ran = run("report", "dossier", *KZ, "--out", str(out), "--format", "json", database=url)
    assert ran.document["files"] == [str(out)]
    assert ran.document["statement"]["kind"] == "dossier"


@pytest.mark.parametrize("ending", FORMATS)
def test_who_made_a_report_for_whom_is_stated_in_it_and_comes_out_the_same(
    url: str, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"one.{ending}"
    lines = ("--organisation", "<b>Desk</b>", "--confidentiality", "internal")
    made_on = ("--made-on", "2026-01-02")
    status, told = report(url, "dossier", *KZ, *lines, *made_on, "--out", out)
    assert status == 0, told
    status, told = report(url, "--again", out)
    assert (status, told) == (0, f"{out} made again is the same to the byte.\n")
    if ending in ("html", "md"):
        said = out.read_text(encoding="utf-8").rpartition("lang: en\n---")[2]
        assert "<b>Desk" not in said
        assert "2 January 2026" in said


def test_deadlines_and_their_report_say_the_same_of_the_days_that_are_asked_for(
    url: str, tmp_path: Path
) -> None:
    asked: tuple[tuple[str, ...], ...] = (
        (),
        ("--within", "90d"),
        ("--overdue",),
        ("--within", "30w", "--overdue"),
    )
    for at in ("2019-08-01", "2020-01-10"):
        for place, options in enumerate(asked):
            out = tmp_path / f"{at}-{place}.json"
            assert report(url, "deadlines", "--at", at, *options, "--out", out)[0] == 0
            rows = json.loads(out.read_text(encoding="utf-8"))["tables"]["deadlines"]
            listed = run("deadlines", "--at", at, *options, "--format", "json", database=url)
            assert [row["due"] for row in rows] == [row["due"] for row in json.loads(listed.out)]


def test_help_explains_every_word_and_every_command(url: str) -> None:
    words = run("help", "words", database=url).out
    assert "unconfirmed" in words
    assert "Nobody has spoken of it for so long" in words
    assert "не подтверждено" in run("help", "words", "--language", "ru", database=url).out
    assert run("help", "deadlines", database=url).out.startswith("Usage: register deadlines")
    wrong = run("help", "nothing", database=url)
    assert wrong.status == 2
    assert "there is no help on 'nothing'" in wrong.out + wrong.err
