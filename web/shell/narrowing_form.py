"""The form by which a page is narrowed: the day, the point of the log, a platform, a jurisdiction."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.read_models.platform_names import names_at
from projections.read_models.relationships import relationships
from reports.safe_text import safe
from web.shell.time_form import time_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from web.asking.narrowing import Narrowing
    from web.asking.view import View


def narrowing_form(
    view: View,
    kept: Narrowing,
    *,
    sides: Iterable[str] = ("platform", "jurisdiction"),
    first: str = "",
    fields: str = "",
    also: Iterable[str] = (),
) -> str:
    """Return the form; ``first`` and ``fields`` are further ones, ``also`` what it only keeps."""
    tr, through = view.tr, view.question.known.position
    keys = relationships(view.connection, through=through)
    chosen = []
    if "platform" in sides:
        slugs = {key.platform for key in keys} | ({kept.platform} if kept.platform else set())
        named = names_at(view.connection, slugs, through)
        chosen.append(choice(view, "platform", tr("Platform"), named, kept.platform))
    if "jurisdiction" in sides:
        codes = {key.jurisdiction for key in keys}
        codes |= {kept.jurisdiction} if kept.jurisdiction else set()
        places = {code: view.language.jurisdiction(code) for code in codes}
        chosen.append(choice(view, "jurisdiction", tr("Jurisdiction"), places, kept.jurisdiction))
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(view.query[name])}">'
        for name in also
        if name in view.query
    )
    return (
        f'<form class="bar" method="get" aria-label="{escape(tr("What to show"))}">{hidden}{first}'
        f"{time_fields(view)}{''.join(chosen)}{fields}<button>{escape(tr('Show'))}</button></form>\n"
    )


def choice(
    view: View, name: str, title: str, options: Mapping[str, str], chosen: str | None
) -> str:
    """Return a choice of one of some things, by code, in the order of their names; or of all."""
    every = escape(view.tr("all {count}", count=view.language.number(len(options)).label))
    told = [f'<label>{escape(title)}<select name="{name}"><option value="">{every}</option>']
    for code, label in sorted(options.items(), key=lambda one: (one[1].casefold(), one[0])):
        selected = " selected" if code == chosen else ""
        told.append(f'<option value="{escape(code)}"{selected}>{escape(safe(label))}</option>')
    return "".join((*told, "</select></label>"))


def unheeded(view: View) -> str:
    """Say that a page takes no heed of what was public by a day; nothing where that is not asked."""
    if view.question.public_by is None:
        return ""
    told = view.tr("This page is by all that was known, whether it was public by then or not.")
    return f'<p class="set-off warn">{escape(told)}</p>\n'
