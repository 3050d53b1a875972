"""Days as EDTF texts, made once: a fact only looks its texts up."""

from collections.abc import Callable
from datetime import date, timedelta

Draw = Callable[[], float]
"""Gives the next random number, from 0 to below 1."""

EPOCH = date(1980, 1, 1)
_ALL = [EPOCH + timedelta(days=number) for number in range((date(2040, 1, 1) - EPOCH).days)]

DAYS = [day.isoformat() for day in _ALL]
"""By the number of a day since EPOCH: ``2019-07-15``; so, too, the lists below."""

YEARS = [day[:4] for day in DAYS]
MONTHS = [day[:7] for day in DAYS]

HALVES = [f"{day.year}-H{1 if day.month < 7 else 2}" for day in _ALL]
"""The instance of a half-yearly duty: ``2019-H2``."""

PERIODS = [
    f"{day.year}-01/{day.year}-06" if day.month < 7 else f"{day.year}-07/{day.year}-12"
    for day in _ALL
]
"""The half-year as an interval of EDTF: ``2019-07/2019-12``."""

EXACT = 0.85
"""Of facts, how many have an exact day; one in fifty of those has a time of day, too."""


def number_of(day: date) -> int:
    """Return the number of a day since EPOCH."""
    return (day - EPOCH).days


def _month(day: int) -> str:
    return MONTHS[day]


def _year(day: int) -> str:
    return YEARS[day]


def _week(day: int) -> str:
    return f"{DAYS[day - 6]}/{DAYS[day]}"


def _some_weeks(day: int) -> str:
    return f"{DAYS[day - 27]}/{DAYS[day]}"


def _months(day: int) -> str:
    return f"{MONTHS[day - 60]}/{MONTHS[day]}"


def _about_day(day: int) -> str:
    return f"{DAYS[day]}~"


def _about_month(day: int) -> str:
    return f"{MONTHS[day]}~"


def _about_year(day: int) -> str:
    return f"{YEARS[day]}~"


def _doubtful_day(day: int) -> str:
    return f"{DAYS[day]}?"


def _on_from(day: int) -> str:
    return f"{DAYS[day]}/.."


def _some_day_before(day: int) -> str:
    return f"../{DAYS[day]}"


_VAGUE: tuple[Callable[[int], str], ...] = (
    *(_month,) * 9,
    *(_week, _week, _some_weeks, _months),
    *(_about_month, _about_month, _about_day, _doubtful_day, _about_year),
    *(_year, _year),
    *(_on_from, _some_day_before),
)


def occurred(draw: Draw, day: int) -> str:
    """Return a day as a source tells it: mostly exactly."""
    drawn = draw()
    if drawn < EXACT:
        if drawn < EXACT / 50:
            return f"{DAYS[day]}T{8 + day % 12:02}:{day % 4 * 15:02}+03:00"
        return DAYS[day]
    return _VAGUE[int((drawn - EXACT) / (1 - EXACT) * len(_VAGUE))](day)


def due(draw: Draw, day: int) -> str:
    """Return a deadline a month to two years after a day: nine in ten to the day."""
    drawn = draw()
    end = day + _TERMS[int(drawn * len(_TERMS))]
    return MONTHS[end] if drawn * 1000 % 10 < 1 else DAYS[end]


_TERMS = (30, 30, 60, 90, 90, 180, 180, 365, 365, 730)
