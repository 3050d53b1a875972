"""How often somebody may try to sign in: five times at once, then more and more slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from register.accounts.secrets import digest
from register.accounts.tables import sign_in_try
from register.errors import TooManyTries
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

FREE = 5
"""How many tries nobody waits after."""

SECOND = 1_000_000
LONGEST = 15 * 60 * SECOND
"""How long one waits at most, in microseconds."""

FORGOTTEN = 24 * 3600 * SECOND
"""After how long without a try all is forgotten, in microseconds."""

_HOLD = Upsert(sign_in_try, keys=("sha256",), values=lambda new: {"last_at": new.last_at})


def count(connection: Connection, names: Iterable[str], *, now: int) -> None:
    """Count a try under each of these names, before it is known whether it is in vain.

    So no number of tries at the same moment gets past it. Raises TooManyTries while there is
    to be waited under any of them; such a try doesn't count.
    """
    connection.execute(delete(sign_in_try).where(sign_in_try.c.last_at <= now - FORGOTTEN))
    hashes = sorted(digest(name) for name in names)
    _HOLD.run(connection, [_never_tried(sha256, now) for sha256 in hashes])
    found = connection.execute(select(sign_in_try).where(sign_in_try.c.sha256.in_(hashes))).all()
    wait = max((row.free_at - now for row in found), default=0)
    if wait > 0:
        raise TooManyTries(-(-wait // SECOND))
    for row in found:
        tried = update(sign_in_try).where(sign_in_try.c.sha256 == row.sha256)
        tries = row.tries + 1
        connection.execute(tried.values(tries=tries, free_at=now + waiting(tries)))


def waiting(tries: int) -> int:
    """Return how long is to be waited after so many tries in vain, in microseconds."""
    if tries < FREE:
        return 0
    return int(min(2 ** min(tries - FREE, 20) * SECOND, LONGEST))


def clear(connection: Connection, names: Iterable[str]) -> None:
    """Forget the tries under these names: one was not in vain."""
    hashes = [digest(name) for name in names]
    connection.execute(delete(sign_in_try).where(sign_in_try.c.sha256.in_(hashes)))


def _never_tried(sha256: str, now: int) -> dict[str, str | int]:
    """Return a row to begin with. Where there is one, writing to it locks it for this transaction."""
    return {"sha256": sha256, "tries": 0, "last_at": now, "free_at": now}
