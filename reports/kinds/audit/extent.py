"""Which facts an audit is about, and reading them from the log in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, case, func, literal_column, or_, select

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import ClaimFact, platform_stream
from projections.tables import set_aside
from register.log.reader import Entry, stored_bytes
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from reports.statement import Statement

BATCH = 2_000
"""How many rows of the log are in memory at once; payloads only where they are told of."""

CLAIMS = tuple(sorted(one.topic() for one in TYPES.values() if issubclass(one, ClaimFact)))
"""The topics of claims."""

_DAY = literal_column("86400000000", BigInteger)  # as a parameter, PostgreSQL would not group by it
_PLACE = (
    log.c.position,
    log.c.stream,
    log.c.type,
    log.c.fact_id,
    log.c.recorded_at,
    log.c.recorded_by,
)


class RecordedActivity(NamedTuple):
    """How much somebody recorded on a day: since 1970, and within it the first and last moment."""

    by: str
    day: int
    facts: int
    claims: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AuditExtent:
    """The facts up to a position: all, or those of a platform, a jurisdiction, or of both."""

    connection: Connection
    position: int
    platform: str | None
    jurisdiction: str | None

    @property
    def is_whole(self) -> bool:
        """Tell whether it is the whole log up to the position."""
        return self.platform is None and self.jurisdiction is None

    def count(self, *where: ColumnElement[bool]) -> int:
        """Return how many facts there are, under further conditions."""
        query = self._within(select(func.count()).select_from(log)).where(*where)
        return int(self.connection.execute(query).scalar_one())

    def rows(self, *where: ColumnElement[bool]) -> Iterator[Any]:
        """Give the log's rows without payloads, in its order, read batch by batch."""
        for batch in self._batches(self._within(select(*_PLACE)).where(*where)):
            yield from batch

    def claims(self, *where: ColumnElement[bool]) -> Iterator[list[Entry]]:
        """Give the claims in the order of the log, batch by batch."""
        claims = self._within(select(log)).where(log.c.type.in_(CLAIMS), *where)
        for batch in self._batches(claims):
            yield [
                Entry(**{**row._mapping, "payload": stored_bytes(row.payload)})  # noqa: SLF001  # its public name
                for row in batch
            ]

    def last(self, count: int, *where: ColumnElement[bool]) -> int:
        """Return the position after which the last so many facts stand; 0 if there are fewer."""
        query = self._within(select(log.c.position)).where(*where)
        query = query.order_by(log.c.position.desc()).offset(count).limit(1)
        return self.connection.execute(query).scalar() or 0

    def recorded(self) -> list[RecordedActivity]:
        """Return how much was recorded, by day and by whom."""
        day = (log.c.recorded_at // _DAY).label("day")
        claims = func.sum(case((log.c.type.in_(CLAIMS), 1), else_=0))
        moments = func.min(log.c.recorded_at), func.max(log.c.recorded_at)
        query = self._within(select(log.c.recorded_by, day, func.count(), claims, *moments))
        found = self.connection.execute(query.group_by(log.c.recorded_by, day))
        return sorted(RecordedActivity(*row) for row in found)

    def set_aside(self) -> list[Any]:
        """Return the facts that read models could not handle: which model, where, and why."""
        query = select(set_aside, log.c.fact_id).join(log, log.c.position == set_aside.c.position)
        query = self._within(query).order_by(set_aside.c.position, set_aside.c.projection)
        return list(self.connection.execute(query))

    def has(self, position: int, stream: str) -> bool:
        """Tell whether a fact is among them."""
        kind, _, about = stream.partition("/")
        platform, _, jurisdiction = about.partition("/")
        return (
            position <= self.position
            and (self.is_whole or kind in ("relationship", "platform"))
            and self.platform in (None, platform)
            and self.jurisdiction in (None, jurisdiction)
        )

    def _batches(self, query: Select[Any]) -> Iterator[Sequence[Any]]:
        ordered, after = query.order_by(log.c.position).limit(BATCH), 0
        while found := self.connection.execute(ordered.where(log.c.position > after)).all():
            yield found
            after = found[-1].position

    def _within(self, query: Select[Any]) -> Select[Any]:
        return query.where(log.c.position <= self.position, *self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        start = "relationship" if self.platform is None else f"relationship/{self.platform}"
        of_relationships = (log.c.stream >= f"{start}/") & (log.c.stream < f"{start}0")
        if self.jurisdiction is not None:
            yield of_relationships
            yield log.c.stream.endswith(f"/{self.jurisdiction}", autoescape=True)
        elif self.platform is not None:
            yield or_(of_relationships, log.c.stream == platform_stream(self.platform))


def extent(connection: Connection, statement: Statement) -> AuditExtent:
    """Return the facts that an audit's statement asks for."""
    position = statement.known.position
    return AuditExtent(connection, position, statement.platform, statement.jurisdiction)
