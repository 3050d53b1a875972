"""The dossier: all that is known of one relationship, and why its standing is what it is."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.queries.chronicle import Chronicle, ChronicleLine, chronicle
from projections.queries.status import each_beginning, status
from reports.errors import NothingToReport
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.kinds.dossier.facts import all_facts, disputes
from reports.kinds.dossier.figures import figures_section
from reports.kinds.dossier.sources import sources
from reports.kinds.dossier.standing import standing_section
from reports.kinds.dossier.story import ahead, story
from reports.model import Paragraph, Report
from reports.tables import provenance
from reports.tables.law_rows import laws
from reports.tables.names import names_for
from reports.words import standing_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from projections.fold.periods import Period
    from projections.queries.status import Status
    from reports.context import ReportContext
    from reports.model import Run, Section, Words


@dataclass(frozen=True, slots=True)
class DossierData:
    """What the parts of a dossier are made from.

    ``past`` are the last periods through T, as many as readers see, ``passed`` is how many there
    are; ``future`` are those known to follow, ``count`` is how many there are in all. ``earlier``
    is the one before the first of ``past``, if there is one; ``opening`` the facts of vague date
    by the day from which on they may have happened.
    """

    making: ReportContext
    found: Status | None
    chronicle: Chronicle
    named: FactReferences
    teller: FactText
    past: tuple[Period, ...]
    earlier: Period | None
    future: tuple[Period, ...]
    passed: int
    count: int
    opening: Mapping[date, Sequence[ChronicleLine]]


def dossier(making: ReportContext) -> Report:
    """Return the dossier of one relationship at a (T, K).

    Raises NothingToReport if no fact about it was known at K.
    """
    material = _material(making)
    sections = [section for section in _sections(material) if section is not None]
    return Report(
        statement=making.statement,
        title=_title(making),
        summary=tuple(_summary(material)),
        sections=(*sections, provenance.made(making, _words(material))),
        main="facts",
        data={"standing": None if material.found is None else material.found.to_json()},
    )


def _material(making: ReportContext) -> DossierData:
    key = making.statement.key
    facts = chronicle(making.connection, making.question, key)
    if not facts.lines:
        raise NothingToReport(
            f"no fact about {key.platform} in {key.jurisdiction} was known at position "
            f"{making.statement.known.position}"
        )
    named = FactReferences(making, facts.known.corrected_by)
    longest = making.statement.longest
    past: deque[Callable[[], Period]] = deque(maxlen=longest + 1)
    future: list[Callable[[], Period]] = []
    passed = count = 0
    for since, make in each_beginning(making.connection, making.question, key):
        count += 1
        if since <= making.statement.at:
            past.append(make)
            passed = count
        elif len(future) < longest:
            future.append(make)
    earlier = past.popleft()() if passed > longest else None
    return DossierData(
        making=making,
        found=status(making.connection, making.question, key),
        chronicle=facts,
        named=named,
        teller=FactText(making.language, named.ref),
        past=tuple(make() for make in past),
        earlier=earlier,
        future=tuple(make() for make in future),
        passed=passed,
        count=count,
        opening=facts.opening(),
    )


def _title(making: ReportContext) -> Run:
    key = making.statement.key
    name = making.platforms([key.platform])[key.platform]
    place = making.language.place(key.jurisdiction)
    return making.language.run("{platform} in {jurisdiction}", platform=name, jurisdiction=place)


def _summary(material: DossierData) -> Iterator[Paragraph | Words]:
    language, at = material.making.language, material.making.statement.at
    yield Paragraph(
        language.run("What held on {day}, and how it came to this.", day=language.day(at))
    )
    if material.found is None:
        yield Paragraph((language.tr("No fact had taken effect by that day."),))
        return
    yield standing_sentences.words(language, material.found.period.standing)
    yield from standing_sentences.sentences(language, material.found.period, material.past, at)


def _sections(material: DossierData) -> Iterator[Section | None]:
    yield standing_section(material)
    yield story(material)
    yield ahead(material)
    yield laws(
        material.making, names_for(material.making, ()), material.making.statement.key.jurisdiction
    )
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
        for one in standing.requirements:
            yield "state", one.state
            if one.state != "stayed":
                yield "basis", one.basis
