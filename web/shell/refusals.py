"""What a browser shows when something is not to be had: why, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response
from markupsafe import Markup, escape

from reports.words.language import language
from web.asking.asked import asked, negotiated
from web.shell.page import environment
from web.shell.problems import status_of
from web.shell.responding import HTML, Asking
from web.shell.static import address

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.exceptions import HTTPException

    from aggregates.errors import RegisterError
    from web.site import Site


def refused(request: Asking, error: RegisterError) -> Response[bytes]:
    """Answer with the sentence that an error of the register is."""
    return _told(request, int(status_of(error)), str(error))


def refused_keeping(
    request: Asking, error: RegisterError, kept: Callable[[Callable[[str], str]], str]
) -> Response[bytes]:
    """Answer as `refused` does, with a form that keeps what was typed (in the page's language)."""
    return _told(request, int(status_of(error)), str(error), kept)


def refusal(request: Asking, error: HTTPException) -> Response[bytes]:
    """Answer a request that no route takes, or not in this form."""
    return _told(request, error.status_code, error.detail or "")


def _told(
    request: Asking,
    status: int,
    why: str,
    kept: Callable[[Callable[[str], str]], str] = lambda _: "",
) -> Response[bytes]:
    site: Site = request.app.state.site
    code = _language(request, site)
    values = {
        "language": language(code),
        "tr": language(code).tr,
        "status": status,
        "why": escape(why),
        "kept": Markup(kept(language(code).tr)),  # noqa: S704  # it escapes what was typed
        "home": f"{site.prefix}/",
        "static": lambda name: site.prefix + address(name),
    }
    content = environment().get_template("refusal.html").render(values).encode()
    headers = {"Cache-Control": "no-store"}
    return Response(content, status_code=status, media_type=HTML, headers=headers)


def _language(request: Asking, site: Site) -> str:
    accepted = request.headers.get("accept-language")
    try:
        return asked(dict(request.query_params.items()), accepted, site.prefix).language
    except ValueError:
        return negotiated(accepted)
