"""The addresses of aided entry."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from aggregates.errors import FactRefused
from intake.errors import ArticleUnusable
from register.errors import BadDocument, NoText
from register.importing.documents import Offer, archive
from web.accounts.roles import May
from web.articles.article_page import article_page
from web.articles.article_view import SAID, article_view, with_model
from web.articles.bring_page import PATH, bring_page
from web.forms.form_values import FormValues, form_values
from web.guard import KEPT_FORM, ROUTE
from web.recording.kept_form import FOR_NOW, kept_form
from web.recording.sent_form import MOST_BYTES, SentForm, sent_form
from web.shell.refusals import address_of, refused_keeping
from web.shell.responding import Asking, fresh_page, view_of
from web.site import Site

RECORD = {ROUTE: May.RECORD}
READ_IT = ("read",)
"""What the form of an article is sent for."""

UNREADABLE = (ArticleUnusable, BadDocument, FactRefused, NoText)


@get(PATH, opt=RECORD, sync_to_thread=True)
def bringing(request: Asking) -> Response[bytes]:
    """Ask for an article."""
    with view_of(request) as view:
        return fresh_page(view, bring_page(view, form_values(view.query.items())))


@post(
    PATH,
    opt={**RECORD, KEPT_FORM: READ_IT},
    sync_to_thread=True,
    dependencies={"sent": Provide(sent_form)},
    request_max_body_size=MOST_BYTES,
    status_code=200,
)
def brought(request: Asking, sent: NamedDependency[SentForm]) -> Response[bytes]:
    """Archive what was brought, and lead to what it tells."""
    values, site = form_values(sent.pairs), request.app.state.site
    try:
        sha256 = _archived(site, sent, values, request.state.principal.handle)
        with view_of(request) as view:
            said = {name: values.text(name) or None for name in (*SAID, "language")}
            address = view.asked.link(f"{PATH}/{sha256}", **said)
        return Response(b"", status_code=303, headers={"Location": address})
    except UNREADABLE as error:
        with view_of(request) as view:
            return fresh_page(view, bring_page(view, values, str(error)))
    except FOR_NOW as error:
        return refused_keeping(request, error, kept_form(address_of(request), values, READ_IT))


@get(f"{PATH}/{{sha256:str}}", opt=RECORD, sync_to_thread=True)
def reading(request: Asking, sha256: FromPath[str]) -> Response[bytes]:
    """Show what the sentences of a document may tell of."""
    with view_of(request) as view:
        try:
            return fresh_page(view, article_page(view, article_view(view, sha256)))
        except UNREADABLE as error:
            values = form_values(view.query.items())
            return fresh_page(view, bring_page(view, values, str(error)))


@post(f"{PATH}/{{sha256:str}}", opt=RECORD, sync_to_thread=True, status_code=200)
def asking(request: Asking, sha256: FromPath[str]) -> Response[bytes]:
    """Ask the language model too, where there is one: whoever sends this form agrees to it."""
    endpoint = request.app.state.site.language_model
    if endpoint is None:
        raise NotFoundException("no language model is configured: 'register serve --endpoint URL'")
    with view_of(request) as view:
        try:
            read = with_model(view, article_view(view, sha256), endpoint)
            return fresh_page(view, article_page(view, read))
        except UNREADABLE as error:
            values = form_values(view.query.items())
            return fresh_page(view, bring_page(view, values, str(error)))


def _archived(site: Site, sent: SentForm, values: FormValues, by: str) -> str:
    """Archive a file, or else the text that was pasted; return its hash."""
    file = sent.files.get("file")
    content = file.file.read() if file else values.text("text").encode()
    if not content:
        raise ArticleUnusable("there is no text and no file: paste the one, or choose the other")
    offer = Offer(
        content=content,
        name=file.filename[:200] if file else None,
        media_type=None if file else "text/plain; charset=utf-8",
        url=values.text("url") or None,
        title=values.text("title") or None,
        language=values.text("language") or None,
    )
    today = site.today()
    (done,) = archive(site.register.register, [offer], recorded_by=by, today=today)
    site.register.catch_up()
    return done.sha256


ROUTES = [bringing, brought, Router("", route_handlers=[reading, asking])]
