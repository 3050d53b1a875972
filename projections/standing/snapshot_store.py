"""Where a relationship's book is kept between facts, and where it reads what it does not know."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from projections.standing.changes import PeriodStart
from projections.standing.snapshot import RelationshipState, unpack_track
from projections.standing.track import SnapshotTooShort
from projections.standing.weights import Summary
from projections.tables import FOREVER, set_aside, standing_part, standing_period, standing_tail
from register.log.known import facts_of, known_of
from register.log.reader import LogReader
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from aggregates.claims import Known
    from projections.standing.track import PartTimeline


_TAIL = select(standing_tail.c.tail).where(
    standing_tail.c.relationship == bindparam("key"), standing_tail.c.part == bindparam("named")
)
_LISTED = (
    select(standing_part.c.relationship)
    .where(
        standing_part.c.relationship == bindparam("key"), standing_part.c.part == bindparam("named")
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class SnapshotStore:
    """What the tables know of one relationship, by its number and its stream."""

    connection: Connection
    key: int
    stream: str

    def short(self, tail: bytes) -> RelationshipState:
        """Return the book of what is kept."""
        return RelationshipState.short(tail, self)

    def whole(self, version: int, *, aside: str) -> RelationshipState:
        """Return the book of all facts before a version, but for those a projection set aside."""
        left_out = select(set_aside.c.position).where(set_aside.c.projection == aside)
        query = facts_of(self.stream, log.c.version < version, log.c.position.not_in(left_out))
        facts = (known_of(row) for row in self.connection.execute(query))
        with without_collector():
            return RelationshipState.whole(facts, self)

    def tails(self, book: RelationshipState) -> Iterator[dict[str, Any]]:
        """Give the rows that keep the parts that changed of a book."""
        for part, packed in book.pack_tracks().items():
            yield {"relationship": self.key, "part": part, "tail": packed}

    def facts(self, fact_ids: Sequence[str]) -> list[Known]:
        """Return facts as they were recorded."""
        entries = LogReader(self.connection).by_ids(fact_ids)
        return [known_of(entries[fact_id]) for fact_id in fact_ids]

    def track(self, part: str) -> PartTimeline | None:
        """Return what is kept of a part; None: no fact was about it.

        Raises SnapshotTooShort where the part has been listed, and what was kept is lost.
        """
        place = {"key": self.key, "named": part}
        packed = bytes(self.connection.execute(_TAIL, place).scalar() or b"")
        if not packed and self.connection.execute(_LISTED, place).first() is not None:
            raise SnapshotTooShort
        return unpack_track(part, packed) if packed else None

    def period(self, since: date) -> PeriodStart | None:
        """Return the period that is known now and begins on a day; None: none does."""
        table = standing_period.c
        query = (
            select(standing_period)
            .where(table.relationship == self.key, table.valid_from == since.toordinal())
            .order_by(table.known_from.desc())
            .limit(1)
        )
        row = self.connection.execute(query).one_or_none()
        return period_of(row) if row is not None and row.known_to == FOREVER else None


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the collector of circular garbage rest: of what is made, nearly all is kept."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def period_of(row: Any) -> PeriodStart:
    """Return the period of a row of `standing_period`."""
    return PeriodStart(
        date.fromordinal(row.valid_from),
        row.began,
        Summary(
            row.compliance,
            row.access,
            row.ahead,
            row.certainty,
            row.otherwise_compliance,
            row.otherwise_access,
            row.otherwise_ahead,
        ),
    )
