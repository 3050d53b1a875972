"""The matrix: what holds for every platform in every jurisdiction on a day, without its parts."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from projections.fold.access import contradicts
from projections.fold.standing import Observed, ServiceStanding
from projections.queries.status import Question, Status, is_old, looked_up
from projections.read_models.relationships import RelationshipKey
from projections.standing import lookup

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.standing.lookup import Wanted


class MatrixCell(msgspec.Struct, frozen=True):
    """What a relationship comes to on a day, and the days [since, until) of that.

    ``services`` and ``observed`` are there only if they were asked for.
    """

    platform: str
    jurisdiction: str
    since: date
    until: date | None
    compliance: str
    access: str
    ahead: str | None
    certainty: str
    disputed: bool
    latest_source: date | None
    is_old: bool
    services: dict[str, ServiceStanding] = {}
    observed: Observed | None = None

    @property
    def key(self) -> RelationshipKey:
        """Its relationship."""
        return RelationshipKey(self.platform, self.jurisdiction)


def matrix_cells(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
    beside: bool = False,
) -> list[MatrixCell]:
    """Return what `statuses` does, in the same order, without requirements and measures.

    With ``beside`` each cell has its services, and what is observed. That costs as much again.
    """

    def found(connection: Connection, wanted: Wanted) -> list[MatrixCell]:
        return _looked_up(connection, wanted, beside=beside)

    cells, folded = looked_up(connection, question, platform, jurisdiction, found)
    cells += [_of(one, beside=beside) for one in folded]
    cells.sort(key=_place)
    return cells


_place = attrgetter("platform", "jurisdiction")


def _looked_up(connection: Connection, wanted: Wanted, *, beside: bool) -> list[MatrixCell]:
    held = lookup.beside_at(connection, wanted) if beside else {}
    at, day = wanted.day, date.fromordinal
    cells = []
    for row in lookup.summaries_at(connection, wanted):
        name, place, since, until, compliance, access, ahead, certainty, other, published = row
        latest = None if published is None else day(published)
        cell = MatrixCell(
            name,
            place,
            day(since),
            None if until is None else day(until),
            compliance,
            access,
            ahead,
            certainty,
            other is not None,
            latest,
            is_old(latest, at),
        )
        cells.append(cell)
    return [_with(cell, *held.get(_place(cell), ({}, None))) for cell in cells] if held else cells


def _with(
    cell: MatrixCell, services: dict[str, ServiceStanding], seen: Observed | None
) -> MatrixCell:
    if not services and seen is None:
        return cell
    told = seen and replace(seen, contradicts=contradicts(seen.state, cell.access))
    return replace(cell, services=services, observed=told)


def _of(one: Status, *, beside: bool) -> MatrixCell:
    period, standing = one.period, one.period.standing
    cell = MatrixCell(
        one.key.platform,
        one.key.jurisdiction,
        period.since,
        period.until,
        standing.compliance,
        standing.access,
        standing.ahead,
        standing.certainty,
        standing.disputed,
        one.latest_source,
        one.is_old,
    )
    return _with(cell, standing.services, standing.observed) if beside else cell
