"""From a request to a response: who asks, at which T and K, and the page, made or kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Request, Response

from web.asking.asked import KEPT, asked
from web.asking.view import viewing
from web.shell.answers import GZIPPED, SMALL, key_of, takes_gzip
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


def view_of(request: Asking, path: str | None = None) -> AbstractContextManager[View]:
    """Give a view of what a request asks.

    ``path`` is that of the page that answers, where the request was sent to another one.
    """
    site: Site = request.app.state.site
    principal: Principal = request.state.principal
    said = dict(request.query_params.items())
    path = path or request.url.path.removeprefix(site.prefix) or "/"
    asks = asked(said, request.headers.get("accept-language"), site.prefix)
    others = {name: value for name, value in said.items() if name not in KEPT and value}
    return viewing(site, principal, asks, path, others)


def page(
    request: Asking,
    make: Callable[[View], Page],
    *,
    about: tuple[str, str] | None = None,
    beside: Callable[[View], object] | None = None,
) -> Response[bytes]:
    """Answer with a page that only shows: kept while nothing changes, and 304 for who has it.

    ``about`` are the names of the platform and the jurisdiction that alone it is about.
    ``beside`` returns what it rests on besides the log.
    """
    kept: FinishedAnswers = request.app.state.answers

    def made(view: View) -> Page:
        return make(view) if about is None else kept.page(view, view.key(*about), make)

    return kept.in_turn(lambda: _page(request, made, kept, beside))


def _page(
    request: Asking,
    made: Callable[[View], Page],
    kept: FinishedAnswers,
    beside: Callable[[View], object] | None,
) -> Response[bytes]:
    with view_of(request) as view:
        query = urlencode(sorted(request.query_params.multi_items()))
        key = key_of(view, view.path, query, beside and beside(view))
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}
        return tagged(
            request,
            key,
            lambda: kept.get(key, lambda: rendered(view, made(view)).encode()),
            headers,
            HTML,
        )


def tagged(
    request: Asking, key: str, content: Callable[[], bytes], headers: dict[str, str], form: str
) -> Response[bytes]:
    """Answer under a tag: 304 for who has it, and as gzip for who takes that.

    No page holds a secret, so nobody learns anything from how long one is when it is compressed.
    """
    kept: FinishedAnswers = request.app.state.answers
    gzips = takes_gzip(request.headers.get("accept-encoding", ""))
    tag = key + GZIPPED if gzips else key
    headers |= {"ETag": f'"{tag}"', "Vary": f"{headers['Vary']}, Accept-Encoding"}
    if has(request, tag):
        return Response(b"", status_code=304, headers=headers)
    found = content()
    if gzips and len(found) > SMALL:
        found = kept.coded(tag, found)
        headers["Content-Encoding"] = "gzip"
    return Response(found, media_type=form, headers=headers)


def has(request: Asking, tag: str) -> bool:
    """Tell whether who asks has an answer already (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return any(
        one.strip().removeprefix("W/") in (f'"{tag}"', "*") for one in given.split(",") if one
    )


def fresh_page(view: View, made: Page) -> Response[bytes]:
    """Answer with a page that is made for this request alone: a form, a refusal."""
    headers = {"Cache-Control": "no-store"}
    content = rendered(view, made).encode()
    return Response(content, media_type=HTML, status_code=made.status, headers=headers)
