"""`register init` and `register demo`."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib import resources
from io import BytesIO
from typing import IO, TYPE_CHECKING

import click

from commands.shell.matrix import matrix
from commands.shell.options import with_database, with_user
from commands.shell.printing import note, say
from commands.shell.session import database_url, opened, question, user_name
from projections.queries.matrix import matrix_cells
from projections.read_models.platform_names import display_names
from register.format.codec import encode
from register.format.lines import read_lines
from register.importing.importer import ImportOptions, ImportResult
from register.importing.law_document import facts_of
from register.importing.law_files import read_catalogue
from register.log.points import known_at
from register.log.reader import LogReader
from register.store.address import address
from register.store.database import migrate

if TYPE_CHECKING:
    from projections.embedded import EmbeddedRegister

CATALOGUE = "catalogue"
EXAMPLE = ("platforms", "instruments", "articles", "case-histories")
"""The files of the example register, in the order in which they are read; laws come first."""


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
        before = _refuse_foreign(register)
        load_example(register, recorded_by=user_name(by))
        with register.reading() as connection:
            recorded = known_at(connection, None).position - before
            note(f"{recorded} facts recorded, {before} were there already.")
            asked = question(connection, at=None, known=None, public_by=None)
            cells = matrix_cells(connection, asked, beside=True)
            matrix(cells, asked, display_names(connection))
    _suggest(database_url(database))


def _refuse_foreign(register: EmbeddedRegister) -> int:
    """Keep the example out of a register in use: what is recorded can't be deleted.

    Returns how many facts of the example, and added to it, are there.
    """
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
        return known_at(connection, None).position


def load_example(register: EmbeddedRegister, *, recorded_by: str) -> ImportResult:
    """Import the shipped facts; return what became of them."""
    total = ImportResult()
    options = ImportOptions(recorded_by=recorded_by)
    first, *others = EXAMPLE
    for name in (first, CATALOGUE, *others):
        with example_file(name) as stream:
            result = register.import_file(stream, f"{name}.jsonl", options)
        if result.refused:
            raise click.ClickException(f"the example register is damaged: {result.refusals[0]}")
        total.add(result)
    return total


def example_file(name: str) -> IO[bytes]:
    """Return the lines of a file of the example, or those of the catalogue of laws."""
    if name != CATALOGUE:
        return resources.files("register.example").joinpath(f"{name}.jsonl").open("rb")
    facts = [fact for entry in read_catalogue({}).entries for fact in facts_of(entry)]
    return BytesIO(b"".join(encode(fact) + b"\n" for fact in facts))


def _suggest(url: str) -> None:
    plain = address(url).password is None and url != "sqlite:///register.db"
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
