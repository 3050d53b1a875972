"""What was known when of one relationship: each stretch of days, and from which fact on we knew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from aggregates.vocabulary.shapes import relationship_stream
from projections.standing.lookup import reached
from projections.tables import standing_key, standing_period
from register.store.prepared import Prepared
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from projections.read_models.relationships import RelationshipKey


_POINTS = Prepared(
    select(log.c.position, log.c.recorded_at, log.c.recorded_by)
    .where(log.c.stream == bindparam("of"))
    .order_by(log.c.position)
)
_STRETCHES = Prepared(
    select(
        standing_period.c.valid_from,
        standing_period.c.known_from,
        standing_period.c.known_to,
        standing_period.c.compliance,
        standing_period.c.access,
        standing_period.c.ahead,
    )
    .join(standing_key, standing_key.c.id == standing_period.c.relationship)
    .where(
        standing_key.c.generation == bindparam("in"),
        standing_key.c.platform == bindparam("platform"),
        standing_key.c.jurisdiction == bindparam("jurisdiction"),
    )
    .order_by(standing_period.c.valid_from, standing_period.c.known_from)
)


@dataclass(frozen=True, slots=True)
class KnownStretch:
    """What held from a day on until the next stretch, known from a position until before another.

    Both times of it: a row of `standing_period`.
    """

    since: date
    known_from: int
    known_to: int
    compliance: str
    access: str
    ahead: str | None


@dataclass(frozen=True, slots=True)
class RecordedPoint:
    """A fact of the relationship as a point of the log; ``recorded_at`` is in microseconds."""

    position: int
    recorded_at: int
    recorded_by: str


def recorded_points(connection: Connection, key: RelationshipKey) -> list[RecordedPoint]:
    """Return every fact of a relationship, claims included, in the order of the log."""
    stream = relationship_stream(key.platform, key.jurisdiction)
    return [RecordedPoint(*row) for row in _POINTS.rows(connection, {"of": stream})]


def known_stretches(connection: Connection, key: RelationshipKey) -> list[KnownStretch]:
    """Return what was ever known to hold, as far as the read models have come, by day and position."""
    generation, _ = reached(connection)
    of = {"in": generation, "platform": key.platform, "jurisdiction": key.jurisdiction}
    return [
        KnownStretch(date.fromordinal(row[0]), row[1], row[2], row[3], row[4], row[5])
        for row in _STRETCHES.rows(connection, of)
    ]


def as_known(stretches: Iterable[KnownStretch], position: int) -> list[KnownStretch]:
    """Return the stretches that were known at a position, by day: a cut through what was known."""
    return [one for one in stretches if one.known_from <= position < one.known_to]


def on_day(known: Sequence[KnownStretch], day: date) -> KnownStretch | None:
    """Return the stretch that a day is in, of some in the order of days; None: before the first."""
    return next((one for one in reversed(known) if one.since <= day), None)
