"""Who is signed in: what a browser has, for as long as it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, or_, select, update

from register.accounts.secrets import digest
from register.accounts.tables import account_session

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

SECOND = 1_000_000
IDLE = 8 * 3600 * SECOND
"""How long a session lasts that nobody uses, in microseconds."""

LONGEST = 7 * 24 * 3600 * SECOND
"""How long any session lasts."""

SEEN_EVERY = 60 * SECOND
"""How exactly it is kept when one was used: to write at each request would cost more than it."""

_BROWSER = 200


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that somebody is signed in with; ``sha256`` names it, and opens nothing."""

    sha256: str
    handle: str
    began_at: int
    seen_at: int
    browser: str


def begin(connection: Connection, handle: str, secret: str, *, browser: str, now: int) -> None:
    """Sign somebody in with a browser, which keeps the secret; end what has run out."""
    connection.execute(delete(account_session).where(_has_run_out(now)))
    connection.execute(
        insert(account_session).values(
            sha256=digest(secret),
            handle=handle,
            began_at=now,
            seen_at=now,
            browser=browser[:_BROWSER],
        )
    )


def find(connection: Connection, secret: str, *, now: int) -> Session | None:
    """Return the session of a secret, unless it has run out."""
    query = select(account_session).where(
        and_(account_session.c.sha256 == digest(secret), ~_has_run_out(now))
    )
    row = connection.execute(query).first()
    return None if row is None else Session(*row)


def of(connection: Connection, handle: str, *, now: int) -> list[Session]:
    """Return somebody's sessions, the last used first."""
    query = select(account_session).where(account_session.c.handle == handle, ~_has_run_out(now))
    rows = connection.execute(query.order_by(account_session.c.seen_at.desc()))
    return [Session(*row) for row in rows]


def see(connection: Connection, session: Session, *, now: int) -> None:
    """Keep that a session was used."""
    used = update(account_session).where(account_session.c.sha256 == session.sha256)
    connection.execute(used.values(seen_at=now))


def end(connection: Connection, handle: str, sha256: str) -> None:
    """End one of somebody's sessions; another's is left alone."""
    named = account_session.c.sha256 == sha256
    connection.execute(delete(account_session).where(account_session.c.handle == handle, named))


def _has_run_out(now: int) -> ColumnElement[bool]:
    return or_(account_session.c.seen_at <= now - IDLE, account_session.c.began_at <= now - LONGEST)
