"""Figures in a dossier: what was not removed, what is counted, who asked, and what was restated."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import csv_file, imported, known_rows, registered
from support.programs.running import ok

ROW = {
    "country": "Kazakhstan",
    "cldr_territory": "KZ",
    "requestor": "Police",
    "product": "YouTube",
    "reason": "Fraud",
    "number_of_requests": 4,
    "items_content_not_found": 5,
}


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path) -> str:
    """A figure restated in May 2022, and another that is counted otherwise."""
    registered(sqlite_url, "google")
    for asked, published in ((40, "2021-12"), (47, "2022-05")):
        rows = [
            {**ROW, "time_period": "July - December 2018"},
            {**ROW, "time_period": "January - June 2019", "number_of_requests": asked},
        ]
        table = csv_file(tmp_path / "google.csv", *known_rows("google-removals", *rows))
        imported(sqlite_url, table, "--mapping", "google-removals", "--published", published)
    return sqlite_url


def dossier(database: str, path: Path, *options: str) -> str:
    ok("report", "dossier", "google", "KZ", "--out", str(path), *options, database=database)
    return path.read_text()


def test_a_dossier_says_what_became_of_items_what_is_counted_and_what_was_restated(
    database: str, tmp_path: Path
) -> None:
    told = dossier(database, tmp_path / "d.md")
    assert "Removals reported (not found)" in told
    assert "Fraud; YouTube; what is counted: 2019" in told
    assert "May 2022 (before: 40)" in told
    assert "47 requests" in told
    assert "What is counted changes: numbers before and after don't compare." in told


def test_who_asked_is_not_who_reports(database: str, tmp_path: Path) -> None:
    (row, *_) = [
        line
        for line in dossier(database, tmp_path / "d.md").splitlines()
        if line.startswith("| Removals requested |")
    ]
    assert [cell.strip() for cell in row.split("|")][6:8] == ["Police (authority)", "Google"]


def test_programs_have_each_in_a_column(database: str, tmp_path: Path) -> None:
    document = json.loads(dossier(database, tmp_path / "d.json"))
    found = _rows(document)
    restated = next(row for row in found if row["was"] is not None)
    assert (restated["count"], restated["was"], restated["definition"]) == (47, 40, "2019")
    assert {row["outcome"] for row in found} == {None, "not-found"}


def _rows(node: Any) -> list[dict[str, Any]]:
    """The rows of figures, wherever the document has them."""
    if isinstance(node, list):
        return [row for part in node for row in _rows(part)]
    if not isinstance(node, dict):
        return []
    if "was" in node:
        return [node]
    return [row for part in node.values() for row in _rows(part)]
