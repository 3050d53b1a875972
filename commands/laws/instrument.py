"""`register instrument`: the laws, what they ask, and from which files they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.laws.apply import apply
from commands.laws.import_laws import import_laws
from commands.laws.law_words import say_law
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_known
from commands.shell.printing import as_json
from commands.shell.session import jurisdiction_code, opened, today
from commands.shell.tables import table
from projections.queries.law_documents import (
    LAW_COLUMNS,
    LawQuestion,
    law_document,
    law_row,
)
from projections.queries.laws import histories, resolve
from register.errors import UnknownInstrument
from register.importing.law_document import entry_schema, history_of
from register.importing.law_files import chosen, read_catalogue
from register.log.points import day, known_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregates.law.instrument import LawStep


@click.group(epilog="Example: register instrument show EU-DSA")
def instrument() -> None:
    """List, show and import laws: what they ask of whom, by when, and what is unverified.

    --catalogue is about the laws that come with the program, recorded or not.
    """


instrument.add_command(import_laws)
instrument.add_command(apply)

_with_at = click.option("--at", metavar="DAY", help="As the law stands on a day; default: today.")
_with_catalogue = click.option(
    "--catalogue", is_flag=True, help="Of the laws that come with the program."
)


@instrument.command("list", epilog="Example: register instrument list --jurisdiction EU")
@click.option("--jurisdiction", metavar="NAME", help="Only those of one; code or name.")
@_with_catalogue
@_with_at
@with_known
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_laws(
    jurisdiction: str | None,
    at: str | None,
    known: str | None,
    form: str,
    database: str | None,
    *,
    catalogue: bool,
) -> None:
    """List the laws, each with when it was checked, and how much of it is unverified.

    A check with an exclamation mark is more than a year old.
    """
    code = jurisdiction_code(jurisdiction)
    asked = LawQuestion(today() if at is None else day(at), today())
    found = [
        law_row(steps, asked) for steps in _laws(database, known, catalogue=catalogue).values()
    ]
    found = [one for one in found if code is None or one["jurisdiction"] == code]
    nothing = "No law is recorded here yet: register instrument import --help"
    answer(form, found, _print, columns=LAW_COLUMNS, nothing=nothing)


def _print(found: Sequence[dict[str, Any]]) -> None:
    columns = ("instrument", "jurisdiction", "title", "stage", "in force", "checked", "unverified")
    names = ("instrument", "jurisdiction", "title", "stage", "in_force")
    table(
        columns,
        [
            [*(one[name] or "" for name in names), _checked(one), len(one["unverified"]) or ""]
            for one in found
        ],
    )


def _checked(one: dict[str, Any]) -> str:
    """Return when a law was last checked, with a mark where that is more than a year ago."""
    return f"{one['checked_on'] or ''}{' !' if one['checked_long_ago'] else ''}"


@instrument.command("show", epilog="Example: register instrument show KZ-18-VIII --at 2023-09-10")
@click.argument("name", metavar="ID")
@_with_catalogue
@_with_at
@with_known
@with_format("table", "json")
@with_database
def show(
    name: str,
    at: str | None,
    known: str | None,
    form: str,
    database: str | None,
    *,
    catalogue: bool,
) -> None:
    """Show a law: its life, its duties by category, its sanctions, and what is unverified."""
    asked = LawQuestion(today() if at is None else day(at), today())
    if catalogue:
        (entry,) = chosen(read_catalogue({}), [name]).entries
        steps = history_of(entry)
    else:
        with opened(database) as register, register.reading() as connection:
            through = known_at(connection, known).position
            found = resolve(connection, name)
            steps = histories(connection, through).get(found, [])
            if not steps:
                raise UnknownInstrument(f"{found} was not recorded by position {through}")
    told = law_document(steps, asked)
    if form == "json":
        as_json(told)
        return
    say_law(told)


def _laws(database: str | None, known: str | None, *, catalogue: bool) -> dict[str, list[LawStep]]:
    """Return the history of every law, by its id."""
    if catalogue:
        return {entry.instrument: history_of(entry) for entry in read_catalogue({}).entries}
    with opened(database) as register, register.reading() as connection:
        return histories(connection, known_at(connection, known).position)


@instrument.command("schema", epilog="Example: register instrument schema > law.json")
def schema() -> None:
    """Print the JSON Schema (2020-12) of a law in a file."""
    as_json(entry_schema())
