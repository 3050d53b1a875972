"""Forms for people: written by the register, filled in, imported; each mistake named by its cell."""

import csv
import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from support.facts.tables import exported, imported, refused, refused_whole, registered, workbook
from support.programs.running import ok, run

from exchange.importers.tables import workbook as workbooks

TYPES = ("obligation-imposed", "removal-requested", "block-imposed")
GOOD = {
    "type": "block-imposed",
    "platform": "tiktok",
    "jurisdiction": "KZ",
    "occurred": "2024-03",
    "sources.title": "A paper",
}


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "meta", "tiktok")


@pytest.fixture
def form(database: str, tmp_path: Path) -> Path:
    path = tmp_path / "facts.xlsx"
    ok("mapping", "template", *TYPES, "--out", str(path), database=database)
    return path


def filled(form: Path, *rows: dict[str, Any]) -> str:
    """Fill in the form from its second row on; returns its path."""
    book = load_workbook(form)
    sheet = book["Facts"]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, places[name], value)
    book.save(form)
    return str(form)


def test_a_form_offers_what_the_register_has(form: Path) -> None:
    book = load_workbook(form)
    assert book.sheetnames == ["Facts", "Explanation", "Lists"]
    head = [cell.value for cell in book["Facts"][1]]
    assert head[:4] == ["type", "platform", "jurisdiction", "occurred"]
    assert {"details.requirement", "details.count", "details.scope", "sources.title"} < {*head}
    lists = {
        column[0].value: [cell.value for cell in column[1:]] for column in book["Lists"].columns
    }
    assert [slug for slug in lists["platform"] if slug] == ["meta", "tiktok"]
    assert [kind for kind in lists["type"] if kind] == [*TYPES]
    assert {"KZ", "EU", "001"} < {*lists["jurisdiction"]}
    assert "local-office" in lists["details.requirement"]
    offered = book["Facts"].data_validations.dataValidation
    assert {"B2:B5001", "C2:C5001"} < {str(each.sqref) for each in offered}


def test_a_page_explains_each_column(form: Path) -> None:
    book = load_workbook(form)
    told = [cell.value for cell in next(book["Explanation"].columns)]
    assert {cell.value for cell in book["Facts"][1]} < {*told}


def test_a_form_that_is_filled_in_becomes_facts(database: str, form: Path) -> None:
    path = filled(
        form,
        GOOD,
        {
            **GOOD,
            "type": "obligation-imposed",
            "jurisdiction": "Russia",
            "details.requirement": "local-office",
            "details.due": dt.date(2024, 12, 31),
            "actor.name": "The ministry",
            "actor.role": "authority",
        },
        {**GOOD, "type": "removal-requested", "details.count": 0, "details.unit": "items"},
        {**GOOD, "occurred": dt.date(2024, 5, 6), "details.services": "shop; live"},
    )
    assert imported(database, path)["recorded"] == 4
    first, second, third, fourth = exported(database)
    assert {name: first[name] for name in ("type", "platform", "jurisdiction", "occurred")} == {
        name: GOOD[name] for name in ("type", "platform", "jurisdiction", "occurred")
    }
    assert first["sources"] == [{"title": "A paper"}]
    assert (second["jurisdiction"], second["details"]["due"]) == ("RU", "2024-12-31")
    assert second["actor"] == {"name": "The ministry", "role": "authority"}
    assert third["details"] == {"count": 0, "unit": "items"}
    assert (fourth["occurred"], fourth["details"]["services"]) == ("2024-05-06", ["shop", "live"])
    assert imported(database, path)["recorded"] == 0


def test_ten_mistakes_are_named_by_their_cells(database: str, form: Path) -> None:
    path = filled(
        form,
        {**GOOD, "type": "block-imposd"},
        {**GOOD, "platform": "tiktk"},
        {**GOOD, "jurisdiction": "Kazahstan"},
        {**GOOD, "occurred": "March"},
        {**GOOD, "type": "obligation-imposed"},
        {**GOOD, "type": "removal-requested", "details.count": "many"},
        {name: value for name, value in GOOD.items() if name != "occurred"},
        {name: value for name, value in GOOD.items() if name != "sources.title"},
        {**GOOD, "sources.url": "nowhere"},
        {**GOOD, "note": "=A2"},
    )
    book = load_workbook(form)
    places = {cell.value: cell.column_letter for cell in book["Facts"][1]}
    cells = {
        "type": 2,
        "platform": 3,
        "jurisdiction": 4,
        "occurred": 5,
        "details.requirement": 6,
        "details.count": 7,
    }
    wanted = [(places[name], row, name) for name, row in cells.items()]
    wanted += [(places["occurred"], 8, "occurred"), (places["sources.title"], 9, "sources.title")]
    wanted += [(places["sources.url"], 10, "sources.url"), (places["note"], 11, "note")]
    found = refused(database, path)
    assert len(found) == 10
    for line, (letter, row, name) in zip(found, wanted, strict=True):
        assert line.startswith(f"{path}, sheet Facts, cell {letter}{row}: {name}: ")


