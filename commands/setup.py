"""`register init` and `register demo`."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib import resources
from typing import TYPE_CHECKING

import click
from sqlalchemy import make_url

from commands.printing import note, say
from commands.session import database_url, opened, question, user_name, with_database, with_user
from commands.tables import matrix
from projections.names import display_names
from projections.status import statuses
from register.database import migrate
from register.importing import ImportOptions, ImportResult
from register.lines import read_lines
from register.reader import LogReader

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
    with opened(database) as register:
        register.catch_up()  # a newer version may have read models that have seen nothing yet
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
        _refuse_foreign(register)
        result = load_example(register, recorded_by=user_name(by))
        note(f"{result.recorded} facts recorded, {result.duplicates} were there already.")
        with register.reading() as connection:
            asked = question(connection, at=None, known=None, public_by=None)
            matrix(statuses(connection, asked), asked, display_names(connection))
    _suggest(database_url(database))


def _refuse_foreign(register: EmbeddedRegister) -> None:
    """Keep the example out of a register in use: what is recorded can't be deleted."""
    with register.reading() as connection:
        reader = LogReader(connection)
        first = reader.at_positions([1]).get(1)
        example = resources.files("register.example").joinpath(f"{EXAMPLE[0]}.jsonl")
        with example.open("rb") as stream:
            line = next(read_lines(stream))
        if first is not None and first.fact_id != line.document["id"]:
            raise click.UsageError(
                "this register has facts of its own, and what is recorded can't be deleted: "
                "name another one, such as --database sqlite:///demo.db"
            )


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
    plain = make_url(url).password is None and url != "sqlite:///register.db"
    option = f" --database {shlex.quote(url)}" if plain else ""
    program = "register" if shutil.which("register") else sys.argv[0]
    say()
    say("Try next:")
    for arguments in (
        "status TikTok Russia --at 2020-01-02 --explain",
        "history Telegram Kazakhstan",
        "periods ТикТок Индия",
        "conflicts",
        "record --help",
    ):
        say(f"  {program}{option} {arguments}")
