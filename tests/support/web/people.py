"""A register with accounts, and people who come to it with browsers of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from support.web.pages import NOW, URL, Client, client_of, site_of

from projections.embedded import EmbeddedRegister
from register.accounts import accounts, links, sessions
from register.accounts.roles import AccountRole
from register.clock import microseconds
from register.store.database import writing
from web.accounts.cookies import cookie_name
from web.site import Site

PASSWORD = "a long sentence of hers"


@dataclass
class HandClock:
    """A clock that stands until it is turned on."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class House:
    """A site with accounts, its clock and the browser that a test has in hand."""

    site: Site
    clock: HandClock
    browser: Client
    seen: list[str] = field(default_factory=list)

    def first_link(self) -> str:
        """The path that `serve` prints while nobody administers the register."""
        secret = self._secret()
        with writing(self.site.register.engine) as connection:
            assert links.first(connection, secret, now=microseconds(self.clock()))
        return f"/welcome/{secret}"

    def person(self, handle: str, *roles: AccountRole) -> str:
        """Add somebody with the password that all have here."""
        hashed = self.browser.app.state.passwords.hash(PASSWORD)
        with writing(self.site.register.engine) as connection:
            now = microseconds(self.clock())
            accounts.add(connection, handle, frozenset(roles), now=now)
            accounts.set_password(connection, handle, hashed)
        return handle

    def session(self, handle: str) -> dict[str, str]:
        """The header of a browser that somebody is signed in with."""
        secret = self._secret()
        with writing(self.site.register.engine) as connection:
            now = microseconds(self.clock())
            sessions.begin(connection, handle, secret, browser="", now=now)
        return {"Cookie": f"{cookie_name(self.site)}={secret}"}

    def sign_in(self, handle: str, password: str = PASSWORD) -> int:
        form = {"handle": handle, "password": password}
        return self.browser.post("/sign-in", data=form, follow_redirects=False).status_code

    def is_known(self) -> bool:
        """Tell whether the browser is signed in."""
        return self.browser.get("/begin", follow_redirects=False).status_code == 200

    def _secret(self) -> str:
        self.seen.append(f"secret-{len(self.seen)}")
        return self.seen[-1]


@contextmanager
def house_of(url: str, *, address: str = URL, prefix: str = "") -> Iterator[House]:
    """Give the register at a URL as a site with accounts, and a browser that nobody used yet."""
    clock = HandClock()
    with EmbeddedRegister(url, clock) as register:
        site = site_of(register, visitor=None, now=clock, url=address)
        site = replace(site, prefix=prefix)
        with client_of(site) as browser:
            yield House(site, clock, browser)
