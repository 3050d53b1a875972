"""`register account`: who may come to the register's pages, from the console of its server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from commands.operate.serve import PORT, address_of
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_url
from commands.shell.printing import note, say
from commands.shell.session import now, opened
from commands.shell.tables import table
from register.accounts import accounts, links
from register.accounts.roles import AccountRole, Roles, joined, roles_of
from register.accounts.secrets import RANDOM_BYTES, secret_of
from register.clock import iso, microseconds
from register.store.database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from register.accounts.accounts import Account

CONSOLE = "console"
"""Who makes a link here; it is no handle that anybody signs in by."""

_ROLE = click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in AccountRole]),
    multiple=True,
    required=True,
    help="What they are; several times for several.",
)


@click.group(epilog="Example: register account list")
def account() -> None:
    """Say who may come to the register's pages (`register serve`).

    Whoever may write to the database may do this, whatever their own role is.
    """


@account.command("list", epilog="Example: register account list --format json")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_(form: str, database: str | None) -> None:
    """List the accounts, also those that have ended."""
    with opened(database) as register, reading(register.engine) as connection:
        found = [_document(one) for one in accounts.every(connection)]
    answer(
        form,
        found,
        _print,
        columns=("handle", "roles", "created_at", "ended_at", "has_password"),
        nothing="Nobody has an account yet; 'register serve' prints a link to the first one.",
    )


@account.command(epilog="Example: register account add anna --role recorder --role auditor")
@click.argument("handle")
@_ROLE
@with_url
@with_database
def add(handle: str, roles: Sequence[str], url: str | None, database: str | None) -> None:
    """Add an account, and print a link by which its owner chooses a password."""
    _with_link(
        handle,
        url,
        database,
        lambda connection, moment: accounts.add(connection, handle, roles_of(roles), now=moment),
    )


@account.command(epilog="Example: register account link anna")
@click.argument("handle")
@with_url
@with_database
def link(handle: str, url: str | None, database: str | None) -> None:
    """Print a link, good once and for an hour, by which somebody chooses a new password.

    It always works: for who forgot theirs, and for who can't sign in for another reason.
    """
    _with_link(handle, url, database, lambda _connection, _moment: None)


@account.command(epilog="Example: register account roles anna --role reviewer")
@click.argument("handle")
@_ROLE
@with_database
def roles(handle: str, roles: Sequence[str], database: str | None) -> None:
    """Give somebody these roles and no others; they sign in anew."""
    given: Roles = roles_of(roles)
    with opened(database) as register, writing(register.engine) as connection:
        accounts.set_roles(connection, handle, given)
    say(f"{handle} is {joined(given).replace(',', ', ')}.")


@account.command(epilog="Example: register account end anna")
@click.argument("handle")
@with_database
def end(handle: str, database: str | None) -> None:
    """End an account with its sessions and tokens. Nobody else gets the handle."""
    with opened(database) as register, writing(register.engine) as connection:
        accounts.end(connection, handle, now=microseconds(now()))
    say(f"The account {handle} has ended.")


def _with_link(
    handle: str, url: str | None, database: str | None, act: Callable[[Connection, int], None]
) -> None:
    """Do something about an account, and print a link to a new password for it."""
    _, origin, prefix = address_of(url or f"http://127.0.0.1:{PORT}")
    secret, moment = secret_of(os.urandom(RANDOM_BYTES)), microseconds(now())
    with opened(database) as register, writing(register.engine) as connection:
        act(connection, moment)
        links.reset(connection, handle, secret, by=CONSOLE, now=moment)
    note(f"By this link {handle} chooses a password; it is good once and for an hour:")
    say(f"{origin}{prefix}/welcome/{secret}")


def _document(one: Account) -> dict[str, Any]:
    return {
        "handle": one.handle,
        "roles": [role for role in AccountRole if role in one.roles],
        "created_at": iso(one.created_at),
        "ended_at": None if one.ended_at is None else iso(one.ended_at),
        "has_password": one.password is not None,
    }


def _print(found: Sequence[dict[str, Any]]) -> None:
    table(
        ("handle", "roles", "since", "ended", "password"),
        (
            (
                one["handle"],
                ", ".join(one["roles"]),
                one["created_at"][:10],
                (one["ended_at"] or "")[:10],
                "yes" if one["has_password"] else "no",
            )
            for one in found
        ),
    )
