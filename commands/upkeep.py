"""`register rebuild` and `register verify`."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from commands.printing import as_json, note, say
from commands.session import database_url, opened, with_database, with_format
from projections.rebuild import LONG, chosen, names_of_all
from projections.rebuild import rebuild as rebuild_of
from projections.verify import mismatches, verified_through
from register.database import reading
from register.tables import log_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection


@click.command(epilog="Example: register rebuild standing-period")
@click.argument("projection", nargs=-1, metavar="[PROJECTION…]")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="How many processes to use; default: one for each core.",
)
@with_database
def rebuild(projection: tuple[str, ...], processes: int | None, database: str | None) -> None:
    """Make read models anew from the log, while readers keep reading; by default all.

    It can be stopped at any moment and started again: what readers see is right all the time.
    """
    names = chosen(list(projection))
    with opened(database) as register:
        with reading(register.engine) as connection:  # without a catch-up, which may be what fails
            facts = _facts(connection)
        with _progress("Replaying", facts * len(set(names) & set(LONG))) as told:
            rebuild_of(
                database_url(database),
                names,
                workers=processes or os.cpu_count() or 1,
                progress=told,
            )
    which = "The read models are" if len(names) == len(names_of_all()) else f"{_list(names)}:"
    say(f"{which} rebuilt from {facts} facts.")


@click.command(epilog="Example: register verify --replay")
@click.option(
    "--replay",
    is_flag=True,
    help="Compare every row of the read models with a replay of the log.",
)
@with_format("table", "json")
@with_database
def verify(form: str, database: str | None, *, replay: bool) -> None:
    """Compare the read models with a replay of the log; exit status 1 if a row differs.

    Of each relationship the first row that differs is named, with the fact it comes from.
    `register rebuild` makes the rows anew.
    """
    if not replay:
        raise click.UsageError("say what to verify: --replay")
    with opened(database) as register, reading(register.engine) as connection:
        facts = verified_through(connection)
        with _progress("Replaying", facts) as told:
            found = list(mismatches(connection, told))
    if form == "json":
        document = {"verified": not found, "facts": facts}
        as_json({**document, "mismatches": [one.to_json() for one in found]})
    else:
        for one in found:
            say(str(one))
        say(
            "These rows differ." if found else f"Every row is what a replay of {facts} facts makes."
        )
    if found:
        note("`register rebuild` makes the read models anew from the log.")
        click.get_current_context().exit(1)


def _facts(connection: Connection) -> int:
    return connection.execute(select(log_head.c.position)).scalar() or 0


def _list(names: list[str]) -> str:
    return ", ".join(names)


@contextmanager
def _progress(label: str, facts: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many facts were dealt with; give what is told of further ones."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=facts, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update
        bar.update(facts - bar.pos)
