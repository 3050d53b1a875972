"""Silence is no finding: nothing that a report says of it looks or sounds like one."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from support.facts.given import fact
from support.reading.report_kinds import inlines, tables
from support.reading.reported import making, recorded
from support.servers.databases import SQLiteDatabases

from commands.shell.tables import COLOURS as TERMINAL
from reports.charts.paint import COLOURS, patterns
from reports.formats.pdf.data import document
from reports.formats.xlsx.styles import TINTS
from reports.kinds.registry import KINDS
from reports.model import Chart, Paragraph, Report, Streamed, Table, Tone, Word
from reports.rendering import write
from reports.statement import ReportQuestion
from reports.words.language import LANGUAGES, language

FACTS = (
    fact(
        "obligation-imposed",
        "2023-04-25",
        requirement="risk-assessment",
        due="2023-08-25",
        order="O-1",
        published="2023-04-25",
    ),
    fact("local-office-pledged", "2023-05-01", due="2023-12-31", published="2023-05-02"),
)
OVERDUE, UNCONFIRMED = "2023-10-01", "2025-03-01"
BEFORE = "2023-06-01"
DAYS = {"overdue": OVERDUE, "unconfirmed": UNCONFIRMED}
ASKED: dict[str, dict[str, Any]] = {
    "dossier": {"platform": "tiktok", "jurisdiction": "KZ"},
    "platform": {"platform": "tiktok"},
    "jurisdiction": {"jurisdiction": "KZ"},
}
SHOWING = ("dossier", "platform", "jurisdiction", "matrix", "deadlines", "changes")
"""The kinds that tell of a standing. An audit tells of the log alone."""


@pytest.fixture(scope="module")
def made(sqlite_databases: SQLiteDatabases) -> Iterator[dict[tuple[str, str, str], Report]]:
    """Reports by kind, state of the standing and language."""
    found = {}
    with sqlite_databases.migrated() as url, recorded(url, *FACTS) as register:
        for kind in SHOWING:
            for state, day in DAYS.items():
                for code in LANGUAGES:
                    asked = {"language": code, **ASKED.get(kind, {})}
                    if kind == "changes":
                        with making(register, kind, at=BEFORE) as earlier:
                            known = earlier.statement.known
                        asked["before"] = ReportQuestion(at=date.fromisoformat(BEFORE), known=known)
                    with making(register, kind, at=day, **asked) as context:
                        found[kind, state, code] = whole(KINDS[kind](context))
        yield found


def whole(one: Report) -> Report:
    """A report with the rows in it that it would else read from the database when asked."""

    def read(block: Any) -> Any:
        streamed = isinstance(block, Table) and isinstance(block.rows, Streamed)
        return replace(block, rows=list(block.rows)) if streamed else block

    sections = [
        replace(section, blocks=tuple(map(read, section.blocks))) for section in one.sections
    ]
    return replace(one, sections=tuple(sections))


def words(one: Report) -> list[Word]:
    return [inline for inline in inlines(one) if isinstance(inline, Word)]


@pytest.mark.parametrize("state", DAYS)
@pytest.mark.parametrize("kind", SHOWING)
def test_what_was_not_heard_of_has_the_tone_of_silence_and_no_word_has_that_of_a_finding(
    made: dict[tuple[str, str, str], Report], kind: str, state: str
) -> None:
    for code in LANGUAGES:
        shown = words(made[kind, state, code])
        tones = {one.code: one.tone for one in shown if one.code in DAYS}
        assert tones.pop("overdue", Tone.PASSED) is Tone.PASSED
        assert tones.pop("unconfirmed", Tone.SILENT) is Tone.SILENT
        assert state in {one.code for one in shown}
        assert not [one for one in shown if one.tone is Tone.BAD]
        assert not [one for one in shown if one.code == "non-compliant"]
        assert not [
            block
            for block in (*made[kind, state, code].summary, *blocks(made[kind, state, code]))
            if isinstance(block, Paragraph) and block.tone is Tone.BAD
        ]


def blocks(one: Report) -> list[Any]:
    return [block for section in one.sections for block in section.blocks]


@pytest.mark.parametrize("state", DAYS)
def test_a_report_says_that_silence_is_no_finding(
    made: dict[tuple[str, str, str], Report], state: str
) -> None:
    for kind in SHOWING:
        told = " ".join(map(str, (one for one in inlines(made[kind, state, "en"]))))
        assert "that is no finding" in told, kind


@pytest.mark.parametrize("state", DAYS)
@pytest.mark.parametrize("kind", SHOWING)
def test_a_page_has_no_class_of_a_finding_for_silence(
    made: dict[tuple[str, str, str], Report], kind: str, state: str, tmp_path: Path
) -> None:
    page = rendered(made[kind, state, "en"], tmp_path / "one.html").read_text()
    body = page.partition("</style>")[2]
    assert not re.search(r'class="[^"]*\bbad\b', body)
    assert "non-compliant" not in body
    tone = {"overdue": "passed", "unconfirmed": "silent"}[state]
    assert re.search(rf'class="[^"]*\b{tone}\b', body)


def rendered(one: Report, path: Path) -> Path:
    write(one, language(one.statement.language), path)
    return path


@pytest.mark.parametrize("state", DAYS)
def test_a_workbook_has_a_pattern_for_silence_and_no_colour_of_a_finding(
    made: dict[tuple[str, str, str], Report], state: str, tmp_path: Path
) -> None:
    book = load_workbook(rendered(made["matrix", state, "en"], tmp_path / "one.xlsx"))
    fills = [cell.fill for sheet in book for row in sheet.iter_rows() for cell in row]
    bad = TINTS[Tone.BAD].removeprefix("#").upper()
    assert not [one for one in fills if bad in (one.fgColor.rgb or "")]
    assert {"overdue": "lightUp", "unconfirmed": "gray0625"}[state] in {
        one.patternType for one in fills
    }


@pytest.mark.parametrize("state", DAYS)
@pytest.mark.parametrize("kind", SHOWING)
def test_what_a_paper_is_set_from_has_no_tone_of_a_finding(
    made: dict[tuple[str, str, str], Report], kind: str, state: str
) -> None:
    told = json.dumps(document(made[kind, state, "en"], language("en")), default=str)
    assert '"tone": "bad"' not in told
    assert {"overdue": '"passed"', "unconfirmed": '"silent"'}[state] in told


@pytest.mark.parametrize("state", DAYS)
@pytest.mark.parametrize("kind", ["dossier", "deadlines"])
def test_a_picture_has_a_pattern_for_silence_and_no_colour_of_a_finding(
    made: dict[tuple[str, str, str], Report], kind: str, state: str
) -> None:
    (chart,) = [one for one in blocks(made[kind, state, "en"]) if isinstance(one, Chart)]
    told = repr(chart.draw(952))
    tone = {"overdue": Tone.PASSED, "unconfirmed": Tone.SILENT}[state]
    assert COLOURS[Tone.BAD] not in told
    assert COLOURS[tone] in told
    assert all(f"url(#{pattern}-" in told for pattern in patterns(tone))


def test_on_a_terminal_silence_is_not_in_the_colour_of_a_finding() -> None:
    assert all("red" not in TERMINAL[state] for state in DAYS)
    assert TERMINAL["overdue"] != TERMINAL["slipping"]


def test_old_news_fades_and_says_so(
    made: dict[tuple[str, str, str], Report], tmp_path: Path
) -> None:
    fresh, old = (made["matrix", state, "en"] for state in DAYS)
    page = rendered(old, tmp_path / "old.html").read_text()
    assert 'class="silent faded"' in page
    assert "no source for a year" in page
    assert (
        "faded" not in rendered(fresh, tmp_path / "new.html").read_text().partition("</style>")[2]
    )
    book = load_workbook(rendered(old, tmp_path / "old.xlsx"))
    assert [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.font.i]
    assert "no source for a year" in rendered(old, tmp_path / "old.md").read_text()


def test_no_two_columns_of_a_table_are_called_alike_in_any_language(
    made: dict[tuple[str, str, str], Report],
) -> None:
    alike = [
        (kind, code, table.name, title)
        for (kind, _, code), one in made.items()
        for table in tables(one)
        for title in {column.title for column in table.columns}
        if [column.title for column in table.columns].count(title) > 1
    ]
    assert alike == []
