"""The DSA's transparency reports (table 3) and daily dumps: rows in their forms, for each trap."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import (
    csv_file,
    exported,
    imported,
    known_rows,
    refused,
    refused_whole,
    registered,
)

HEAD_LINE = (
    "uuid,decision_visibility,decision_visibility_other,end_date_visibility_restriction,"
    "decision_monetary,decision_monetary_other,end_date_monetary_restriction,decision_provision,"
    "end_date_service_restriction,decision_account,end_date_account_restriction,account_type,"
    "decision_ground,decision_ground_reference_url,illegal_content_legal_ground,"
    "illegal_content_explanation,incompatible_content_ground,incompatible_content_explanation,"
    "incompatible_content_illegal,category,category_addition,category_specification,"
    "category_specification_other,content_type,content_type_other,content_language,content_date,"
    "content_id_ean,territorial_scope,application_date,decision_facts,source_type,"
    "source_identity,automated_detection,automated_decision,platform_name,platform_uid,created_at"
)
HEAD = next(csv.reader([HEAD_LINE]))
STATEMENT = {
    "decision_visibility": '["DECISION_VISIBILITY_CONTENT_REMOVED"]',
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "territorial_scope": '["AT","BE"]',
    "platform_name": "TikTok",
    "created_at": "2024-01-01 00:00:03",
}
ORDERS = "Number of orders to act against illegal content received"
ITEMS = (
    "Number of specific items of information included in the total number of orders to act "
    "against illegal content"
)
STATE = {
    "Applicability": "All",
    "Service": "TikTok",
    "Reporting period": "2025-07-01/2025-12-31",
    "Category label": "TOTAL",
    "Category of illegal content": "TOTAL",
    "Scope": "DE",
}


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "tiktok", "meta")


def orders(folder: Path, *rows: Mapping[str, Any], head: int = 0) -> str:
    known = known_rows("dsa-orders", *({**STATE, **row} for row in rows), head=head)
    return csv_file(folder / "3_member_states_orders.csv", *known)


def part(*statements: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**STATEMENT, **told} for told in statements)
    return text.getvalue().encode()


def dump(path: Path, *parts: bytes) -> str:
    """A daily dump as it is published: a zip of zips of CSV files."""
    with zipfile.ZipFile(path, "w") as whole:
        for number, content in enumerate(parts):
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr(f"{path.stem}-{number:05}.csv", content)
            whole.writestr(f"{path.stem}-{number:05}.csv.zip", inner.getvalue())
    return str(path)


def figures(facts: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str, int]]:
    """Of each figure its jurisdiction, its period, its unit or basis, and its count."""
    return [
        (
            fact["jurisdiction"],
            fact["details"]["period"],
            fact["details"].get("basis") or fact["details"]["unit"],
            fact["details"]["count"],
        )
        for fact in facts
    ]


def test_orders_of_a_member_state_are_requests_and_items(database: str, tmp_path: Path) -> None:
    counts = imported(
        database, orders(tmp_path, {ORDERS: "133", ITEMS: "644"}), "--mapping", "dsa-orders"
    )
    assert (counts["rows"], counts["recorded"]) == (1, 2)
    assert figures(exported(database)) == [
        ("DE", "2025-07-01/2025-12-31", "requests", 133),
        ("DE", "2025-07-01/2025-12-31", "items", 644),
    ]
    assert exported(database)[0]["sources"][0]["publisher"] == "TikTok"


def test_sums_categories_and_keywords_are_never_beside_the_totals_of_states(
    database: str, tmp_path: Path
) -> None:
    table = orders(
        tmp_path,
        {ORDERS: "133"},
        {ORDERS: "782", "Scope": "TOTAL"},
        {ORDERS: "133", "Category of illegal content": "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"},
        {ORDERS: "3", "Category of illegal content": "KEYWORD_HATE_SPEECH"},
    )
    counts = imported(database, table, "--mapping", "dsa-orders")
    assert figures(exported(database)) == [("DE", "2025-07-01/2025-12-31", "requests", 133)]
    assert counts["left_out"] == {
        "row.where of Category of illegal content does not hold": 2,
        "row.where of Scope does not hold": 1,
    }


def test_a_blank_beside_a_zero_is_no_zero(database: str, tmp_path: Path) -> None:
    table = orders(tmp_path, {ORDERS: "0", ITEMS: ""}, {"Scope": "FI"})
    counts = imported(database, table, "--mapping", "dsa-orders")
    assert figures(exported(database)) == [("DE", "2025-07-01/2025-12-31", "requests", 0)]
    assert counts["left_out"] == {f"{ORDERS} is blank": 1}


def test_a_report_without_labels_whose_rows_end_early_is_the_same_table(
    database: str, tmp_path: Path
) -> None:
    path = Path(orders(tmp_path, {ORDERS: "5"}, {"Scope": "FR"}, head=1))
    path.write_text("".join(f"{line.rstrip(',')}\n" for line in path.read_text().splitlines()))
    counts = imported(database, str(path), "--mapping", "dsa-orders")
    assert (counts["rows"], counts["recorded"], counts["refused_rows"]) == (2, 1, 0)


def test_a_service_is_its_platforms_and_others_are_left_out(database: str, tmp_path: Path) -> None:
    table = orders(
        tmp_path, {"Service": "Instagram", ORDERS: "1"}, {"Service": "Multi-Services", ORDERS: "2"}
    )
    counts = imported(database, table, "--mapping", "dsa-orders")
    (fact,) = exported(database)
    assert (fact["platform"], fact["details"]["services"]) == ("meta", ["instagram"])
    assert counts["left_out"] == {"Service is of no registered platform": 1}


def test_a_state_that_is_none_refuses_its_row(database: str, tmp_path: Path) -> None:
    table = orders(tmp_path, {ORDERS: "1", "Scope": "UK & IE"})
    (refusal,) = refused(database, table, "--mapping", "dsa-orders")
    assert refusal.startswith(f"{table}:2: Scope: 'UK & IE' is not a")


def test_statements_of_removal_are_counted_by_month_category_and_ground(
    database: str, tmp_path: Path
) -> None:
    by_law = {"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"}
    first = part({}, {}, by_law)
    second = part({"created_at": "2024-01-31 23:59:59"}, {"platform_name": "Instagram"})
    archive = dump(tmp_path / "sor-global-2024-01-01-full.zip", first, second)
    counts = imported(database, archive, "--mapping", "dsa-statements")
    assert (counts["rows"], counts["recorded"]) == (3, 3)
    assert figures(exported(database)) == [
        ("EU", "2024-01", "community-rules", 1),
        ("EU", "2024-01", "law", 1),
        ("EU", "2024-01", "community-rules", 3),
    ]
    instagram, _, tiktok = exported(database)
    assert (instagram["platform"], instagram["details"]["services"]) == ("meta", ["instagram"])
    assert tiktok["details"]["category"] == "STATEMENT_CATEGORY_VIOLENCE"
    assert tiktok["details"]["unit"] == "statements"


def test_what_is_not_removed_and_what_is_not_registered_is_counted(
    database: str, tmp_path: Path
) -> None:
    archive = dump(
        tmp_path / "sor-global-2024-01-01-light.zip",
        part(
            {"decision_visibility": '["DECISION_VISIBILITY_CONTENT_DEMOTED"]'},
            {"decision_visibility": "", "decision_account": "DECISION_ACCOUNT_SUSPENDED"},
            {"decision_visibility": '["DECISION_VISIBILITY_CONTENT_DISABLED"]'},
            {"platform_name": "Some Shop"},
        ),
    )
    counts = imported(database, archive, "--mapping", "dsa-statements")
    assert counts["left_out"] == {
        "a statement is of another decision than to remove": 2,
        "a statement is of no registered platform": 1,
    }
    assert figures(exported(database)) == [("EU", "2024-01-01", "community-rules", 1)]


def test_a_folder_of_dumps_is_one_month_and_a_day_by_itself_is_a_day(
    database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "january"
    folder.mkdir()
    days = [
        dump(folder / f"sor-global-2024-01-{day:02}.zip", part({"created_at": f"2024-01-{day:02}"}))
        for day in (1, 2, 3)
    ]
    imported(database, str(folder), "--mapping", "dsa-statements")
    imported(database, days[1], "--mapping", "dsa-statements")
    assert figures(exported(database)) == [
        ("EU", "2024-01-01/2024-01-03", "community-rules", 3),
        ("EU", "2024-01-02", "community-rules", 1),
    ]
    assert imported(database, str(folder), "--mapping", "dsa-statements")["recorded"] == 0


def test_a_row_that_is_cut_is_named_by_its_part(database: str, tmp_path: Path) -> None:
    whole = part({}, {})
    path = tmp_path / "sor-global-2024-01-01-full.zip"
    archive = dump(path, whole, whole[: whole.rindex(b"TikTok")] + b"\n")
    inner = "sor-global-2024-01-01-full-00001.csv"
    assert refused(database, archive, "--mapping", "dsa-statements") == [
        f"{archive}/{inner}.zip/{inner}, row 2: it has 36 cells, and the head has 38"
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("d.zip", b"PK no zip", "{path} can't be unpacked: File is not a zip file"),
        ("d.csv", b"uuid,category\n", "{path} is no dump of statements: it lacks platform_name, "),
    ],
)
def test_what_is_no_dump_is_refused_in_one_sentence(
    database: str, name: str, content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    told = refused_whole(database, str(path), "--mapping", "dsa-statements")
    assert told.startswith(sentence.format(path=path))


def test_an_unknown_ground_refuses_its_count(database: str, tmp_path: Path) -> None:
    archive = dump(tmp_path / "d.zip", part({"decision_ground": "DECISION_GROUND_OTHER"}))
    (refusal,) = refused(database, archive, "--mapping", "dsa-statements")
    assert refusal.startswith(f"{archive}, count 1: decision_ground: 'DECISION_GROUND_OTHER' is ")
