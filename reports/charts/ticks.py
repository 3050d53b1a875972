"""The days that a time axis names, in the language of the report: years, quarters, months, days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from babel.dates import format_skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.words.language import Language

_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)
"""Between two ticks, in months."""

_DAYS = (1, 2, 5, 10, 15)


def ticks(first: date, last: date, language: Language, most: int = 7) -> dict[int, str]:
    """Return the days to mark between two, as ordinals, each with its words."""
    days = (last - first).days
    if days <= _DAYS[-1] * most:
        return _of_days(first, last, language, most)
    months = days / 30.44
    step = next((one for one in _STEPS if months / one <= most), _STEPS[-1])
    found = takewhile(lambda on: on <= last, _each(first, step))
    return {on.toordinal(): _words(on, step, language) for on in found}


def _of_days(first: date, last: date, language: Language, most: int) -> dict[int, str]:
    days = (last - first).days
    step = next(one for one in _DAYS if days / one <= most)
    found = (first + timedelta(days=more) for more in range(0, days + 1, step))
    return {
        on.toordinal(): str(format_skeleton("MMMd", on, locale=language.locale)) for on in found
    }


def _each(first: date, step: int) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    month += -month % step
    if first.day > 1 and month == first.year * 12 + first.month - 1:
        month += step
    while month < 120_000:
        if month >= 12:
            yield date(month // 12, month % 12 + 1, 1)
        month += step


def _words(on: date, step: int, language: Language) -> str:
    if step % 12 == 0:
        return str(on.year)
    return str(format_skeleton("yMMM", on, locale=language.locale))
