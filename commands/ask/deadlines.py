"""`register deadlines`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregates.vocabulary.events import REQUIREMENTS
from commands.shell import standing_words
from commands.shell.files import refuse_no_file, replacing
from commands.shell.listing import rows_or_json
from commands.shell.options import (
    span,
    with_database,
    with_format,
    with_horizon,
    with_known,
    with_relationship,
)
from commands.shell.printing import as_json, note, say
from commands.shell.session import (
    jurisdiction_code,
    opened,
    platform_slug,
    question,
    row_or_column,
    warn_of_set_aside,
)
from commands.shell.tables import table, word
from exchange.exporters.deadline_calendar import deadline_calendar
from exchange.exporters.icalendar import ALARMS
from projections.deadlines.deadlines import DEADLINE_COLUMNS, DeadlineHorizon
from projections.deadlines.deadlines import deadlines as deadlines_of
from projections.deadlines.rows import Selection, codes
from projections.queries.laws import instruments
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from sqlalchemy import Connection

    from projections.deadlines.deadlines import RequirementDeadline

UNCONFIRMED = "unconfirmed"
"""The state of a requirement whose day passed so long ago that silence says nothing any more."""


@click.command(epilog="Example: register deadlines --platform TikTok --within 90d --at 2021-12-01")
@with_relationship
@click.option("--platform", "row", metavar="NAME", help="Only this platform.")
@click.option("--jurisdiction", "column", metavar="NAME", help="Only this jurisdiction.")
@click.option("--requirement", metavar="CODE", help="Only this requirement, with its instances.")
@with_horizon()
@click.option("--at", metavar="DAY", help="The day asked about; default: today.")
@with_known
@click.option("--ics", metavar="FILE", help="Write a calendar (iCalendar); - is standard output.")
@click.option(
    "--alarm",
    "alarms",
    type=span,
    metavar="SPAN",
    multiple=True,
    help="How long before a due day the calendar reminds, more than once if you like; default: "
    "14d, 3d, 1d.",
)
@click.option("--no-alarm", is_flag=True, help="Let the calendar not remind of anything.")
@with_format("table", "json", "jsonl", "csv")
@with_database
def deadlines(form: str, database: str | None, **options: Any) -> None:
    """List the due days of requirements that have passed, and those that lie ahead.

    They are those of PLATFORM in JURISDICTION, or of all. A day is due by law, or because the
    platform promised it. What is met, or was waived or retracted, has no due day any more. Of
    those that passed nothing was heard, which is no finding; those of long ago, of which nobody
    has spoken since, are told apart as unconfirmed. With --ics they are written as a calendar, which others can subscribe to.
    """
    out = options["ics"]
    _refuse_contradictions(options)
    if out not in (None, "-"):
        refuse_no_file(Path(out), "--ics")
    with opened(database) as register, register.reading() as connection:
        asked = question(connection, at=options["at"], known=options["known"], public_by=None)
        wanted = Selection(
            *_relationship(connection, options),
            _requirement(connection, options["requirement"], asked.known.position),
        )
        horizon = DeadlineHorizon(asked.at, options["within"], options["overdue"])
        warn_of_set_aside(connection)
        if out is not None:
            made, told = deadline_calendar(connection, asked, wanted, horizon, _alarms(options))
        else:
            found = deadlines_of(connection, asked, wanted)
    if out is None:
        _show([one for one in found if horizon.has(one.due)], asked.at, form)
    else:
        _write(made, out)
        _tell(out, told, form)


def _refuse_contradictions(options: dict[str, Any]) -> None:
    for one, other in (("platform", "row"), ("jurisdiction", "column")):
        if options[one] is not None and options[other] is not None:
            raise click.UsageError(f"give the {one} once")
    if options["alarms"] and options["no_alarm"]:
        raise click.UsageError("--alarm and --no-alarm contradict each other")
    if options["ics"] is None and (options["alarms"] or options["no_alarm"]):
        raise click.UsageError("alarms are for a calendar: give --ics")
    if options["ics"] is not None and options["overdue"]:
        raise click.UsageError("a calendar has what lies ahead too: --overdue is not for --ics")


def _relationship(connection: Connection, options: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return platform and jurisdiction; a single argument may be either, as of `status`."""
    if options["row"] is not None:
        column = options["column"] or options["jurisdiction"]
        return platform_slug(connection, options["row"]), jurisdiction_code(column)
    return row_or_column(
        connection, options["platform"], options["jurisdiction"] or options["column"]
    )


def _requirement(connection: Connection, code: str | None, through: int) -> str | None:
    """Return a requirement's code; refuse one that nobody has heard of."""
    name = (code or "").partition("@")[0]
    if code is None or name in REQUIREMENTS:
        return code
    laws = instruments(connection, through).values()
    known = {str(one.requirement) for law in laws for one in law.told.defines or ()}
    known |= {one.partition("@")[0] for one in codes(connection)}
    if name not in known:
        hint = did_you_mean(name, sorted(known | set(REQUIREMENTS)))
        raise click.UsageError(f"no requirement {code!r} is known{hint}")
    return code


def _alarms(options: dict[str, Any]) -> Sequence[timedelta]:
    return () if options["no_alarm"] else options["alarms"] or ALARMS


def _write(made: bytes, out: str) -> None:
    if out == "-":
        click.echo(made, nl=False)
        return
    with replacing(Path(out)) as path:
        path.write_bytes(made)


def _tell(out: str, told: dict[str, int], form: str) -> None:
    if out == "-":
        return
    if form != "table":
        as_json({"file": out, **told})
        return
    ones = "1 deadline" if told["deadlines"] == 1 else f"{told['deadlines']} deadlines"
    note(f"{out} is written: {ones}, and {told['cancelled']} that are met or gone.")


def _show(found: Sequence[RequirementDeadline], at: date, form: str) -> None:
    if form != "table":
        rows_or_json(form, [one.to_json(at) for one in found], DEADLINE_COLUMNS)
    elif found:
        _print(found, at)
    else:
        note(f"No due day that was asked for is open on {at}.")


def _print(found: Sequence[RequirementDeadline], at: date) -> None:
    heard = [one for one in found if one.state != UNCONFIRMED]
    silent = [one for one in found if one.state == UNCONFIRMED]
    if heard:
        _table(heard, at)
    if silent:
        if heard:
            say()
        _table(silent, at, title="Passed so long ago that the register no longer says how it ended")
    say()
    states = {("state", state) for one in found for state in (one.state, one.was) if state}
    standing_words.explain(states)


def _table(found: Sequence[RequirementDeadline], at: date, *, title: str = "") -> None:
    table(
        ("due", "days", "platform", "jurisdiction", "requirement", "state", "set by"),
        [
            (
                one.due,
                (one.due - at).days,
                one.key.platform,
                one.key.jurisdiction,
                f"{one.requirement}{f' under {one.under}' if one.under else ''}"
                f"{' (disputed)' if one.disputed else ''}",
                word(one.state).append(f", was {one.was}" if one.was else ""),
                _set_by(one),
            )
            for one in found
        ],
        title=title,
    )


def _set_by(one: RequirementDeadline) -> str:
    named = one.ground.instrument if one.ground else None
    return f"{one.kind}{f', {named}' if named else ''}"
