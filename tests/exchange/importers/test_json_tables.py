"""JSON as a table: lines and documents by a mapping, with what is wrong named by line and field."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import exported, imported, refused, refused_whole, registered

MAPPING = """
mapping = 1
name = "requests"
title = "Requests"

[file]
format = "jsonl"
head = ["period", "place.code", "asked", "urgent", "of"]

[row]
key = ["period", "place.code"]

[source]
title = "Requests"

[common]
platform = "tiktok"
jurisdiction = { column = "place.code", as = "country-code" }
occurred = { column = "period", as = "half-year" }

[[fact]]
type = "removal-requested"
details = { unit = "items", count = { column = "asked", as = "integer" } }
[[fact]]
type = "warning-issued"
when = { urgent = { only = ["true"] } }
details = { of = { column = "of", as = "json", blank = "omit" } }
"""


@pytest.fixture
def database(database_url: str) -> str:
    return registered(database_url, "tiktok")


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    path = tmp_path / "requests.toml"
    path.write_text(MAPPING)
    return str(path)


def line(code: str = "KZ", asked: Any = 3, **more: Any) -> dict[str, Any]:
    return {"period": "2024-H1", "place": {"code": code}, "asked": asked, **more}


def lines(folder: Path, *items: Any) -> str:
    path = folder / "requests.jsonl"
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items))
    return str(path)


def test_an_object_on_a_line_is_a_row_and_what_is_within_is_named_by_its_path(
    database: str, mapping: str, tmp_path: Path
) -> None:
    table = lines(tmp_path, line(), line("TR", 2.0, urgent=True, of=[{"kind": "video"}]))
    assert imported(database, table, "--mapping", mapping)["recorded"] == 3
    found = [(fact["jurisdiction"], fact["details"]) for fact in exported(database)]
    assert found == [
        ("KZ", {"count": 3, "unit": "items"}),
        ("TR", {"count": 2, "unit": "items"}),
        ("TR", {"of": [{"kind": "video"}]}),
    ]
    assert imported(database, table, "--mapping", mapping)["recorded"] == 0


def test_null_is_blank_and_never_zero(database: str, mapping: str, tmp_path: Path) -> None:
    counts = imported(database, lines(tmp_path, line(asked=None)), "--mapping", mapping)
    assert (counts["recorded"], counts["left_out"]) == (0, {"asked is blank": 1})


def test_bad_lines_are_named_by_line_and_reason(
    database: str, mapping: str, tmp_path: Path
) -> None:
    table = lines(tmp_path, line(asked="many"), [1], line("TR", askd=1), line())
    path = Path(table)
    path.write_text(f"{path.read_text()}{{\n")
    assert refused(database, table, "--mapping", mapping) == [
        f"{table}:1: asked: 'many' is not a number",
        f"{table}:2: it is no JSON object",
        f"{table}:3: the mapping does not know its field 'askd'; the nearest is asked",
        f"{table}:5: it is not JSON: Expecting property name enclosed in double quotes: line 2 "
        "column 1 (char 2)",
    ]


def test_a_key_met_twice_refuses_both_lines(database: str, mapping: str, tmp_path: Path) -> None:
    first, second = refused(database, lines(tmp_path, line(), line(asked=4)), "--mapping", mapping)
    reason = "the mapping's key needs a further column"
    assert first.endswith(f":1: its key is that of row 2: {reason}")
    assert second.endswith(f":2: its key is that of row 1: {reason}")


def test_a_restated_line_is_a_correction(database: str, mapping: str, tmp_path: Path) -> None:
    imported(database, lines(tmp_path, line()), "--mapping", mapping)
    again = lines(tmp_path, line(asked=4), line("TR"))
    counts = imported(database, again, "--mapping", mapping, "--published", "2025")
    assert (counts["recorded"], counts["corrections"]) == (2, 1)
    corrected = exported(database)[1]
    assert corrected["details"]["replacement"]["details"] == {"count": 4}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "has neither a list of objects nor rows under columns"),
        (b"[", "can't be read: it is not JSON: "),
        (b"[" * 5_000, "can't be read: it "),
        (b"\xff", "can't be read: it is not JSON: "),
    ],
)
def test_a_document_that_is_no_table_is_refused_in_one_sentence(
    database: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    mapping = tmp_path / "document.toml"
    mapping.write_text(MAPPING.replace('"jsonl"', '"json"'))
    path = tmp_path / "document.json"
    path.write_bytes(content)
    told = refused_whole(database, str(path), "--mapping", str(mapping))
    assert told.startswith(f"{path} {reason}")


def test_a_document_may_be_a_list_of_objects(database: str, tmp_path: Path) -> None:
    mapping = tmp_path / "document.toml"
    mapping.write_text(MAPPING.replace('"jsonl"', '"json"'))
    path = tmp_path / "document.json"
    path.write_text(json.dumps([line(), line("TR"), 3]))
    assert refused(database, str(path), "--mapping", str(mapping)) == [
        f"{path}, row 3: it is no JSON object"
    ]
