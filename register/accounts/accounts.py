"""People who may come in: their handles, roles and passwords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from register.accounts.roles import AccountRole, Roles
from register.accounts.tables import (
    account,
    account_link,
    account_role,
    account_session,
    account_token,
)
from register.errors import AccountRefused, UnknownAccount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
"""What a handle is made of. Capitals would let two look alike."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person; ``password`` is the hash of theirs. Moments are in microseconds."""

    handle: str
    password: str | None
    created_at: int
    ended_at: int | None
    roles: Roles


def add(connection: Connection, handle: str, roles: Roles, *, now: int) -> None:
    """Add a person; raise AccountRefused for a handle that is none, or was ever taken."""
    if HANDLE.fullmatch(handle) is None:
        raise AccountRefused(
            f"{handle!r} is no handle: it has 1 to 40 of a to z, 0 to 9, dot, dash and underscore, "
            "and begins and ends with a letter or digit"
        )
    if not roles:
        raise AccountRefused("an account needs a role")
    try:
        connection.execute(insert(account).values(handle=handle, created_at=now))
    except IntegrityError:
        raise AccountRefused(f"{handle} is taken; no handle is given twice") from None
    _give(connection, handle, roles)


def find(connection: Connection, handle: str) -> Account | None:
    """Return a person, also one whose account has ended; None: nobody has had that handle."""
    return next(iter(_read(connection, [handle])), None)


def present(connection: Connection, handle: str) -> Account:
    """Return a person whose account has not ended; raise UnknownAccount."""
    found = find(connection, handle)
    if found is None or found.ended_at is not None:
        raise UnknownAccount(f"there is no account {handle}")
    return found


def every(connection: Connection) -> list[Account]:
    """Return all people by their handle, with those whose accounts have ended."""
    return _read(connection, None)


def has_administrator(connection: Connection) -> bool:
    """Tell whether anybody administers the register."""
    administers = account_role.c.role == AccountRole.ADMINISTRATOR
    return bool(connection.execute(select(exists().where(administers))).scalar())


def set_password(connection: Connection, handle: str, hashed: str) -> None:
    """Give a person a new password; whoever is signed in by the one before is no longer."""
    connection.execute(update(account).where(account.c.handle == handle).values(password=hashed))
    _forget(connection, handle, account_session)


def set_roles(connection: Connection, handle: str, roles: Roles) -> None:
    """Give a person these roles and no others; they sign in anew.

    Raises UnknownAccount, and AccountRefused where nobody would administer the register any more.
    """
    present(connection, handle)
    if not roles:
        raise AccountRefused(f"{handle} needs a role; else end the account")
    if AccountRole.ADMINISTRATOR not in roles:
        _refuse_last(connection, handle)
    _forget(connection, handle, account_role, account_session)
    _give(connection, handle, roles)


def end(connection: Connection, handle: str, *, now: int) -> None:
    """End an account: its sessions, tokens and links, too. The handle stays taken.

    Raises UnknownAccount, and AccountRefused for the last administrator.
    """
    present(connection, handle)
    _refuse_last(connection, handle)
    _forget(connection, handle, account_role, account_session, account_token, account_link)
    ended = update(account).where(account.c.handle == handle)
    connection.execute(ended.values(password=None, ended_at=now))


def _refuse_last(connection: Connection, handle: str) -> None:
    """Refuse to leave a register without an administrator; two can't both be the one who stays."""
    administers = account_role.c.role == AccountRole.ADMINISTRATOR
    query = select(account_role.c.handle).where(administers).with_for_update()
    if set(connection.execute(query).scalars()) == {handle}:
        raise AccountRefused(f"{handle} is the only administrator; make another one first")


def _forget(connection: Connection, handle: str, *tables: Table) -> None:
    for table in tables:
        connection.execute(delete(table).where(table.c.handle == handle))


def _give(connection: Connection, handle: str, roles: Roles) -> None:
    rows = [{"handle": handle, "role": str(role)} for role in sorted(roles)]
    connection.execute(insert(account_role), rows)


def _read(connection: Connection, handles: Iterable[str] | None) -> list[Account]:
    query = select(account).order_by(account.c.handle)
    roles = select(account_role)
    if handles is not None:
        query = query.where(account.c.handle.in_(handles))
        roles = roles.where(account_role.c.handle.in_(handles))
    given: dict[str, set[AccountRole]] = {}
    for row in connection.execute(roles):
        given.setdefault(row.handle, set()).add(AccountRole(row.role))
    return [
        Account(
            row.handle,
            row.password,
            row.created_at,
            row.ended_at,
            frozenset(given.get(row.handle, ())),
        )
        for row in connection.execute(query)
    ]
