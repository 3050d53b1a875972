"""The addresses of the pages that show."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from web.accounts.roles import May
from web.guard import ROUTE
from web.pages.changes import changes
from web.pages.compare import compare
from web.pages.fact import fact, last_checkpoint
from web.pages.matrix import matrix
from web.pages.relationship import relationship
from web.shell.responding import Asking, page

READ = {ROUTE: May.READ}


@get("/", opt=READ, sync_to_thread=True)
def matrix_page(request: Asking) -> Response[bytes]:
    """Show what holds everywhere."""
    return page(request, matrix)


@get("/relationships/{platform:str}/{jurisdiction:str}", opt=READ, sync_to_thread=True)
def relationship_page(
    request: Asking, platform: FromPath[str], jurisdiction: FromPath[str]
) -> Response[bytes]:
    """Show what holds between a platform and a jurisdiction, and why."""
    return page(request, relationship(platform, jurisdiction), about=(platform, jurisdiction))


@get("/facts/{name:str}", opt=READ, sync_to_thread=True)
def fact_page(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show a fact, what was said about it, and its proof."""
    return page(request, fact(name), beside=last_checkpoint)


@get("/changes", opt=READ, sync_to_thread=True)
def changes_page(request: Asking) -> Response[bytes]:
    """Show what changed in a stretch of days."""
    return page(request, changes)


@get("/compare", opt=READ, sync_to_thread=True)
def compare_page(request: Asking) -> Response[bytes]:
    """Show what differs between two moments, and whose doing it is."""
    return page(request, compare)


ROUTES = [matrix_page, relationship_page, fact_page, changes_page, compare_page]
