"""What is missing is named with a command that brings it to where the program runs."""

import re
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from support.facts.given import fact
from support.programs.running import ok, run
from support.programs.source_tree import ROOT, files
from support.reading.reported import recorded
from support.servers.databases import SQLiteDatabases

from cli import cli
from projections.verification.doctor import OWN_NAMES
from register import distribution
from register.errors import DatabaseProblem
from register.store.database import open_engine
from reports.formats.pdf import fonts as pdf_fonts

KZ = ("TikTok", "Kazakhstan")


def needs(extra: str) -> set[str]:
    """Return the packages that a command to bring an extra here installs, by their names."""
    python, *call = shlex.split(distribution.how_to_add(extra))
    assert python == sys.executable
    assert call[:3] == ["-m", "pip", "install"]
    assert all(Requirement(each).specifier for each in call[3:]), "without bounds"
    return {Requirement(each).name for each in call[3:]}


def test_an_extra_is_brought_by_its_packages_with_their_bounds() -> None:
    assert needs("postgresql") == {"psycopg"}
    assert needs("reports") == {"python-docx", "typst"}
    assert "'psycopg[binary]" in distribution.how_to_add("postgresql")


def test_where_pipx_installed_the_program_pipx_adds_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its environments may be without pip, and have names of their own (`--suffix`)."""
    home = tmp_path / "compliance-register-2"
    home.mkdir()
    (home / "pipx_metadata.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(home))
    told = distribution.how_to_add("postgresql")
    assert told.startswith("pipx inject compliance-register-2 'psycopg[binary]<")


def test_where_there_is_no_pip_uv_adds_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    told = distribution.how_to_add("postgresql")
    assert told.startswith(f"uv pip install --python {sys.executable} 'psycopg[binary]<")


def test_an_extra_that_is_not_there_brings_nothing() -> None:
    assert distribution.packages("weather") == []


def test_every_extra_that_the_program_names_is_one_of_what_is_installed() -> None:
    call = re.compile(r"how_to_add\(['\"](\w+)['\"]\)")
    named = {
        extra
        for path in files()
        if path.suffix == ".py" and path.parts[0] in {*OWN_NAMES, "cli.py"}
        for extra in call.findall((ROOT / path).read_text(encoding="utf-8"))
    }
    assert named
    assert named <= set(metadata(distribution.NAME).get_all("Provides-Extra") or ())


ASKED_BY_NAME = re.compile(r"\binstall ['\"]?(?:compliance-)?register\b|\bregister\[[a-z]+\]")


def test_nobody_is_sent_to_an_index_for_the_program_by_its_name() -> None:
    """There it may be anybody's."""
    assert ASKED_BY_NAME.search("pip install " + "register")
    assert ASKED_BY_NAME.search("with its extra, " + "register" + "[reports]")
    assert not ASKED_BY_NAME.search("pipx install '.[postgresql]'")
    for path in files():
        if path.suffix in {".py", ".md", ""} and path.name != "CHANGELOG.md":
            assert ASKED_BY_NAME.findall((ROOT / path).read_text(encoding="utf-8")) == [], path


def test_the_command_is_called_register_and_its_version_is_the_distributions() -> None:
    assert cli.name == "cli"
    assert ok("--version").out == f"register {metadata(distribution.NAME)['Version']}\n"


def test_without_psycopg_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseProblem) as refused:
        open_engine("postgresql://example.org/register")
    assert distribution.how_to_add("postgresql") in str(refused.value)


@pytest.fixture
def url(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as url:
        with recorded(url, fact("local-office-pledged", "2019-07-15", due="2019-12-31")):
            pass
        yield url


@pytest.mark.parametrize("ending", ["html", "md", "csv", "json", "xlsx"])
def test_formats_that_need_no_extra_lack_nothing_without_it(
    url: str, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("docx", "typst"):
        monkeypatch.setitem(sys.modules, package, None)
    out = tmp_path / f"one.{ending}"
    done = ok("report", "dossier", *KZ, "--at", "2024-05-01", "--out", str(out), database=url)
    assert "pip install" not in done.err
    assert ending != "html" or "<svg" in out.read_text(encoding="utf-8")


def test_without_typst_a_pdf_says_how_to_get_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    pdf_fonts.families.cache_clear()
    out = tmp_path / "one.pdf"
    done = run("report", "dossier", *KZ, "--at", "2024-05-01", "--out", str(out), database=url)
    assert done.status == 2
    assert (
        f"a PDF needs typst, which isn't installed: {distribution.how_to_add('reports')}"
        in done.err
    )
    assert not out.exists()
