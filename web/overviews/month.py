"""Deadlines as a month: a table of weeks, a list of what is due in each day."""

from __future__ import annotations

import re
from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton

from reports.formats.values import label
from reports.safe_text import safe
from web.errors import InvalidFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.deadlines.deadlines import RequirementDeadline
    from reports.tables.deadline_rows import DeadlineList
    from reports.tables.names import ReportNames
    from web.asking.view import View

    ByDay = dict[date, list[RequirementDeadline]]

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Of which years months are shown."""

MOST = 8
"""How many deadlines of a day are shown at most."""


def month(view: View, names: ReportNames, found: DeadlineList) -> Iterator[str]:
    """Give the month that an address asks for, or that of T."""
    first = _first_day(view)
    by_day: ByDay = defaultdict(list)
    for one in (*found.passed, *found.unconfirmed, *found.ahead):
        by_day[one.due].append(one)
    title = escape(str(format_skeleton("yMMMM", first, locale=view.language.locale)))
    locale = view.language.locale
    weeks = Calendar(locale.first_week_day).monthdatescalendar(first.year, first.month)
    yield '<section class="month" id="month">'
    yield _turning(view, first, title)
    if not any(first <= day <= _last_day(first) for day in by_day):
        told = view.tr("Nothing is due in this month. The list has all deadlines.")
        yield f'<p class="empty">{escape(told)}</p>'
    yield f'<div><table><caption class="hidden">{title}</caption><thead><tr>'
    for day in weeks[0]:
        name = format_date(day, "EEE", locale=locale)
        yield f'<th scope="col">{escape(name)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for week in weeks:
        yield f"<tr>{''.join(_day(view, names, day, first, by_day.get(day, ())) for day in week)}</tr>\n"
    yield "</tbody></table></div></section>\n"


def _first_day(view: View) -> date:
    """Return the first day of the month asked for; raise InvalidFilter for what is none.

    That is the month of T, where the address says nothing, or else the first that is shown.
    """
    text = view.query.get("month")
    if text is None:
        return max(view.question.at.replace(day=1), date(FIRST_YEAR, 1, 1))
    found = _MONTH.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise InvalidFilter(
            f"{text!r} is no month of the years {FIRST_YEAR} to {LAST_YEAR}; write 2024-05, "
            "for instance"
        )
    return date(int(found[1]), int(found[2]), 1)


def _last_day(first: date) -> date:
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


def _turning(view: View, first: date, title: str) -> str:
    """Return the heading of the month, with links to the one before and the one after."""
    tr = view.tr
    before, after = first - timedelta(1), _last_day(first) + timedelta(1)
    links = (
        (tr("Month before"), before, "prev"),
        (tr("Month of the day asked"), view.question.at, ""),
        (tr("Month after"), after, "next"),
    )
    items = "".join(
        f'<li><a class="button" href="{escape(view.here(month=f"{day:%Y-%m}"))}"'
        f"{f' rel={chr(34)}{rel}{chr(34)}' if rel else ''}>{escape(text)}</a></li>"
        for text, day, rel in links
        if FIRST_YEAR <= day.year <= LAST_YEAR
    )
    return f'<div class="views"><h2>{title}</h2><ul>{items}</ul></div>'


def _day(
    view: View,
    names: ReportNames,
    day: date,
    first: date,
    due: Sequence[RequirementDeadline],
) -> str:
    kinds = [
        *(["other"] if day.month != first.month else []),
        *(["today"] if day == view.question.at else []),
    ]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    weekday = escape(format_date(day, "EEE", locale=view.language.locale))
    told = (
        f'<td{kind}><time datetime="{day}"><span class="weekday">{weekday} </span>{day.day}</time>'
    )
    if not due:
        return f"{told}</td>"
    items = "".join(f"<li>{_item(view, names, one)}</li>" for one in due[:MOST])
    if len(due) > MOST:
        more = view.language.trn("{count} more", "{count} more", len(due) - MOST)
        href = escape(view.here(view=None, month=None))
        items += f'<li><a href="{href}">{escape(more)}</a></li>'
    return f"{told}<ul>{items}</ul></td>"


def _item(view: View, names: ReportNames, one: RequirementDeadline) -> str:
    """Return a deadline as a link to its relationship, with its state."""
    key, state = one.key, names.word("state", one.state)
    href = escape(view.asked.link(f"/relationships/{key.platform}/{key.jurisdiction}"))
    sign = (
        f'<span aria-hidden="true" class="sign">{escape(state.sign)}</span>' if state.sign else ""
    )
    asked = escape(safe(label(names.requirement(one.requirement))))
    return (
        f'<a class="{state.tone.value}" href="{href}">{sign}<bdi>{escape(safe(names.platform(key.platform).text))}</bdi>, '
        f"{escape(names.jurisdiction(key.jurisdiction))}: <bdi>{asked}</bdi> ({escape(state.label)})</a>"
    )
