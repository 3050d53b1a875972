"""A queue of writers on SQLite, which by itself lets whoever asks at the right moment go first.

SQLite's writers sleep up to a tenth of a second between two tries, and a new one may take the
lock meanwhile: with eight, one starves for seconds. So they first queue for a lock of the
system, on an empty file beside the database. The system wakes who waits, in order, and frees
the lock when a process dies.

The queue is for fairness alone. What is right is for SQLite's own lock to say, so a writer that
can't make the file goes on without, and the file may be deleted when nobody writes. It is not
the database's file, of which SQLite would lose its locks when another descriptor is closed.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from register.errors import DatabaseBusy

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def queued(database: str, patience: float) -> Iterator[None]:
    """Hold the writers' turn at a file; raise DatabaseBusy when so many seconds were in vain."""
    try:
        place = os.open(f"{database}-queue", os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError:
        yield
        return
    if not _is_free(place) and not _Waiting(place).ends_within(patience):
        raise DatabaseBusy(f"{database} is locked by another process; try again when it is done")
    try:
        yield
    finally:
        flock(place, LOCK_UN)  # also for a process that was forked meanwhile, and has it too
        os.close(place)


def _is_free(place: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        flock(place, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True


class _Waiting:
    """A wait for the lock by a thread, as the system's own wait has no end.

    Who gives up leaves the place to the thread, which vacates it when its turn comes.
    """

    def __init__(self, place: int) -> None:
        self._place = place
        self._decided = Lock()
        self._turn = Event()
        self._given_up = False
        Thread(target=self._wait, daemon=True).start()

    def ends_within(self, patience: float) -> bool:
        """Tell whether the turn came in time. If not, or when interrupted, the place is left."""
        stays = False
        try:
            stays = self._turn.wait(patience)
        finally:
            if not stays:
                self._give_up()
        return stays

    def _wait(self) -> None:
        with suppress(OSError):
            flock(self._place, LOCK_EX)
        with self._decided:
            if self._given_up:
                os.close(self._place)
            self._turn.set()

    def _give_up(self) -> None:
        with self._decided:
            self._given_up = True
            if self._turn.is_set():
                os.close(self._place)
