"""Reports made by hand, for the tests of PDFs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale
from babel.support import NullTranslations
from pypdf import PdfReader

from reports.formats.pdf import file
from reports.model import Paragraph, Report, Section
from reports.statement import FORMAT, LogPoint, Statement
from reports.words.language import Language

if TYPE_CHECKING:
    from pathlib import Path

    from reports.model import Block, Run

ENGLISH = Language("en", Locale.parse("en_GB"), NullTranslations())
ARABIC = Language("ar", Locale.parse("ar"), NullTranslations())
"""Arabic as CLDR has it; the messages stay English, whatever the catalogue has by now."""

STATEMENT = Statement(
    report=FORMAT,
    kind="dossier",
    platform="tiktok",
    jurisdiction="KZ",
    at=date(2025, 6, 30),
    known=LogPoint(position=1234, recorded_at="2025-07-01T12:00:00.000001Z", root="cm9vdA=="),
    longest=500,
    language="en",
    rules="1",
    register="0.6.0",
)


def report(*blocks: Block, title: Run = ("TikTok in Kazakhstan",)) -> Report:
    """Return a report with one section of these blocks."""
    return sectioned(Section("part", "The part", blocks), title=title)


def sectioned(*sections: Section, title: Run = ("TikTok in Kazakhstan",)) -> Report:
    summary = (Paragraph(("What it comes to.",)),)
    return Report(STATEMENT, title, summary, sections, main="facts")


def written(told: Report, folder: Path, language: Language = ENGLISH) -> PdfReader:
    """Write a report as PDF and open it."""
    path = folder / "report.pdf"
    file.write(told, language, path, table=None)
    return PdfReader(BytesIO(path.read_bytes()))


def text(reader: PdfReader) -> str:
    """Return the text of a PDF, without what only turns directions."""
    told = "\n".join(page.extract_text() for page in reader.pages)
    return told.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2069\u200b")))
