"""The projector: one runner for all read models, the same way everywhere.

It reads the log in batches from each projection's position, lets it handle them, and
commits their rows with the new positions in one transaction: exactly once, however often it
is killed. A fact that a projection can't handle is set aside with the reason, shown by
`register doctor`, and tried again at the next catch-up; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from sqlalchemy import delete, insert, select, update

from aggregates.errors import RegisterError
from projections import names, relationships, texts
from projections.tables import projection, set_aside
from register.database import reading, writing
from register.reader import Entry, LogReader
from register.tables import log_head
from register.upsert import upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BATCH = 2_000
"""How many facts are handled between two commits."""

Handler: TypeAlias = Callable[["Connection", Sequence[Entry]], None]


@dataclass(frozen=True, slots=True)
class Projection:
    """A read model: its name, and what it does with rows of the log, given in order."""

    name: str
    handle: Handler


PROJECTIONS = (
    Projection(relationships.NAME, relationships.handle),
    Projection("platform-name", names.handle),
    Projection("fact-text", texts.handle),
)

UNREADABLE = (RegisterError, msgspec.DecodeError, ValueError, KeyError, TypeError)
"""What handling a damaged or unforeseen fact may raise. It is set aside, never swallowed."""


class Projector:
    """Brings the read models up to the log's last position."""

    def __init__(
        self, engine: Engine, projections: Sequence[Projection] = PROJECTIONS, batch: int = BATCH
    ) -> None:
        self._engine = engine
        self._projections = projections
        self._batch = batch

    def lag(self) -> dict[str, int]:
        """Return by how many positions each projection is behind the log."""
        with reading(self._engine) as connection:
            head = connection.execute(select(log_head.c.position)).scalar() or 0
            rows = connection.execute(select(projection.c.name, projection.c.position))
            done = {row.name: row.position for row in rows}
        return {one.name: head - done.get(one.name, 0) for one in self._projections}

    def catch_up(self) -> None:
        """Handle all facts of the log that are not handled yet, and those set aside."""
        with reading(self._engine) as connection:
            aside = connection.execute(select(set_aside.c.projection).limit(1)).first() is not None
        if aside:
            self._retry()
        while self._step():
            pass

    def _step(self) -> bool:
        """Handle the next batch of each in one transaction; tell whether there may be more."""
        with writing(self._engine) as connection:
            head = connection.execute(select(log_head.c.position)).scalar() or 0
            advanced = [self._advance(connection, one, head) for one in self._projections]
        return any(advanced)

    def _advance(self, connection: Connection, one: Projection, head: int) -> bool:
        done = _position(connection, one.name)
        if done >= head:
            return False
        entries = list(LogReader(connection).between(done, head, limit=self._batch))
        _handle(connection, one, entries)
        reached = entries[-1].position if entries else head
        connection.execute(
            update(projection).where(projection.c.name == one.name).values(position=reached)
        )
        return reached < head

    def _retry(self) -> None:
        with writing(self._engine) as connection:
            for one in self._projections:
                _position(connection, one.name)
                query = select(set_aside.c.position).where(set_aside.c.projection == one.name)
                positions = sorted(connection.execute(query).scalars())
                entries = LogReader(connection).at_positions(positions)
                connection.execute(delete(set_aside).where(set_aside.c.projection == one.name))
                for position in positions:
                    if position in entries:
                        _handle(connection, one, [entries[position]])


def _position(connection: Connection, name: str) -> int:
    """Return how far a projection came, with its row locked until the commit.

    Two projectors at once would otherwise handle a batch twice.
    """
    query = select(projection.c.position).where(projection.c.name == name).with_for_update()
    found = connection.execute(query).scalar()
    if found is None:
        start = {"name": name, "position": 0}
        upsert(connection, projection, [start], keys=("name",), values=lambda _: {"name": name})
        found = connection.execute(query).scalar_one()
    return int(found)


def _handle(connection: Connection, one: Projection, entries: Sequence[Entry]) -> None:
    """Handle a batch at once; where that fails, one by one, with what fails set aside."""
    try:
        with connection.begin_nested():
            one.handle(connection, entries)
    except UNREADABLE:
        for entry in entries:
            _handle_one(connection, one, entry)


def _handle_one(connection: Connection, one: Projection, entry: Entry) -> None:
    try:
        with connection.begin_nested():
            one.handle(connection, [entry])
    except UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}"
        connection.execute(
            insert(set_aside).values(projection=one.name, position=entry.position, reason=reason)
        )
