"""The addresses of the pages that show."""

from __future__ import annotations

from litestar import Response, get

from web.accounts.roles import May
from web.guard import ROUTE
from web.pages.matrix import matrix
from web.shell.responding import Asking, page

READ = {ROUTE: May.READ}


@get("/", opt=READ, sync_to_thread=True)
def matrix_page(request: Asking) -> Response[bytes]:
    """Show what holds everywhere."""
    return page(request, matrix)


ROUTES = [matrix_page]
