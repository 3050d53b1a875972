"""The page of gaps: what laws ask, and nothing is known about."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from projections.read_models.relationships import relationships
from reports.model import Section, Table
from reports.tables.gap_rows import unknown
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.overviews.tabs import tabs
from web.shell.linked_names import linked
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from web.asking.view import View


MOST = 2_000
"""Of how many relationships gaps are looked for at once, for a page."""


def gaps(view: View) -> Page:
    """Return what is not known at a T, K and P, of all or of what the address keeps to."""
    kept = narrowing(view)
    making = kept.context(view, "jurisdiction")
    keys = relationships(view.connection, through=view.question.known.position, **kept.where)
    names = linked(names_for(making, {key.platform for key in keys}))
    if kept.is_narrow or len(keys) <= MOST:
        body = f"<section>{told(view, unfolded(unknown(making, names)).blocks)}</section>"
    else:
        body = _too_many(view, len(keys))
    return Page(
        title=view.tr("What is not known"),
        body="".join(
            (
                tabs(view, "/gaps"),
                narrowing_form(view, kept),
                body,
            )
        ),
        current="deadlines",
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/gaps", **kept.where),
    )


def _too_many(view: View, count: int) -> str:
    told_ = view.tr(
        "There are {count} relationships, more than a page looks through at once: choose a platform "
        "or a jurisdiction.",
        count=view.language.number(count).label,
    )
    return f'<p class="set-off warn">{escape(told_)}</p>'


def unfolded(section: Section) -> Section:
    """Return a section whose tables are open."""
    blocks = (
        replace(one, folded=False) if isinstance(one, Table) else one for one in section.blocks
    )
    return replace(section, blocks=tuple(blocks))
