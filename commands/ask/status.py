"""`register status` and `register periods`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.ask.standing_rows import listing, period_rows
from commands.ask.standing_tables import StandingDetails, relationship
from commands.shell.completion import complete_jurisdictions, complete_platforms
from commands.shell.listing import rows_or_json
from commands.shell.matrix import matrix
from commands.shell.options import (
    with_database,
    with_format,
    with_known,
    with_public_by,
    with_question,
    with_relationship,
)
from commands.shell.printing import note
from commands.shell.session import (
    opened,
    opener_for,
    question,
    relationship_key,
    row_or_column,
    today,
    warn_of_set_aside,
)
from projections.fold.standing import RULES
from projections.queries.matrix import matrix_cells
from projections.queries.status import (
    Question,
    Status,
    documents,
    explained,
    grounds,
    periods_of,
    states_since,
    statuses,
)
from projections.read_models.platform_names import display_names
from projections.standing_csv import PERIOD_COLUMNS, STANDING_COLUMNS, csv_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.queries.status import Show


@click.command(epilog="Example: register status TikTok Russia --at 2020-01-02 --explain")
@with_relationship
@click.option("--jurisdiction", "column", metavar="NAME", help="One jurisdiction, all platforms.")
@with_question
@click.option("--explain", is_flag=True, help="Say why: the facts it rests on, and their sources.")
@with_format("table", "json", "jsonl", "csv")
@with_database
def status(  # noqa: PLR0913  # one parameter for each option of the contract
    platform: str | None,
    jurisdiction: str | None,
    column: str | None,
    at: str | None,
    known: str | None,
    public_by: str | None,
    form: str,
    database: str | None,
    *,
    explain: bool,
) -> None:
    """Tell what holds between PLATFORM and JURISDICTION.

    Without arguments it is the matrix of all relationships, with one of them a row or a
    column, with both the relationship. Platforms are found by slug, name or alias in any
    script, jurisdictions by code or name.
    """
    if jurisdiction is not None and column is not None:
        raise click.UsageError("give the jurisdiction once")
    with opened(database) as register, register.reading() as connection:
        asked = question(connection, at=at, known=known, public_by=public_by)
        name, place = row_or_column(connection, platform, jurisdiction or column)
        warn_of_set_aside(connection)
        if form in ("json", "jsonl") and not explain:
            rows_or_json(form, documents(connection, asked, platform=name, jurisdiction=place), ())
            return
        if form == "table" and not (name or place or explain):
            _print_matrix(connection, asked)
            return
        found = statuses(connection, asked, platform=name, jurisdiction=place)
        if form == "table":
            shown = opener_for(register, connection).shown if explain else None
            _print(connection, found, asked, shown=shown)
            return
        if explain:
            from projections.proceedings.proceedings import add_proceedings  # noqa: PLC0415  # others don't need it

            rows = explained(connection, found, opener_for(register, connection).shown)
            add_proceedings(rows, connection, asked, platform=name, jurisdiction=place)
        else:
            rows = [one.to_json() for one in found]
    if form == "csv":
        standings = [one.period.standing for one in found]
        rows = [csv_row(*pair) for pair in zip(rows, standings, strict=True)]
    rows_or_json(form, rows, STANDING_COLUMNS)


def _print_matrix(connection: Connection, asked: Question) -> None:
    cells = matrix_cells(connection, asked, beside=True)
    if cells:
        matrix(cells, asked, display_names(connection))
    else:
        _note_nothing(asked)


def _note_nothing(asked: Question) -> None:
    known = f"as known at position {asked.known.position}"
    note(f"No relationship that was asked for has a standing on {asked.at}, {known}.")


def _print(
    connection: Connection, found: list[Status], asked: Question, *, shown: Show | None
) -> None:
    """Print standings; with ``shown``, the facts that they rest on as it shows them."""
    if not found:
        _note_nothing(asked)
    elif len(found) > 1 and shown is None:
        listing(found)
    else:
        for one in found:
            _print_one(connection, one, shown)


def _print_one(connection: Connection, one: Status, shown: Show | None) -> None:
    name = display_names(connection).get(one.key.platform, one.key.platform)
    since = states_since(connection, one)
    if shown is None:
        relationship(one, StandingDetails(name, since, None))
    else:
        relationship(one, StandingDetails(name, since, grounds(connection, one), shown))


@click.command(epilog="Example: register periods TikTok India --format json")
@click.argument("platform", shell_complete=complete_platforms)
@click.argument("jurisdiction", shell_complete=complete_jurisdictions)
@with_known
@with_public_by
@with_format("table", "json", "jsonl", "csv")
@with_database
def periods(
    platform: str,
    jurisdiction: str,
    known: str | None,
    public_by: str | None,
    form: str,
    database: str | None,
) -> None:
    """Tell what holds between PLATFORM and JURISDICTION over all time, with the forecast.

    A period holds from its first day until the day before the second. It began with a fact,
    or because only time passed.
    """
    with opened(database) as register, register.reading() as connection:
        asked = question(connection, at=None, known=known, public_by=public_by)
        key = relationship_key(connection, platform, jurisdiction)
        warn_of_set_aside(connection)
        found = periods_of(connection, asked, key)
    if form == "table":
        if found:
            period_rows(found, today())
        else:
            note(f"No fact is known of {key.platform} in {key.jurisdiction}.")
        return
    context = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "rules": RULES,
        "known": asked.known.to_json(),
    }
    rows = [{**context, **period.to_json()} for period in found]
    if form == "csv":
        pairs = zip(rows, (period.standing for period in found), strict=True)
        rows = [csv_row(row, standing) for row, standing in pairs]
    rows_or_json(form, rows, PERIOD_COLUMNS)
