"""What a browser shows when something is not to be had: why, and the way on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec
from litestar import Response
from markupsafe import escape

from register.errors import TooManyTries
from reports.words.language import language
from web.asking.asked import asked, negotiated
from web.shell.page import environment
from web.shell.problems import status_of
from web.shell.responding import HTML, Asking
from web.shell.static import address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.exceptions import HTTPException

    from aggregates.errors import RegisterError
    from web.site import Site


def refused(request: Asking, error: RegisterError) -> Response[bytes]:
    """Answer with the sentence that an error of the register is."""
    wait = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyTries) else {}
    return _told(request, int(status_of(error)), str(error), wait)


def refusal(request: Asking, error: HTTPException) -> Response[bytes]:
    """Answer a request that no route takes, or not in this form."""
    return _told(request, error.status_code, error.detail or "", error.headers)


def sign_in_first(request: Asking, error: HTTPException) -> Response[bytes]:
    """Lead a browser to where one signs in, and back to what it asked; tell a program that it must."""
    site: Site = request.app.state.site
    if request.url.path.startswith(f"{site.prefix}/api/"):
        return _problem(error)
    if request.method != "GET":
        return refusal(request, error)
    path = request.url.path.removeprefix(site.prefix) or "/"
    asked_for = f"{path}?{request.url.query}" if request.url.query else path
    query = "" if asked_for == "/" else f"?{urlencode({'next': asked_for})}"
    return Response(
        b"",
        status_code=HTTPStatus.SEE_OTHER,
        headers={"Location": f"{site.prefix}/sign-in{query}", "Cache-Control": "no-store"},
    )


def _problem(error: HTTPException) -> Response[bytes]:
    """Answer a program that says not, or not truly, who it is (RFC 9457)."""
    problem = {
        "type": "urn:register:problem:sign-in-first",
        "title": "Unauthorized",
        "status": error.status_code,
        "detail": error.detail,
    }
    return Response(
        msgspec.json.encode(problem),
        status_code=error.status_code,
        media_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"},
    )


def _told(
    request: Asking, status: int, why: str, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    site: Site = request.app.state.site
    code = language_of(request, site)
    values = {
        "language": language(code),
        "tr": language(code).tr,
        "status": status,
        "why": escape(why),
        "home": f"{site.prefix}/",
        "static": lambda name: site.prefix + address(name),
    }
    content = environment().get_template("refusal.html").render(values).encode()
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(content, status_code=status, media_type=HTML, headers=sent)


def language_of(request: Asking, site: Site) -> str:
    """Return the language that a request asks for, whatever else is wrong with it."""
    accepted = request.headers.get("accept-language")
    try:
        return asked(dict(request.query_params.items()), accepted, site.prefix).language
    except ValueError:
        return negotiated(accepted)
