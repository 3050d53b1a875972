"""Reports tell of proceedings and fines: step by step, by currency, and as counts in the matrix."""

from typing import Any

import pytest
from support.facts.given import TIKTOK, Document, complete, denied, fact, fact_id
from support.programs.running import lines, ok
from support.reading.report_kinds import report, rows, tables

from reports.model import Audience, Report
from reports.words.language import LANGUAGES

MATTER = {"requirement": "content-removal", "currency": "EUR"}
FACTS = (
    fact("proceedings-opened", "2023-01-10", case="A", topic="<b>videos</b>"),
    fact("fine-imposed", "2023-04-03", case="A", amount=1_000_000, **MATTER),
    fact("legal-challenge-filed", "2023-05-02", case="A"),
    fact("court-ruled", "2024-02-14", case="A", outcome="reduced", amount=600_000),
    fact("fine-paid", "2024-03-01", case="A"),
    fact("fine-imposed", "2024-04-01", amount=50, currency="USD"),
    denied(6),
)
ASKED: dict[str, dict[str, Any]] = {
    "dossier": {"platform": "tiktok", "jurisdiction": "KZ"},
    "platform": {"platform": "tiktok"},
    "jurisdiction": {"jurisdiction": "KZ"},
}


def recorded(url: str, *documents: Document) -> str:
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, *whole))
    return url


def names(found: Report) -> list[str]:
    return [one.name for one in found.sections]


@pytest.mark.parametrize("kind", ASKED)
def test_each_step_says_what_it_is_about_and_what_it_came_to(sqlite_url: str, kind: str) -> None:
    found = report(recorded(sqlite_url, *FACTS), kind, "2025-01-01", **ASKED[kind])
    told = rows(found, "proceedings-read", "type", "money", "became", "marks")
    assert [row[0] for row in told[:2]] == ["Proceedings opened", "Fine imposed"]
    fine, ruling = told[1], told[3]
    assert fine[1:3] == ("1,000,000 EUR", "paid | reduced by a court | now 600,000 EUR")
    assert ruling[2] == "reduced by a court | about Fine imposed, 3 April 2023"
    assert told[5][3] == "disputed"


def test_programs_get_codes_amounts_and_ids(sqlite_url: str) -> None:
    found = report(recorded(sqlite_url, *FACTS), "platform", "2025-01-01", platform="tiktok")
    columns = ("case", "amount", "currency", "state", "amount_now", "fact")
    told = rows(found, "proceedings", *columns)
    assert told[1] == ("A", "1,000,000", "EUR", "paid", "600,000", fact_id(2))


def test_fines_are_told_by_currency(sqlite_url: str) -> None:
    found = report(recorded(sqlite_url, *FACTS), "dossier", "2025-01-01", **ASKED["dossier"])
    assert rows(found, "fine-totals", "currency", "of", "count", "amount") == [
        ("EUR", "fines imposed", "1", "1,000,000"),
        ("EUR", "fines paid", "1", "600,000"),
        ("EUR", "what courts took off", "1", "400,000"),
        ("USD", "fines imposed", "1", "50"),
        ("USD", "fines neither paid nor set aside, as far as known", "1", "50"),
    ]


def test_a_dossier_without_proceedings_has_no_section_of_them(sqlite_url: str) -> None:
    recorded(sqlite_url, fact("meeting-held", "2023-01-10"))
    assert "proceedings" not in names(
        report(sqlite_url, "dossier", "2025-01-01", **ASKED["dossier"])
    )
    found = report(sqlite_url, "jurisdiction", "2025-01-01", jurisdiction="KZ")
    assert "proceedings" in names(found)
    assert "fine-totals" not in [one.name for one in tables(found)]


def test_the_matrix_counts_them(sqlite_url: str) -> None:
    found = report(recorded(sqlite_url, *FACTS), "matrix", "2025-01-01")
    counted = ("proceedings", "findings", "fines", "fines_open", "sanctions")
    assert rows(found, "standings", *counted) == [("1", "0", "2", "1", "0")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_columns_are_called_alike_in_any_language(sqlite_url: str, code: str) -> None:
    found = report(
        recorded(sqlite_url, *FACTS), "platform", "2025-01-01", platform="tiktok", speaks=code
    )
    for one in found.tables(Audience.PROGRAMS):
        if one.name in ("proceedings", "fine-totals"):
            titles = [column.title for column in one.columns]
            assert len(set(titles)) == len(titles), titles
