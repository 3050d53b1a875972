"""Where a relationship's book is kept between facts, and where it reads what it does not know."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from projections.book import Book, unpack_track
from projections.knowledge import Known
from projections.tables import FOREVER, set_aside, standing_period, standing_tail
from projections.tally import Summary
from projections.timeline import Period
from register.clock import day_of
from register.reader import Entry, LogReader, stored_fact
from register.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from projections.track import Track


@dataclass(frozen=True, slots=True)
class Store:
    """What the tables know of one relationship, by its number and its stream."""

    connection: Connection
    key: int
    stream: str

    def short(self) -> Book:
        """Return the book of what is kept."""
        return Book.short(self._tail(""), self)

    def whole(self, version: int, *, aside: str) -> Book:
        """Return the book of all facts before a version, but for those a projection set aside."""
        left_out = select(set_aside.c.position).where(set_aside.c.projection == aside)
        query = (
            select(log.c.position, log.c.type, log.c.recorded_at, log.c.payload)
            .where(log.c.stream == self.stream, log.c.version < version)
            .where(log.c.position.not_in(left_out))
            .order_by(log.c.version)
        )
        facts = (
            Known(
                row.position,
                day_of(row.recorded_at),
                stored_fact(row.position, row.type, row.payload),
            )
            for row in self.connection.execute(query)
        )
        with without_collector():
            return Book.whole(facts, self)

    def tails(self, book: Book, position: int) -> Iterator[dict[str, Any]]:
        """Give the rows that keep what a book changed, as of a position."""
        for part, packed in (("", book.pack()), *book.pack_tracks().items()):
            yield {
                "relationship": self.key,
                "part": part,
                "position": position,
                "tail": packed,
            }

    def facts(self, fact_ids: Sequence[str]) -> list[Known]:
        """Return facts as they were recorded."""
        entries = LogReader(self.connection).by_ids(fact_ids)
        return [known_of(entries[fact_id]) for fact_id in fact_ids]

    def track(self, part: str) -> Track | None:
        """Return what is kept of a part; None: no fact was about it."""
        packed = self._tail(part)
        return unpack_track(part, packed) if packed else None

    def period(self, since: date) -> Period | None:
        """Return the period that holds now and begins on a day; None: none does."""
        table = standing_period.c
        query = select(standing_period).where(
            table.relationship == self.key,
            table.valid_from == since.toordinal(),
            table.known_to == FOREVER,
        )
        row = self.connection.execute(query).one_or_none()
        return None if row is None else period_of(row)

    def _tail(self, part: str) -> bytes:
        query = select(standing_tail.c.tail).where(
            standing_tail.c.relationship == self.key, standing_tail.c.part == part
        )
        return bytes(self.connection.execute(query).scalar() or b"")


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


def known_of(entry: Entry) -> Known:
    """Return a row of the log as the claims and the fold take it."""
    return Known(entry.position, day_of(entry.recorded_at), entry.fact())


def period_of(row: Any) -> Period:
    """Return the period of a row of `standing_period`."""
    return Period(
        date.fromordinal(row.valid_from),
        day_or_never(row.valid_to),
        row.began,
        Summary(
            row.compliance,
            row.access,
            row.certainty,
            row.otherwise_compliance,
            row.otherwise_access,
        ),
    )


def day_or_never(ordinal: int) -> date | None:
    """Return the day of an ordinal; None: it never comes."""
    return None if ordinal == FOREVER else date.fromordinal(ordinal)
