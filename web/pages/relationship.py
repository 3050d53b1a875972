"""One relationship: what holds and why, at any day, as known at any point of the log."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.queries.status import each_period, status
from reports.errors import NothingToReport
from reports.formats.values import label
from reports.kinds.dossier.facts import all_facts, disputes
from reports.kinds.dossier.figures import figures_section
from reports.kinds.dossier.material import material_of
from reports.kinds.dossier.proceedings import proceedings
from reports.kinds.dossier.sources import sources
from reports.kinds.dossier.standing import standing_section
from reports.kinds.dossier.story import ahead, story
from reports.model import Audience, Code, Table
from reports.tables.law_rows import laws
from reports.tables.names import names_for
from reports.words import standing_sentences
from web.pages.knowledge_panel import KNOWN_COUNT, known_count, known_map, panel
from web.pages.time_panel import time_panel
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from projections.queries.status import Status
    from projections.read_models.relationships import RelationshipKey
    from reports.kinds.dossier.material import DossierData
    from reports.model import Section
    from web.asking.view import PageContext, View
    from web.pages.knowledge_panel import KnownCount
    from web.pages.time_panel import TimePanel


def relationship(platform: str, jurisdiction: str) -> Callable[[View], Page]:
    """Return what makes the page of a relationship."""
    return lambda view: _page(view, view.key(platform, jurisdiction))


def _page(view: View, key: RelationshipKey) -> Page:
    making = view.context("dossier", platform=key.platform, jurisdiction=key.jurisdiction)
    name = making.platforms([key.platform])[key.platform]
    place = view.language.place(key.jurisdiction)
    title = view.language.run("{platform} in {jurisdiction}", platform=name, jurisdiction=place)
    body, late = _body(view, key, making)
    link, names = view.asked.link, {"platform": key.platform, "jurisdiction": key.jurisdiction}
    return Page(
        title=label(title),
        body=body,
        current="matrix",
        crumbs=(
            PageLink(link("/"), view.tr("Matrix")),
            PageLink(
                link(f"/jurisdictions/{key.jurisdiction}"),
                view.language.jurisdiction(key.jurisdiction),
            ),
        ),
        actions=(PageLink(link("/reports", kind="dossier", **names), view.tr("Dossier")),),
        modules=("time-axis.js",),
        lead=_lead(view, key),
        past=_today(view, key),
        json=view.asked.for_programs(f"/api/v1/standings/{key.platform}/{key.jurisdiction}"),
        kept=names,
        late={KNOWN_COUNT: late},
    )


def _lead(view: View, key: RelationshipKey) -> str:
    """Return the words of the standing, set large."""
    found = status(view.connection, view.question, key)
    if found is None:
        return f'<p class="quiet">{escape(view.tr("No fact had taken effect by that day."))}</p>'
    return f'<div id="words">{told(view, [standing_sentences.words(view.language, found)])}</div>'


def _today(view: View, key: RelationshipKey) -> str:
    """Return what today's knowledge says of the same day, if less is known here."""
    if view.question.known.position >= view.head:
        return ""
    then, now = (
        one and _words(one)
        for one in (
            status(view.connection, view.question, key),
            status(view.connection, view.by_all(), key),
        )
    )
    compare = view.asked.link(
        "/compare",
        at=None,
        known=None,
        **{
            "from": f"{view.question.at.isoformat()}@{view.question.known.position}",
            "to": view.question.at.isoformat(),
            "platform": key.platform,
            "jurisdiction": key.jurisdiction,
        },
    )
    if then == now:
        return f"<span>{escape(view.tr('By all that is known, it comes to the same.'))}</span>"
    said = escape(view.tr("By all that is known, the same day was different:"))
    found = status(view.connection, view.by_all(), key)
    words = told(view, [standing_sentences.words(view.language, found)]) if found else "–"
    return (
        f"<span>{said}</span> {words} "
        f'<a href="{escape(compare)}">{escape(view.tr("What changed, and why"))}</a>'
    )


def _words(one: Status) -> tuple[str, str, str | None]:
    standing = one.period.standing
    return standing.compliance, standing.access, standing.ahead


def _body(view: View, key: RelationshipKey, making: PageContext) -> tuple[str, KnownCount]:
    """Return the page, and how much of the log it is by, which it says again when the log grows."""
    try:
        material = material_of(making)
    except NothingToReport:
        time = time_panel(view, key, (), ())
        nothing = view.tr("Nothing was known of it at this point of the log.")
        return (
            f'{"".join(panel(time))}<p class="empty">{escape(nothing)}</p>',
            known_count(time),
        )
    periods = list(each_period(view.connection, view.question, key))
    happened = [line.on for line in material.chronicle.lines]
    time = time_panel(view, key, periods, happened)
    return "".join((*panel(time), *_standing(view, material, time))), known_count(time)


def _standing(view: View, material: DossierData, time: TimePanel) -> Iterator[str]:
    found = [section for section in _sections(material) if section is not None]
    anchors = _anchors(found)
    yield '<div id="standing">'
    if material.found is not None:
        paragraphs = standing_sentences.sentences(view.language, material.found, material.past)
        yield told(view, paragraphs, anchors)
    yield sections(view, found[:1], anchors)
    yield from known_map(time)
    yield sections(view, found[1:], anchors)
    yield "</div>"


def _sections(material: DossierData) -> Iterator[Section | None]:
    yield standing_section(material)
    yield all_facts(material)
    yield story(material)
    yield ahead(material)
    making = material.making
    yield laws(making, names_for(making, ()), making.statement.key.jurisdiction)
    yield proceedings(material)
    yield figures_section(material)
    yield disputes(material)
    yield sources(material)


def _anchors(found: list[Section]) -> frozenset[str]:
    """Return the facts that have a card on the page, which references lead to."""
    tables = [
        block
        for section in found
        for block in section.blocks
        if isinstance(block, Table) and block.anchor and block.audience is not Audience.PROGRAMS
    ]
    return frozenset(
        cell.text
        for table in tables
        for row in table.rows
        for cell in row
        if isinstance(cell, Code)
    )
