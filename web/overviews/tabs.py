"""The three lists of what is due, as tabs: deadlines, requests with a time to answer, gaps."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.asking.view import View

CURRENT = ' aria-current="page"'
KEPT = ("platform", "jurisdiction")


def tabs(view: View, current: str) -> str:
    """Return links to the three, of which one is the page itself; they keep to the same."""
    tr = view.tr
    kept = {name: view.query[name] for name in KEPT if name in view.query}
    titles = {
        "/deadlines": tr("Deadlines"),
        "/clocks": tr("Requests to answer"),
        "/gaps": tr("What is not known"),
    }
    items = (
        f'<li><a href="{escape(view.asked.link(path, **kept))}"{CURRENT if path == current else ""}>'
        f"{escape(title)}</a></li>"
        for path, title in titles.items()
    )
    return f'<nav class="tabs" aria-label="{escape(tr("What is due"))}"><ul>{"".join(items)}</ul></nav>'
