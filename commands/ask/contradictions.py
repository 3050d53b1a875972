"""`register contradictions`: where measurement contradicts what is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.shell.fact_words import say_sources, what
from commands.shell.listing import rows_or_json
from commands.shell.options import with_database, with_format, with_question, with_relationship
from commands.shell.printing import note, say
from commands.shell.session import (
    opened,
    opener_for,
    question,
    row_or_column,
    warn_of_set_aside,
)
from projections.queries.contradictions import COLUMNS, contradicted, contradiction
from projections.queries.status import GroundFact, Status, grounds
from projections.read_models.platform_names import display_names
from register import jurisdictions
from register.log.export import recorded_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from projections.queries.status import Show

_NOT_OPEN = {"open": "nothing that is announced stands against its use"}


@click.command(epilog="Example: register contradictions --at 2024-03-01 --format json")
@with_relationship
@click.option("--jurisdiction", "column", metavar="NAME", help="One jurisdiction, all platforms.")
@with_question
@with_format("table", "json", "jsonl", "csv")
@with_database
def contradictions(
    platform: str | None,
    jurisdiction: str | None,
    column: str | None,
    form: str,
    database: str | None,
    **asked: Any,
) -> None:
    """List where measurement contradicts what is announced, of PLATFORM in JURISDICTION or of all.

    It contradicts where it finds a service blocked and access is open, stayed or limited; in
    part out of reach, and access is open or stayed; within reach, and access is blocked. Who is
    right the register does not say.
    """
    if jurisdiction is not None and column is not None:
        raise click.UsageError("give the jurisdiction once")
    with opened(database) as register, register.reading() as connection:
        name, place = row_or_column(connection, platform, jurisdiction or column)
        warn_of_set_aside(connection)
        one_day = question(connection, **asked)
        found = [
            (one, contradiction(connection, one), grounds(connection, one))
            for one in contradicted(connection, one_day, platform=name, jurisdiction=place)
        ]
        names, shown = display_names(connection), opener_for(register, connection).shown
    if form != "table":
        rows_or_json(form, [row for _, row, _ in found], COLUMNS)
    elif found:
        for one, row, facts in found:
            _print(one, row, names.get(one.key.platform, one.key.platform), facts, shown)
    else:
        note(f"No measurement contradicts what is announced on {one_day.at}.")


def _print(
    one: Status,
    row: Mapping[str, Any],
    name: str,
    facts: Mapping[str, GroundFact],
    shown: Show,
) -> None:
    place = jurisdictions.name(one.key.jurisdiction)
    say(f"{name} in {place} ({one.key.jurisdiction}) on {one.question.at}")
    ahead = f", ahead {row['ahead']}" if row["ahead"] else ""
    said = _NOT_OPEN.get(row["access"])
    say(f"  announced: access {row['access']}{ahead}{f' ({said})' if said else ''}")
    _print_facts(row["announced_by"], facts, shown)
    say(f"  measured: {row['observed']} on {row['since']}, counts through {row['until']}")
    if row["measured"]:
        say(f"    {_measured(row['measured'])}")
    _print_facts(row["observed_by"], facts, shown)
    say(f"  they differ since {row['differs_since']}")
    say()


def _measured(told: Mapping[str, int]) -> str:
    """Return how much was measured, and which share of it looks like a block."""
    count, anomalies = told["measurements"], told["anomalies"]
    share = f" ({anomalies / count:.0%})" if count else ""
    networks = f" on {told['networks']} networks" if "networks" in told else ""
    confirmed = f", {told['confirmed']} confirmed" if "confirmed" in told else ""
    return f"{count:,} measurements{networks}: {anomalies:,} anomalies{share}{confirmed}"


def _print_facts(ids: Iterable[str], facts: Mapping[str, GroundFact], shown: Show) -> None:
    for fact in ids:
        document = shown(recorded_document(facts[fact].fact))
        say(f"    {document['type']} of {document['occurred']}  [{fact}]")
        if words := what(document):
            say(f"      {words}")
        say_sources(document, "      ")
