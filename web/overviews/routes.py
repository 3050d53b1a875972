"""The addresses of the lists over all relationships."""

from __future__ import annotations

from litestar import Response, get

from web.accounts.roles import May
from web.guard import ROUTE
from web.overviews.clocks import clocks
from web.overviews.conflicts import conflicts
from web.overviews.contradictions import contradictions
from web.overviews.deadlines import deadlines
from web.overviews.figures import figures
from web.overviews.gaps import gaps
from web.overviews.proceedings import proceedings
from web.shell.responding import Asking, page

READ = {ROUTE: May.READ}


@get("/deadlines", opt=READ, sync_to_thread=True)
def deadlines_page(request: Asking) -> Response[bytes]:
    """Show the deadlines."""
    return page(request, deadlines)


@get("/clocks", opt=READ, sync_to_thread=True)
def clocks_page(request: Asking) -> Response[bytes]:
    """Show the requests with a time to answer."""
    return page(request, clocks)


@get("/gaps", opt=READ, sync_to_thread=True)
def gaps_page(request: Asking) -> Response[bytes]:
    """Show what is asked, and not known."""
    return page(request, gaps)


@get("/conflicts", opt=READ, sync_to_thread=True)
def conflicts_page(request: Asking) -> Response[bytes]:
    """Show what is disputed."""
    return page(request, conflicts)


@get("/contradictions", opt=READ, sync_to_thread=True)
def contradictions_page(request: Asking) -> Response[bytes]:
    """Show where measurement contradicts what is announced."""
    return page(request, contradictions)


@get("/figures", opt=READ, sync_to_thread=True)
def figures_page(request: Asking) -> Response[bytes]:
    """Show the reported figures."""
    return page(request, figures)


@get("/proceedings", opt=READ, sync_to_thread=True)
def proceedings_page(request: Asking) -> Response[bytes]:
    """Show proceedings, findings and fines."""
    return page(request, proceedings)


ROUTES = [
    deadlines_page,
    clocks_page,
    gaps_page,
    conflicts_page,
    contradictions_page,
    figures_page,
    proceedings_page,
]
