"""`register rebuild`: read models anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from commands.shell.options import with_database
from commands.shell.printing import say
from commands.shell.progress import facts_progress
from commands.shell.session import database_url, opened
from projections.rebuild.rebuild import LONG, chosen
from projections.rebuild.rebuild import rebuild as rebuild_of
from register.store.database import reading
from register.store.tables import log_head

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command(epilog="Example: register rebuild standing-period")
@click.argument("projection", nargs=-1, metavar="[PROJECTION…]")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="How many processes to use; default: one for each core.",
)
@click.option(
    "--trust-log-through",
    "trusted",
    metavar="POSITION",
    type=click.IntRange(min=0),
    default=0,
    help="For the tree: take the log's word up to there, where no checkpoint says who is right.",
)
@with_database
def rebuild(
    projection: tuple[str, ...], processes: int | None, trusted: int, database: str | None
) -> None:
    """Make read models anew from the log, while readers keep reading; by default all but the tree.

    `rebuild tree` makes the Merkle tree anew, if the log agrees with the kept checkpoints. It can
    be stopped at any moment and started again: what readers see is right all the time.
    """
    names = chosen(list(projection))
    with opened(database) as register:
        with reading(register.engine) as connection:  # without a catch-up, which may be what fails
            facts = _facts(connection)
        with facts_progress("Replaying", facts * len(set(names) & set(LONG))) as told:
            rebuild_of(
                database_url(database),
                names,
                workers=processes or os.cpu_count() or 1,
                progress=told,
                trusted=trusted,
            )
    which = "The read models are" if names == chosen([]) else f"{_list(names)}:"
    say(f"{which} rebuilt from {facts} facts.")


def _facts(connection: Connection) -> int:
    return connection.execute(select(log_head.c.position)).scalar() or 0


def _list(names: list[str]) -> str:
    return ", ".join(names)
