"""The page of proceedings: findings, fines and sanctions, what became of them, and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.tables.names import names_for
from reports.tables.proceeding_rows import known_proceedings, proceedings_section
from web.asking.narrowing import narrowing
from web.shell.linked_names import linked
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from web.asking.view import View


def proceedings(view: View) -> Page:
    """Return the proceedings at a T, K and P, of all or of what the address keeps to."""
    kept = narrowing(view)
    making = kept.context(view, "dossier")
    found = known_proceedings(making)
    names = linked(names_for(making, {one.key.platform for one in found}))
    section = proceedings_section(making, names, found, linked=True)
    return Page(
        title=section.title,
        body=f"{narrowing_form(view, kept)}<section>{told(view, section.blocks)}</section>",
        styles=("told.css",),
    )
