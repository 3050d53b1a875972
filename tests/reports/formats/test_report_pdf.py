"""Reports as PDF: everything is said, nothing is markup, and it is made again to the byte."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject
from support.programs.running import ok, run
from support.reading.glyphs import NOTDEF, not_embedded
from support.reading.glyphs import drawn as drawn_glyphs
from support.reading.pdf_reports import ARABIC, ENGLISH, STATEMENT, report, sectioned, text, written
from support.reading.report_samples import drawn

from reports.errors import InvalidStatement, MissingPart
from reports.formats.pdf import file, fonts
from reports.model import (
    Audience,
    CardPlace,
    Chart,
    Code,
    Column,
    ColumnKind,
    Day,
    Foreign,
    KeyFigure,
    KeyFigures,
    Layout,
    Lines,
    Link,
    Number,
    Paragraph,
    Ref,
    Section,
    Streamed,
    Table,
    Terms,
    Tone,
    Word,
    Words,
)
from reports.picture import Picture, Text

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf import PageObject

    from reports.model import Report, Row
    from reports.words.language import Language

LATE = Word("late", "late", Tone.WARN, "!")
MET = Word("met", "met", Tone.GOOD, "✓")

HOSTILE = (
    "#sys.version #panic() #import",
    "*[ _emph_ `raw` ] = heading",
    "$x$ $ sum $",
    '"quoted" \\" \\u{41} \\u0041 \\',
    "<label> @label <fact-1>",
    "// comment /* comment",
    "{{x}} {x} %s </svg> &amp;",
    "https://example.org/#eval(read)",
    "- + / ~ --- ...",
)


def facts(*rows: Row, name: str = "facts") -> Table:
    columns = (
        Column("when", "When", place=CardPlace.HEAD),
        Column("what", "What", place=CardPlace.HEAD),
        Column("marks", "Marks", ColumnKind.LIST, place=CardPlace.MARKS),
        Column("note", "Note", width=40),
        Column("id", "Fact", width=38, place=CardPlace.FOOT),
    )
    return Table(name, "All facts", columns, rows, Layout.CARDS, anchor="id")


def table(*rows: Row, layout: Layout = Layout.ROWS, across: int = 2) -> Table:
    columns = tuple(Column(f"c{at}", f"Title {at}") for at in range(across))
    return Table("some", "Some rows", columns, rows, layout)


def elements(reader: PdfReader) -> list[DictionaryObject]:
    """Return the elements that a tagged PDF has, in their order."""
    found: list[DictionaryObject] = []
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0).get_object()
        if isinstance(node, ArrayObject):
            waiting = [*node, *waiting]
        elif isinstance(node, DictionaryObject):
            found.append(node)
            waiting = [node["/K"], *waiting] if "/K" in node else waiting
    return found


def structure(reader: PdfReader) -> list[str]:
    """Return the kinds of the elements that a tagged PDF has, in their order."""
    return [str(element["/S"]) for element in elements(reader) if "/S" in element]


def links(reader: PdfReader) -> tuple[list[str], int]:
    """Return the addresses that links lead to, and how many links stay inside."""
    found = [
        note.get_object() for page in reader.pages for note in page.get("/Annots", ArrayObject())
    ]
    addresses = [str(note["/A"]["/URI"]) for note in found if "/URI" in note.get("/A", {})]
    return addresses, len(found) - len(addresses)


def test_it_says_title_day_and_page_on_every_page(tmp_path: Path) -> None:
    rows = [(f"row {at}", "told") for at in range(200)]
    reader = written(report(table(*rows)), tmp_path)
    assert len(reader.pages) > 2
    for at, page in enumerate(reader.pages, start=1):
        said = page.extract_text()
        assert "TikTok in Kazakhstan" in said
        assert "State of 30 June 2025, as known on 1 July 2025" in said
        assert f"{at} / {len(reader.pages)}" in said


NOTE = "Ready to work with the regulator, as told in late June; no terms or dates given. " * 3


def test_figures_and_a_note_apart_are_on_paper(tmp_path: Path) -> None:
    figures = KeyFigures((KeyFigure(("2",), "met, of 7 requirements", Tone.GOOD),))
    cell = ("because ", Foreign(NOTE, "en", apart=True))
    reader = written(report(figures, table((cell, Code("0123456789abcdef", cut=True)))), tmp_path)
    said = " ".join(text(reader).split())
    assert "2 met, of 7 requirements" in said
    assert "Ready to work with the regulator" in said
    assert "01234567" in said
    assert "0123456789" not in said


@pytest.mark.parametrize("apart", [True, False])
def test_english_beside_links_can_be_set_from_right_to_left(
    tmp_path: Path, apart: bool
) -> None:  # a parameter of the test
    shown = table(("one", Code("f-1")))
    facts = replace(shown, name="facts", anchor="c1", columns=shown.columns)
    told = (Ref("f-1", "فرض التزام, 22 نوفمبر 2021"), "، ", Foreign(NOTE, "en", apart=apart), ".")
    reader = written(report(facts, table((told, told), (told, told))), tmp_path, ARABIC)
    assert "Ready to work" in text(reader)


def test_the_heading_of_a_table_stands_on_each_of_its_pages(tmp_path: Path) -> None:
    reader = written(report(table(*[(f"row {at}", "told") for at in range(200)])), tmp_path)
    assert all("Title 1" in page.extract_text() for page in reader.pages)


def test_sections_and_tables_are_bookmarks(tmp_path: Path) -> None:
    reader = written(report(table(("a", "b"))), tmp_path)
    part, below = reader.outline
    assert "The part" in str(part)
    assert "Some rows" in str(below)


def test_every_block_is_told(tmp_path: Path) -> None:
    blocks = (
        Paragraph(("Plain ", LATE, " ", Number(5, "5"), ".")),
        Paragraph(("A deadline passed.",), Tone.BAD),
        Words((MET, LATE)),
        Terms(((("a term",), ("its meaning",)),)),
        Chart("life", "A life", "It began, and ended.", drawn),
        facts(
            (Day(date(2024, 5, 1), "1 May 2024"), "pledged", (LATE,), ("a note ", MET), Code("f1"))
        ),
        table((Lines((("first",), ("second",))), None)),
    )
    said = text(written(report(*blocks), tmp_path)).replace("\u00a0", " ")
    for words in ("Plain ! late", "A deadline passed.", "✓ met", "a term", "its meaning"):
        assert words in said
    for words in ("A life", "1 May 2024", "pledged", "a note", "f1", "first", "second"):
        assert words in said


def test_a_picture_is_described_for_who_cannot_see_it(tmp_path: Path) -> None:
    written(report(Chart("life", "A life", "It began, and ended.", drawn)), tmp_path)
    reader = PdfReader(tmp_path / "report.pdf")
    told = [one.get("/Alt") for one in elements(reader)]
    assert "It began, and ended." in told


def test_it_is_tagged_with_headings_and_tables(tmp_path: Path) -> None:
    kinds = structure(written(report(table(("a", "b"), ("c", "d"))), tmp_path))
    assert kinds.count("/TH") == 2
    assert kinds.count("/TD") == 4
    assert {"/H1", "/H2", "/Table", "/THead"} <= set(kinds)


def test_cards_that_are_called_as_their_section_is_need_no_title(tmp_path: Path) -> None:
    section = Section("facts", "All facts", (facts(("2024", "pledged", None, None, Code("f1"))),))
    reader = written(sectioned(section), tmp_path)
    assert [kind for kind in structure(reader) if kind in ("/H1", "/H2", "/H3")] == ["/H1", "/H2"]
    assert text(reader).count("All facts") == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_it_is(hostile: str, tmp_path: Path) -> None:
    foreign = Foreign(hostile, hostile)
    told = report(
        Paragraph((foreign,)),
        Terms((((foreign,), (Code(hostile),)),)),
        facts(
            (foreign, Link(f"javascript:{hostile}", foreign), (foreign,), foreign, Code(hostile))
        ),
        table((foreign, Word(hostile, hostile, Tone.BAD))),
        table((foreign, foreign), layout=Layout.GRID),
        title=(foreign,),
    )
    reader = written(told, tmp_path)
    assert text(reader).count(hostile) >= 5
    assert links(reader) == ([], 0)


@pytest.mark.parametrize(
    "told",
    [
        "\x00\x07\x1b[31m\x85 text",
        "\u202e\u2066\u2067 text \u2069\u202c",
        "\ue000\U000f0000\ufdd0\u0378\ud800 text",
        "𐎀" + "a\u0301\u0489\u20dd" + "中文 한국어 text",
        "👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 text",
        "z" + "\u0335\u0336\u0337\u0338" * 200 + " text",
    ],
)
@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
def test_no_characters_keep_a_report_from_being_made(
    told: str, language: Language, tmp_path: Path
) -> None:
    blocks = (Paragraph((Foreign(told, "zh"),)), table((Foreign(told), Code(told))))
    assert "text" in text(written(report(*blocks, title=(Foreign(told),)), tmp_path, language))


def test_what_no_font_has_is_replaced_and_the_report_says_so(tmp_path: Path) -> None:
    said = text(written(report(Paragraph((Foreign("before \U00030100 after"),))), tmp_path))
    assert "before � after" in said
    assert "U+30100" in said


def test_a_text_of_private_use_characters_is_replaced_quietly(tmp_path: Path) -> None:
    said = text(written(report(Paragraph((Foreign("before \ue123 after"),))), tmp_path))
    assert "before � after" in said


def long_report(long: str) -> Report:
    """Return a report with a long text wherever the log can bring one."""
    foreign = Foreign(long)
    return report(
        Paragraph((foreign,), Tone.WARN),
        Words((Word("a", long, Tone.BAD),)),
        Terms((((foreign,), (foreign,)),)),
        facts((foreign, foreign, (foreign,), foreign, Code(long[:4000]))),
        table((foreign, foreign)),
    )


@pytest.mark.parametrize("long", ["word " * 4_000, "x" * 20_000])
def test_texts_of_20_000_characters_break_over_lines_and_pages(long: str, tmp_path: Path) -> None:
    reader = written(long_report(long), tmp_path)
    letters = 0
    for page in reader.pages:
        for told, x, y in _begun(page):
            assert 0 <= x <= page.mediabox.width
            assert 0 <= y <= page.mediabox.height
            letters += told.count(long[0])
    assert letters >= 10 * long.count(long[0])


def test_long_arabic_breaks_over_pages_as_well(tmp_path: Path) -> None:
    assert len(written(long_report("يوم " * 5_000), tmp_path).pages) > 30


def _begun(page: PageObject) -> list[tuple[str, float, float]]:
    """Return where on a page, from its lower left corner, each text begins."""
    found: list[tuple[str, float, float]] = []

    def begin(told: str, page_at: list[float], at: list[float], *_: object) -> None:
        x = at[4] * page_at[0] + at[5] * page_at[2] + page_at[4]
        y = at[4] * page_at[1] + at[5] * page_at[3] + page_at[5]
        if told.strip():
            found.append((told, x, y))

    page.extract_text(visitor_text=begin)
    return found


def test_arabic_is_set_from_right_to_left(tmp_path: Path) -> None:
    english = written(report(table(("one", "two"))), tmp_path)
    assert str(english.root_object["/Lang"]) == "en"
    assert _left(english, "one") < _left(english, "two")
    arabic = written(report(table(("one", "two"))), tmp_path, ARABIC)
    assert str(arabic.root_object["/Lang"]) == "ar"
    assert "/R2L" in str(arabic.root_object["/ViewerPreferences"])
    assert _left(arabic, "one") > _left(arabic, "two")


def _left(reader: PdfReader, words: str) -> float:
    """Return how far from the left edge a text begins on the first page."""
    return next(x for told, x, _ in _begun(reader.pages[0]) if words in told)


def test_a_text_in_another_language_says_which(tmp_path: Path) -> None:
    reader = written(report(Paragraph(("It said ", Foreign("закон", "ru-KZ"), "."))), tmp_path)
    contents = reader.pages[0].get_contents()
    assert contents is not None
    assert b"/Lang(ru-KZ)" in contents.get_data()


def test_a_reference_leads_to_the_card_of_its_fact(tmp_path: Path) -> None:
    card = facts(("2024", "pledged", None, ("see ", Ref("f1", "itself")), Code("f1")))
    there = Paragraph((Ref("f1", "the pledge"), " and ", Ref("f2", "what is not here")))
    reader = written(report(there, card), tmp_path)
    assert links(reader) == ([], 2)
    assert "what is not here" in text(reader)


def test_a_fact_that_two_tables_tell_of_has_one_place(tmp_path: Path) -> None:
    row: Row = ("2024", "pledged", None, Ref("f1", "it"), Code("f1"))
    reader = written(report(facts(row, row), facts(row, name="again")), tmp_path)
    assert links(reader) == ([], 3)


def test_only_addresses_of_the_web_are_links(tmp_path: Path) -> None:
    run = (
        Link("https://example.org/a?b=c#d", Foreign("one")),
        Link("javascript:alert(1)", "two"),
        Link("file:///etc/passwd", "three"),
        Link("https://example.org/\n\x00)", "four"),
    )
    reader = written(report(Paragraph(run)), tmp_path)
    assert links(reader) == (["https://example.org/a?b=c#d"], 0)
    assert "onetwothreefour" in text(reader)


def test_a_wide_grid_is_told_by_signs_under_a_legend_on_pages_on_their_side(tmp_path: Path) -> None:
    plain = Word("open", "open", Tone.GOOD)
    cells: Row = (Lines(((LATE,), (plain,))),) * 60
    rows = [(f"Platform {at}", *cells) for at in range(3)]
    grid = table(*rows, layout=Layout.GRID, across=61)
    before, after = Section("a", "Before", (Paragraph(("x",)),)), Section("b", "After", ())
    reader = written(sectioned(before, Section("g", "Grid", (grid,)), after), tmp_path)
    shapes = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert shapes == [False, True, False]
    said = reader.pages[1].extract_text()
    assert said.count("late") == said.count("open") == 1
    assert said.count("!") == said.count("○") == 3 * 60 + 1
    assert "Title 60" in said
    assert structure(reader).count("/Table") == 3


def test_a_narrow_grid_is_told_in_words(tmp_path: Path) -> None:
    grid = table(("TikTok", LATE, (MET,)), layout=Layout.GRID, across=3)
    said = text(written(report(grid), tmp_path))
    assert "late" in said
    assert "met" in said


def test_what_is_for_programs_is_left_out(tmp_path: Path) -> None:
    def never() -> Any:
        raise AssertionError

    hidden = Table(
        "rows", "Hidden", (Column("a", "A"),), Streamed(9, never), audience=Audience.PROGRAMS
    )
    said = text(written(report(hidden, Paragraph(("shown",))), tmp_path))
    assert "Hidden" not in said
    assert "shown" in said


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    assert "There are none." in text(written(report(table()), tmp_path))


@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
def test_it_is_the_same_bytes_twice(language: Language, tmp_path: Path) -> None:
    told = report(table(("a", Foreign("б", "ru"))), Chart("c", "C", "told", drawn))
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    file.write(told, language, one, table=None)
    file.write(told, language, other, table=None)
    assert one.read_bytes() == other.read_bytes()


def test_its_only_moment_is_that_of_the_last_fact(tmp_path: Path) -> None:
    meta = written(report(), tmp_path).metadata
    assert meta is not None
    assert meta.title == "TikTok in Kazakhstan"
    assert str(meta.creation_date) == "2025-07-01 12:00:00+00:00"


def test_it_declares_what_it_conforms_to(tmp_path: Path) -> None:
    written(report(), tmp_path)
    content = (tmp_path / "report.pdf").read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_it_states_how_it_was_made(tmp_path: Path) -> None:
    written(report(), tmp_path)
    assert file.stated(tmp_path / "report.pdf") == STATEMENT


def test_what_is_no_pdf_of_a_report_is_refused_by_name(tmp_path: Path) -> None:
    written(report(), tmp_path)
    content = (tmp_path / "report.pdf").read_bytes()
    for name, bad in (
        ("empty", b""),
        ("text", b"no pdf"),
        ("cut", content[: len(content) // 2]),
        ("harmed", content.replace(b"statement.json", b"statement.jso_")),
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(bad)
        with pytest.raises(InvalidStatement, match=rf"^{name}\.pdf: "):
            file.stated(path)


def test_a_locked_pdf_and_one_with_another_attachment_are_refused(tmp_path: Path) -> None:
    written(report(), tmp_path)
    locked, other = PdfWriter(clone_from=tmp_path / "report.pdf"), PdfWriter()
    locked.encrypt("secret", algorithm="AES-256")
    other.add_blank_page(10, 10)
    other.add_attachment("statement.json", b'{"report": "another"}')
    for name, writer in (("locked", locked), ("other", other)):
        writer.write(tmp_path / f"{name}.pdf")
        with pytest.raises(InvalidStatement, match=rf"^{name}\.pdf: "):
            file.stated(tmp_path / f"{name}.pdf")


def test_a_missing_font_is_named_with_what_to_run() -> None:
    assert fonts.fonts_for(ENGLISH, ["Noto Sans"]) == ["Noto Sans"]
    for language, there in ((ENGLISH, []), (ARABIC, ["Noto Sans"])):
        with pytest.raises(MissingPart, match=r"apt-get install .*fonts-noto-core"):
            fonts.fonts_for(language, there)


def test_what_stands_in_a_script_of_its_own_needs_its_font_before_anything_is_set() -> None:
    there = {"Noto Sans", "Noto Sans Arabic"}
    fonts.refuse_unset("Plain, кириллица, عربي, ≠ ✓", there)
    with pytest.raises(
        MissingPart, match=r"抖音, which needs the font Noto Sans CJK SC.*fonts-noto-cjk"
    ):
        fonts.refuse_unset("TikTok is 抖音", there)
    with pytest.raises(MissingPart, match=r"Noto Sans Devanagari.*fonts-noto-core"):
        fonts.refuse_unset("टिकटॉक", there)


@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
def test_every_glyph_of_a_pdf_is_in_it_and_none_is_an_empty_box(
    language: Language, tmp_path: Path
) -> None:
    names = (
        "TikTok 抖音 字节跳动 ティックトック 틱톡",
        "تيك توك",
        "टिकटॉक",
        "ТикТок",
        "✓",
        "◷",
        "e\u0301",
    )
    rows = [(Foreign(one), Code(one)) for one in names]

    def pictured(wide: int) -> Picture:
        texts = tuple(Text(10, 20.0 * at, one) for at, one in enumerate(names, start=1))
        return Picture(wide, 120, texts)

    told = report(table(*rows), Chart("c", "C", "told", pictured))
    file.write(told, language, tmp_path / "one.pdf", table=None)
    reader = PdfReader(tmp_path / "one.pdf")
    glyphs = list(drawn_glyphs(reader))
    assert len(glyphs) > 200
    assert {font for font, glyph in glyphs if glyph == NOTDEF} == set()
    assert not_embedded(reader) == set()
    said = "".join(page.extract_text() for page in reader.pages)
    assert "抖音" in said.replace("\u200b", "")
    assert "\ufffd" not in said


def test_doctor_notes_the_font_that_a_name_of_a_platform_needs(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("demo", database=sqlite_url)
    for package, there in {
        "fonts-noto-core": frozenset({"Noto Sans CJK SC"}),
        "fonts-noto-cjk": frozenset(fonts.FONTS) - {"Noto Sans CJK SC"},
    }.items():
        monkeypatch.setattr(fonts, "families", lambda there=there: there)
        done = run("doctor", "--format", "json", database=sqlite_url)
        told = [one for one in done.document if one["kind"] == "font"]
        assert package in " ".join(one["advice"] for one in told)
    assert "抖音" in told[0]["what"]


def test_a_word_in_its_colour_is_not_broken_however_narrow_its_column_would_be(
    tmp_path: Path,
) -> None:
    columns = tuple(Column(f"c{at}", f"Column {at}", width=9 if at else 48) for at in range(9))
    word = Word("unconfirmed", "unconfirmed", Tone.SILENT, "◍")
    rows = ((None, *([word] * 8)),)
    said = text(written(report(Table("t", "T", columns, rows)), tmp_path))
    assert said.count("◍\u00a0unconfirmed") == 8


def test_a_card_stays_on_one_page(tmp_path: Path) -> None:
    words = " ".join(["a note of some length"] * 20)
    cards = [(f"card-{at}", "pledged", (LATE,), f"{words} end-{at}.", None) for at in range(30)]
    reader = written(report(facts(*cards)), tmp_path)
    assert len(reader.pages) > 3
    for page in reader.pages:
        said = page.extract_text()
        begun = {at for at in range(30) if re.search(rf"card-{at}\b", said)}
        assert begun == {at for at in range(30) if re.search(rf"end-{at}\b", said)}
