"""One side of the register: a platform everywhere, or a jurisdiction with all platforms in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.queries.status import statuses
from projections.read_models.relationships import relationships
from reports.facts.grounds import Dispute, disputes, recalled
from reports.model import (
    Audience,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Section,
)
from reports.tables.deadline_rows import around, deadline_blocks, due
from reports.tables.fields import lines, listed, marks, spaced, tabled, told_twice
from reports.tables.grids import Axis, grid
from reports.tables.names import ReportNames, names_for
from reports.tables.service_rows import service_fields, service_rows
from reports.tables.standing_rows import brief_fields, more_fields
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.fold.standing import MeasureStanding, RequirementStanding
    from projections.queries.status import Status
    from projections.read_models.relationships import RelationshipKey
    from reports.context import ReportContext
    from reports.facts.grounds import Recalled
    from reports.model import Block, Cell, Inline, Run, Table
    from reports.tables.fields import Fields


@dataclass(frozen=True)
class Survey:
    """What is known of all relationships on one side; ``across`` is the other one's name."""

    making: ReportContext
    across: str
    names: ReportNames
    keys: Sequence[RelationshipKey]
    found: Sequence[Status]


@dataclass(frozen=True, slots=True)
class _Requirement:
    key: RelationshipKey
    row: RequirementStanding


@dataclass(frozen=True, slots=True)
class _Measure:
    key: RelationshipKey
    row: MeasureStanding


def survey(making: ReportContext, across: str) -> Survey:
    """Return what is known of the relationships that a statement asks about."""
    asked = making.statement
    where = {"platform": asked.platform, "jurisdiction": asked.jurisdiction}
    keys = relationships(making.connection, through=asked.known.position, **where)
    slugs = {key.platform for key in keys} | ({asked.platform} if asked.platform else set())
    names = names_for(making, slugs, shows=(across,))
    return Survey(
        making, across, names, keys, statuses(making.connection, making.question, **where)
    )


def standings(one: Survey) -> Section:
    """Return what holds in each relationship."""
    tr, names = one.making.language.tr, one.names
    table = (
        "standings",
        tr("What holds on that day"),
        tr("Nothing was known of any standing on that day."),
    )
    blocks = told_twice(one.making, table, one.found, brief_fields(names), more_fields(names))
    return Section("standings", tr("Standings"), (*blocks, *_services(one)))


def _services(one: Survey) -> tuple[Block, ...]:
    """Return what holds for each service with measures of its own; nothing without any."""
    if not (rows := service_rows(one.found)):
        return ()
    table = ("services", one.making.language.tr("Services"), "")
    fields = service_fields(one.names)
    return told_twice(one.making, table, rows, fields, one.names.code_fields())


def requirements(one: Survey) -> Section:
    """Return the state of each requirement: in a grid to readers, in rows to programs."""
    tr = one.making.language.tr
    rows = [
        _Requirement(status.key, row)
        for status in one.found
        for row in status.period.standing.requirements
    ]
    nothing = tr("Nothing was known of any requirement on that day.")
    whole = tabled(
        "requirements", tr("Requirements"), _requirement_fields(one.names), rows, Audience.PROGRAMS
    )
    blocks = (*listed(_grid(one, rows), one.making, nothing), whole)
    return Section("requirements", tr("Requirements"), blocks)


def _grid(one: Survey, rows: Sequence[_Requirement]) -> Table:
    tr, names = one.making.language.tr, one.names
    codes = {row.row.requirement: names.requirement(row.row.requirement) for row in rows}
    keys = {getattr(row.key, one.across): row.key for row in rows}
    title = tr("Platform") if one.across == "platform" else tr("Jurisdiction")
    return grid(
        "requirement-grid",
        tr("State of each requirement"),
        (
            Axis("requirement", tr("Requirement"), dict(sorted(codes.items()))),
            Axis(one.across, title, _entries(one, keys)),
        ),
        _states(one, rows),
    )


def _states(one: Survey, rows: Sequence[_Requirement]) -> dict[tuple[str, str], Cell]:
    """Return the states by requirement and other side; of one under several laws, each."""
    found: dict[tuple[str, str], list[Run]] = {}
    for row in rows:
        state = one.names.state(row.row)
        if row.row.ground is not None:
            state = one.making.language.aside(state, Foreign(row.row.ground))
        told = (*state, *spaced(one.names.marks(disputed=row.row.disputed)))
        found.setdefault((row.row.requirement, getattr(row.key, one.across)), []).append(told)
    return {place: Lines(tuple(told)) for place, told in found.items()}


def _entries(one: Survey, keys: Mapping[str, RelationshipKey]) -> dict[str, Inline]:
    """Return the entries of the other side by code, in the order of their codes."""
    name = one.names.platform if one.across == "platform" else one.names.jurisdiction
    return {code: name(code) for code in sorted(keys)}


