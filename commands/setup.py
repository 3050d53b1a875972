"""`register init` and `register demo`."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import click

from commands.printing import note, say
from commands.session import database_url, opened, question, user_name, with_database, with_user
from commands.tables import matrix
from projections.status import statuses
from register.database import migrate
from register.importing import ImportOptions, ImportResult

if TYPE_CHECKING:
    from projections.embedded import EmbeddedRegister

EXAMPLE = ("platforms", "instruments", "articles", "case-histories")
"""The files of the example register, in the order in which they are read."""


@click.command(epilog="Example: register --database sqlite:///team.db init")
@with_database
def init(database: str | None) -> None:
    """Create the database, or bring it up to date; doing it again changes nothing."""
    url = database_url(database)
    migrate(url)
    say("The register is ready.")


@click.command(epilog="Example: register --database sqlite:///demo.db demo")
@with_user
@with_database
def demo(database: str | None, by: str | None) -> None:
    """Load the example register and print its matrix: real facts of 14 relationships.

    Doing it again records nothing twice.
    """
    migrate(database_url(database))
    with opened(database) as register:
        result = load_example(register, recorded_by=user_name(by))
        note(f"{result.recorded} facts recorded, {result.duplicates} were there already.")
        with register.reading() as connection:
            asked = question(connection, at=None, known=None, public_by=None)
            matrix(statuses(connection, asked), asked)
    _suggest(database_url(database))


def load_example(register: EmbeddedRegister, *, recorded_by: str) -> ImportResult:
    """Import the shipped facts; return what became of them."""
    total = ImportResult()
    options = ImportOptions(recorded_by=recorded_by)
    for name in EXAMPLE:
        path = resources.files("register.example").joinpath(f"{name}.jsonl")
        with path.open("rb") as stream:
            result = register.import_file(stream, f"{name}.jsonl", options)
        if result.refused:
            raise click.ClickException(f"the example register is damaged: {result.refusals[0]}")
        total.add(result)
    return total


def _suggest(url: str) -> None:
    option = "" if url == "sqlite:///register.db" else f" --database {url}"
    say()
    say("Try next:")
    for arguments in (
        "status TikTok Russia --at 2020-01-02 --explain",
        "history Telegram Kazakhstan",
        "periods ТикТок Индия",
        "conflicts",
        "record --help",
    ):
        say(f"  register{option} {arguments}")
