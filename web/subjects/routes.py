"""The addresses of laws, platforms, jurisdictions and documents."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from web.accounts.roles import May
from web.guard import ROUTE
from web.shell.responding import Asking, page, view_of
from web.subjects.content import content_of
from web.subjects.document import document
from web.subjects.law import law
from web.subjects.laws import laws
from web.subjects.sides import jurisdiction, platform

READ = {ROUTE: May.READ}


@get("/laws", opt=READ, sync_to_thread=True)
def laws_page(request: Asking) -> Response[bytes]:
    """Show the laws."""
    return page(request, laws)


@get("/laws/{name:str}", opt=READ, sync_to_thread=True)
def law_page(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show one law."""
    return page(request, lambda view: law(view, name))


@get("/platforms/{name:str}", opt=READ, sync_to_thread=True)
def platform_page(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show one platform."""
    return page(request, lambda view: platform(view, name))


@get("/jurisdictions/{name:str}", opt=READ, sync_to_thread=True)
def jurisdiction_page(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show one jurisdiction."""
    return page(request, lambda view: jurisdiction(view, name))


@get("/sources/{name:str}", opt=READ, sync_to_thread=True)
def document_page(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show what is known of a document, by its hash."""
    return page(request, lambda view: document(view, name))


@get("/sources/{name:str}/content", opt=READ, sync_to_thread=True)
def document_content(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Give the document itself, so that it can do nothing."""
    with view_of(request) as view:
        found = content_of(view, name)
    return Response(found.content, media_type=found.media_type, headers=found.headers)


ROUTES = [
    laws_page,
    law_page,
    platform_page,
    jurisdiction_page,
    document_page,
    document_content,
]
