"""`register report dossier --all` and `report matrix --with-dossiers`: a series, and what leads to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run
from support.servers.databases import SQLiteDatabases

from commands.reports import report_files, series
from reports.rendering import stated

AT = ("--at", "2022-06-01")
QUOTE = "Words that must not be passed on."
FACTS = (
    fact("local-office-pledged", "2019-07-15", due="2019-12-31"),
    fact("block-imposed", "2022-01-01", jurisdiction="RU", scope="nationwide"),
    fact("block-threatened", "2022-02-01", jurisdiction="UZ"),
)


@pytest.fixture
def url(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as url:
        quoted = {"title": "A", "url": "https://example.org/a", "quote": QUOTE}
        given = [{**one, "sources": [quoted]} for one in FACTS]
        whole = [complete(one, place) for place, one in enumerate(given, 1)]
        ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))
        yield url


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_series_has_a_dossier_of_each_relationship_and_an_index_that_leads_to_it(
    url: str, tmp_path: Path
) -> None:
    out = tmp_path / "all"
    done = ok("report", "dossier", "--all", *AT, "--out", str(out), database=url)
    assert names(out) == ["index.html", "tiktok-kz.html", "tiktok-ru.html", "tiktok-uz.html"]
    assert "leads to 3 dossiers" in done.err
    page = html.parse(str(out / "index.html"))
    led = {one for one in page.xpath("//a/@href") if not one.startswith("#")}
    assert led == set(names(out)) - {"index.html"}
    assert ok("report", "--again", str(out / "index.html"), database=url).status == 0
    assert ok("report", "--again", str(out / "tiktok-ru.html"), database=url).status == 0


def test_a_series_that_was_stopped_goes_on_and_leaves_what_is_there(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all"
    command = ("report", "dossier", "--all", *AT, "--out", str(out))
    made: list[int] = []

    def stopped(*given: object, **more: object) -> list[Path]:
        if len(made) == 1:
            raise KeyboardInterrupt
        made.append(1)
        return report_files.made(*given, **more)  # type: ignore[arg-type]  # as it is called

    monkeypatch.setattr(series, "made", stopped)
    ended = run(*command, database=url)
    assert ended.status != 0
    assert "1 of 3 dossiers are there; the same command makes the others." in ended.err
    assert names(out) == ["tiktok-kz.html"]
    monkeypatch.undo()
    before = (out / "tiktok-kz.html").stat().st_ino
    assert "1 of 3 dossiers were there already" in ok(*command, database=url).err
    assert (out / "tiktok-kz.html").stat().st_ino == before
    assert len(names(out)) == 4


def test_what_is_damaged_or_of_another_day_is_made_anew(url: str, tmp_path: Path) -> None:
    out = tmp_path / "all"
    command = ("report", "dossier", "--all", "--as", "md", "--out", str(out))
    ok(*command, *AT, database=url)
    (out / "tiktok-kz.md").write_text("---\n")
    assert "2 of 3 dossiers were there" in ok(*command, *AT, database=url).err
    assert "were there" not in ok(*command, "--at", "2022-06-02", database=url).err
    assert stated(out / "tiktok-kz.md").at.day == 2


@pytest.mark.parametrize("ending", ["html", "md", "xlsx"])
def test_a_series_for_outsiders_keeps_what_is_not_to_be_passed_on(
    url: str, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / "all"
    command = ("report", "dossier", "--all", "--public", "--as", ending, *AT)
    ok(*command, "--out", str(out), database=url)
    for one in out.iterdir():
        if ending == "xlsx" and one.suffix == ".xlsx":
            cells = [cell.value for sheet in load_workbook(one) for row in sheet for cell in row]
            assert QUOTE not in str(cells)
        else:
            assert QUOTE not in one.read_text(encoding="utf-8")
        assert stated(one).public


def test_each_cell_of_a_matrix_leads_to_the_dossier_beside_it(url: str, tmp_path: Path) -> None:
    for ending in ("html", "md", "xlsx"):
        out, folder = tmp_path / f"matrix.{ending}", tmp_path / "dossiers of 2022"
        beside = ("--with-dossiers", str(folder), "--as", "html")
        ok("report", "matrix", *AT, *beside, "--out", str(out), database=url)
        assert ok("report", "--again", str(out), database=url).status == 0
    cells = html.parse(str(tmp_path / "matrix.html")).xpath("//div[contains(@class, 'grid')]//td/a")
    assert cells[0].get("href") == "dossiers%20of%202022/tiktok-kz.html"
    assert "(<dossiers%20of%202022/tiktok-ru.html>)" in (tmp_path / "matrix.md").read_text()
    sheet = load_workbook(tmp_path / "matrix.xlsx").worksheets[1]
    links = [cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink]
    assert len(links) == 3
    assert len(names(tmp_path / "dossiers of 2022")) == 3


def test_what_is_for_a_series_is_refused_elsewhere(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = ("--out", str(tmp_path / "one.html"))
    for told, command in {
        "--all is for dossiers": ("matrix", "--all", *out),
        "--with-dossiers is for a matrix": ("changes", "--with-dossiers", str(tmp_path), *out),
        "--as is for a series": ("matrix", "--as", "pdf", *out),
        "is no folder": ("dossier", "--all", "--out", str(tmp_path / "file")),
        "there is no folder": ("dossier", "--all", "--out", str(tmp_path / "a" / "b")),
    }.items():
        refused = run("report", *command, database=url)
        assert refused.status == 2
        assert told in refused.err
