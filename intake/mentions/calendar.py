"""Days, weeks, months and years around the day of publication, as EDTF."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SOON = 2
"""How many months ahead a day without a year may lie; else it lies in the past."""

_PARTS = {"start": (1, 10), "middle": (11, 20), "end": (20, 31)}


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, as exactly as that is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, edtf: str | None) -> Published | None:
        """Return it from EDTF: a day, a month or a year, of an interval its end; None: not known."""
        found = _PUBLISHED.findall(edtf or "")
        if not found:
            return None
        year, month, day = found[-1]
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    def edtf(self) -> str:
        """Return it as EDTF."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    def date(self) -> date | None:
        """Return the day; None: it is not known, or is none."""
        if self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    def near(self, month: int, day: int | None = None) -> int:
        """Return the year of a month, or a day of it, that was last, or is within two months."""
        if self.month is None:
            return self.year
        mine = self.month + (self.day or 15) / 31
        ahead = month + (15 if day is None else day) / 31 - mine
        if ahead > _SOON:
            return self.year - 1
        return self.year + 1 if ahead < _SOON - 12 else self.year

    def moved(self, count: int, unit: str) -> str | None:
        """Return the day, week, month or year so many before or after, as exactly as is known."""
        whole = self.date()
        if unit == "y":
            return f"{self.year + count:04}"
        if unit == "m":
            if self.month is None:
                return None
            years, month = divmod(self.year * 12 + self.month - 1 + count, 12)
            return f"{years:04}-{month + 1:02}"
        if whole is None:
            return self.edtf()
        if unit == "w":
            monday = whole - timedelta(whole.weekday()) + timedelta(7 * count)
            return f"{monday}/{monday + timedelta(6)}"
        return str(whole + timedelta(count))

    def weekday(self, number: int) -> str | None:
        """Return the latest day of the week with a number, Monday being 0; None: not known."""
        whole = self.date()
        if whole is None:
            return None
        return str(whole - timedelta((whole.weekday() - number) % 7))


def day_of(year: int, month: int, day: int | None = None, part: str | None = None) -> str | None:
    """Return a day, a month or a part of it as EDTF; None: there is no such."""
    if not 1 <= month <= 12 or not 1900 <= year <= 2100:
        return None
    last = monthrange(year, month)[1]
    if day is not None:
        return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= last else None
    if part is not None:
        first, end = _PARTS[part]
        return f"{year:04}-{month:02}-{first:02}/{year:04}-{month:02}-{min(end, last):02}"
    return f"{year:04}-{month:02}"
