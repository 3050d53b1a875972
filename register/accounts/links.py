"""Links that are good once, for an hour: to an account of one's own, or to a new password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from register.accounts.accounts import has_administrator, present
from register.accounts.roles import FIRST, Roles, joined, split
from register.accounts.secrets import digest
from register.accounts.tables import account_link
from register.errors import AccountRefused, LinkGone

if TYPE_CHECKING:
    from sqlalchemy import Connection

LASTS = 3600 * 1_000_000
"""How long a link is good for, in microseconds."""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A link: to a new account with these roles, or, with a handle, to a new password for it.

    One that nobody made is for the register's first account.
    """

    handle: str | None
    roles: Roles
    made_by: str | None


def first(connection: Connection, secret: str, *, now: int) -> bool:
    """Make the link to the first account, which replaces any before; False: there is one already."""
    if has_administrator(connection):
        return False
    connection.execute(delete(account_link).where(account_link.c.made_by.is_(None)))
    _add(connection, AccountLink(None, FIRST, None), secret, now)
    return True


def invite(connection: Connection, roles: Roles, secret: str, *, by: str, now: int) -> None:
    """Make a link to a new account with these roles; raise AccountRefused if there is none."""
    if not roles:
        raise AccountRefused("an account needs a role")
    _add(connection, AccountLink(None, roles, by), secret, now)


def reset(connection: Connection, handle: str, secret: str, *, by: str, now: int) -> None:
    """Make a link to a new password, which replaces any before; raise UnknownAccount."""
    roles = present(connection, handle).roles
    connection.execute(delete(account_link).where(account_link.c.handle == handle))
    _add(connection, AccountLink(handle, roles, by), secret, now)


def find(connection: Connection, secret: str, *, now: int) -> AccountLink:
    """Return the link of a secret; to look at it doesn't use it up. Raises LinkGone."""
    is_it = account_link.c.sha256 == digest(secret)
    query = select(account_link).where(is_it, account_link.c.expires_at > now)
    row = connection.execute(query).first()
    if row is None or (row.made_by is None and has_administrator(connection)):
        raise LinkGone("this link was used, or its hour is over; ask for a new one")
    return AccountLink(row.handle, split(row.roles), row.made_by)


def use(connection: Connection, secret: str, *, now: int) -> AccountLink:
    """Use a link up and return what it is to; of several who try at once, one gets it.

    Raises LinkGone.
    """
    found = find(connection, secret, now=now)
    gone = connection.execute(delete(account_link).where(account_link.c.sha256 == digest(secret)))
    if gone.rowcount != 1:
        raise LinkGone("this link was used just now; ask for a new one")
    return found


def _add(connection: Connection, link: AccountLink, secret: str, now: int) -> None:
    connection.execute(delete(account_link).where(account_link.c.expires_at <= now))
    connection.execute(
        insert(account_link).values(
            sha256=digest(secret),
            handle=link.handle,
            roles=joined(link.roles),
            made_by=link.made_by,
            expires_at=now + LASTS,
        )
    )
