"""The fields by which a page is asked at another day, or as known at another point of the log."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.asking.view import View


def time_fields(view: View) -> str:
    """Return the fields of a form for T and K, and hidden ones for what else the address says."""
    tr, asked = view.tr, view.asked
    at = view.question.at.isoformat()
    hidden = {"lang": asked.language} if asked.is_language_said else {}
    if asked.public_by is not None:
        hidden["public-by"] = asked.public_by
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    return (
        f'{kept}<label>{escape(tr("What held on"))}<input type="date" name="at" value="{at}"></label>'
        f"<label>{escape(tr('as known at (a day, or a position of the log)'))}"
        f'<input name="known" value="{escape(asked.known or "")}" placeholder="{escape(tr("all that is known"))}" '
        'autocomplete="off"></label>'
    )


def time_form(view: View) -> str:
    """Return a form of nothing but the time; what else the page's address says stays."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in view.query.items()
    )
    return (
        f'<form class="bar" method="get" aria-label="{escape(view.tr("Day and knowledge"))}">'
        f"{kept}{time_fields(view)}<button>{escape(view.tr('Show'))}</button></form>"
    )
