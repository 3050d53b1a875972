"""The mappings of known data sets, on rows in the exact form of each, one for each trap."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import (
    csv_file,
    exported,
    imported,
    known_rows,
    refused,
    registered,
    workbook,
)
from support.programs.running import ok, run

from exchange.importers.mapping import find_mapping, known_names
from exchange.importers.row_mapper import RowMapper

GOOGLE = {
    "time_period": "July - December 2024",
    "country": "Kazakhstan",
    "cldr_territory": "KZ",
    "requestor": "Police",
    "product": "YouTube",
    "reason": "Fraud",
    "number_of_requests": 3,
    "items_requested_removal": 9,
    "items_removed_legal": 2,
    "items_removed_policy": 0,
    "items_content_not_found": 1,
    "items_not_enough_info": 3,
    "items_no_action_taken": 2,
    "items_content_already_removed": 1,
}
TIKTOK = {
    "entity": "LIGR",
    "aspect": "GRFCR",
    "period": "half-year",
    "period_value": "Jul-Dec 2024",
    "location": "country_name",
    "location_value": "Kazakhstan",
}
SHUTDOWN = {
    "start_date_type": "Actual",
    "start_date": "2022-01-05",
    "country": "Kazakhstan",
    "area_name": "",
    "shutdown_type": "Full network",
    "shutdown_status": "Ended",
    "end_date": "2022-01-10",
    "facebook_affected": "Yes",
}


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "google", "tiktok", "meta", "twitter", "telegram")


def google(folder: Path, *rows: dict[str, Any]) -> str:
    head, *cells = known_rows("google-removals", *({**GOOGLE, **row} for row in rows))
    return csv_file(folder / "google.csv", head, *cells)


def tiktok(folder: Path, *rows: dict[str, Any]) -> str:
    head, *cells = known_rows("tiktok-government-removals", *({**TIKTOK, **row} for row in rows))
    return csv_file(folder / "tiktok.csv", head, *cells)


def shutdowns(folder: Path, *rows: dict[str, Any], head: int = 0) -> str:
    cells = known_rows("access-now", *({**SHUTDOWN, **row} for row in rows), head=head)
    return workbook(folder / "stop.xlsx", STOP=cells)


def figures(database: str) -> list[tuple[str, str, object, object]]:
    """Of each figure its type, its unit, what became of it, and its count."""
    details = [(fact["type"], fact["details"]) for fact in exported(database)]
    return [
        (kind, told["unit"], told.get("outcome") or told.get("basis"), told["count"])
        for kind, told in details
    ]


@pytest.mark.parametrize("name", known_names())
def test_a_known_mapping_names_its_publisher_and_fits_each_of_its_heads(name: str) -> None:
    mapping = find_mapping(name)
    assert mapping.name == name
    assert {"url", "title", "publisher", "locator"} <= mapping.part("source").keys()
    assert "key" in mapping.row
    for head in mapping.heads:
        RowMapper(mapping, head)


def test_a_row_of_google_is_requests_items_and_what_became_of_them(
    database: str, tmp_path: Path
) -> None:
    counts = imported(database, google(tmp_path, {}), "--mapping", "google-removals")
    assert (counts["rows"], counts["recorded"], counts["refused_rows"]) == (1, 7, 0)
    assert figures(database) == [
        ("removal-requested", "requests", None, 3),
        ("removal-requested", "items", None, 9),
        ("removal-reported", "items", "law", 2),
        ("removal-reported", "items", "not-found", 1),
        ("removal-reported", "items", "not-enough-information", 3),
        ("removal-reported", "items", "refused", 2),
        ("removal-reported", "items", "already-removed", 1),
    ]
    first = exported(database)[0]
    assert (first["platform"], first["jurisdiction"]) == ("google", "KZ")
    assert first["occurred"] == first["details"]["period"] == "2024-07/2024-12"
    assert first["actor"] == {"name": "Police", "role": "authority"}
    assert first["details"]["definition"] == "2019"
    assert first["details"]["services"] == ["YouTube"]
    source = first["sources"][0]
    assert source["locator"] == "July - December 2024, Kazakhstan, Police, YouTube, Fraud"


def test_until_2018_google_counted_by_another_definition(database: str, tmp_path: Path) -> None:
    table = google(
        tmp_path, {"time_period": "July - December 2018"}, {"time_period": "January - June 2019"}
    )
    imported(database, table, "--mapping", "google-removals")
    found = {fact["occurred"]: fact["details"]["definition"] for fact in exported(database)}
    assert found == {"2018-07/2018-12": "2011", "2019-01/2019-06": "2019"}


def test_a_court_order_is_of_a_court(database: str, tmp_path: Path) -> None:
    table = google(tmp_path, {"requestor": "Court Order directed at Google"})
    imported(database, table, "--mapping", "google-removals")
    assert exported(database)[0]["actor"] == {"name": "Courts", "role": "court"}


def test_blank_is_not_zero(database: str, tmp_path: Path) -> None:
    """`NA` says that nothing is known: no fact. A zero of what was asked for is one."""
    table = google(tmp_path, {"number_of_requests": 0, "items_requested_removal": "NA"})
    imported(database, table, "--mapping", "google-removals")
    asked = [figure for figure in figures(database) if figure[0] == "removal-requested"]
    assert asked == [("removal-requested", "requests", None, 0)]


def test_a_row_with_nothing_in_it_makes_no_fact_and_is_counted(
    database: str, tmp_path: Path
) -> None:
    nothing = {name: "NA" for name in GOOGLE if name.startswith(("number_", "items_"))}
    table = google(tmp_path, nothing, {"cldr_territory": "EUROPOL", "country": "EUROPOL"})
    counts = imported(database, table, "--mapping", "google-removals")
    assert (counts["rows"], counts["recorded"]) == (2, 0)
    assert counts["left_out"] == {
        "number_of_requests is blank": 1,
        "row.where of cldr_territory does not hold": 1,
    }


def test_a_half_year_of_another_spelling_refuses_the_row(database: str, tmp_path: Path) -> None:
    table = google(tmp_path, {"time_period": "2019 H1"})
    assert refused(database, table, "--mapping", "google-removals") == [
        f"{table}:2: time_period: '2019 H1' is not a half-year in the form 'January - June 2025'"
    ]


def test_a_metric_of_tiktok_says_which_figure_it_is(database: str, tmp_path: Path) -> None:
    table = tiktok(
        tmp_path,
        {"metric_name": "Total content received", "result": "28.0"},
        {"metric_name": "Content actioned due to (local) law violations", "result": "5.0"},
        {"metric_name": "Accounts not actioned", "result": "0.0"},
        {"metric_name": "Removal rate", "result": "0.875"},
    )
    counts = imported(database, table, "--mapping", "tiktok-government-removals")
    assert counts["left_out"] == {"metric_name is 'Removal rate'": 1}
    assert figures(database) == [
        ("removal-requested", "items", None, 28),
        ("removal-reported", "items", "law", 5),
        ("removal-reported", "accounts", "refused", 0),
    ]
    assert exported(database)[0]["occurred"] == "2024-07/2024-12"


def test_the_sum_of_all_countries_is_no_country(database: str, tmp_path: Path) -> None:
    told = {"metric_name": "Total content received", "result": "3.0"}
    table = tiktok(
        tmp_path, {**told, "location_value": "All"}, {**told, "location_value": "Turkey"}
    )
    counts = imported(database, table, "--mapping", "tiktok-government-removals")
    assert counts["left_out"] == {"row.where of location_value does not hold": 1}
    assert [fact["jurisdiction"] for fact in exported(database)] == ["TR"]


def test_half_an_item_and_an_unknown_metric_refuse_their_rows(
    database: str, tmp_path: Path
) -> None:
    table = tiktok(
        tmp_path,
        {"metric_name": "Total content received", "result": "28.5"},
        {"metric_name": "Total content receivd", "result": "28.0"},
    )
    assert refused(database, table, "--mapping", "tiktok-government-removals") == [
        f"{table}:2: result: '28.5' is not a whole number",
        f"{table}:3: metric_name: 'Total content receivd' is not in the table values.metric_name; "
        "the nearest are Total content received, Total accounts received, Total requests received",
    ]


def test_a_shutdown_is_a_block_of_each_platform_it_names_and_its_end(
    database: str, tmp_path: Path
) -> None:
    table = shutdowns(tmp_path, {"telegram_affected": "Yes", "area_name": "Almaty"})
    counts = imported(database, table, "--mapping", "access-now")
    assert (counts["rows"], counts["recorded"]) == (1, 4)
    found = [
        (fact["type"], fact["platform"], fact["occurred"], fact["details"])
        for fact in exported(database)
    ]
    facebook, telegram = {"services": ["facebook"], "scope": "Almaty"}, {"scope": "Almaty"}
    assert found == [
        ("block-imposed", "meta", "2022-01-05", facebook),
        ("block-lifted", "meta", "2022-01-10", facebook),
        ("block-imposed", "telegram", "2022-01-05", telegram),
        ("block-lifted", "telegram", "2022-01-10", telegram),
    ]


def test_a_shutdown_of_the_whole_network_is_no_fact_of_a_platform(
    database: str, tmp_path: Path
) -> None:
    table = shutdowns(tmp_path, {"facebook_affected": "No"})
    counts = imported(database, table, "--mapping", "access-now")
    assert counts["left_out"] == {"none of repeat.platform holds": 1}
    assert counts["recorded"] == 0


def test_days_come_as_text_as_serials_and_as_dates(database: str, tmp_path: Path) -> None:
    table = shutdowns(
        tmp_path,
        {"country": "Iran (Islamic Republic of)", "start_date": date(2022, 1, 5)},
        {"country": "SriLanka", "start_date": 44566},
        {"country": "Czech Republuc", "start_date": "2022-01-05"},
    )
    imported(database, table, "--mapping", "access-now")
    began = [fact for fact in exported(database) if fact["type"] == "block-imposed"]
    assert {(fact["jurisdiction"], fact["occurred"]) for fact in began} == {
        ("IR", "2022-01-05"),
        ("LK", "2022-01-05"),
        ("CZ", "2022-01-05"),
    }


def test_an_estimated_day_is_about_that_day(database: str, tmp_path: Path) -> None:
    table = shutdowns(
        tmp_path,
        {"start_date_type": "Estimated", "shutdown_type": "Throttle", "shutdown_status": "Ongoing"},
    )
    imported(database, table, "--mapping", "access-now")
    (throttled,) = exported(database)
    assert (throttled["type"], throttled["occurred"]) == ("access-throttled", "2022-01-05~")
    assert throttled["details"]["scope"] == "nationwide"


def test_an_end_before_its_start_refuses_the_end_alone(database: str, tmp_path: Path) -> None:
    table = shutdowns(tmp_path, {"end_date": "2022-01-04"})
    assert refused(database, table, "--mapping", "access-now") == [
        f"{table}, sheet STOP, cell P2: end_date: '2022-01-04' is before 2022-01-05, when it began"
    ]
    done = run("import", table, "--mapping", "access-now", "--on-error", "skip", database=database)
    assert (done.status, "1 row refused" in done.out) == (1, True)
    assert [fact["type"] for fact in exported(database)] == ["block-imposed"]


def test_an_older_sheet_without_a_column_is_known_too(database: str, tmp_path: Path) -> None:
    counts = imported(database, shutdowns(tmp_path, {}, head=1), "--mapping", "access-now")
    assert counts["recorded"] == 2


def test_a_head_with_blanks_and_capitals_is_the_same_head(database: str, tmp_path: Path) -> None:
    head, row = known_rows("access-now", SHUTDOWN)
    table = workbook(tmp_path / "s.xlsx", S=[[f"{column.upper()} " for column in head], row])
    assert imported(database, table, "--mapping", "access-now")["recorded"] == 2


def test_a_later_sheet_corrects_what_an_earlier_one_says(database: str, tmp_path: Path) -> None:
    head, old = known_rows("access-now", {**SHUTDOWN, "shutdown_status": "Ongoing", "end_date": ""})
    _, new = known_rows("access-now", {**SHUTDOWN, "start_date": 44566})
    _, newer = known_rows("access-now", {**SHUTDOWN, "end_date": "2022-01-11"})
    sheets = {"2021": [head, old], "2022": [head, new], "2023": [head, newer]}
    table = workbook(tmp_path / "s.xlsx", **sheets)
    for sheet in sheets:
        ok("import", table, "--mapping", "access-now", "--sheet", sheet, database=database)
    found = exported(database)
    assert [fact["type"] for fact in found] == ["block-imposed", "block-lifted", "fact-corrected"]
    assert found[2]["refers_to"] == found[1]["id"]
    assert found[2]["details"]["replacement"]["occurred"] == "2022-01-11"
