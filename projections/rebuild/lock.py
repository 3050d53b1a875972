"""One rebuild at a time, of those that nobody asked for: each would clear the other's rows away."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import TYPE_CHECKING

from register.log.postgresql import own_connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_REBUILT = 2019071520200104
"""The advisory lock, on PostgreSQL, of who makes read models anew because they are far behind."""


@contextmanager
def alone(engine: Engine) -> Iterator[bool]:
    """Tell whether nobody else makes read models anew that are far behind; keep others from it.

    The lock is the server's or the system's, and freed when the process dies.
    """
    if engine.dialect.name == "postgresql":
        session = own_connection(engine)
        try:
            query = "SELECT pg_try_advisory_lock(%s)"
            yield bool(session.execute(query, (_REBUILT,)).fetchone()[0])
        finally:
            session.close()
        return
    name = f"{engine.url.database}-rebuild"
    try:
        place = os.open(name, os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError:  # no place to write: the rebuild itself will say so
        yield True
        return
    try:
        yield _is_locked(place)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108  # whoever waits for nothing misses nothing
        os.close(place)


def _is_locked(place: int) -> bool:
    try:
        flock(place, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True
