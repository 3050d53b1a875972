"""From a request to a response: who asks, at which T and K, and the page, made or kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Request, Response

from web.asking.asked import KEPT, asked
from web.asking.view import viewing
from web.shell.answers import key_of
from web.shell.page import rendered

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from web.accounts.principal import Principal
    from web.asking.view import View
    from web.shell.answers import FinishedAnswers
    from web.shell.page import Page
    from web.site import Site

HTML = "text/html"
Asking = Request[Any, Any, Any]
"""A request, of which only the address, the headers and who it is from are looked at."""


def view_of(request: Asking) -> AbstractContextManager[View]:
    """Give a view of what a request asks."""
    site: Site = request.app.state.site
    principal: Principal = request.state.principal
    said = dict(request.query_params.items())
    path = request.url.path.removeprefix(site.prefix) or "/"
    asks = asked(said, request.headers.get("accept-language"), site.prefix)
    others = {name: value for name, value in said.items() if name not in KEPT and value}
    return viewing(site, principal, asks, path, others)


def page(request: Asking, make: Callable[[View], Page]) -> Response[bytes]:
    """Answer with a page that only shows: kept while nothing changes, and 304 for who has it."""
    kept: FinishedAnswers = request.app.state.answers
    return kept.in_turn(lambda: _page(request, make, kept))


def _page(request: Asking, make: Callable[[View], Page], kept: FinishedAnswers) -> Response[bytes]:
    with view_of(request) as view:
        key = key_of(view, view.path, urlencode(sorted(request.query_params.multi_items())))
        headers = {
            "ETag": f'"{key}"',
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Language, Cookie",
        }
        if key in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers)
        content = kept.get(key, lambda: rendered(view, make(view)).encode())
    return Response(content, media_type=HTML, headers=headers)


def fresh_page(view: View, made: Page) -> Response[bytes]:
    """Answer with a page that is made for this request alone: a form, a refusal."""
    headers = {"Cache-Control": "no-store"}
    content = rendered(view, made).encode()
    return Response(content, media_type=HTML, status_code=made.status, headers=headers)
