"""`register follow`."""

from __future__ import annotations

import signal
from threading import Event
from typing import TYPE_CHECKING

import click

from commands.printing import note
from commands.session import database_url, opened, with_database
from projections.following import Follower

if TYPE_CHECKING:
    from types import FrameType


@click.command(epilog="Example: register --database postgresql://db.example.org/register follow")
@with_database
def follow(database: str | None) -> None:
    """Keep the read models up with the log until it is stopped; for a server.

    On PostgreSQL, those who record leave the read models to it while it runs. It connects
    again when the server restarts. A second one stands by. Ctrl-C or SIGTERM ends it after
    the batch at hand.
    """
    with opened(database):  # which says what is wrong with the database, if something is
        pass
    stopped = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    note("Following the log; Ctrl-C ends it.")
    Follower(database_url(database)).run(stopped.is_set)
