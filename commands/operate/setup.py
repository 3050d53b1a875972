"""`register init` and `register demo`."""

from __future__ import annotations

import shlex
import shutil
import sys

import click

from commands.operate.serve import LOOPBACK, PORT, refuse_without_parts, serve_demo
from commands.shell.matrix import matrix
from commands.shell.options import with_database, with_user
from commands.shell.printing import note, say
from commands.shell.session import database_url, opened, question, user_name
from exchange.example import load_example, refuse_foreign
from projections.queries.matrix import matrix_cells
from projections.read_models.platform_names import display_names
from register.log.points import known_at
from register.store.address import address
from register.store.database import migrate


@click.command(epilog="Example: register --database sqlite:///team.db init")
@with_database
def init(database: str | None) -> None:
    """Create the database, or bring it up to date; doing it again changes nothing."""
    url = database_url(database)
    migrate(url)
    with opened(database) as register:
        register.catch_up()  # a newer version may have read models that have seen nothing yet
    say("The register is ready.")


@click.command(epilog="Example: register --database sqlite:///demo.db demo --serve")
@click.option("--serve", "is_served", is_flag=True, help="Then serve it as pages in a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to serve at; 0: any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@with_user
@with_database
def demo(
    database: str | None, by: str | None, port: int, *, is_served: bool, no_browser: bool
) -> None:
    """Load the example register and print its matrix: real facts of 14 relationships.

    Doing it again records nothing twice. With --serve it then can be seen in a browser, without
    accounts and on this machine alone, until Ctrl-C.
    """
    if is_served:
        refuse_without_parts()
    migrate(database_url(database))
    with opened(database) as register:
        before = refuse_foreign(register)
        load_example(register, recorded_by=user_name(by))
        if is_served:
            serve_demo(register, by, LOOPBACK, port, open_browser=not no_browser)
            return
        with register.reading() as connection:
            recorded = known_at(connection, None).position - before
            note(f"{recorded} facts recorded, {before} were there already.")
            asked = question(connection, at=None, known=None, public_by=None)
            cells = matrix_cells(connection, asked, beside=True)
            matrix(cells, asked, display_names(connection))
    _suggest(database_url(database))


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
