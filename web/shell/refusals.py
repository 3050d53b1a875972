"""What a browser shows when something is not to be had: why, and the way on."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Response
from markupsafe import Markup, escape

from register.errors import TooManyTries
from register.format.listings import indented
from reports.errors import UnknownLanguage
from reports.words.language import language
from web.asking.asked import asked, in_language, negotiated
from web.shell.page import environment
from web.shell.problems import PROBLEM, problem, problem_of, sentence_of, status_of
from web.shell.responding import HTML, Asking
from web.shell.static import address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litestar.exceptions import HTTPException

    from aggregates.errors import RegisterError
    from web.site import Site

_LOG = logging.getLogger("register.web")
RETRY_SECONDS = 2
"""After how long a program may ask again, where the database is busy."""


def refused(request: Asking, error: RegisterError) -> Response[bytes]:
    """Answer with the sentence that an error of the register is, to programs as problem details."""
    wait = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyTries) else {}
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s %s failed: %s", request.method, _logged(request), error)
    if _is_program(request):
        return _problem(request, problem_of(error), wait)
    return _told(request, int(status_of(error)), sentence_of(error), wait)


def address_of(request: Asking) -> str:
    """Return the whole address of a request, behind the name of the site."""
    query = request.url.query
    return f"{request.url.path}{'?' if query else ''}{query}"


def refused_keeping(
    request: Asking, error: RegisterError, kept: Callable[[Callable[[str], str]], str]
) -> Response[bytes]:
    """Answer as `refused` does, with a form that keeps what was typed (in the page's language)."""
    return _told(request, int(status_of(error)), sentence_of(error), kept=kept)


def unknown_keeping(
    request: Asking, error: HTTPException, kept: Callable[[Callable[[str], str]], str]
) -> Response[bytes]:
    """Answer who has to sign in first, with a form that keeps what was typed."""
    return _told(request, error.status_code, error.detail or "", kept=kept)


def refusal(request: Asking, error: HTTPException) -> Response[bytes]:
    """Answer a request that no route takes, or not in this form."""
    if _is_program(request):
        told = problem(error.status_code, error.detail or "")
        return _problem(request, told, error.headers or {})
    return _told(request, error.status_code, error.detail or "", error.headers)


def failed(request: Asking, error: Exception) -> Response[bytes]:
    """Answer where the server has a fault; what it is stands in its log, and not in the answer."""
    _LOG.error("%s %s failed", request.method, _logged(request), exc_info=error)
    if _is_program(request):
        return _problem(request, problem(HTTPStatus.INTERNAL_SERVER_ERROR, ""), {})
    return _told(request, HTTPStatus.INTERNAL_SERVER_ERROR, "")


def _logged(request: Asking) -> str:
    """Return the path of a request for the log: the secret of a link, which is good still, left out."""
    secret = request.path_params.get("secret")
    return request.url.path.replace(str(secret), "…") if secret else request.url.path


def _is_program(request: Asking) -> bool:
    """Tell whether an address is one for programs."""
    site: Site = request.app.state.site
    path = request.url.path.removeprefix(site.prefix)
    return path.startswith("/api/") or path.endswith(".ics")


def _problem(request: Asking, told: dict[str, Any], more: Mapping[str, str]) -> Response[bytes]:
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Cookie", **more}
    if told["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if told["status"] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    content = indented({**told, "instance": request.url.path}) + b"\n"
    return Response(content, status_code=told["status"], media_type=PROBLEM, headers=headers)


def sign_in_first(request: Asking, error: HTTPException) -> Response[bytes]:
    """Lead a browser to where one signs in, and back to what it asked; tell a program that it must."""
    site: Site = request.app.state.site
    if _is_program(request) or request.method != "GET":
        return refusal(request, error)
    path = request.url.path.removeprefix(site.prefix) or "/"
    asked_for = f"{path}?{request.url.query}" if request.url.query else path
    query = "" if asked_for == "/" else f"?{urlencode({'next': asked_for})}"
    door = in_language(f"{site.prefix}/sign-in{query}", request.query_params.get("lang"))
    return Response(
        b"",
        status_code=HTTPStatus.SEE_OTHER,
        headers={"Location": door, "Cache-Control": "no-store"},
    )


def _told(
    request: Asking,
    status: int,
    why: str,
    headers: Mapping[str, str] | None = None,
    *,
    kept: Callable[[Callable[[str], str]], str] = lambda _: "",
) -> Response[bytes]:
    site: Site = request.app.state.site
    code = language_of(request, site)
    values = {
        "language": language(code),
        "tr": language(code).tr,
        "status": status,
        "why": escape(why),
        "kept": Markup(kept(language(code).tr)),  # noqa: S704  # it escapes what was typed
        "home": in_language(f"{site.prefix}/", request.query_params.get("lang")),
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
    except UnknownLanguage:
        return negotiated(accepted)
