"""Of a dossier: what is found, before anything else: the headline, a few figures, and four answers.

The four are what readers ask first: what holds, why, what is uncertain, and what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.proceedings.fine_totals import fine_totals
from projections.queries.status import states_since
from reports.model import KeyFigure, KeyFigures, Lines, Paragraph, Terms, Tone
from reports.tables.deadline_rows import due
from reports.tables.proceeding_rows import known_proceedings
from reports.tables.proceeding_steps import money
from reports.tables.standing_rows import requirement_figures
from reports.words import headlines, standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from projections.deadlines.deadlines import RequirementDeadline
    from projections.fold.standing import MeasureStanding, RequirementStanding
    from projections.queries.status import Status
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block, Run

MOST = 3
"""How many reasons, and how many days, stand in an answer; all are further below."""


def title(material: DossierData) -> Run:
    """Return whom the dossier is of, and what is found."""
    making, language = material.making, material.making.language
    key = making.statement.key
    name = making.platforms([key.platform])[key.platform]
    place = language.place(key.jurisdiction)
    about = language.run("{platform} in {jurisdiction}", platform=name, jurisdiction=place)
    if material.found is None:
        return about
    found = headlines.headline(language, material.found.period.standing, _since(material))
    return language.run("{subject}: {finding}", subject=about, finding=found)


def summary(material: DossierData) -> Iterator[Block]:
    """Give what stands at the head of a dossier."""
    language, at = material.making.language, material.making.statement.at
    yield Paragraph(
        language.run("What held on {day}, and how it came to this.", day=language.day(at))
    )
    found = material.found
    if found is None:
        yield Paragraph((language.tr("No fact had taken effect by that day."),))
        return
    yield standing_sentences.words(language, found)
    yield KeyFigures(tuple(_figures(material, found)))
    yield Terms(tuple(_answers(material, found)))


def _since(material: DossierData) -> Mapping[Any, date]:
    found = material.found
    return {} if found is None else states_since(material.making.connection, found)


def _figures(material: DossierData, found: Status) -> Iterator[KeyFigure]:
    language = material.making.language
    yield from requirement_figures(language, found.period.standing.requirements)
    yield from _fines(material)
    if found.latest_source is not None:
        tone = Tone.SILENT if found.is_old else Tone.NEUTRAL
        day = language.day(found.latest_source)
        yield KeyFigure((day,), language.tr("latest source"), tone)


def _fines(material: DossierData) -> Iterator[KeyFigure]:
    """Give what was imposed in fines through the day asked, by currency."""
    language = material.making.language
    for one in fine_totals(known_proceedings(material.making)):
        if not (some := one.imposed).count:
            continue
        label = language.trn("{count} fine imposed", "{count} fines imposed", some.count)
        known = some.count > some.without_amount
        if one.currency is None or not known:
            yield KeyFigure((language.tr("not told"),), label)
        else:
            yield KeyFigure(
                (one.currency, "\N{NO-BREAK SPACE}", money(language, some.amount)), label
            )


def _answers(material: DossierData, found: Status) -> Iterator[tuple[Run, Lines]]:
    tr = material.making.language.tr
    yield (tr("What holds"),), Lines(tuple(_holds(material, found)))
    if why := tuple(_why(material, found)):
        yield (tr("Why"),), Lines(why)
    yield (tr("What is uncertain"),), Lines(tuple(_uncertain(material, found)))
    yield (tr("What is due"),), Lines(tuple(_due(material, found)))


def _holds(material: DossierData, found: Status) -> Iterator[Run]:
    language = material.making.language
    yield from standing_sentences.meanings(language, found)
    yield standing_sentences.since(language, found.period, material.past)


def _why(material: DossierData, found: Status) -> Iterator[Run]:
    """Give what decides, each with the fact that it rests on: the duties, then measures."""
    language, since = material.making.language, _since(material)
    rows = headlines.deciding(found.period.standing)
    rows.sort(key=lambda one: (since.get(one.key, found.question.at), one.key))
    measures = found.period.standing.measures
    material.named.load(
        [*(fact for one in rows for fact in one.because), *(f for m in measures for f in m.because)]
    )
    for row in rows[:MOST]:
        yield _requirement(material, row, since)
    if len(rows) > MOST:
        yield (language.trn("{count} more, below.", "{count} more, below.", len(rows) - MOST),)
    for measure in measures[:MOST]:
        yield _measure(material, measure, since)


def _requirement(material: DossierData, one: RequirementStanding, since: Mapping[Any, date]) -> Run:
    language = material.making.language
    name: Run = (vocabulary.named(language, "requirement", one.requirement),)
    if one.ground is not None:
        law = material.law(one.ground)
        name = standing_sentences.under(language, one.requirement, law)
    told = language.run("{name}: {value}", name=name, value=standing_sentences.state(language, one))
    return _rests_on(material, _from(material, told, since.get(one.key)), one.because)


def _measure(material: DossierData, one: MeasureStanding, since: Mapping[Any, date]) -> Run:
    language = material.making.language
    told = language.run(
        "{name}: {value}",
        name=standing_sentences.measure(language, one),
        value=vocabulary.level(language, one),
    )
    return _rests_on(material, _from(material, told, since.get(one.outline)), one.because)


def _from(material: DossierData, told: Run, day: date | None) -> Run:
    if day is None:
        return told
    language = material.making.language
    return language.run("{told} since {day}", told=told, day=language.day(day))


def _rests_on(material: DossierData, told: Run, facts: Sequence[str]) -> Run:
    """Return what is told, with the facts that it rests on."""
    if not facts:
        return told
    language = material.making.language
    refs = language.series((material.named.ref(fact),) for fact in facts[:MOST])
    return language.run("{told} ({facts})", told=told, facts=refs)


def _uncertain(material: DossierData, found: Status) -> Iterator[Run]:
    """Give what limits what is told; that nothing known does, where nothing does."""
    language = material.making.language
    told = [
        *standing_sentences.silence(language, found.period.standing),
        *(
            one.run
            for one in standing_sentences.limits(language, found)
            if one.tone is not Tone.NEUTRAL
        ),
    ]
    yield from told
    if not told:
        yield (language.tr("Nothing told here is disputed, and no date that matters is vague."),)


def _due(material: DossierData, found: Status) -> Iterator[Run]:
    """Give the next days that are due, those that passed unheard, and the next known change."""
    making, language = material.making, material.making.language
    listed = due(making)
    for one in (*listed.passed, *listed.ahead)[:MOST]:
        yield _deadline(material, one)
    if not listed.passed and not listed.ahead:
        yield (language.tr("No due day is known to lie ahead."),)
    if found.period.until is not None:
        day = language.day(found.period.until)
        yield language.run("As far as known now, what holds changes on {day}.", day=day)


def _deadline(material: DossierData, one: RequirementDeadline) -> Run:
    language = material.making.language
    told: Run = (vocabulary.named(language, "requirement", one.requirement),)
    if one.under is not None:
        law = material.law(one.under)
        told = standing_sentences.under(language, one.requirement, law)
    return language.run(
        "{day}: {requirement}, {state}",
        day=language.day(one.due),
        requirement=told,
        state=vocabulary.word(language, "state", one.state),
    )
