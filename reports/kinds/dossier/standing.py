"""Of a dossier: what holds on the day asked, requirement by requirement, and because of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.queries.status import states_since
from reports.kinds.dossier import standing_tables
from reports.kinds.dossier.standing_tables import because
from reports.model import Audience, Column, Foreign, Paragraph, Section, Table, Tone
from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.fold.standing import Standing
    from projections.queries.status import Status
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block


def standing_section(material: DossierData) -> Section | None:
    """Return the requirements and measures on the day asked, each with the facts it rests on."""
    found = material.found
    if found is None:
        return None
    language = material.making.language
    material.named.load(found.period.standing.because())
    blocks = tuple(_blocks(material, found))
    if not blocks:
        told = language.tr("Nothing was required, and no measure stood.")
        blocks = (Paragraph((told,)),)
    day = language.day(found.question.at).label
    title = language.tr("What held on {day}, and why", day=day)
    return Section("standing", title, blocks)


def _blocks(material: DossierData, found: Status) -> Iterator[Block]:
    standing = found.period.standing
    since = states_since(material.making.connection, found)
    if standing.requirements:
        yield from standing_tables.requirements(material, standing.requirements, since)
    if standing.measures:
        yield from standing_tables.measures(material, standing.measures, since)
    if standing.services:
        yield _services(material, standing)
    if standing.observed is not None:
        tone = Tone.WARN if standing.observed.contradicts else Tone.NEUTRAL
        seen = standing_sentences.seen(material.making.language, standing.observed)
        facts = because(material, standing.observed.because).runs
        yield Paragraph((*seen, " ", *material.making.language.series(facts)), tone)


def _services(material: DossierData, standing: Standing) -> Table:
    """Return access to each service with measures of its own, and what is ahead of it."""
    language = material.making.language
    tr = language.tr
    columns = (
        Column("service", tr("Service"), width=24),
        Column("access", tr("Access"), width=16),
        Column("ahead", tr("What is ahead"), width=16),
    )
    rows = [
        (
            Foreign(name),
            vocabulary.word(language, "access", one.access),
            None if one.ahead is None else vocabulary.word(language, "ahead", one.ahead),
        )
        for name, one in standing.services.items()
    ]
    return Table("services", tr("Services"), columns, rows, audience=Audience.BOTH)
