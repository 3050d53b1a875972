"""The addresses of search and help."""

from __future__ import annotations

from litestar import Response, get

from web.accounts.roles import May
from web.finding.keys import keys
from web.finding.search import find
from web.finding.words import words
from web.guard import ROUTE
from web.shell.responding import Asking, page

READ = {ROUTE: May.READ}


@get("/search", opt=READ, sync_to_thread=True)
def search_page(request: Asking) -> Response[bytes]:
    """Show the facts that have some words."""
    return page(request, find)


@get("/help/words", opt=READ, sync_to_thread=True)
def words_page(request: Asking) -> Response[bytes]:
    """Show what the words mean."""
    return page(request, words)


@get("/help/keys", opt=READ, sync_to_thread=True)
def keys_page(request: Asking) -> Response[bytes]:
    """Show what the keys do."""
    return page(request, keys)


ROUTES = [search_page, words_page, keys_page]
