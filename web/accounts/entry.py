"""Coming in: by a password, or by a link to an account of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from register.accounts import accounts, links, sessions, throttle
from register.accounts.secrets import RANDOM_BYTES, secret_of
from register.clock import microseconds
from register.store.database import reading, writing
from web.errors import SignInRefused

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from register.accounts.accounts import Account
    from register.accounts.links import AccountLink
    from web.accounts.passwords import Passwords
    from web.accounts.principal import Principal
    from web.site import Site


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the door: from which network, with which browser, and who they were until now."""

    site: Site
    passwords: Passwords
    principal: Principal
    network: str
    browser: str

    @property
    def engine(self) -> Engine:
        """The database that has the accounts."""
        return self.site.register.engine

    @property
    def now(self) -> int:
        """The present moment in microseconds."""
        return microseconds(self.site.now())

    def secret(self) -> str:
        """Return a new secret."""
        return secret_of(self.site.random(RANDOM_BYTES))

    def tried(self, handle: str) -> tuple[str, str]:
        """Return what a try to sign in is counted under."""
        return f"handle:{handle}", f"network:{self.network}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has come in, and the secret that their browser keeps."""

    account: Account
    secret: str


def sign_in(visit: Visit, handle: str, password: str) -> SignedIn:
    """Let somebody in by their password.

    Whether there is such an account can't be told from the words, nor from how long it takes.
    Raises SignInRefused, TooManyTries.
    """
    confirm(visit, handle, password)
    with writing(visit.engine) as connection:
        return begin(connection, visit, handle)


def confirm(visit: Visit, handle: str, password: str) -> None:
    """Compare somebody's password, as often as may be tried; raise SignInRefused, TooManyTries."""
    names = visit.tried(handle)
    with writing(visit.engine) as connection:
        throttle.count(connection, names, now=visit.now)
    with reading(visit.engine) as connection:
        found = accounts.find(connection, handle)
    if not visit.passwords.fits(None if found is None else found.password, password):
        raise SignInRefused("the handle or the password is not right")
    with writing(visit.engine) as connection:
        throttle.clear(connection, names)


def link_of(visit: Visit, secret: str) -> AccountLink:
    """Return what a link is to, without using it up; raise LinkGone."""
    with reading(visit.engine) as connection:
        return links.find(connection, secret, now=visit.now)


def arrive(visit: Visit, secret: str, handle: str, password: str) -> SignedIn:
    """Use a link up: make the account that it is to, or give one a new password; and let them in.

    Raises LinkGone, and AccountRefused if the handle is taken; then the link is good still.
    """
    hashed = visit.passwords.hash(password)
    with writing(visit.engine) as connection:
        link = links.use(connection, secret, now=visit.now)
        if link.handle is None:
            accounts.add(connection, handle, link.roles, now=visit.now)
        accounts.set_password(connection, link.handle or handle, hashed)
        return begin(connection, visit, link.handle or handle)


def change_password(visit: Visit, handle: str, password: str) -> SignedIn:
    """Give somebody a new password; of all their sessions a new one is left."""
    hashed = visit.passwords.hash(password)
    with writing(visit.engine) as connection:
        accounts.set_password(connection, handle, hashed)
        return begin(connection, visit, handle)


def begin(connection: Connection, visit: Visit, handle: str) -> SignedIn:
    """Begin a session, and end the one that the browser had; raise UnknownAccount."""
    account = accounts.present(connection, handle)
    before = visit.principal
    if before.handle is not None and before.session is not None:
        sessions.end(connection, before.handle, before.session)
    secret = visit.secret()
    sessions.begin(connection, handle, secret, browser=visit.browser, now=visit.now)
    return SignedIn(account, secret)
