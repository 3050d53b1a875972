"""`register follow`."""

from __future__ import annotations

import signal
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import click

from commands.shell.options import span, with_database, with_user
from commands.shell.printing import note
from commands.shell.session import database_url, opened, today, user_name
from projections.engine.follower import Follower
from register.importing.obligations import Scope, apply_laws

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import FrameType

FARTHEST = timedelta(7_300)
"""How far ahead duties are recorded: a wrong digit would record more than anybody wants."""


@click.command(epilog="Example: register --database postgresql://db.example.org/register follow")
@click.option(
    "--roll-ahead",
    metavar="SPAN",
    type=span,
    help="Each day, record the recurring duties of so many days ahead too (see `register roll`).",
)
@with_user
@with_database
def follow(roll_ahead: timedelta | None, by: str | None, database: str | None) -> None:
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

    if roll_ahead is not None and not timedelta(0) < roll_ahead <= FARTHEST:
        raise click.UsageError(f"--roll-ahead is of 1 to {FARTHEST.days} days")
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    note("Following the log; Ctrl-C ends it.")
    daily = Daily(lambda: _roll(database, roll_ahead, by)) if roll_ahead else lambda: None
    Follower(database_url(database), between=daily).run(stopped.is_set)


class Daily:
    """Does something once on each day; what fails is tried again."""

    def __init__(self, work: Callable[[], None], today: Callable[[], date] = today) -> None:
        self._work = work
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        """Do it, unless it was done on this day."""
        day = self._today()
        if self._done != day:
            self._work()
            self._done = day


def _roll(database: str | None, ahead: timedelta, by: str | None) -> None:
    with opened(database) as register:
        done = apply_laws(
            register.register,
            Scope(),
            until=today() + ahead,
            recorded_by=user_name(by),
        )
    count = sum(len(outcomes) for _, outcomes in done)
    if count:
        note(f"{count} recurring duties were recorded ahead.")
