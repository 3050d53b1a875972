"""`register figures`: reported figures, as rows and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.bar import Bar
from rich.table import Table
from rich.text import Text

from commands.shell.listing import answer
from commands.shell.options import (
    with_database,
    with_format,
    with_question,
    with_relationship,
)
from commands.shell.printing import safe, say
from commands.shell.session import opened, question, row_or_column
from commands.shell.tables import console, table
from projections.queries.figures import (
    FIGURE_COLUMNS,
    NO_REQUESTS,
    REPORTED,
    REQUESTED,
    ReportedFigure,
)
from projections.queries.figures import figures as figures_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 30
"""How wide the longest bar is, in characters."""

PERCENT = "percent"

_SIGNS = {"at-least": "≥ ", "more-than": "> ", "about": "~ ", "at-most": "≤ "}
_LOOKS = {REQUESTED: "yellow"}
_WHAT = {REQUESTED: "requested", REPORTED: "removed", NO_REQUESTS: "no requests"}
_OUTCOMES = {
    "not-found": "not found",
    "refused": "refused",
    "not-enough-information": "not enough information",
    "already-removed": "removed before",
}
_KINDS = (*_WHAT.values(), *_OUTCOMES.values())


@click.command(epilog="Example: register figures TikTok Kazakhstan --at 2024-05-01")
@with_relationship
@with_question
@with_format("table", "json", "jsonl", "csv")
@with_database
def figures(
    platform: str | None,
    jurisdiction: str | None,
    form: str,
    database: str | None,
    **asked: Any,
) -> None:
    """List the figures reported of PLATFORM in JURISDICTION: what was asked for, what removed.

    Either may be left out. Under the table stands a picture of them: each unit by itself, and what
    its reporter defines otherwise; then by what became of it. A restated figure is told as it is now.
    """
    with opened(database) as register, register.reading() as connection:
        slug, code = row_or_column(connection, platform, jurisdiction)
        asked_of = question(connection, **asked)
        found = figures_of(connection, asked_of, platform=slug, jurisdiction=code)
    answer(form, found, _print, columns=FIGURE_COLUMNS, nothing="No figure is known.")


def _print(found: Sequence[ReportedFigure]) -> None:
    table(
        ("of", "period", "what", "number", "of what", "by", "fact"),
        [
            (
                f"{one.key.platform} {one.key.jurisdiction}",
                _period(one),
                _what(one),
                f"{_number(one)} {one.unit or ''}".strip(),
                ", ".join(filter(None, (one.category, one.basis, *one.services, _defined(one)))),
                one.reported_by or "",
                one.fact[:8],
            )
            for one in found
        ],
    )
    _draw(found)


def _what(one: ReportedFigure) -> Text:
    doubt = ", disputed" if one.disputed else ""
    again = "" if one.restated is None else ", restated"
    return Text(f"{_kind(one)}{doubt}{again}", style="yellow" if one.disputed else "")


def _kind(one: ReportedFigure) -> str:
    """Return what the number is of: items asked for, removed, or not removed for some reason."""
    return _OUTCOMES.get(one.outcome or "", _WHAT[one.type])


def _defined(one: ReportedFigure) -> str:
    return "" if one.definition is None else f"as defined: {one.definition}"


def _again(one: ReportedFigure) -> str:
    if one.restated is None:
        return ""
    was = "not told" if one.was is None else f"{one.was:,}"
    return f", restated on {one.restated} (was {was})"


def _period(one: ReportedFigure) -> str:
    """Return the period with room for a line to end before its second day."""
    return (one.period or one.occurred).replace("/", " / ")


def _number(one: ReportedFigure) -> str:
    if one.count is None:
        return "none" if one.type == NO_REQUESTS else "not told"
    return f"{_SIGNS.get(one.qualifier or '', '')}{one.count:,}"


def _draw(found: Sequence[ReportedFigure]) -> None:
    """Print a bar for each figure, under its unit and definition: others don't compare with it."""
    counts: dict[tuple[str, str], list[tuple[ReportedFigure, int | float]]] = {}
    for one in sorted(found, key=lambda one: (one.key, _KINDS.index(_kind(one)))):
        if one.count is not None:
            counts.setdefault((one.unit or "", _defined(one)), []).append((one, one.count))
    for (unit, defined), counted in sorted(counts.items()):
        say()
        say(safe(", ".join(filter(None, (unit or "without a unit", defined)))))
        console().print(_bars(counted, most=100 if unit == PERCENT else 0))


def _bars(counted: Sequence[tuple[ReportedFigure, int | float]], *, most: float) -> Table:
    most = max(most, *(count for _, count in counted)) or 1
    shown = Table.grid(padding=(0, 1))
    shown.add_column(overflow="fold")
    shown.add_column(overflow="fold")
    shown.add_column(width=LONGEST)
    shown.add_column(overflow="fold")
    for one, count in counted:
        doubt = " ≠ disputed" if one.disputed else ""
        shown.add_row(
            safe(f"{one.key.platform} {one.key.jurisdiction}"),
            safe(_period(one)),
            Bar(most, 0, count, width=LONGEST, color=_LOOKS.get(one.type, "cyan")),
            safe(f"{_number(one)} {_kind(one)}{_again(one)}{doubt}"),
        )
    return shown
