"""Forms that LibreOffice filled in and wrote in its own way (files/README.md says how)."""

from pathlib import Path

import pytest
from support.facts.tables import exported, imported, refused, registered

FILES = Path(__file__).parent / "files"


@pytest.fixture
def database(database_url: str) -> str:
    return registered(database_url, "meta", "tiktok")


def test_a_form_filled_in_with_libreoffice_becomes_facts(database: str) -> None:
    counts = imported(database, str(FILES / "filled-in.xlsx"))
    assert (counts["rows"], counts["recorded"], counts["refused_rows"]) == (5, 5, 0)
    block, duty, asked, none, services = exported(database)
    assert (block["type"], block["jurisdiction"], block["occurred"]) == (
        "block-imposed",
        "KZ",
        "2024-03",
    )
    assert (duty["jurisdiction"], duty["details"]["due"]) == ("RU", "2024-12-31")
    assert duty["actor"] == {"name": "Роскомнадзор", "role": "authority"}
    assert (asked["jurisdiction"], asked["details"]["count"]) == ("TR", 1204)
    assert none["details"] == {"count": 0}
    assert services["occurred"] == "2022-03-11"
    assert services["details"]["services"] == ["instagram", "facebook"]
    assert imported(database, str(FILES / "filled-in.xlsx"))["recorded"] == 0


def test_ten_mistakes_made_in_libreoffice_are_named_by_their_cells(database: str) -> None:
    path = str(FILES / "mistakes.xlsx")
    found = refused(database, path)
    cells = ("A2", "B3", "C4", "D5", "G6", "L7", "D8", "AB9", "AC10", "AG11")
    assert [line.partition(": ")[0] for line in found] == [
        f"{path}, sheet Facts, cell {cell}" for cell in cells
    ]
    assert found[3].endswith("(such as 2022-03-15, 2022-03, 2022~, 2022-03/2022-05)")
    assert found[9].endswith("'=A2&A3' is a formula: paste what it comes to as a value")
