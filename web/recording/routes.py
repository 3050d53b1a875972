"""The addresses of recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from web.accounts.roles import May
from web.forms.form_values import form_values
from web.guard import KEPT_FORM, ROUTE
from web.recording.act import RecordedFacts, act, where_next
from web.recording.claim_form import CLAIMS, ClaimForm
from web.recording.claimed_fact import claimed_fact
from web.recording.drafts import DRAFT, draft_values, dropped_draft, kept_draft
from web.recording.form_page import TypeForm, asked_values
from web.recording.kept_form import FOR_NOW, VERBS, kept_form
from web.recording.sent_form import MOST_BYTES, SentForm, sent_form
from web.recording.types_page import types_page
from web.recording.uploads import with_files
from web.shell.refusals import address_of, refused_keeping
from web.shell.responding import Asking, fresh_page, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.asking.view import View
    from web.recording.act import RecordingForm
    from web.site import Site

RECORD = {ROUTE: May.RECORD}
SENT: dict[str, Any] = {
    "opt": {**RECORD, KEPT_FORM: VERBS},
    "sync_to_thread": True,
    "dependencies": {"sent": Provide(sent_form)},
    "request_max_body_size": MOST_BYTES,
    "status_code": 200,
}
"""What all routes have that a form is sent to."""


@get("/record", opt=RECORD, sync_to_thread=True)
def types_of_fact(request: Asking) -> Response[bytes]:
    """Ask what happened."""
    with view_of(request) as view:
        return fresh_page(view, types_page(view))


@get("/record/{type_name:str}", opt=RECORD, sync_to_thread=True)
def empty_form(request: Asking, type_name: FromPath[str]) -> Response[bytes]:
    """Give the form of a type, with what the address says already."""
    with view_of(request) as view:
        values = draft_values(view) or asked_values(view)
        return fresh_page(view, TypeForm(type_name).page(view, values))


@post("/record/{type_name:str}", **SENT)
def sent_fact(
    request: Asking, type_name: FromPath[str], sent: NamedDependency[SentForm]
) -> Response[bytes]:
    """Show the form again, or what would follow, or record it."""
    return _answered(request, lambda _: TypeForm(type_name), sent)


def empty_claim(request: Asking, fact: FromPath[str]) -> Response[bytes]:
    """Give the form of a claim about a fact."""
    with view_of(request) as view:
        claim = _claim(view, request, fact)
        return fresh_page(view, claim.page(view, draft_values(view) or claim.empty(view)))


def sent_claim(
    request: Asking, fact: FromPath[str], sent: NamedDependency[SentForm]
) -> Response[bytes]:
    """Show the form of a claim again, or what would follow, or record it."""
    return _answered(request, lambda view: _claim(view, request, fact), sent)


def _claim(view: View, request: Asking, fact: str) -> ClaimForm:
    word = request.url.path.rpartition("/")[2]
    return ClaimForm(word, claimed_fact(view.connection, fact, view.head))


def _answered(
    request: Asking, form: Callable[[View], RecordingForm], sent: SentForm
) -> Response[bytes]:
    """Do what a button says; if the database can't take it now, give back all that was typed."""
    values = form_values(sent.pairs)
    try:
        by = request.state.principal.handle
        values, refused = with_files(request.app.state.site, sent, by)
        if sent.verb == "draft":
            with view_of(request) as view:
                path, following = form(view).path, view.asked.link("/record")
            kept_draft(request.app.state.site, by, path, values)
            return _seen_next(following)
        with view_of(request) as view:
            done = act(view, form(view), sent, values, refused)
            if isinstance(done, RecordedFacts):
                dropped_draft(view.site, by, values.text(DRAFT))
                return _seen_next(where_next(view, done))
            return fresh_page(view, done)
    except FOR_NOW as error:
        again = kept_form(address_of(request), values, error=error)
        return refused_keeping(request, error, again)


@post("/drafts", **SENT)
def thrown_away(request: Asking, sent: NamedDependency[SentForm]) -> Response[bytes]:
    """Throw a draft of one's own away."""
    site: Site = request.app.state.site
    dropped_draft(site, request.state.principal.handle, form_values(sent.pairs).text(DRAFT))
    with view_of(request) as view:
        return _seen_next(view.asked.link("/record"))


def _seen_next(address: str) -> Response[bytes]:
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response(b"", status_code=303, headers=headers)


# Each handler has one path: one of several is put into a thread several times (Litestar 2.25).
_GETS_CLAIM = [
    get(f"/facts/{{fact:str}}/{word}", opt=RECORD, sync_to_thread=True)(empty_claim)
    for word in CLAIMS
]
_TAKES_CLAIM = [post(f"/facts/{{fact:str}}/{word}", **SENT)(sent_claim) for word in CLAIMS]
ROUTES = [types_of_fact, empty_form, sent_fact, thrown_away, *_GETS_CLAIM, *_TAKES_CLAIM]
