"""EDTF dates (ISO 8601-2) as windows of days: domain.md, "When a fact takes effect"."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock

from aggregates.dates.everyday import edtf_of, strange
from aggregates.errors import InvalidDate

MIDNIGHT = "00:00:00"

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)
_UNSPECIFIED = re.compile(r"([\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?", re.ASCII)
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_SEASON = re.compile(r"(\d{4})-(2[1-9]|3[0-2])", re.ASCII)
_ALPHABET = re.compile(r"[-0-9XYES:.,~?%\[\]{}]{4,200}", re.ASCII)
_LONG_YEAR = re.compile(r"Y-?0*(\d*)(?:E0*(\d*))?", re.ASCII)
_NOWHERE = ("", "..")
_IN_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something can have happened, both ends included; None: no such end.

    ``time`` is the local time of day as written (``HH:MM:SS.ffffff``), which orders the
    facts of one day.
    """

    first: date | None
    last: date | None
    time: str = MIDNIGHT


@dataclass(frozen=True, slots=True)
class _Days:
    """A plain run of days with its precision, as whole months (12 for a year) or one day."""

    first: date | None
    last: date | None
    months: int = 0

    def widened(self) -> Window:
        """Return the run with one more of its own precision before and behind it."""
        if self.first is None or self.last is None:
            return Window(self.first, self.last)
        if not self.months:
            return Window(days_after(self.first, -1), days_after(self.last, 1))
        behind = days_after(self.last, 1)
        return Window(
            months_after(self.first, -self.months),
            date.max if behind == self.last else days_after(months_after(behind, self.months), -1),
        )


@lru_cache(maxsize=65_536)
def window(text: str) -> Window:
    """Return the window of an EDTF date; raise InvalidDate for anything else.

    >>> window("2022-03~")
    Window(first=datetime.date(2022, 2, 1), last=datetime.date(2022, 4, 30), time='00:00:00')
    """
    if "/" in text and text[0] not in "[{":
        return _interval(text)
    if timed := _TIMED.fullmatch(text):
        return _timed(text, timed)
    return _point(text)


@lru_cache(maxsize=65_536)
def deadline(text: str) -> date | None:
    """Return the last day through which a deadline holds; None: there is no last day.

    Qualifiers are ignored, and an open end (``2022/..``) is no deadline (domain.md).
    Raises InvalidDate as `window` does.
    """
    checked = window(text)
    start, slash, end = text.partition("/")
    if slash:
        return None if end in _NOWHERE else deadline(end)
    if _TIMED.fullmatch(start):
        return checked.last
    return _days(start.rstrip("~?%")).last


def days_after(day: date, days: int) -> date:
    """Return a day moved by days; at an end of the calendar it stays where it is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day.

    At an end of the calendar it is the last (or first) day there is.
    """
    index = day.year * 12 + day.month - 1 + months
    if index < 12:
        return date.min
    if index >= 120_000:
        return date.max
    year, month = index // 12, index % 12 + 1
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _interval(text: str) -> Window:
    parts = text.split("/")
    if len(parts) != 2 or text == "/":
        raise InvalidDate(_not_edtf(text))
    start, end = parts
    if start in _NOWHERE and end in _NOWHERE:
        return Window(None, None)
    if start in _NOWHERE:
        return Window(None, _bound(end, text).last)
    opening = _bound(start, text)
    if end in _NOWHERE:
        return opening
    closing = _bound(end, text)
    if opening.first and closing.last and closing.last < opening.first:
        raise InvalidDate(f"{text!r} ends before it starts")
    return Window(opening.first, closing.last)


def _bound(text: str, interval: str) -> Window:
    """Return the window of one end of an interval; its time of day is ignored."""
    if "/" in text or text[:1] in ("[", "{"):
        raise InvalidDate(_not_edtf(interval))
    if timed := _TIMED.fullmatch(text):
        whole = _timed(text, timed)
        return Window(whole.first, whole.last)
    return _point(text)


def _point(text: str) -> Window:
    bare = text.rstrip("~?%")
    days = _days(bare)
    if len(text) - len(bare) > 1:
        raise InvalidDate(_not_edtf(text))
    if any(mark in bare for mark in "~?%"):
        return _partly_qualified(bare, days).widened()
    return days.widened() if bare != text else Window(days.first, days.last)


def _partly_qualified(text: str, days: _Days) -> _Days:
    """Return days to be widened by the coarsest part of the date that is qualified.

    A mark behind a part is about that part and all before it, one before it about it alone
    (ISO 8601-2, level 2): of ``2022?-03-15`` the year is in doubt, of ``2022-~03`` the month.
    """
    year, _, rest = text.partition("-") if text[0] != "-" else ("", "", text)
    if re.search("[~?%]", year) or re.search("[0-9X][~?%]", rest):
        return _Days(days.first, days.last, 12)
    if re.match("[~?%]", rest):
        return _Days(days.first, days.last, max(days.months, 1))
    return days


def _timed(text: str, timed: re.Match[str]) -> Window:
    day, clock, seconds, zone = timed.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}{_zone(zone)}")
    except ValueError:
        raise InvalidDate(f"{text!r} names a day or a time that does not exist") from None
    time = at.time().isoformat("auto" if at.microsecond else "seconds")
    return Window(at.date(), at.date(), time)


def _zone(zone: str | None) -> str:
    """Return an offset that the standard library reads; it is checked, and then not used."""
    return f"{zone}:00" if zone and len(zone) == 3 else zone or ""


