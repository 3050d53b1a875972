"""What programs come with instead of a person: a token of its owner, with no more rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from register.accounts.roles import Roles, joined, split
from register.accounts.secrets import digest
from register.accounts.tables import account_token
from register.errors import AccountRefused

if TYPE_CHECKING:
    from sqlalchemy import Connection

BEGINS = "reg_"
"""What every token begins with, so that one that was published by mistake is recognised."""

DAY = 24 * 3600 * 1_000_000
LONGEST_DAYS = 366
"""How many days a token is good for at most: a year."""

USED_EVERY = 5 * 60 * 1_000_000
"""How exactly it is kept when one was used, in microseconds."""

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Token:
    """A token; ``sha256`` names it, and opens nothing. Moments are in microseconds."""

    sha256: str
    handle: str
    name: str
    roles: Roles
    created_at: int
    expires_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token as it is asked for: what its owner calls it, what it may be, for how many days."""

    name: str
    roles: Roles
    days: int


def add(connection: Connection, handle: str, asked: NewToken, secret: str, *, now: int) -> str:
    """Add a token and return it; nobody can see it again.

    That the roles are its owner's is looked at whenever it is used.
    Raises AccountRefused for one without a name or a role, or for too long.
    """
    if not asked.name.strip() or len(asked.name) > LONGEST_NAME:
        raise AccountRefused(f"a token needs a name of at most {LONGEST_NAME} letters")
    if not asked.roles:
        raise AccountRefused("a token needs a role")
    if not 1 <= asked.days <= LONGEST_DAYS:
        raise AccountRefused(f"a token is good for 1 to {LONGEST_DAYS} days, not for {asked.days}")
    token = BEGINS + secret
    connection.execute(
        insert(account_token).values(
            sha256=digest(token),
            handle=handle,
            name=asked.name.strip(),
            roles=joined(asked.roles),
            created_at=now,
            expires_at=now + asked.days * DAY,
        )
    )
    return token


def find(connection: Connection, token: str, *, now: int) -> Token | None:
    """Return a token as it was made, unless its time is over."""
    is_it = account_token.c.sha256 == digest(token)
    query = select(account_token).where(is_it, account_token.c.expires_at > now)
    row = connection.execute(query).first()
    return None if row is None else _token(row)


def of(connection: Connection, handle: str) -> list[Token]:
    """Return somebody's tokens, the newest first, also those whose time is over."""
    query = select(account_token).where(account_token.c.handle == handle)
    rows = connection.execute(query.order_by(account_token.c.created_at.desc(), "sha256"))
    return [_token(row) for row in rows]


def see(connection: Connection, token: Token, *, now: int) -> None:
    """Keep that a token was used."""
    used = update(account_token).where(account_token.c.sha256 == token.sha256)
    connection.execute(used.values(used_at=now))


def end(connection: Connection, handle: str, sha256: str) -> None:
    """End one of somebody's tokens; another's is left alone."""
    named = account_token.c.sha256 == sha256
    connection.execute(delete(account_token).where(account_token.c.handle == handle, named))


def _token(row: tuple[str, str, str, str, int, int, int | None]) -> Token:
    sha256, handle, name, roles, created_at, expires_at, used_at = row
    return Token(sha256, handle, name, split(roles), created_at, expires_at, used_at)
