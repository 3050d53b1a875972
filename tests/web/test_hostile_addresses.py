"""Addresses that nobody means well with: the ends of time, what no database holds, what takes for ever."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.web.pages import TODAY, Client, pages_of, words_of

TIMED = ["/", "/changes", "/compare", "/deadlines", "/gaps", "/platforms/tiktok", "/laws/EU-DSA"]


@pytest.mark.parametrize(
    "path", [*TIMED, "/relationships/tiktok/RU", "/deadlines?view=calendar", "/jurisdictions/RU"]
)
def test_a_page_of_the_first_day_that_there_is_is_a_page(example: Client, path: str) -> None:
    first = f"{path}{'&' if '?' in path else '?'}at=0001-01-01&public-by=0001-01-01"
    assert example.get(first).status_code == 200


@pytest.mark.parametrize("path", [*TIMED, "/api/v1/gaps", "/deadlines.ics"])
def test_what_recurs_is_not_followed_for_thousands_of_years(example: Client, path: str) -> None:
    answer = example.get(f"{path}?at=9999-12-31")
    assert answer.status_code == 400
    assert "too far ahead: ask for 100 years at the most" in answer.text


def test_a_report_is_not_made_of_a_day_in_thousands_of_years(example: Client) -> None:
    asked = {"kind": "platform", "platform": "tiktok", "format": "json", "at": "9999-12-31"}
    answer = example.post("/api/v1/reports", json=asked)
    assert answer.status_code == 422
    assert "too far ahead" in answer.json()["detail"]


def test_a_hundred_years_ahead_can_be_asked_for(example: Client) -> None:
    ahead = TODAY + timedelta(days=36_500)
    assert example.get(f"/platforms/tiktok?at={ahead}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/relationships/%00/RU", "/facts/%00", "/platforms/a%00", "/search?q=%00a", "/laws/%00"],
)
def test_a_text_that_postgresql_can_not_hold_is_refused(postgresql_url: str, path: str) -> None:
    with pages_of(postgresql_url) as client:
        answer = client.get(path)
    assert answer.status_code in (200, 400, 404)
    assert "PostgreSQL" not in answer.text


@pytest.mark.parametrize("path", ["/", "/api/v1/standings"])
def test_a_database_that_is_gone_is_told_without_where_it_was(
    url: str, tmp_path: Path, path: str
) -> None:
    with pages_of(url) as client:
        for one in tmp_path.glob("register.db*"):
            one.write_bytes(b"no database" * 1_000)
        answer = client.get(path)
    assert answer.status_code == 503
    assert "the database can't be" in words_of(answer.text)
    assert str(tmp_path) not in answer.text
