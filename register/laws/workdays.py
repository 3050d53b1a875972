"""Working days of a jurisdiction, for laws that count in them: public holidays by `holidays`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_MOST = 10_000
"""No law counts forty years in working days; what does so is a slip, and would take seconds."""


def workdays(jurisdiction: str | None, day: date, count: int) -> date:
    """Return the day that is so many working days after another; after 0 it is the day itself.

    The day counted from is not counted, whether people work on it or not. Neither are days off
    and public holidays of the jurisdiction (of its subdivision, for a code such as US-MT), with
    the days that stand in for them, as `holidays` has them. Where it has no calendar, as for EU,
    the world or None, Saturdays and Sundays alone are left out. Raises OverflowError where the
    count is above 10,000 or the day is beyond the calendar.
    """
    if count > _MOST:
        raise OverflowError(f"{count} working days are more than any law counts")
    calendar = _calendar(jurisdiction)
    while count > 0:
        day += timedelta(1)
        count -= _is_working_day(calendar, day)
    return day


def _is_working_day(calendar: HolidayBase | None, day: date) -> bool:
    return day.weekday() < 5 if calendar is None else calendar.is_working_day(day)


@cache
def _calendar(jurisdiction: str | None) -> HolidayBase | None:
    """Return the calendar of a code: the subdivision's, else its country's, else none."""
    import holidays  # noqa: PLC0415  # most commands count no working days

    country, _, part = (jurisdiction or "").partition("-")
    for subdivision in (part, None) if part else (None,):
        try:
            return holidays.country_holidays(country, subdiv=subdivision)
        except NotImplementedError:
            continue
    return None
