"""At the door: who a request is from, and whether its route is for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from web.accounts.principal import NOBODY, visitor
from web.accounts.roles import May

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers.base import BaseRouteHandler

    from web.accounts.principal import Principal
    from web.site import Site

ROUTE = "may"
"""Under which name a route's `opt` says what it asks of whoever calls it."""


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in who may do what the route says; a route that says nothing is for nobody."""
    site: Site = connection.app.state.site
    principal = who(connection, site)
    connection.state.principal = principal
    if connection.scope["method"] == "OPTIONS":  # type: ignore[typeddict-item]  # of HTTP only
        return
    needed = handler.opt.get(ROUTE)
    if needed is None:
        raise PermissionDeniedException("this address is for nobody")
    if principal.has(May(needed)):
        return
    if principal.handle is None:
        raise NotAuthorizedException("sign in first")
    raise PermissionDeniedException("your role does not allow this")


def who(_connection: ASGIConnection[Any, Any, Any, Any], site: Site) -> Principal:
    """Return who a connection is from."""
    return NOBODY if site.visitor is None else visitor(site.visitor)
