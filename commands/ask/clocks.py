"""`register clocks`: by when requests have to be answered, and whether they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from aggregates.law.response_times import AnswerState
from commands.shell.listing import answer
from commands.shell.options import (
    with_database,
    with_format,
    with_known,
    with_public_by,
    with_relationship,
)
from commands.shell.printing import note
from commands.shell.session import jurisdiction_code, opened, platform_slug, question
from commands.shell.tables import COLOURS, table
from projections.deadlines.response_clocks import CLOCK_COLUMNS, ResponseClock
from projections.deadlines.response_clocks import clocks as clocks_of
from projections.deadlines.response_rules import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(epilog="Example: register clocks TikTok --state running --state unanswered")
@with_relationship
@click.option("--jurisdiction", "column", metavar="NAME", help="One jurisdiction, all platforms.")
@click.option(
    "--state",
    "states",
    type=click.Choice([state.value for state in AnswerState]),
    multiple=True,
    help="Only requests of this state; can be given more than once.",
)
@click.option("--at", metavar="DAY", help="The day asked about, to its end; default: today.")
@with_known
@with_public_by
@with_format("table", "json", "jsonl", "csv")
@with_database
def clocks(
    platform: str | None,
    jurisdiction: str | None,
    column: str | None,
    states: tuple[str, ...],
    form: str,
    database: str | None,
    **asked: Any,
) -> None:
    """List the requests with a time to answer, of PLATFORM in JURISDICTION or of all.

    The time is what the request says itself, else what the law says that it is based on, else
    what the laws say under which the platform is designated there.
    """
    if jurisdiction is not None and column is not None:
        raise click.UsageError("give the jurisdiction once")
    with opened(database) as register, register.reading() as connection:
        found = clocks_of(
            connection,
            question(connection, **asked),
            platform=platform_slug(connection, platform),
            jurisdiction=jurisdiction_code(jurisdiction or column),
        )
    found = [one for one in found if not states or one.state in states]
    answer(
        form,
        found,
        _print,
        columns=CLOCK_COLUMNS,
        nothing="No request with a time to answer is known.",
    )


def _print(found: Sequence[ResponseClock]) -> None:
    table(
        ("limit", "state", "of", "asked", "within", "by", "answered", "request"),
        [
            (
                _limit(one),
                Text(_state(one), style=COLOURS.get(one.state, "")),
                f"{one.key.platform} {one.key.jurisdiction}",
                _spaced(one.asked),
                one.within,
                _by(one),
                " ".join(filter(None, (_spaced(one.answered or ""), one.outcome))),
                one.request[:8],
            )
            for one in found
        ],
    )
    if any(not one.verdict.exact for one in found):
        note("~ approximate: dates that are vague leave it open")
    if any(one.by == ASSUMED for one in found):
        note("* assumed: category or kind are not known; it is the law's longest time")


def _limit(one: ResponseClock) -> str:
    at = one.limit.at
    return one.limit.day.isoformat() if at is None else _spaced(at.isoformat(timespec="minutes"))


def _spaced(occurred: str) -> str:
    """Return a date as written, with room for a line to end before the time of day."""
    return occurred.replace("T", " ")


def _state(one: ResponseClock) -> str:
    vague = "" if one.verdict.exact else " ~"
    return f"{one.state}{vague}{', disputed' if one.disputed else ''}"


def _by(one: ResponseClock) -> str:
    if one.duty is None:
        return f"the request ({one.instrument})" if one.instrument else "the request"
    named = f"{one.instrument}, {one.article or one.duty}"
    return f"{named} *" if one.by == ASSUMED else named
