"""The application: routes, who may call them, and what an error is to whoever meets it."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from aggregates.errors import RegisterError
from web.accounts.meter import RequestMeter
from web.accounts.passwords import Passwords
from web.accounts.roles import May
from web.api.routes import ROUTES as API
from web.api.streams import EventListeners
from web.articles.routes import ROUTES as ARTICLES
from web.finding.routes import ROUTES as FINDING
from web.guard import ANY_HOST, ROUTE, SignInFirst, guard
from web.jobs.background import BackgroundJobs
from web.jobs.routes import ROUTES as JOBS
from web.overviews.routes import ROUTES as OVERVIEWS
from web.pages.routes import ROUTES as PAGES
from web.people.doors import ROUTES as DOORS
from web.people.own_routes import ROUTES as OWN
from web.people.people_routes import ROUTES as PEOPLE
from web.recording.kept_form import signed_out
from web.recording.routes import ROUTES as RECORDING
from web.shell.answer_head import with_head, with_headers
from web.shell.answers import FinishedAnswers
from web.shell.body_deadline import with_deadline
from web.shell.refusals import failed, refusal, refused
from web.shell.static import files
from web.subjects.routes import ROUTES as SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.site import Site

SHOWING = (*PAGES, *OVERVIEWS, *SUBJECTS, *FINDING)
MOST_BYTES = 2**20
"""How long the body of a request may be, where a route says nothing else."""


@get("/static/{version:str}/{name:str}", opt={ROUTE: May.ENTER}, sync_to_thread=False)
def static_file(version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Give a file that pages are made of; its address changes with its content."""
    found = files().get(name)
    if found is None or found.version != version:
        raise NotFoundException(f"there is no file {name}")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media_type, headers=headers)


@get(
    "/healthz",
    opt={ROUTE: May.ENTER, ANY_HOST: True},
    sync_to_thread=False,
    media_type="text/plain",
)
def alive() -> str:
    """Say that the process answers."""
    return "ok\n"


def application(site: Site) -> Litestar:
    """Return the application for one register."""
    return installed(routed(site.prefix, secure=site.is_secure), site)


def routed(prefix: str, *, secure: bool) -> Litestar:
    """Return all routes behind a prefix, for a site that is still to come."""
    people = (*DOORS, *OWN, *PEOPLE)
    handlers: Sequence[Any] = (
        static_file,
        alive,
        *SHOWING,
        *JOBS,
        *RECORDING,
        *ARTICLES,
        *people,
        *API,
    )
    # In a router of their own: the app itself would put a handler that shares its path with
    # another one into a thread twice, and answer with a coroutine (Litestar 2.25).
    routes = Router(path="/", route_handlers=list(handlers))
    app = Litestar(
        route_handlers=[routes],
        path=prefix or None,
        guards=[guard],
        middleware=[with_deadline],
        exception_handlers={
            RegisterError: refused,
            HTTPException: refusal,
            SignInFirst: signed_out,
            Exception: failed,
        },
        before_send=[with_headers(secure=secure)],
        request_max_body_size=MOST_BYTES,
        on_shutdown=[_closed],
        openapi_config=None,
    )
    app.asgi_handler = with_head(app.asgi_handler)  # around the choice of a route by its method
    return app


def installed(app: Litestar, site: Site) -> Litestar:
    """Let routes serve a site, from nothing, in the place of any other."""
    app.state = State(
        {
            "site": site,
            "answers": FinishedAnswers(),
            "meter": RequestMeter(),
            "jobs": BackgroundJobs(site),
            "stopping": Event(),
            "listeners": EventListeners(),
        }
    )
    if site.visitor is None:
        app.state.passwords = Passwords(site.cost, site.random)
    return app


def _closed(app: Litestar) -> None:
    app.state.jobs.close()
    app.state.answers.close()
