"""The addresses for programs, each made from its operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Response, get, post
from litestar.params import RawBody
from litestar.response import Stream

from projections.queries.persons import require_keys
from register.log.points import known_at
from register.log.reader import LogReader
from register.persons.unsealer import opener
from web.accounts.roles import May
from web.api.answering import answer, answer_once, recorded, values_of
from web.api.asks import ahead, facts, integrity, standings, subjects
from web.api.forms import chosen
from web.api.operation import JSONL
from web.api.page import api_page
from web.api.recording import RECORD, expected_versions, given_facts, keyed, record
from web.api.streams import EVENTS, EXPORT, events, exported, last_event, new_facts
from web.guard import ROUTE
from web.shell.responding import Asking, page

if TYPE_CHECKING:
    from web.api.operation import Operation
    from web.site import Site

QUESTIONS: tuple[Operation, ...] = (
    *standings.OPERATIONS,
    *facts.OPERATIONS,
    *ahead.OPERATIONS,
    *subjects.OPERATIONS,
    *integrity.OPERATIONS,
)
"""All that can be asked."""

OPERATIONS: tuple[Operation, ...] = (*QUESTIONS, RECORD, EVENTS, EXPORT)
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
    done = record(
        site,
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
    told = events(partial(new_facts, site.register), after, request.app.state.stopping.is_set)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(told, media_type=EVENTS.media_type, headers=headers)


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


@get("/api", opt={ROUTE: May.READ}, sync_to_thread=True)
def api(request: Asking) -> Response[bytes]:
    """Show the addresses for programs."""
    return page(request, api_page)


ROUTES = [*(_route(operation) for operation in QUESTIONS), record_facts, new_events, export, api]
