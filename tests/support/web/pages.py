"""A register's pages without a server: what a browser would ask, and what it would get."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import unescape
from random import Random

from litestar import Litestar
from litestar.testing import TestClient

from projections.embedded import EmbeddedRegister
from register.clock import Clock
from web.app import installed, routed
from web.site import PasswordCost, Site

Client = TestClient[Litestar]

URL = "http://testserver.local"
QUICK = PasswordCost(rounds=1, kibibytes=8, lanes=1)

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


def site_of(
    register: EmbeddedRegister,
    *,
    visitor: str | None = "recorder-1",
    now: Clock = lambda: NOW,
    url: str = URL,
) -> Site:
    """Return a site on a fixed day, whose randomness is the same each time."""
    randbytes = Random(1).randbytes
    return Site(register, now, lambda: TODAY, randbytes, visitor=visitor, url=url, cost=QUICK)


@contextmanager
def pages_of(url: str, *, visitor: str | None = "recorder-1") -> Iterator[Client]:
    """Give a client of the pages of the register at a URL."""
    with EmbeddedRegister(url, lambda: NOW) as register:
        site = site_of(register, visitor=visitor)
        with client_of(site) as client:
            yield client


_FREE: dict[tuple[str, bool], list[Litestar]] = {}
"""Applications that serve nobody at the moment: to make their routes takes longer than most tests."""


@contextmanager
def client_of(site: Site) -> Iterator[Client]:
    """Give a browser at a site, which says of what it sends that the site's pages made it."""
    kind = (site.prefix, site.is_secure)
    free = _FREE.setdefault(kind, [])
    app = installed(free.pop() if free else routed(site.prefix, secure=site.is_secure), site)
    with TestClient(app, base_url=site.url, raise_server_exceptions=False) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client
    free.append(app)


def words_of(page: str) -> str:
    """Return the text of a page without its tags, white space as one blank."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()
