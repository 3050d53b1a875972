"""The addresses for programs, each made from its operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import RawBody
from litestar.response import Stream

from projections.queries.persons import require_keys
from register.format.listings import indented
from register.log.points import known_at
from register.log.reader import LogReader
from register.persons.unsealer import opener
from web.accounts.roles import May
from web.api.answering import answer, answer_once, recorded, values_of, view_for
from web.api.asks import ahead, facts, integrity, standings, subjects
from web.api.forms import chosen
from web.api.jobs import (
    CHECK_FIELDS,
    JOB,
    REPORT_FIELDS,
    REPORTS,
    RESULT,
    VERIFICATIONS,
    begin_report,
    begin_verification,
    job_document,
    wish,
)
from web.api.operation import API, JSON, JSONL
from web.api.page import api_page
from web.api.recording import RECORD, expected_versions, given_facts, keyed, record
from web.api.streams import EVENTS, EXPORT, events, exported, last_event, new_facts
from web.asking.named import persons_for
from web.guard import ROUTE, still
from web.shell.responding import Asking, page
from web.site import CLOCK_IS_RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.api.operation import Operation
    from web.api.streams import EventListeners
    from web.asking.view import View
    from web.jobs.background import BackgroundJob, BackgroundJobs
    from web.site import Site

QUESTIONS: tuple[Operation, ...] = (
    *standings.OPERATIONS,
    *facts.OPERATIONS,
    *ahead.OPERATIONS,
    *subjects.OPERATIONS,
    *integrity.OPERATIONS,
)
"""All that can be asked."""

OPERATIONS: tuple[Operation, ...] = (
    *QUESTIONS,
    RECORD,
    EVENTS,
    EXPORT,
    REPORTS,
    VERIFICATIONS,
    JOB,
    RESULT,
)
"""All addresses for programs."""


def _route(operation: Operation) -> Any:
    """Return the route of a question."""

    def question(request: Asking) -> Response[bytes]:
        return answer(request, operation)

    question.__doc__ = operation.summary
    question.__name__ = operation.name
    path = operation.path.replace("}", ":str}")
    return get(path, opt={ROUTE: operation.may}, sync_to_thread=True, name=operation.name)(question)


@post(RECORD.path, opt={ROUTE: RECORD.may}, sync_to_thread=True, name=RECORD.name)
def record_facts(request: Asking, body: RawBody) -> Response[bytes]:
    """Record facts, or rehearse it; with a key of the sender's once only."""
    site: Site = request.app.state.site
    headers, handle = request.headers, str(request.state.principal.handle)
    asked = (body, request.url.query.encode(), headers.get("if-match", "").encode())
    once = keyed(handle, headers.get("idempotency-key"), asked)
    return answer_once(site, once, lambda: _recorded(request, handle, body))


def _recorded(request: Asking, handle: str, body: bytes) -> Response[bytes]:
    site: Site = request.app.state.site
    values = values_of(request, RECORD)
    given = given_facts(body, request.headers.get("content-type"))
    with site.recorder(clock_is_right=values.get(CLOCK_IS_RIGHT) is True) as register:
        done = record(
            site,
            register,
            given,
            recorded_by=handle,
            expected=expected_versions(given, request.headers.get("if-match")),
            dry_run=values.get("dry-run") is True,
        )
    return recorded(site, given, done)


@get(EVENTS.path, opt={ROUTE: EVENTS.may}, sync_to_thread=True, name=EVENTS.name)
def new_events(request: Asking) -> Stream:
    """Send new facts as they are recorded."""
    site: Site = request.app.state.site
    values = values_of(request, EVENTS)
    after = last_event(request.headers.get("last-event-id"), values.get("after"))
    if after is None:
        with site.register.reading() as connection:
            after = known_at(connection, None).position
    listeners: EventListeners = request.app.state.listeners
    listeners.refuse_more()
    told = events(partial(_new_facts_for, request), after, request.app.state.stopping.is_set)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(listeners.counted(told), media_type=EVENTS.media_type, headers=headers)


