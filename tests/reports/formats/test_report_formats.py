"""Reports in the formats that hold data: what is in them, what can't be, and how they are read back."""

import csv
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from support.reading import report_samples as samples
from support.reading.report_samples import ARABIC, ENGLISH, HOSTILE, files_of, report

from reports.errors import InvalidStatement, UnknownTable
from reports.formats.csv import file as csv_file
from reports.formats.values import label, machine
from reports.formats.xlsx import file as xlsx_file
from reports.formats.xlsx.sheets import SheetNames
from reports.model import (
    Block,
    Column,
    ColumnKind,
    Foreign,
    Link,
    Paragraph,
    Report,
    Section,
    Table,
    Tone,
    VagueDate,
    Word,
)
from reports.rendering import stated, write
from reports.statement import Colophon
from reports.words.language import Language

FORMATS = ("json", "csv", "xlsx", "md")
LANGUAGES = pytest.mark.parametrize("said", [ENGLISH, ARABIC], ids=("en", "ar"))
EVERY_FORMAT = pytest.mark.parametrize("ending", FORMATS)


def made(path: Path, said: Language = ENGLISH, *tables: Table) -> Path:
    write(report(said, *tables), said, path)
    return path


def notes(*texts: str) -> Table:
    return Table(
        "notes", "Notes", (Column("note", "Note"),), tuple((Foreign(one),) for one in texts)
    )


# What every file states


@EVERY_FORMAT
@LANGUAGES
def test_a_file_states_how_its_report_was_made(tmp_path: Path, ending: str, said: Language) -> None:
    assert stated(made(tmp_path / f"report.{ending}", said)) == samples.statement(said.code)


@EVERY_FORMAT
@LANGUAGES
def test_the_same_report_is_the_same_to_the_byte(
    tmp_path: Path, ending: str, said: Language
) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    for folder in (once, again):
        folder.mkdir()
        made(folder / f"report.{ending}", said)
    for one, other in zip(
        files_of(once / f"report.{ending}"), files_of(again / f"report.{ending}"), strict=True
    ):
        assert one.read_bytes() == other.read_bytes()


@EVERY_FORMAT
def test_a_report_of_an_empty_log_can_be_written(tmp_path: Path, ending: str) -> None:
    known = replace_struct(samples.statement().known, position=0, recorded_at=None)
    of_nothing = replace_struct(samples.statement(), known=known)
    path = tmp_path / f"report.{ending}"
    write(replace(report(ENGLISH, samples.empty()), statement=of_nothing), ENGLISH, path)
    assert stated(path) == of_nothing


def replace_struct(told: Any, **changes: Any) -> Any:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(told, **changes)


@EVERY_FORMAT
def test_a_file_that_is_not_there_states_nothing(tmp_path: Path, ending: str) -> None:
    with pytest.raises(InvalidStatement, match=f"report.{ending}"):
        stated(tmp_path / f"report.{ending}")


