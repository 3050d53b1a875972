"""At the door: whether a request is meant for this site, who it is from, and may have its route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    PermissionDeniedException,
    TooManyRequestsException,
)

from web.accounts.cookies import cookie_name
from web.accounts.credentials import by_session, by_token, token_of
from web.accounts.origin import is_for, is_own, is_secure
from web.accounts.principal import NOBODY, visitor
from web.accounts.roles import May

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers.base import BaseRouteHandler

    from web.accounts.meter import RequestMeter
    from web.accounts.principal import Principal
    from web.site import Site

    Connection = ASGIConnection[Any, Any, Any, Any]

ROUTE = "may"
"""Under which name a route's `opt` says what it asks of whoever calls it."""

ANY_HOST = "any host"
"""The `opt` of a route that programs on this machine ask by whatever name they have for it."""

MISDIRECTED = 421


KEPT_FORM = "kept form"
"""The `opt` of a route that takes long forms: what one can be sent again for, by who isn't known now."""

MOST_TYPED = 2**20
"""How many bytes a form has at most that is given back to somebody who isn't known."""

Typed = tuple[tuple[str, str], ...]


class SignInFirst(NotAuthorizedException):
    """A route is for people who are known, and it isn't said who asks; ``typed`` is their form."""

    def __init__(self, detail: str, typed: Typed = ()) -> None:
        super().__init__(detail)
        self.typed = typed


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let in who may do what the route says; a route that says nothing is for nobody."""
    method: str = connection.scope["method"]  # type: ignore[typeddict-item]  # of HTTP only
    if method == "OPTIONS":
        return
    site: Site = connection.app.state.site
    if not handler.opt.get(ANY_HOST):
        refuse_misled(connection, site, method)
    principal = await sync_to_thread(who, connection, site)
    connection.state.principal = principal
    needed = handler.opt.get(ROUTE)
    if needed is None:
        raise PermissionDeniedException("this address is for nobody")
    if principal.has(May(needed)):
        return
    if principal.handle is None:
        kept = await typed(connection) if handler.opt.get(KEPT_FORM) else ()
        raise SignInFirst("sign in first", kept)
    raise PermissionDeniedException("your role does not allow this")


async def typed(connection: Connection) -> Typed:
    """Return the texts of a form that was sent; nothing of what is no form, or a large one.

    A page of this site has sent it, or else it was refused before.
    """
    length = connection.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MOST_TYPED):
        return ()
    try:
        data = await Request[Any, Any, Any](connection.scope, connection.receive).form()
    except (ValueError, LookupError, HTTPException):
        return ()
    return tuple((name, text) for name, text in data.multi_items() if isinstance(text, str))


def refuse_misled(connection: Connection, site: Site, method: str) -> None:
    """Refuse what was sent to another address, and what another site's page lets a browser do."""
    headers, peer = connection.headers, peer_of(connection)
    if not is_for(site, headers.get("host")):
        raise HTTPException(f"this register is at {site.url}", status_code=MISDIRECTED)
    if not is_secure(site, headers, peer):
        raise PermissionDeniedException(f"come by https: this register is at {site.url}")
    if not is_own(site, method, headers):
        raise PermissionDeniedException("only pages of this register may change something in it")


def who(connection: Connection, site: Site) -> Principal:
    """Return who a request is from, and count it if it has a token; raise SignInFirst."""
    found = still(connection, site)
    authorization = connection.headers.get("authorization")
    if site.visitor is not None or authorization is None:
        return found
    token = token_of(authorization)
    if found.handle is None or token is None:
        raise SignInFirst("this token is not known, or its time is over")
    meter: RequestMeter = connection.app.state.meter
    if wait := meter.seconds_to_wait(token, site.now()):
        raise TooManyRequestsException(
            f"{meter.most} requests a minute are the most", headers={"Retry-After": str(wait)}
        )
    return found


def still(connection: Connection, site: Site) -> Principal:
    """Return who a connection is from, as the tables say by now; with a token nothing else counts."""
    if site.visitor is not None:
        return visitor(site.visitor)
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        token = token_of(authorization)
        return NOBODY if token is None else by_token(site, token)
    cookie = connection.cookies.get(cookie_name(site))
    return NOBODY if cookie is None else by_session(site, cookie)


def peer_of(connection: Connection) -> str:
    """Return the address that a connection comes from."""
    return "" if connection.client is None else connection.client.host