def test_a_form_as_csv_has_the_head_alone_and_imports_too(database: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    ok("mapping", "template", *TYPES, "--out", str(path), database=database)
    (head,) = csv.reader(path.read_text().splitlines())
    with path.open("a") as stream:
        csv.DictWriter(stream, head).writerow(GOOD)
    assert imported(database, str(path))["recorded"] == 1


def test_a_type_without_a_form_says_so(database: str, tmp_path: Path) -> None:
    out = str(tmp_path / "facts.xlsx")
    done = run("mapping", "template", "fact-denied", "--out", out, database=database)
    assert (done.status, "has no form" in done.err) == (2, True)
    done = run("mapping", "template", "block-imposd", "--out", out, database=database)
    assert (done.status, "the nearest are block-imposed" in done.err) == (2, True)
    done = run("mapping", "template", "block-imposed", "--out", f"{out}.ods", database=database)
    assert (done.status, "ends neither in .xlsx nor in .csv" in done.err) == (2, True)


def test_a_table_that_is_no_form_asks_for_a_mapping(database: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", Facts=[["type", "platfrm"], ["block-imposed", "tiktok"]])
    assert refused_whole(database, path) == (
        f"{path}: the form has no column 'platfrm'; the nearest is platform; for a table of "
        "others, say which mapping reads it (--mapping)"
    )
    path = workbook(tmp_path / "t.xlsx", Facts=[["type", "platform"], ["block-imposed", "tiktok"]])
    assert "the form lacks the column 'jurisdiction'" in refused_whole(database, path)


def test_merged_cells_and_another_sheet_are_refused(database: str, form: Path) -> None:
    book = load_workbook(form)
    book["Facts"].merge_cells("A2:A3")
    book.save(form)
    assert refused_whole(database, str(form)) == (
        f"{form}: the sheet Facts has merged cells: part them, and fill in each"
    )
    book["Facts"].title = "Sheet1"
    book.save(form)
    assert refused_whole(database, str(form)).startswith(
        f"{form}: there is no sheet 'Facts': Sheet1"
    )


def test_a_workbook_with_macros_is_refused(database: str, form: Path) -> None:
    with zipfile.ZipFile(form, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macros")
    assert refused_whole(database, str(form)) == (
        f"{form} has macros: save it as .xlsx, which has none"
    )


def test_a_file_that_is_no_workbook_is_refused(database: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    path.write_bytes(b"type,platform\n")
    assert refused_whole(database, str(path)).startswith(f"{path} is no workbook (.xlsx)")
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("a.txt", b"nothing")
    assert refused_whole(database, str(path)).startswith(f"{path} can't be read as a workbook")


def test_a_document_type_in_a_workbook_is_refused(database: str, form: Path) -> None:
    with zipfile.ZipFile(form, "a") as parts:
        parts.writestr("xl/more.xml", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    assert (
        refused_whole(database, str(form)) == f"{form} is no workbook: it declares a document type"
    )


def test_a_sheet_too_large_is_better_passed_on_as_csv(
    database: str, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MAX_ROWS", 3)
    path = filled(form, GOOD, GOOD, GOOD)
    assert refused_whole(database, path) == (
        f"{path}: the sheet Facts has more than 3 rows: save it as CSV, and import that"
    )


def test_what_stands_beyond_the_head_refuses_its_row(database: str, form: Path) -> None:
    book = load_workbook(form)
    sheet = book["Facts"]
    width = sheet.max_column
    book.close()
    path = filled(form, GOOD)
    book = load_workbook(form)
    book["Facts"].cell(2, width + 2, "a remark")
    book.save(form)
    (line,) = refused(database, path)
    assert line.endswith("stands beyond the head")


def test_a_chart_or_several_sheets_need_a_sheet_to_be_named(database: str, tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Other")
    path = tmp_path / "two.xlsx"
    book.save(path)
    done = run("import", str(path), "--mapping", "access-now", database=database)
    assert (done.status, "say which sheet is meant (--sheet): Sheet, Other" in done.err) == (
        2,
        True,
    )
