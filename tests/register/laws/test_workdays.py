"""Working days are counted by the public holidays of the place whose law counts them."""

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from aggregates.law.due_days import Calendar, after
from aggregates.vocabulary.law import Days
from register.laws.workdays import workdays

if TYPE_CHECKING:
    from aggregates.law.due_days import Workdays


@pytest.mark.parametrize(
    ("jurisdiction", "start", "count", "end"),
    [
        # From a Friday: Nauryz is on the 21st to the 23rd of March.
        ("KZ", "2022-03-18", 1, "2022-03-24"),
        ("KZ", "2024-04-30", 1, "2024-05-02"),
        # The government moved a day off, and people worked on Saturday the 4th of May.
        ("KZ", "2024-05-03", 1, "2024-05-04"),
        # 12 June is the Day of Russia; in 2024 it was a Wednesday.
        ("RU", "2024-06-11", 1, "2024-06-13"),
        # Independence Day of 2026 is a Saturday, so Friday is off.
        ("US", "2026-07-02", 1, "2026-07-06"),
        # People work from Sunday to Thursday.
        ("EG", "2024-06-06", 1, "2024-06-09"),
        ("VN", "2024-08-30", 1, "2024-09-04"),
    ],
)
def test_public_holidays_are_left_out(jurisdiction: str, start: str, count: int, end: str) -> None:
    counted = workdays(jurisdiction, date.fromisoformat(start), count)
    assert counted.isoformat() == end


def test_a_state_has_holidays_of_its_own() -> None:
    """Election day of an even year is one of Montana's."""
    monday = date(2024, 11, 4)
    assert workdays("US", monday, 1) == date(2024, 11, 5)
    assert workdays("US-MT", monday, 1) == date(2024, 11, 6)


def test_a_subdivision_without_a_calendar_has_its_country_s() -> None:
    assert workdays("KZ-75", date(2024, 4, 30), 1) == workdays("KZ", date(2024, 4, 30), 1)


@pytest.mark.parametrize("jurisdiction", ["EU", "001", None])
def test_without_a_calendar_saturdays_and_sundays_are_left_out(jurisdiction: str | None) -> None:
    friday = date(2024, 12, 20)
    assert workdays(jurisdiction, friday, 1) == date(2024, 12, 23)
    assert workdays(jurisdiction, friday, 10) == date(2025, 1, 3)


@pytest.mark.parametrize("jurisdiction", ["EU", "KZ"])
def test_the_day_counted_from_is_not_counted(jurisdiction: str) -> None:
    saturday = date(2024, 6, 15)
    assert workdays(jurisdiction, saturday, 0) == saturday
    assert workdays(jurisdiction, saturday, 1) == date(2024, 6, 17)
    assert workdays(jurisdiction, date(2024, 6, 17), 5) == date(2024, 6, 24)


@pytest.mark.parametrize("within", ["P10001D", "P99999999999999D"])
@pytest.mark.parametrize("jurisdiction", ["EU", "KZ"])
def test_more_working_days_than_any_law_counts_are_refused(within: str, jurisdiction: str) -> None:
    calendar = Calendar(jurisdiction, workdays)
    assert after(date(2024, 6, 17), within, Days.BUSINESS, calendar) is None


@pytest.mark.parametrize("jurisdiction", ["EU", "KZ"])
def test_a_day_beyond_the_calendar_has_no_date(jurisdiction: str) -> None:
    calendar = Calendar(jurisdiction, workdays)
    assert after(date(9999, 12, 1), "P100D", Days.BUSINESS, calendar) is None


def test_a_law_can_count_by_it() -> None:
    counting: Workdays = workdays
    calendar = Calendar("KZ", counting)
    assert after(date(2024, 4, 26), "P3D", Days.BUSINESS, calendar) == date(2024, 5, 2)


def test_calendars_are_read_only_when_working_days_are_counted() -> None:
    told = "import sys, register.laws.workdays; sys.exit('holidays' in sys.modules)"
    subprocess.run([sys.executable, "-c", told], check=True)
