"""The application: routes, who may call them, and what an error is to whoever meets it."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from aggregates.errors import RegisterError
from web.accounts.roles import May
from web.api.routes import ROUTES as API
from web.guard import ROUTE, guard
from web.pages.routes import ROUTES as PAGES
from web.shell.answers import FinishedAnswers
from web.shell.refusals import failed, refusal, refused
from web.shell.static import files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.site import Site

MOST_BYTES = 2**20
"""How long the body of a request may be, where a route says nothing else."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@get("/static/{version:str}/{name:str}", opt={ROUTE: May.ENTER}, sync_to_thread=False)
def static_file(version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Give a file that pages are made of; its address changes with its content."""
    found = files().get(name)
    if found is None or found.version != version:
        raise NotFoundException(f"there is no file {name}")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media_type, headers=headers)


@get("/healthz", opt={ROUTE: May.ENTER}, sync_to_thread=False, media_type="text/plain")
def alive() -> str:
    """Say that the process answers."""
    return "ok\n"


def application(site: Site) -> Litestar:
    """Return the application for one register."""
    handlers: Sequence[Any] = (static_file, alive, *PAGES, *API)
    return Litestar(
        route_handlers=list(handlers),
        path=site.prefix or None,
        guards=[guard],
        exception_handlers={RegisterError: refused, HTTPException: refusal, Exception: failed},
        response_headers=HEADERS,
        request_max_body_size=MOST_BYTES,
        state=State({"site": site, "answers": FinishedAnswers(), "stopping": Event()}),
        openapi_config=None,
    )
