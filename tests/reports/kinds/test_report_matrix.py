"""The matrix: the same colours and words in html, pdf and xlsx, with a legend by severity."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok
from support.reading.report_kinds import report, table
from support.servers.databases import SQLiteDatabases

from reports.formats.html import file as page
from reports.formats.pdf import file as paper
from reports.formats.xlsx import file as workbook
from reports.formats.xlsx.styles import TINTS
from reports.model import Lines, Report, Tone, Word
from reports.tables.grids import WORST_FIRST, legend, worst
from reports.words.language import language

EN = language("en")
FACTS = (
    fact("local-office-pledged", "2022-01-15", due="2029-12-31"),
    fact("block-imposed", "2022-01-01", jurisdiction="RU", scope="nationwide"),
    fact("local-office-pledged", "2022-02-01", jurisdiction="RU", due="2029-12-31"),
    fact("block-threatened", "2022-02-01", jurisdiction="UZ"),
)


@pytest.fixture(scope="module")
def made(sqlite_databases: SQLiteDatabases) -> Iterator[Report]:
    with sqlite_databases.migrated() as url:
        whole = [complete(one, place) for place, one in enumerate(FACTS, 1)]
        ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))
        yield report(url, "matrix", "2022-06-01")


def tones(made: Report) -> dict[str, Tone | None]:
    """The colours of the cells of TikTok, by jurisdiction."""
    return {
        str(row[0]): row[1].tone
        for row in table(made, "heat-map").rows
        if isinstance(row[1], Lines)
    }


def test_a_cell_has_the_colour_of_the_worse_of_compliance_and_access(made: Report) -> None:
    assert tones(made) == {
        "Kazakhstan": Tone.AHEAD,
        "Russia": Tone.BAD,
        "Uzbekistan": Tone.NEUTRAL,
    }


def test_a_page_a_workbook_and_a_paper_colour_the_same_cells_alike(
    made: Report, tmp_path: Path
) -> None:
    page.write(made, EN, tmp_path / "one.html", table=None)
    shown = html.parse(str(tmp_path / "one.html"))
    rows = shown.xpath("//table[@id='heat-map']/tbody/tr")
    of_page = {row[0].text_content(): row[1].get("class") for row in rows}
    assert of_page == {name: tone.value for name, tone in tones(made).items() if tone}
    workbook.write(made, EN, tmp_path / "one.xlsx")
    sheet = load_workbook(tmp_path / "one.xlsx").worksheets[1]
    of_sheet = {row[0].value: row[1].fill.fgColor.rgb[2:].lower() for row in list(sheet)[1:4]}
    assert of_sheet == {name: TINTS[tone][1:] for name, tone in tones(made).items() if tone}
    assert "blocked" in str(sheet.cell(3, 2).value)


def test_a_workbook_has_the_matrix_with_its_legend_and_the_lists(
    made: Report, tmp_path: Path
) -> None:
    workbook.write(made, EN, tmp_path / "one.xlsx")
    about, matrix, standings, *_ = load_workbook(tmp_path / "one.xlsx").worksheets
    first = [cell.value for cell in matrix["A"]]
    assert first[:4] == ["Jurisdiction", "Kazakhstan", "Russia", "Uzbekistan"]
    assert first[5:] == ["Compliance", "Access", "What is ahead"]
    assert [cell.value for cell in matrix[7]][1:] == ["blocked"] or matrix.max_column > 2
    assert standings.max_row == 4
    assert about.title == "About"


def test_the_legend_has_the_worst_first_and_compliance_apart_from_access(made: Report) -> None:
    titles = [title for title, _ in table(made, "heat-map").legend]
    assert titles == ["Compliance", "Access", "What is ahead"]
    for _, words in table(made, "heat-map").legend:
        ranks = [WORST_FIRST.index(one.tone) for one in words]
        assert ranks == sorted(ranks)
    assert legend([("nothing", [])]) == ()
    assert worst([Word("a", "a", Tone.GOOD), Word("b", "b", Tone.PASSED)]) is Tone.PASSED


def test_on_paper_the_matrix_begins_on_the_first_page(made: Report, tmp_path: Path) -> None:
    paper.write(made, EN, tmp_path / "one.pdf", table=None)
    first = PdfReader(tmp_path / "one.pdf").pages[0].extract_text()
    assert "Platforms and jurisdictions" in first
    assert "Kazakhstan" in first
