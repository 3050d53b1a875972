"""Reading dates and periods of tables, each in the one form that a mapping declares.

No general parser of dates is asked: one of them reads `2019 H1` as a month of 2026.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Reader: TypeAlias = "Callable[[str], Any]"
"""What makes a value of a cell's text; it raises ValueError, whose text is the reason."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
HALF_YEARS = {
    "2025-H1": r"(?P<year>\d{4})-H(?P<part>[12])",
    "2025 H1": r"(?P<year>\d{4}) H(?P<part>[12])",
    "H1 2025": r"H(?P<part>[12]) (?P<year>\d{4})",
    "January - June 2025": r"(?P<name>January - June|July - December) (?P<year>\d{4})",
    "Jan-Jun 2025": r"(?P<name>Jan-Jun|Jul-Dec) (?P<year>\d{4})",
    "2025-01-01/2025-06-30": r"(?P<year>\d{4})-(?P<name>01-01/(?P=year)-06-30|07-01/(?P=year)-12-31)",
}
"""The forms of a half-year, by the example that a mapping names; the first is the default."""

QUARTERS = {
    "2025-Q3": r"(?P<year>\d{4})-Q(?P<part>[1-4])",
    "2025Q3": r"(?P<year>\d{4})Q(?P<part>[1-4])",
    "2025 Q3": r"(?P<year>\d{4}) Q(?P<part>[1-4])",
    "Q3 2025": r"Q(?P<part>[1-4]) (?P<year>\d{4})",
}
_NAMES = "|".join(MONTHS)
_SHORT = "|".join(name[:3] for name in MONTHS)
MONTH_FORMS = {
    "2025-07": r"(?P<year>\d{4})-(?P<part>0[1-9]|1[0-2])",
    "07/2025": r"(?P<part>0[1-9]|1[0-2])/(?P<year>\d{4})",
    "07.2025": r"(?P<part>0[1-9]|1[0-2])\.(?P<year>\d{4})",
    "July 2025": rf"(?P<name>{_NAMES}) (?P<year>\d{{4}})",
    "Jul 2025": rf"(?P<name>{_SHORT}) (?P<year>\d{{4}})",
}
_SECOND_HALF = ("Jul", "07-01")
_FIRST_SERIAL, _LAST_SERIAL = 61, 109_574
"""The serials of 1 March 1900, before which Excel's calendar has a day too many, and of 2199."""

_YEARS = range(1900, 2101)


def reader(kind: str, form: str | None, *, workbook: bool) -> Reader:
    """Return what reads a date or a period as EDTF; raise ValueError for an unknown form."""
    match kind:
        case "half-year":
            return _period(_pattern(HALF_YEARS, form), form, 6, "half-year")
        case "quarter":
            return _period(_pattern(QUARTERS, form), form, 3, "quarter")
        case "month":
            return _period(_pattern(MONTH_FORMS, form), form, 1, "month")
        case "year":
            return _year
        case "excel-date":
            return _excel_date
        case _:
            return _date(form, workbook=workbook)


def forms(kind: str) -> dict[str, str]:
    """Return the patterns of the forms of a period, by their examples."""
    return {"half-year": HALF_YEARS, "quarter": QUARTERS, "month": MONTH_FORMS}[kind]


def _pattern(known: dict[str, str], form: str | None) -> re.Pattern[str]:
    wanted = form or next(iter(known))
    if wanted in known:
        return re.compile(known[wanted], re.ASCII)
    for pattern in known.values():  # an example of one's own: `Jul-Dec 2024`
        if re.fullmatch(pattern, wanted, re.ASCII):
            return re.compile(pattern, re.ASCII)
    raise ValueError(f"there is no form {wanted!r}; known are {', '.join(map(repr, known))}")


def _period(pattern: re.Pattern[str], form: str | None, months: int, what: str) -> Reader:
    shown = f" in the form {form!r}" if form else ""

    def read(text: str) -> str:
        found = pattern.fullmatch(text)
        if found is None:
            raise ValueError(f"is not a {what}{shown}")
        year, told = found["year"], found.groupdict()
        part = int(told["part"]) if told.get("part") else _named(told["name"], what)
        last = part * months
        first = last - months + 1
        return f"{year}-{last:02}" if months == 1 else f"{year}-{first:02}/{year}-{last:02}"

    return read


def _named(name: str, what: str) -> int:
    """Return which half-year or month of the year a name means."""
    if what == "half-year":
        return 2 if name.startswith(_SECOND_HALF) else 1
    return next(place for place, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _year(text: str) -> str:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise ValueError("is not a year of four digits")
    return text


def _excel_date(text: str) -> str:
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", text, re.ASCII):
        raise ValueError("is not the serial number of a day")
    serial = int(float(text))
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        raise ValueError("is the serial number of no day from March 1900 to 2199")
    return (date(1899, 12, 30) + timedelta(days=serial)).isoformat()


def _date(form: str | None, *, workbook: bool) -> Reader:
    """Read a day as text; in a workbook also real dates, and serials of days."""
    read_text = _day_in(form or "%Y-%m-%d")

    def read(text: str) -> str:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return _day_in("%Y-%m-%d")(text)  # a real date comes as this
        if re.fullmatch(r"\d{4,6}(\.\d+)?", text, re.ASCII):
            if int(float(text)) in _YEARS:
                raise ValueError("is a year, or the serial number of a day: it can't be told which")
            return _excel_date(text)
        return read_text(text)

    return read if workbook else read_text


def _day_in(form: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            raise ValueError(f"is not a day in the form {form!r}") from None
        return found.isoformat()

    return read
