"""The matrix: what holds for every platform in every jurisdiction on a day, as a heat map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE
from projections.queries.status import statuses
from reports.model import Audience, Column, Lines, Link, Paragraph, Report, Section, Word
from reports.tables.fields import listed, spaced, tabled
from reports.tables.grids import Axis, grid, legend, worst
from reports.tables.names import names_for, narrowed
from reports.tables.proceeding_rows import count_fields
from reports.tables.provenance import made
from reports.tables.service_rows import differing, service_table
from reports.tables.standing_rows import brief_fields, counts, more_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from projections.queries.status import Status
    from projections.read_models.relationships import RelationshipKey
    from reports.context import ReportContext
    from reports.model import Block, Cell, Run, Table
    from reports.tables.names import ReportNames


def matrix(making: ReportContext) -> Report:
    """Return the matrix of all relationships, or of a row or a column of it."""
    asked, language = making.statement, making.language
    found = statuses(
        making.connection,
        making.question,
        platform=asked.platform,
        jurisdiction=asked.jurisdiction,
    )
    names = names_for(making, (one.key.platform for one in found))
    blocks = (
        *_heat_map(making, names, found),
        *_dossiers(making, names, found),
        _all(making, names, found),
        *service_table(names, found),
    )
    return Report(
        statement=asked,
        title=language.run("Platforms and jurisdictions on {day}", day=language.day(asked.at)),
        summary=(_counted(making, found), *counts(names, found), *narrowed(making)),
        sections=(
            Section("matrix", language.tr("The matrix"), blocks),
            made(making, names.words),
        ),
        main="standings",
    )


def _counted(making: ReportContext, found: Sequence[Status]) -> Paragraph:
    language, day = making.language, making.language.day(making.statement.at).label
    if not found:
        return Paragraph(
            language.run(
                "Nothing was known of any standing on {day}.",
                day=language.day(making.statement.at),
            )
        )
    told = language.trn(
        "On {day}, {count} relationship of a platform with a jurisdiction has a standing.",
        "On {day}, {count} relationships of platforms with jurisdictions have a standing.",
        len(found),
        day=day,
    )
    return Paragraph((told,))


def _heat_map(
    making: ReportContext, names: ReportNames, found: Sequence[Status]
) -> tuple[Block, ...]:
    """Return words for compliance, access and what is ahead, wherever there is a standing."""
    tr = making.language.tr
    jurisdictions = {one.key.jurisdiction: None for one in found}
    places = {code: names.jurisdiction(code) for code in jurisdictions}
    by_name = dict(sorted(places.items(), key=lambda one: (one[1].casefold(), one[0])))
    platforms = {slug: names.platform(slug) for slug in sorted({one.key.platform for one in found})}
    cells: dict[tuple[Any, ...], Lines] = {}
    table = grid(
        "heat-map",
        tr("Compliance, access and what is ahead, by jurisdiction and platform"),
        (
            Axis("jurisdiction", tr("Jurisdiction"), by_name),
            Axis("platform", tr("Platform"), platforms),
        ),
        {
            (one.key.jurisdiction, one.key.platform): _leading(
                making, one, _cell(names, one, cells)
            )
            for one in found
        },
    )
    table = replace(table, legend=_legend(names, found))
    blocks = listed(table, making, tr("There is no standing to show."))
    if not found:
        return blocks
    told = tr("The colour of a cell is that of the worse of compliance and access.")
    return (Paragraph((told,)), *blocks)


def _leading(making: ReportContext, one: Status, cell: Lines) -> Lines:
    """Return a cell that leads to the dossier of its relationship, where there are dossiers."""
    place = making.statement.dossiers
    return cell if place is None else replace(cell, href=place.replace("*", dossier_name(one.key)))


def dossier_name(key: RelationshipKey) -> str:
    """Return what the file of a dossier is called among others, without its ending."""
    return f"{key.platform}-{key.jurisdiction.lower()}"


def _legend(
    names: ReportNames, found: Sequence[Status]
) -> tuple[tuple[str, tuple[Word, ...]], ...]:
    """Return the words of the matrix: compliance apart from access, and from what is ahead."""
    tr = names.language.tr
    standings = [one.period.standing for one in found]

    def words(context: str, order: Sequence[str], codes: set[str | None]) -> Iterator[Word]:
        return (names.word(context, code) for code in order if code in codes)

    marks = dict.fromkeys(mark for one in found for mark in names.marks_of(one))
    if any(one.is_old for one in found):
        marks[names.old] = None
    return legend(
        (
            (
                tr("Compliance"),
                words("compliance", COMPLIANCE, {one.compliance for one in standings}),
            ),
            (tr("Access"), words("access", ACCESS, {one.access for one in standings})),
            (tr("What is ahead"), words("ahead", AHEAD, {one.ahead for one in standings})),
            (tr("Marks"), [one for one in marks if isinstance(one, Word)]),
        )
    )


def _cell(names: ReportNames, one: Status, cells: dict[tuple[Any, ...], Lines]) -> Lines:
    """Return the words of a standing, with its marks; equal ones are the same cell.

    Its colour is that of the worse of compliance and access: what is ahead is not there yet.
    """
    standing = one.period.standing
    doubts = (standing.certainty, standing.disputed, one.is_old)
    seen = standing.observed and (standing.observed.state, standing.observed.contradicts)
    whole = (standing.compliance, standing.access, standing.ahead)
    told = (*whole, *doubts, seen, tuple(standing.services.items()))
    if told not in cells:
        compliance, *others = names.words_of(one)
        runs: list[Run] = [(compliance, *spaced(names.marks_of(one)))]
        runs += [(word,) for word in others]
        runs += differing(names, one)
        runs += [(names.old,)] if one.is_old else []
        tone = worst((compliance, *others[:1]))
        cells[told] = Lines(tuple(runs), tone, faded=one.is_old)
    return cells[told]


def _dossiers(
    making: ReportContext, names: ReportNames, found: Sequence[Status]
) -> tuple[Block, ...]:
    """Return a list of the dossiers beside the matrix, where there are some."""
    place, tr = making.statement.dossiers, names.language.tr
    if place is None:
        return ()

    def link(one: Status) -> Cell:
        return Link(place.replace("*", dossier_name(one.key)), tr("Dossier"))

    fields = (*brief_fields(names)[:4], (Column("dossier", tr("Dossier"), width=14), link))
    title = tr("The dossiers")
    return (tabled("dossiers", title, fields, found, Audience.READERS),)


def _all(making: ReportContext, names: ReportNames, found: Sequence[Status]) -> Table:
    fields = (*brief_fields(names), *more_fields(names), *count_fields(making, names))
    title = names.language.tr("All standings")
    return tabled("standings", title, fields, found, Audience.PROGRAMS)