def _requirement_fields(names: ReportNames) -> Fields[_Requirement]:
    tr = names.language.tr
    return (
        *names.key_fields(),
        (
            Column("requirement", tr("Requirement"), width=24),
            lambda one: names.requirement(one.row.requirement),
        ),
        (
            Column("ground", tr("Under which law or order"), width=24),
            lambda one: Foreign(one.row.ground) if one.row.ground else None,
        ),
        (Column("state", tr("State")), lambda one: names.word("state", one.row.state)),
        (
            Column("was", tr("Before silence")),
            lambda one: names.word("state", one.row.was) if one.row.was else None,
        ),
        (
            Column("stayed", tr("Held back"), ColumnKind.FLAG),
            lambda one: names.word("state", "stayed") if one.row.stayed else None,
        ),
        (Column("basis", tr("Basis")), lambda one: names.word("basis", one.row.basis)),
        (Column("due", tr("Due"), ColumnKind.DAY), lambda one: names.day(one.row.due)),
        (
            Column("marks", tr("Marks"), ColumnKind.LIST),
            lambda one: marks(names.marks(disputed=one.row.disputed)),
        ),
        *names.code_fields(),
        (
            Column("because", tr("Rests on"), ColumnKind.LIST, 38),
            lambda one: lines((Code(name),) for name in one.row.because),
        ),
    )


def measures(one: Survey) -> Section:
    """Return the measures that stand, each with the facts that it rests on, in brief."""
    tr = one.making.language.tr
    rows = [
        _Measure(status.key, row) for status in one.found for row in status.period.standing.measures
    ]
    known = recalled(one.making, (name for row in rows for name in row.row.because))
    table = ("measures", tr("Measures that stand"), tr("No measure stood on that day."))
    more: Fields[_Measure] = (
        *one.names.code_fields(),
        (
            Column("stayed", tr("Held back"), ColumnKind.FLAG),
            lambda row: one.names.word("state", "stayed") if row.row.stayed else None,
        ),
        (
            Column("because", tr("Rests on"), ColumnKind.LIST, 38),
            lambda row: lines((Code(name),) for name in row.row.because),
        ),
    )
    blocks = told_twice(one.making, table, rows, _measure_fields(one.names, known), more)
    return Section("measures", tr("Measures"), blocks)


def _measure_fields(names: ReportNames, known: Recalled) -> Fields[_Measure]:
    tr = names.language.tr
    return (
        *names.key_fields(),
        (
            Column("level", tr("Measure"), width=16),
            lambda one: names.level(one.row),
        ),
        (
            Column("slot", tr("In force or ahead"), width=12),
            lambda one: names.word("slot", one.row.slot),
        ),
        (
            Column("scope", tr("Where it applies"), width=20),
            lambda one: vocabulary.where(names.language, one.row),
        ),
        (
            Column("until", tr("Last day"), ColumnKind.DAY, 16),
            lambda one: names.day(one.row.until),
        ),
        (Column("side", tr("Whose it is"), width=18), lambda one: names.word("side", one.row.side)),
        (
            Column("marks", tr("Marks"), ColumnKind.LIST),
            lambda one: marks(names.marks(disputed=one.row.disputed)),
        ),
        (
            Column("facts", tr("By which facts"), ColumnKind.LIST, 44),
            lambda one: lines(known.brief(name) for name in one.row.because),
        ),
    )


def deadlines(one: Survey) -> Section:
    """Return the deadlines that have passed, and those ahead."""
    found = due(one.making)
    tables = deadline_blocks(one.making, one.names, found)
    picture = (block for section in around(one.making, found) for block in section.blocks)
    blocks = (
        *picture,
        *tables["passed"],
        *tables["unconfirmed"],
        *tables["ahead"],
        *tables["deadlines"],
    )
    return Section("deadlines", one.making.language.tr("Deadlines"), blocks)


def disputed(one: Survey) -> Section:
    """Return the facts that are denied, with both sides."""
    tr, names = one.making.language.tr, one.names
    found = disputes(one.making, one.keys)
    known = recalled(one.making, (name for row in found for name in row.ids))
    fields: Fields[Dispute] = (
        *names.key_fields(),
        (Column("fact", tr("Disputed fact"), width=44), lambda row: known.brief(row.fact)),
        (
            Column("denied_by", tr("Denied by"), ColumnKind.LIST, 40),
            lambda row: lines(known.brief(name) for name in row.denials),
        ),
        (
            Column("confirmed_by", tr("Confirmed by"), ColumnKind.LIST, 40),
            lambda row: lines(known.brief(name) for name in row.confirmations),
        ),
    )
    more: Fields[Dispute] = (
        *names.code_fields(),
        (Column("id", tr("Fact’s id"), width=38), lambda row: Code(row.fact)),
    )
    table = ("disputes", tr("Facts that are denied"), tr("No fact was disputed."))
    return Section("disputes", tr("Disputes"), told_twice(one.making, table, found, fields, more))
