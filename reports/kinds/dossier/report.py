"""The dossier: all that is known of one relationship, and why its standing is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.kinds.dossier import finding
from reports.kinds.dossier.facts import all_facts, disputes
from reports.kinds.dossier.figures import figures_section
from reports.kinds.dossier.material import material_of
from reports.kinds.dossier.proceedings import proceedings
from reports.kinds.dossier.sources import sources
from reports.kinds.dossier.standing import standing_section
from reports.kinds.dossier.story import ahead, story
from reports.model import Report
from reports.tables import provenance
from reports.tables.law_rows import laws
from reports.tables.names import names_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.context import ReportContext
    from reports.kinds.dossier.material import DossierData
    from reports.model import Section


def dossier(making: ReportContext) -> Report:
    """Return the dossier of one relationship at a (T, K).

    Raises NothingToReport if no fact about it was known at K.
    """
    material = material_of(making)
    sections = [section for section in _sections(material) if section is not None]
    return Report(
        statement=making.statement,
        title=finding.title(material),
        summary=tuple(finding.summary(material)),
        sections=(*sections, provenance.made(making, _words(material))),
        main="facts",
        data={"standing": None if material.found is None else material.found.to_json()},
    )


def _sections(material: DossierData) -> Iterator[Section | None]:
    yield standing_section(material)
    yield story(material)
    yield ahead(material)
    yield laws(
        material.making, names_for(material.making, ()), material.making.statement.key.jurisdiction
    )
    yield proceedings(material)
    yield figures_section(material)
    yield disputes(material)
    yield all_facts(material)
    yield sources(material)


def _words(material: DossierData) -> Iterator[tuple[str, str]]:
    """Give the words of the standings that are told of, by context and code."""
    for period in (*material.past, *material.future):
        standing = period.standing
        yield "compliance", standing.compliance
        yield "access", standing.access
        yield "certainty", standing.certainty
        if standing.ahead is not None:
            yield "ahead", standing.ahead
        if standing.observed is not None:
            yield "observed", standing.observed.state
            if standing.observed.contradicts:
                yield "mark", "contradicted"
        for one in standing.requirements:
            yield "state", one.state
            yield "basis", one.basis
            if one.was is not None:
                yield "state", one.was
    if material.found is not None and material.found.is_old:
        yield "mark", "old"