def _new_facts_for(request: Asking, after: int) -> list[tuple[int, bytes]] | None:
    """Return the facts after a position; None: who asked for them may not have them any more."""
    site: Site = request.app.state.site
    principal = still(request, site)
    if not principal.has(EVENTS.may):
        return None
    return new_facts(site.register, persons_for(site, principal), after)


@get(EXPORT.path, opt={ROUTE: EXPORT.may}, sync_to_thread=True, name=EXPORT.name)
def export(request: Asking) -> Stream:
    """Send the log, in portions."""
    site: Site = request.app.state.site
    values = values_of(request, EXPORT)
    chosen(request.headers.get("accept"), EXPORT.forms)
    with site.register.reading() as connection:
        through = known_at(connection, values.get("known")).position
        require_keys(connection, opener(site.register.persons, LogReader(connection)))
    lines = exported(site.register, values.get("from-position") or 1, through)
    return Stream(lines, media_type=JSONL, headers={"Cache-Control": "no-store"})


@post(REPORTS.path, opt={ROUTE: REPORTS.may}, sync_to_thread=True, name=REPORTS.name)
def begun_report(request: Asking, body: RawBody) -> Response[bytes]:
    """Begin a report."""
    return _begun(
        request, REPORTS, lambda: wish(body, _media(request), REPORT_FIELDS), begin_report
    )


@post(
    VERIFICATIONS.path,
    opt={ROUTE: VERIFICATIONS.may},
    sync_to_thread=True,
    name=VERIFICATIONS.name,
)
def begun_verification(request: Asking, body: RawBody) -> Response[bytes]:
    """Begin a verification."""
    asked = lambda: wish(body, _media(request), CHECK_FIELDS)  # noqa: E731  # read after the address
    return _begun(request, VERIFICATIONS, asked, begin_verification)


def _media(request: Asking) -> str | None:
    return request.headers.get("content-type")


def _begun(
    request: Asking,
    operation: Operation,
    asked: Callable[[], dict[str, Any]],
    begin: Callable[[View, BackgroundJobs, dict[str, Any]], BackgroundJob],
) -> Response[bytes]:
    values = values_of(request, operation)
    wanted = asked()
    with view_for(request, operation, values) as view:
        job = begin(view, request.app.state.jobs, wanted)
        headers = {
            "Location": f"{view.site.prefix}{API}/jobs/{job.id}",
            "Cache-Control": "no-store",
        }
    content = indented(job_document(job)) + b"\n"
    return Response(content, status_code=202, media_type=JSON, headers=headers)


@get(JOB.path.replace("}", ":str}"), opt={ROUTE: JOB.may}, sync_to_thread=True, name=JOB.name)
def job(request: Asking) -> Response[bytes]:
    """Tell how far work is."""
    found = _job(request, JOB)
    headers = {"Cache-Control": "no-store"}
    if not found.is_finished:
        headers["Retry-After"] = "2"
    return Response(indented(job_document(found)) + b"\n", media_type=JSON, headers=headers)


@get(
    RESULT.path.replace("}", ":str}"),
    opt={ROUTE: RESULT.may},
    sync_to_thread=True,
    name=RESULT.name,
)
def job_result(request: Asking) -> Response[bytes]:
    """Give the file of a report."""
    found = _job(request, RESULT)
    files = found.result.files if found.is_done else ()
    if not files:
        raise NotFoundException("there is no file of it, or none yet")
    headers = {
        "Content-Disposition": f'attachment; filename="{files[0].name}"',
        "Cache-Control": "no-store",
    }
    return Response(files[0].read_bytes(), media_type=RESULT.media_type, headers=headers)


def _job(request: Asking, operation: Operation) -> BackgroundJob:
    values = values_of(request, operation)
    jobs: BackgroundJobs = request.app.state.jobs
    return jobs.get(None, request.state.principal.handle, values["id"])


@get("/api", opt={ROUTE: May.READ}, sync_to_thread=True)
def api(request: Asking) -> Response[bytes]:
    """Show the addresses for programs."""
    return page(request, api_page)


ROUTES = [
    *(_route(operation) for operation in QUESTIONS),
    record_facts,
    new_events,
    export,
    begun_report,
    begun_verification,
    job,
    job_result,
    api,
]