@EVERY_FORMAT
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"---\n", b"\xff\xfe", b"[" * 100_000, b'{"notes": 1}']
)
def test_another_file_states_nothing(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"report.{ending}"
    path.write_bytes(content)
    csv_file.metadata_of(path).write_bytes(content)
    with pytest.raises(InvalidStatement, match=f"report.{ending}"):
        stated(path)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for ending in FORMATS:
        made(folder / f"report.{ending}")
    return folder


@EVERY_FORMAT
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_states_something_or_says_that_it_can_not(
    originals: Path, tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / f"damaged.{ending}"
    damaged = csv_file.metadata_of(path) if ending == "csv" else path
    original = originals / damaged.name.replace("damaged", "report")
    damaged.write_bytes(data.draw(damages(original.read_bytes())))
    try:
        stated(path)
    except InvalidStatement as refused:
        assert path.name in str(refused)  # noqa: PT017  # it may be readable still


def damages(content: bytes) -> st.SearchStrategy[bytes]:
    """Truncations, and files with a few bytes put in the place of others."""

    def changed(at: int, length: int, by: bytes) -> bytes:
        return content[:at] + by + content[at + length :]

    places = st.one_of(
        st.integers(0, min(1500, len(content))),
        st.integers(max(0, len(content) - 1500), len(content)),
        st.integers(0, len(content)),
    )
    cut = places.map(lambda at: content[:at])
    return st.one_of(cut, st.builds(changed, places, st.integers(0, 40), st.binary(max_size=12)))


# Values


def test_programs_get_codes_and_people_get_words() -> None:
    row = samples.everything(ENGLISH)
    assert [machine(cell) for cell in row] == [
        "2023-11-27",
        "office-opened",
        ["overdue", "corrected by the letter"],
        "2024-01-15",
        1_500_000,
        "Words of a note",
        "answers a demand: Words of a note",
        [
            "Words of a note <https://gov.example/a_(b)?c=d&copy=1>, 2023",
            "no address <javascript:alert(1)>",
            "Words of a note",
        ],
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    ]
    assert label(row[1]) == "Office opened"
    assert label(row[2]) == "Overdue\ncorrected by the letter"


def test_an_address_alone_is_the_value_of_a_cell() -> None:
    assert machine(Link("https://gov.example", Foreign("An order"))) == "https://gov.example"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_steers_the_program_that_shows_it(text: str) -> None:
    for shown in (machine(Foreign(text)), label((Foreign(text), "."))):
        assert not set(str(shown)) & {chr(code) for code in (*range(10), *range(11, 32), 127)}
        assert not set(str(shown)) & set("\x85\u202a\u202e\u2066\u2069\u2028")


# JSON


@LANGUAGES
def test_json_has_statement_data_and_tables_for_programs(tmp_path: Path, said: Language) -> None:
    content = made(tmp_path / "report.json", said).read_bytes()
    told = json.loads(content)
    assert content.endswith(b"}\n")
    assert list(told) == ["statement", "title", "standing", "of", "tables"]
    assert list(told["tables"]) == ["facts", "matrix", "empty", "long", "programs"]
    assert told["tables"]["empty"] == []
    assert told["tables"]["long"][2] == {"number": 2, "note": "note 2\nin two lines"}
    assert told["tables"]["facts"][-1]["occurred"] == "2020~"
    assert told["tables"]["facts"][-1]["note"] is None


def test_json_that_was_laid_out_anew_still_states_its_making(tmp_path: Path) -> None:
    path = made(tmp_path / "report.json")
    path.write_text(json.dumps(json.loads(path.read_text()), indent=8, sort_keys=True))
    assert stated(path) == samples.statement()


# CSV


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_a_csv_is_the_main_table_under_the_names_of_its_columns(tmp_path: Path) -> None:
    path = made(tmp_path / "report.csv")
    head, first, *_, last = rows_of(path)
    assert head == [column.name for column in samples.EVERYTHING]
    assert first[:6] == [
        "2023-11-27",
        "office-opened",
        "overdue | corrected by the letter",
        "2024-01-15",
        "1500000",
        "Words",
    ]
    assert last == ["2020~", "office-opened", "", "1899-12-31", "2.5", "", "", "", ""]
    assert path.read_bytes().count(b"\r\n") == len(rows_of(path))
    assert csv_file.table_of(path) == "facts"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, text: str) -> None:
    ((_,), (cell,)) = rows_of(made(tmp_path / "report.csv", ENGLISH, notes(text)))
    for part in (cell, *cell.split(";")):
        assert not part.lstrip().startswith(("=", "+", "-", "@", "＝", "\t", "\r"))


def test_numbers_and_days_before_year_one_are_not_touched(tmp_path: Path) -> None:
    columns = (Column("number", "Number"), Column("when", "When"))
    row = (ENGLISH.number(-5), replace(ENGLISH.when("2020"), edtf="-0044"))
    path = made(tmp_path / "report.csv", ENGLISH, Table("main", "Main", columns, (row,)))
    assert rows_of(path)[1] == ["-5", "-0044"]


def test_what_is_in_a_list_can_not_be_taken_for_two_of_it(tmp_path: Path) -> None:
    rows = (samples.everything(ENGLISH, "one | two"),)
    path = made(tmp_path / "report.csv", ENGLISH, Table("main", "Main", samples.EVERYTHING, rows))
    assert rows_of(path)[1][7].split(csv_file.SEPARATOR)[2] == "one ¦ two"


def test_another_table_is_written_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write(report(), ENGLISH, path, table="long")
    assert rows_of(path)[-1] == ["2", "note 2\nin two lines"]
    assert csv_file.table_of(path) == "long"


def test_a_table_that_is_not_there_is_refused_with_the_names_of_those_that_are(
    tmp_path: Path,
) -> None:
    path = tmp_path / "report.csv"
    with pytest.raises(
        UnknownTable, match="'readers'; it has facts, matrix, empty, long, programs"
    ):
        write(report(), ENGLISH, path, table="readers")
    assert not path.exists()


@LANGUAGES
def test_the_metadata_of_a_csv_are_csv_on_the_web(tmp_path: Path, said: Language) -> None:
    path = made(tmp_path / "the report.csv", said)
    told = json.loads(csv_file.metadata_of(path).read_text())
    columns = {column["name"]: column for column in told["tableSchema"]["columns"]}
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": said.code}]
    assert told["url"] == "the%20report.csv"
    assert told["tableDirection"] == said.direction
    assert list(columns) == rows_of(path)[0]
    assert columns["due"] == {
        "name": "due",
        "titles": {"und": "due", said.code: "Due on"},
        "datatype": "date",
    }
    assert columns["count"]["datatype"] == "number"
    assert columns["marks"]["separator"] == " | "


def test_the_metadata_of_a_csv_say_who_made_it_by_terms_that_catalogues_know(
    tmp_path: Path,
) -> None:
    said = Colophon(organisation="Desk", confidentiality="internal", made_on=date(2026, 1, 2))
    plain = report()
    statement = msgspec.structs.replace(plain.statement, colophon=said)
    write(replace(plain, statement=statement), ENGLISH, tmp_path / "report.csv", table="facts")
    told = json.loads(csv_file.metadata_of(tmp_path / "report.csv").read_text())
    terms = {name: value for name, value in told.items() if name.startswith("dc:")}
    assert terms.pop("dc:title")
    assert terms == {
        "dc:publisher": "Desk",
        "dc:accessRights": "internal",
        "dc:created": "2026-01-02",
    }


def test_a_column_with_other_values_than_its_kind_is_of_texts(tmp_path: Path) -> None:
    columns = samples.EVERYTHING[3:4]
    rows = ((ENGLISH.day(date(2024, 1, 1)),), (ENGLISH.when("2024~"),))
    path = made(tmp_path / "report.csv", ENGLISH, Table("main", "Main", columns, rows))
    told = json.loads(csv_file.metadata_of(path).read_text())
    assert told["tableSchema"]["columns"][0]["datatype"] == "string"


def test_a_csv_without_its_metadata_says_which_file_is_missing(tmp_path: Path) -> None:
    path = made(tmp_path / "report.csv")
    csv_file.metadata_of(path).unlink()
    for ask in (stated, csv_file.table_of):
        with pytest.raises(InvalidStatement, match=r"report\.csv-metadata\.json, which is missing"):
            ask(path)


# XLSX


def book_of(path: Path) -> Any:
    return load_workbook(path)


@LANGUAGES
def test_a_workbook_has_a_sheet_a_table_after_one_about_it(tmp_path: Path, said: Language) -> None:
    book = book_of(made(tmp_path / "report.xlsx", said))
    assert book.sheetnames == [
        "About",
        "Facts",
        "Platforms and jurisdictions a…",
        "Nothing yet",
        "A long table",
        "For programs",
    ]
    assert book["About"]["A1"].value == label(report(said).title)
    for sheet in book:
        assert bool(sheet.sheet_view.rightToLeft) is (said.direction == "rtl")
    facts = book["Facts"]
    assert facts.freeze_panes == "A2"
    assert facts.auto_filter.ref == f"A1:I{len(HOSTILE) + 3}"
    assert facts["A1"].font.b
    assert facts["F2"].alignment.wrap_text
    assert book["Platforms and jurisdictions a…"].freeze_panes == "B2"


def test_cells_of_a_workbook_have_types(tmp_path: Path) -> None:
    sheet = book_of(made(tmp_path / "report.xlsx"))["Facts"]
    assert sheet["A2"].value == datetime(2023, 11, 27)  # noqa: DTZ001  # spreadsheets have no zones
    assert sheet["D2"].is_date
    assert sheet["E2"].value == 1_500_000
    last = sheet.max_row
    assert [sheet.cell(last, column).value for column in (1, 4, 5)] == [
        "about 2020",
        "31 December 1899",
        2.5,
    ]


def test_words_are_in_the_cell_that_their_tone_colours(tmp_path: Path) -> None:
    cell = book_of(made(tmp_path / "report.xlsx"))["Platforms and jurisdictions a…"]["B2"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("Overdue", "FFF4C7C3")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    path = made(tmp_path / "report.xlsx", ENGLISH, notes(*HOSTILE))
    sheet = book_of(path)["Notes"]
    for text, (cell,) in zip(HOSTILE, sheet.iter_rows(min_row=2), strict=True):
        said = label(Foreign(text))
        assert cell.value is None or cell.data_type == "s"
        assert cell.hyperlink is None
        assert (cell.value or "").replace("_x005F_", "_").rstrip() == said.rstrip()
        assert cell.quotePrefix or not said.lstrip().startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet2.xml")
        assert b"http://evil" not in b"".join(
            book.read(name) for name in book.namelist() if name.endswith(".rels")
        )


def test_a_text_that_a_cell_can_not_hold_is_cut_and_the_first_sheet_says_so(
    tmp_path: Path,
) -> None:
    path = made(tmp_path / "report.xlsx", ENGLISH, notes("<r>" + "🏳" * 20_000 + "</r>", "short"))
    book = book_of(path)
    assert book["Notes"]["A2"].value.endswith(" […]")
    assert len(book["Notes"]["A2"].value.encode("utf-16-le")) // 2 <= 32_767
    assert any("it was cut" in str(cell.value) for cell in book["About"]["B"])
    assert stated(path) == samples.statement()


def test_more_rows_than_a_sheet_holds_are_on_further_sheets(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx_file.write(report(ENGLISH, samples.long(25)), ENGLISH, path, rows=10)
    book = book_of(path)
    assert book.sheetnames[1:] == ["A long table", "A long table (2)", "A long table (3)"]
    assert [sheet.max_row for sheet in book][1:] == [11, 11, 6]
    assert book["A long table (3)"]["A6"].value == 24


def test_a_full_sheet_is_followed_by_no_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx_file.write(report(ENGLISH, samples.long(20)), ENGLISH, path, rows=10)
    assert len(book_of(path).sheetnames) == 3


@given(st.lists(st.text(max_size=60), max_size=12))
def test_names_of_sheets_are_short_unique_and_without_the_signs_they_can_not_have(
    titles: list[str],
) -> None:
    names = SheetNames()
    taken = [names.take(title) for title in titles]
    assert len({name.lower() for name in taken} | {"history"}) == len(taken) + 1
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert name.strip("'") == name


def test_a_workbook_that_was_saved_again_still_states_its_making(tmp_path: Path) -> None:
    path = made(tmp_path / "report.xlsx")
    book_of(path).save(path)
    assert stated(path) == samples.statement()


def test_a_workbook_can_not_make_a_reader_expand_entities(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 100}">' for i in range(9))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><worksheet'
            ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<c r="B10" t="inlineStr"><is><t>&e9;</t></is></c></worksheet>',
        )
    with pytest.raises(InvalidStatement, match=r"report\.xlsx"):
        stated(path)


# Markdown


def rendered(path: Path) -> etree._Element:
    """What a reader of GFM makes of a file, without its front matter."""
    _, _, body = path.read_text(encoding="utf-8").split("---\n", 2)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return html.fromstring(f"<main>{parser.render(body)}</main>")


def with_texts(*texts: str) -> Report:
    """A report with texts in every place that a text can have."""
    blocks: tuple[Block, ...] = (
        *(Paragraph((Foreign(text),)) for text in texts),
        *(Paragraph(("1", Foreign(text))) for text in texts),
        notes(*texts),
    )
    return replace(report(), sections=(Section("all", "All", blocks),))


def test_texts_of_the_log_stay_texts_in_markdown(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write(with_texts(*HOSTILE), ENGLISH, path)
    main = rendered(path)
    tags = {element.tag for element in main.iter() if isinstance(element.tag, str)}
    assert tags <= {"main", "h1", "h2", "h3", "p", "br", "strong"} | {
        *("table", "thead", "tbody", "tr", "th", "td")
    }
    cells = [" ".join(cell.text_content().split()) for cell in main.iter("td")]
    expected = [" ".join(label(Foreign(text)).split()) for text in HOSTILE]
    assert [cell.replace(" ", "") for cell in cells] == [one.replace(" ", "") for one in expected]


@LANGUAGES
def test_markdown_has_what_readers_get(tmp_path: Path, said: Language) -> None:
    path = made(tmp_path / "report.md", said)
    text, main = path.read_text(encoding="utf-8"), rendered(path)
    assert ('<div dir="rtl" lang="ar">' in text) is (said is ARABIC)
    assert len(main.findall(".//table")) == 4
    assert len(main.findall(".//h4")) == len(HOSTILE) + 2
    assert "It began in 2023, and went on." in main.text_content()
    assert "Read this" in text
    assert "For programs" not in text
    links = {link.get("href") for link in main.iter("a")}
    assert links == {"https://gov.example/a_(b)?c=d&copy=1"}
    assert not main.findall(".//img")
    assert main.find('.//bdi[@lang="kk"]') is not None


def test_two_texts_side_by_side_make_no_address_in_markdown(tmp_path: Path) -> None:
    for one, other in (
        ("www", ".evil.example"),
        ("www.", "evil.example"),
        ("http:", "//evil.example"),
    ):
        path = tmp_path / "report.md"
        side_by_side = (Paragraph((Foreign(one), Foreign(other))),)
        told = replace(report(), sections=(Section("all", "All", side_by_side),))
        write(told, ENGLISH, path)
        text = path.read_text(encoding="utf-8")
        assert one + other not in text
        assert one + other in rendered(path).text_content()


def test_an_address_in_markdown_can_not_leave_its_brackets(tmp_path: Path) -> None:
    address = "https://gov.example/> <script>alert(1)</script>\n|`\\&copy;“"
    columns = (Column("source", "Source"),)
    rows = ((Link(address, Foreign("](x) [y](z)")),),)
    path = made(tmp_path / "report.md", ENGLISH, Table("main", "Main", columns, rows))
    main = rendered(path)
    (link,) = main.iter("a")
    assert link.get("href").startswith("https://gov.example/%3E%20%3Cscript%3E")
    assert link.text_content() == "](x) [y](z)"
    assert not main.findall(".//script")


# Long tables


@EVERY_FORMAT
def test_a_long_table_is_never_in_memory(tmp_path: Path, ending: str) -> None:
    told = report(ENGLISH, samples.long(20_000))
    peak = peak_of(lambda: write(told, ENGLISH, tmp_path / f"report.{ending}"))
    assert peak < 3_000_000


def peak_of(work: Callable[[], None]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_statement_of_a_long_json_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = made(tmp_path / "report.json", ENGLISH, samples.long(100_000))
    assert peak_of(lambda: assert_stated(path)) < 1_000_000


def assert_stated(path: Path) -> None:
    assert stated(path) == samples.statement()


def test_a_vague_date_has_two_columns_of_days_that_sort_and_a_moment_is_one(tmp_path: Path) -> None:
    said = ENGLISH
    columns = (
        Column("when", "When", ColumnKind.WHEN),
        Column("recorded", "Recorded"),
        Column("state", "State"),
    )
    moment = VagueDate("2024-05-01T08:30:00.5Z", "1 May 2024, 08:30:00 UTC")
    rows = (
        (said.when("2024"), moment, Word("late", "late", Tone.WARN)),
        (said.when("2024-05-01"), moment, Word("met", "met", Tone.GOOD)),
        (said.when("../2024"), None, None),
        (None, None, None),
    )
    out = tmp_path / "one.xlsx"
    write(report(said, Table("t", "T", columns, rows)), said, out)
    sheet = load_workbook(out).worksheets[1]
    found = [[cell.value for cell in row] for row in sheet]
    assert found[0] == ["When", "When: first day", "When: last day", "Recorded", "State"]
    days = [[one and one.date().isoformat() for one in row[1:3]] for row in found[1:]]
    assert days == [
        ["2024-01-01", "2024-12-31"],
        ["2024-05-01", "2024-05-01"],
        [None, "2024-12-31"],
        [None, None],
    ]
    assert found[1][0] == "2024"
    assert found[1][3].isoformat() == "2024-05-01T08:30:00"
    assert sheet.cell(2, 4).number_format == "yyyy-mm-dd hh:mm:ss"
    fills = [sheet.cell(row, 5).fill.fgColor.rgb for row in (2, 3)]
    assert len(set(fills)) == 2
