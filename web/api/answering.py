"""From a request to an answer: values of the address, T and K, the part of a list, headers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from litestar import Response

from register.accounts.request_keys import KeptAnswer
from register.clock import microseconds
from register.format.listings import indented
from web.api import parameters
from web.api.forms import chosen, written
from web.api.mementos import HEADER, accepted_moment, links, memento_headers
from web.api.operation import JSON, ApiCall, Document
from web.asking.asked import TIMES, Asked
from web.asking.view import viewing
from web.errors import RequestProblem, RequestRefused
from web.shell.answers import key_of
from web.shell.responding import Asking, has, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from projections.changes.recorded import Recorded
    from register.accounts.request_keys import KeyedRequest
    from web.api.operation import Operation, Rows
    from web.api.recording import GivenFacts
    from web.asking.view import View
    from web.shell.answers import FinishedAnswers
    from web.site import Site

ALL = 10**15
_PAGE = {"search": 50}
"""How many rows a list has at once, where nothing is asked for; others come whole."""


def answer(request: Asking, operation: Operation) -> Response[bytes]:
    """Answer a question: 304 for who has the answer, and kept while nothing changes."""
    kept: FinishedAnswers = request.app.state.answers
    return kept.in_turn(lambda: _answer(request, operation, kept))


def _answer(request: Asking, operation: Operation, kept: FinishedAnswers) -> Response[bytes]:
    values = values_of(request, operation)
    form = chosen(request.headers.get("accept"), operation.forms)
    with view_for(request, operation, values) as view:
        call = ApiCall(view, values)
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept, Cookie"}
        if operation.timed:
            headers |= _memento(request, operation, view)
        if operation.versioned:
            return _versioned(request, operation, call, headers)
        made = _made(call, operation, form) if operation.beside_log else None
        key = key_of(view, view.path, f"{form} {sorted(view.query.items())}", made)

        def content() -> bytes:
            found = made or kept.get(key, lambda: _made(call, operation, form))
            following, _, rest = found.partition(b"\n")
            if following:
                link = f'<{following.decode()}>; rel="next"'
                headers["Link"] = ", ".join(filter(None, (headers.get("Link"), link)))
            return rest

        return tagged(request, key, content, headers, form)


def _versioned(
    request: Asking, operation: Operation, call: ApiCall, headers: dict[str, str]
) -> Response[bytes]:
    """Answer with what has a version of its own; it is no different for any other reason."""
    made = _asked(operation, call)
    tag = made.tag if isinstance(made, Document) else None
    headers["ETag"] = f'"{tag}"'
    if tag is not None and has(request, tag):
        return Response(b"", status_code=304, headers=headers)
    content = written(operation, operation.media_type, made)
    return Response(content, media_type=operation.media_type, headers=headers)


def _asked(operation: Operation, call: ApiCall) -> Rows | Document:
    assert operation.answer is not None, operation.name  # noqa: S101  # routes of questions only
    return operation.answer(call)


def _made(call: ApiCall, operation: Operation, form: str) -> bytes:
    """Return an answer as it is kept: in its first line where the list goes on, then its bytes."""
    made, following = _asked(operation, call), None
    if not isinstance(made, Document):
        made, following = _part(call, operation, made)
    return (following or "").encode() + b"\n" + written(operation, form, made)


def values_of(request: Asking, operation: Operation) -> dict[str, Any]:
    """Return the values of an address; raise RequestRefused with all that is wrong with it."""
    query = list(request.query_params.multi_items())
    known = parameters.of(operation)
    found = parameters.values(known, request.path_params, query)
    if operation.paged:
        known_here, _, offset = (found.get("cursor") or "").partition(".")
        if known_here and "known" in found:
            told = "it holds the point of the log: leave out known"
            raise RequestRefused([RequestProblem("contradiction", told, "cursor")])
        found["known"] = known_here or found.get("known")
        found["begin"] = int(offset or 0)
        found["end"] = found["begin"] + (found.get("limit") or _PAGE.get(operation.name, ALL))
    return found


def view_for(
    request: Asking, operation: Operation, values: dict[str, Any]
) -> AbstractContextManager[View]:
    """Give a view at the T, K and P of an address, or at those of the moment that a header names."""
    site: Site = request.app.state.site
    asked = Asked(site.prefix, "en", values.get("at"), values.get("known"), values.get("public-by"))
    if operation.timed and asked.at is None and asked.known is None:
        moment = accepted_moment(request.headers.get(HEADER), site.now())
        if moment is not None:
            asked = replace(asked, at=moment.at, known=moment.known)
    said = dict(request.query_params.items())
    others = {name: text for name, text in said.items() if name not in TIMES}
    path = request.url.path.removeprefix(site.prefix)
    return viewing(site, request.state.principal, asked, path, others)


def _memento(request: Asking, operation: Operation, view: View) -> dict[str, str]:
    said = request.query_params
    original = view.here(at=None, known=None)
    timemap = None
    if operation.name == "standing":
        key = view.key(request.path_params["platform"], request.path_params["jurisdiction"])
        path = f"/api/v1/relationships/{key.platform}/{key.jurisdiction}/timemap"
        timemap = f"{view.site.prefix}{path}"
    varies = {"Vary": "Accept, Accept-Datetime, Cookie"}
    if "at" in said or "known" in said or HEADER not in request.headers:
        return {**varies, "Link": links(original, timemap)}
    return {**varies, **memento_headers(view, original, timemap)}


def _part(call: ApiCall, operation: Operation, made: Rows) -> tuple[Rows, str | None]:
    """Return the part of a list that is asked for, and the address of the next one."""
    view = call.view
    if made.following is not None:
        changes: dict[str, str | None] = {**made.following}
        return made, view.here(**changes)
    if not operation.paged:
        return made, None
    begin, end = call.values["begin"], call.values["end"]
    part = replace(made, documents=made.documents[begin:end])
    if len(made.documents) <= end:
        return part, None
    at = view.question.at.isoformat() if operation.timed else None
    cursor = f"{view.question.known.position}.{end}"
    return part, view.here(at=at, known=None, cursor=cursor, limit=str(end - begin))


def recorded(site: Site, given: GivenFacts, done: Sequence[Recorded]) -> Response[bytes]:
    """Answer a recording: 201 where something is new in the log, else 200."""
    rows = [one.to_json() for one in done]
    new = [one for one in done if not one.rehearsed and not one.outcome.duplicate]
    headers = {"Cache-Control": "no-store"}
    if new and not given.many:
        headers["Location"] = f"{site.prefix}/api/v1/facts/{new[0].outcome.fact_id}"
    content = indented(rows if given.many else rows[0]) + b"\n"
    status = 201 if new else 200
    return Response(content, status_code=status, media_type=JSON, headers=headers)


def answer_once(
    site: Site, once: KeyedRequest | None, make: Callable[[], Response[bytes]]
) -> Response[bytes]:
    """Answer a request; one that comes again with its key gets the answer that it got before.

    What was refused did nothing, and is looked at anew.
    """
    if once is None:
        return make()
    engine = site.register.engine
    before = once.begin(engine, microseconds(site.now()))
    if before is not None:
        location = {"Location": before.location} if before.location else {}
        return Response(
            before.content.encode(),
            status_code=before.status,
            media_type=JSON,
            headers={"Cache-Control": "no-store", "Idempotent-Replayed": "true", **location},
        )
    try:
        made = make()
    except BaseException:
        once.abandon(engine)
        raise
    location_of = made.headers.get("Location")
    once.finish(engine, KeptAnswer(made.status_code or 200, location_of, made.content.decode()))
    return made
