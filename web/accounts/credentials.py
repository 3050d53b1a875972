"""Who comes with a session or a token, as the tables say at this moment."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from register.accounts import accounts, sessions, tokens
from register.clock import microseconds
from register.errors import DatabaseProblem
from register.store.database import impatient, reading, writing
from web.accounts.principal import NOBODY, Principal, principal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from web.site import Site

SCHEME = "bearer "


def by_session(site: Site, secret: str) -> Principal:
    """Return who a browser's session is of; nobody, if it has run out or was ended."""
    engine, now = site.register.engine, microseconds(site.now())
    with reading(engine) as connection:
        found = sessions.find(connection, secret, now=now)
        person = None if found is None else accounts.find(connection, found.handle)
    if found is None or person is None or person.ended_at is not None:
        return NOBODY
    if now - found.seen_at >= sessions.SEEN_EVERY:
        _note(site, lambda connection: sessions.see(connection, found, now=now))
    return principal(person.handle, person.roles, session=found.sha256)


def by_token(site: Site, token: str) -> Principal:
    """Return who a token is of, with those of its roles that its owner still has."""
    engine, now = site.register.engine, microseconds(site.now())
    with reading(engine) as connection:
        found = tokens.find(connection, token, now=now)
        person = None if found is None else accounts.find(connection, found.handle)
    if found is None or person is None or person.ended_at is not None:
        return NOBODY
    if now - (found.used_at or 0) >= tokens.USED_EVERY:
        _note(site, lambda connection: tokens.see(connection, found, now=now))
    return principal(person.handle, found.roles & person.roles)


def token_of(authorization: str) -> str | None:
    """Return the token of an Authorization header; None: it is of another kind."""
    if authorization[: len(SCHEME)].lower() != SCHEME:
        return None
    return authorization[len(SCHEME) :].strip()


def _note(site: Site, write: Callable[[Connection], None]) -> None:
    """Write that something was used, unless another writer is at it: nobody waits for that."""
    with suppress(DatabaseProblem), writing(impatient(site.register.engine)) as connection:
        write(connection)