def _days(text: str) -> _Days:
    if plain := _PLAIN.fullmatch(text):
        return _plain(text, plain)
    if some := _UNSPECIFIED.fullmatch(text):
        return _unspecified(text, some[1], some[2], some[3])
    return _rare(text)


def _plain(text: str, plain: re.Match[str]) -> _Days:
    year, month, day = plain[1], plain[2], plain[3]
    try:
        if day:
            exact = date(int(year), int(month), int(day))
            return _Days(exact, exact)
        if month and int(month) > 12:
            return _rare(text)
        if month:
            return _month(int(year), int(month))
        return _Days(date(int(year), 1, 1), date(int(year), 12, 31), 12)
    except ValueError:
        raise InvalidDate(f"{text!r} names a day or a month that does not exist") from None


def _month(year: int, month: int) -> _Days:
    return _Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), 1)


def _unspecified(text: str, year: str, month: str | None, day: str | None) -> _Days:
    """Return the days from the first to the last that fit 202X, 2021-XX, 2021-XX-15, 2021-1X.

    Of an unknown year (XXXX) there is neither.
    """
    if year == "XXXX":
        _outermost(text, ["2024"], month, day)
        return _Days(None, None)
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    fitting = [f"{number:04}" for number in range(max(low, 1), high + 1) if _fits(number, year)]
    first = _outermost(text, fitting, month, day).first
    last = _outermost(text, fitting[::-1], month, day).last
    if first is None or last is None:
        raise InvalidDate(_not_edtf(text))
    months = 12 * 10 ** year.count("X") if month is None else _months_between(first, last)
    return _Days(first, last, months)


def _fits(number: int, pattern: str) -> bool:
    digits = f"{number:0{len(pattern)}}"
    return all(wanted in ("X", digit) for digit, wanted in zip(digits, pattern, strict=True))


def _outermost(text: str, years: list[str], month: str | None, day: str | None) -> _Days:
    """Return the first and last fitting days of the first year that has any."""
    months = [number for number in range(1, 13) if _fits(number, month or "XX")]
    for year in years:
        days = [
            date(int(year), number, fitting)
            for number in months
            for fitting in range(1, monthrange(int(year), number)[1] + 1)
            if _fits(fitting, day or "XX")
        ]
        if days:
            return _Days(days[0], days[-1])
    raise InvalidDate(f"{text!r} names a day that does not exist")


def _rare(text: str) -> _Days:
    """Return the days of the rarer forms (quarters, sets, qualified parts of a date).

    They go through the `edtf` package, which takes about ten milliseconds for each, and
    which is imported only here, because most runs never meet one.
    """
    if not _ALPHABET.fullmatch(text):
        raise InvalidDate(_not_edtf(text))
    if season := _SEASON.fullmatch(text):
        return _season(int(season[1]), int(season[2]))
    if any(_is_beyond(*found) for found in _LONG_YEAR.findall(text)):
        raise InvalidDate(_outside(text))
    return _by_library(text)


def _is_beyond(digits: str, exponent: str) -> bool:
    """Tell of a year such as Y17E7, before anybody works it out, whether it has more than four digits."""
    return len(exponent) > 1 or len(digits) + int(exponent or 0) > 4


def _season(year: int, season: int) -> _Days:
    """Return spring, summer, autumn (March, June, September on) or winter (December on).

    21 to 24 name no hemisphere and are read as northern, 25 to 28 are northern, 29 to 32
    southern. The package gives winter one month only; it runs on into the next year.
    """
    if not year:
        raise InvalidDate("a season is of a year from 0001 on")
    quarter = (season - 21) % 4
    month = (3, 6, 9, 12)[quarter] if season < 29 else (9, 12, 3, 6)[quarter]
    first = date(year, month, 1)
    return _Days(first, days_after(months_after(first, 3), -1), 3)


_ONE_AT_A_TIME = Lock()
"""The package's grammar changes while it first parses, and where it prints is the process's."""


def _by_library(text: str) -> _Days:
    from edtf import EDTFParseException, parse_edtf  # noqa: PLC0415

    try:
        with _ONE_AT_A_TIME, redirect_stdout(None):  # it prints what it can't handle
            parsed = parse_edtf(text)
        low, high = parsed.lower_strict(), parsed.upper_strict()
    except (EDTFParseException, ValueError, AttributeError, TypeError, KeyError, OverflowError):
        raise InvalidDate(_not_edtf(text)) from None
    first, last = _edge(low, text), _edge(high, text)
    if first and last and last < first:
        raise InvalidDate(f"{text!r} ends before it starts")
    months = 1 if first is None or last is None else _months_between(first, last)
    return _Days(first, last, 0 if first == last else months)


def _edge(edge: object, text: str) -> date | None:
    if isinstance(edge, float):
        return None
    try:
        return date(edge.tm_year, edge.tm_mon, edge.tm_mday)  # type: ignore[attr-defined]  # struct_time, of an untyped library
    except ValueError:
        raise InvalidDate(_outside(text)) from None


def _outside(text: str) -> str:
    return f"{text[:60]!r} is outside the years 0001 to 9999"


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _not_edtf(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    if meant := edtf_of(text):
        signs = f"; it has {strange(text)}" if strange(text) else ""
        return f"{shown!r} is not a date in EDTF: write {' or '.join(meant)}{signs}"
    return f"{shown!r} is not a date in EDTF (such as 2022-03-15, 2022-03, 2022~, 2022-03/2022-05)"
