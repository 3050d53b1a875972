"""The page of conflicts: facts that somebody denies, with both sides and their sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.queries.history import conflicts_of
from projections.read_models.relationships import relationships
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.model import Layout, Table
from reports.safe_text import safe
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.queries.history import Conflict, FactView
    from projections.read_models.relationships import RelationshipKey
    from reports.tables.names import ReportNames
    from web.asking.narrowing import Narrowing
    from web.asking.view import View

MOST = 50
"""How many disputes a page shows at most."""


def conflicts(view: View) -> Page:
    """Return the disputed facts as known at K and P, of all or of what the address keeps to."""
    kept = narrowing(view)
    found = [*_found(view, kept)]
    making = kept.context(view, "jurisdiction")
    names = names_for(making, {key.platform for key, _ in found})
    teller = FactText(view.language, FactReferences(making).ref)
    body = [narrowing_form(view, kept), _counted(view, len(found))]
    for number, (key, one) in enumerate(found[:MOST], 1):
        body += _told(view, teller, one, number, _place(view, names, key))
    return Page(
        title=view.tr("Facts that are denied"),
        body="".join(body),
        styles=("told.css",),
        json=None if kept.is_narrow else view.asked.for_programs("/api/v1/conflicts", at=None),
    )


def _found(view: View, kept: Narrowing) -> Iterator[tuple[RelationshipKey, Conflict]]:
    through = view.question.known.position
    keys = relationships(view.connection, through=through, **kept.where)
    for key, found in conflicts_of(view.connection, view.question, keys):
        for one in found:
            yield key, one.shown(view.show)


def _counted(view: View, count: int) -> str:
    if not count:
        told = view.tr(
            "No fact is disputed. Where somebody denies a fact, both sides stand here with their "
            "sources; a denial is recorded from the page of the fact."
        )
        return f'<p class="empty">{escape(told)}</p>'
    told = view.language.trn("{count} fact is disputed.", "{count} facts are disputed.", count)
    if count > MOST:
        more = view.tr(
            "The first {count} are shown: narrow the page to see others.", count=str(MOST)
        )
        told = f"{told} {more}"
    return f"<p>{escape(told)}</p>"


def _place(view: View, names: ReportNames, key: RelationshipKey) -> str:
    href = escape(view.asked.link(f"/relationships/{key.platform}/{key.jurisdiction}"))
    name = f"<bdi>{escape(safe(names.platform(key.platform).text))}</bdi>"
    return f'<a href="{href}">{name}, {escape(names.jurisdiction(key.jurisdiction))}</a>'


def _told(view: View, teller: FactText, one: Conflict, number: int, place: str) -> Iterator[str]:
    tr = view.tr
    yield f'<section id="conflict-{number}"><h2>{place}</h2>\n'
    sides = (
        (tr("Said"), (one.fact,)),
        (tr("Denied"), one.denials),
        (tr("Confirmed"), one.confirmations),
    )
    for title, facts in sides:
        if facts:
            yield f"<h3>{escape(title)}</h3>{told(view, [_cards(teller, title, facts)])}"
    yield "</section>\n"


def _cards(teller: FactText, title: str, facts: Sequence[FactView]) -> Table:
    """Return facts as cards; what happened leads to the page of the fact."""
    rows = []
    for one in facts:
        _, _, *others = teller.row(one)
        rows.append((None, teller.ref(one.document), *others))
    return Table("facts", title, teller.columns(), rows, layout=Layout.CARDS)
