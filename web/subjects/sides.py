"""The pages of one platform, and of one jurisdiction: all that holds on that side."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from projections.read_models import platform_names
from register import jurisdictions
from reports.kinds import overview as surveys
from reports.kinds.jurisdiction import platforms_counted
from reports.kinds.platform import identity, jurisdictions_counted, platform_at
from reports.model import Chart, Section
from reports.safe_text import safe
from reports.tables.gap_rows import unknown
from reports.tables.proceeding_rows import known_proceedings, proceedings_section
from reports.tables.standing_rows import counts
from web.shell.linked_names import linked
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told
from web.shell.time_form import time_form
from web.subjects.laws import law_blocks, law_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.kinds.overview import Survey
    from reports.model import Block
    from web.asking.view import PageContext, View


def platform(view: View, name: str) -> Page:
    """Return a platform in all jurisdictions; raise UnknownPlatform."""
    slug = platform_names.resolve(view.connection, name)
    making = view.context("platform", platform=slug)
    one = _survey(making, "jurisdiction")
    who = Section("identity", view.tr("Who it is"), identity(making, platform_at(making, slug)))
    return Page(
        title=safe(one.names.platform(slug).text),
        body=_body(
            view,
            {"platform": slug},
            (jurisdictions_counted(making, len(one.found)), *counts(one.names, one.found)),
            (who, *_sections(making, one)),
        ),
        crumbs=(PageLink(view.asked.link("/"), view.tr("Matrix")),),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/standings", platform=slug),
        kept={"platform": slug},
    )


def jurisdiction(view: View, name: str) -> Page:
    """Return a jurisdiction with all platforms in it, and its laws; raise UnknownJurisdiction."""
    code = jurisdictions.resolve(name)
    making = view.context("jurisdiction", jurisdiction=code)
    one = _survey(making, "platform")
    laws = law_blocks(view, making, one.names, law_rows(view, code))
    return Page(
        title=view.language.jurisdiction(code),
        body=_body(
            view,
            {"jurisdiction": code},
            (platforms_counted(making, len(one.found)), *counts(one.names, one.found)),
            (*_sections(making, one), Section("laws", view.tr("Laws"), laws)),
        ),
        crumbs=(PageLink(view.asked.link("/"), view.tr("Matrix")),),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/standings", jurisdiction=code),
        kept={"jurisdiction": code},
    )


def _survey(making: PageContext, across: str) -> Survey:
    """Return what is known of a side; the names in its tables lead to the relationships."""
    found = surveys.survey(making, across)
    return replace(found, names=linked(found.names))


def _sections(making: PageContext, one: Survey) -> Iterator[Section]:
    yield surveys.standings(one)
    yield surveys.requirements(one)
    yield surveys.measures(one)
    yield without_pictures(surveys.deadlines(one))
    yield proceedings_section(making, one.names, known_proceedings(making), linked=True)
    yield surveys.disputed(one)
    yield unknown(making, one.names)


def without_pictures(section: Section) -> Section:
    """Return a section without what only draws its tables once more."""
    blocks = tuple(one for one in section.blocks if not isinstance(one, Chart))
    return replace(section, blocks=blocks)


def _body(
    view: View, kept: dict[str, str], summary: Sequence[Block], parts: Sequence[Section]
) -> str:
    return "".join(
        (
            time_form(view),
            told(view, summary),
            _contents(view, parts),
            _elsewhere(view, kept),
            sections(view, parts),
        )
    )


def _contents(view: View, parts: Sequence[Section]) -> str:
    items = "".join(
        f'<li><a href="#{escape(one.name)}-section">{escape(one.title)}</a></li>' for one in parts
    )
    name = escape(view.tr("Contents"))
    return f'<nav class="contents" aria-label="{name}"><ul>{items}</ul></nav>'


def _elsewhere(view: View, kept: dict[str, str]) -> str:
    """Return links to the lists of the same side."""
    tr = view.tr
    places = {
        "/": tr("Matrix"),
        "/deadlines": tr("Deadlines"),
        "/figures": tr("Reported figures"),
        "/conflicts": tr("Facts that are denied"),
        "/search": tr("Search"),
    }
    items = "".join(
        f'<li><a href="{escape(view.asked.link(path, **kept))}">{escape(title)}</a></li>'
        for path, title in places.items()
    )
    name = escape(tr("In the lists:"))
    return f'<nav class="contents" aria-label="{name}"><ul><li class="quiet">{name}</li>{items}</ul></nav>\n'
