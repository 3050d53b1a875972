"""Windows of days out of EDTF texts, read as literally as domain.md states them (test oracle)."""

# The comments quote domain.md; many read like code.
# ruff: noqa: ERA001

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

Fact = dict[str, Any]
Window = tuple[date | None, date | None]

OPEN = ("", "..")
QUALIFIERS = "~?%"
TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(?:Z|[+-]\d{2}(?::\d{2})?)?")


def window(text: str) -> Window:
    """The first and last day of an EDTF text; None where it has none."""
    if "/" not in text:
        return _single(text)
    begin, end = text.split("/")
    # "`../b`, `/b` and `XXXX` have no first day."
    if begin in OPEN:
        return (None, None) if end in OPEN else (None, window(end)[1])
    # "`a/..` and `a/` (it began, and goes on) are the window of a"
    if end in OPEN:
        return window(begin)
    # "`a/b` runs from the first day of a to the last of b"
    return window(begin)[0], window(end)[1]


def deadline(text: str | None) -> date | None:
    """The last day through which a `due` or `until` holds; None where there is no deadline."""
    if text is None:
        return None
    # "without a last day (`a/..` too) there is no deadline"
    end = text.split("/")[1] if "/" in text else text
    if end in OPEN:
        return None
    # "A deadline holds through its last day; qualifiers are ignored"
    return window(end.rstrip(QUALIFIERS))[1]


def time_of_day(text: str) -> time:
    """The local time as written; 00:00 without one."""
    # "In an interval it is ignored." "no time of day counts as 00:00"
    timed = None if "/" in text else TIMED.fullmatch(text)
    return time(0, 0) if timed is None else time.fromisoformat(timed.group(2))


def effect_window(fact: Fact) -> tuple[date | None, date]:
    """The fact's window after the cap: its first day, and the day on which it takes effect."""
    first, last = window(fact["occurred"])
    cap = _cap(fact)
    # "A cap before the window's first day (the source announced it) is ignored."
    if cap is not None and first is not None and cap < first:
        cap = None
    # "the window ends at the latest on the cap"
    if cap is not None and (last is None or cap < last):
        last = cap
    # "Without any last day and without such a cap, the day of recording is the last."
    if last is None:
        last = datetime.fromisoformat(fact["recorded_at"]).date()
    return first, last


def effect_day(fact: Fact) -> date:
    # "The fact takes effect on the last day of its window."
    return effect_window(fact)[1]


def public_on(fact: Fact) -> date | None:
    """The first day by which one of the fact's sources was surely published."""
    days = [window(source["published"])[1] for source in fact["sources"] if "published" in source]
    return min((day for day in days if day is not None), default=None)


def _cap(fact: Fact) -> date | None:
    # "the cap, the earliest publication day among its sources (for each source the last day of
    # its `published`; a source marked `announces: true`, that told of it ahead, doesn't count)"
    counting = [source for source in fact["sources"] if not source.get("announces", False)]
    return public_on({"sources": counting})


def _single(text: str) -> Window:
    # "the day and the time are the local ones as written"
    timed = TIMED.fullmatch(text)
    bare = timed.group(1) if timed else text.rstrip(QUALIFIERS)
    if "X" in bare:
        if bare != text:
            raise ValueError(f"{text}: a qualified date with unspecified digits is not supported")
        return _unspecified(bare)
    first, last = _calendar(bare)
    if timed is None and bare != text:
        # "A qualified date (`~`, `?`, `%`) is widened by its own precision on both sides"
        return _calendar(_neighbour(bare, -1))[0], _calendar(_neighbour(bare, +1))[1]
    return first, last


def _calendar(text: str) -> tuple[date, date]:
    """First and last day of a plain year, month or day."""
    numbers = [int(part) for part in text.split("-")]
    match numbers:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day), date(year, month, day)
    raise ValueError(f"{text}: expected a year, a month or a day")


def _neighbour(text: str, step: int) -> str:
    """The year, month or day before (-1) or after (+1), in the same precision."""
    first, last = _calendar(text)
    day = first - timedelta(days=1) if step < 0 else last + timedelta(days=1)
    return day.isoformat()[: len(text)]


@cache
def _unspecified(text: str) -> Window:
    """The earliest and the latest day that a text with unspecified digits can mean."""
    # "`XXXX` have no first day": nor a last one
    if text.startswith("XXXX"):
        return None, None
    pattern = re.compile(text.replace("X", r"\d") + ".*")
    day = date(int(text[:4].replace("X", "0")), 1, 1)
    end = date(int(text[:4].replace("X", "9")), 12, 31)
    matching = []
    while day <= end:
        if pattern.fullmatch(day.isoformat()):
            matching.append(day)
        day += timedelta(days=1)
    return min(matching), max(matching)
