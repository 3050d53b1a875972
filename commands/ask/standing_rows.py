"""Standings as rows for people: a row or a column of the matrix, the periods of a relationship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from commands.shell import standing_words
from commands.shell.matrix import explain
from commands.shell.printing import say
from commands.shell.tables import table, word
from projections import standing_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from projections.fold.periods import Period
    from projections.queries.status import Status

AHEAD = " >"
"""The mark of what follows if nothing new happens."""


def listing(found: Sequence[Status]) -> None:
    """Print a row or a column of the matrix: one line a relationship."""
    table(
        ("platform", "jurisdiction", "compliance", "access", "since", "requirements"),
        [
            (
                one.key.platform,
                one.key.jurisdiction,
                standing_words.faded(word(one.period.standing.compliance), one),
                standing_words.faded(standing_words.access(one.period.standing), one),
                f"{one.period.since}{standing_words.marks_of(one)}",
                ", ".join(
                    f"{standing_csv.requirement(item)} {item.state}"
                    for item in one.period.standing.requirements
                ),
            )
            for one in found
        ],
    )
    standings = [one.period.standing for one in found]
    explain(standings, map(standing_words.marks_of, found))


def period_rows(found: Sequence[Period], today: date) -> None:
    """Print the periods of a relationship, those to come marked as forecast.

    Periods that differ only in what they rest on are printed as one.
    """
    rows: list[list[Any]] = []
    for period in found:
        row = [
            period.since,
            period.until or "",
            f"{period.began}{AHEAD if period.since > today else ''}",
            Text().append(word(period.standing.compliance)).append(_marks(period)),
            standing_words.access(period.standing),
            _what_holds(period),
        ]
        if rows and rows[-1][3:] == row[3:]:
            rows[-1][1] = row[1]
        else:
            rows.append(row)
    table(("from", "until", "began", "compliance", "access", "what holds"), rows)
    say()
    standing_words.explain(standing_words.used(period.standing for period in found))
    standing_words.explain_marks("".join(map(_marks, found)))
    if found[-1].since > today:
        say(f"{AHEAD.strip()} to come, if nothing new happens")


def _marks(period: Period) -> str:
    return standing_words.marks(period.standing)


def _what_holds(period: Period) -> str:
    standing = period.standing
    requirements = [
        f"{standing_csv.requirement(item)} {standing_csv.state(item)}"
        for item in standing.requirements
    ]
    measures = [
        f"{standing_csv.measure(item)} {standing_csv.level(item)}" for item in standing.measures
    ]
    seen = [f"measured {standing.observed.state}"] if standing.observed else []
    return "; ".join([*requirements, *measures, *seen])
