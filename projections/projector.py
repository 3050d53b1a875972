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

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from projections import names, relationships, standing_periods, texts
from projections.aside import note_aside
from projections.replay import UNREADABLE
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
    """A read model: its name, and what it does with rows of the log, given in order.

    ``retry`` takes rows that were set aside before, where that is not the same.
    """

    name: str
    handle: Handler
    retry: Handler | None = None


def all_projections() -> tuple[Projection, ...]:
    """Return all read models, with nothing remembered."""
    standing = standing_periods.StandingPeriods()
    return (
        Projection(relationships.NAME, relationships.handle),
        Projection(names.NAME, names.handle),
        Projection(texts.NAME, texts.handle),
        Projection(standing_periods.NAME, standing.handle, standing.retry),
    )


class Projector:
    """Brings the read models up to the log's last position."""

    def __init__(
        self,
        engine: Engine,
        projections: Sequence[Projection] | None = None,
        batch: int = BATCH,
    ) -> None:
        self._engine = engine
        self._projections = all_projections() if projections is None else projections
        self._batch = batch

    def lag(self) -> dict[str, int]:
        """Return by how many positions each projection is behind the log."""
        with reading(self._engine) as connection:
            head = head_of(connection)
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
            head = head_of(connection)
            advanced = [self._advance(connection, one, head) for one in self._projections]
        return any(advanced)

    def _advance(self, connection: Connection, one: Projection, head: int) -> bool:
        done = position_of(connection, one.name)
        if done >= head:
            return False
        entries = list(LogReader(connection).between(done, head, limit=self._batch))
        handle(connection, one, entries)
        reached = entries[-1].position if entries else head
        connection.execute(
            update(projection).where(projection.c.name == one.name).values(position=reached)
        )
        return reached < head

    def _retry(self) -> None:
        with writing(self._engine) as connection:
            for one in self._projections:
                position_of(connection, one.name)
                query = select(set_aside.c.position).where(set_aside.c.projection == one.name)
                positions = sorted(connection.execute(query).scalars())
                entries = LogReader(connection).at_positions(positions)
                connection.execute(delete(set_aside).where(set_aside.c.projection == one.name))
                again = Projection(one.name, one.retry or one.handle)
                for position in positions:
                    if position in entries:
                        handle(connection, again, [entries[position]])


def position_of(connection: Connection, name: str) -> int:
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


def handle(connection: Connection, one: Projection, entries: Sequence[Entry]) -> None:
    """Handle a batch at once; where that fails, one by one, with what fails set aside."""
    try:
        with connection.begin_nested():
            one.handle(connection, entries)
    except (*UNREADABLE, IntegrityError):
        for entry in entries:
            _handle_one(connection, one, entry)


def _handle_one(connection: Connection, one: Projection, entry: Entry) -> None:
    """Handle a fact; where its rows stand in the way, as somebody changed them, make them anew."""
    try:
        with connection.begin_nested():
            one.handle(connection, [entry])
    except UNREADABLE as error:
        _set_aside(connection, one, entry, error)
    except IntegrityError as error:
        try:
            with connection.begin_nested():
                (one.retry or one.handle)(connection, [entry])
        except (*UNREADABLE, IntegrityError):
            _set_aside(connection, one, entry, error)


def _set_aside(connection: Connection, one: Projection, entry: Entry, error: Exception) -> None:
    note_aside(connection, one.name, {entry.position: error}, entry.position - 1, entry.position)


def head_of(connection: Connection) -> int:
    """Return the last position of the log."""
    return connection.execute(select(log_head.c.position)).scalar() or 0


def reach(connection: Connection, name: str, through: int) -> None:
    """Note that a read model has followed the log up to a position, if it was not further."""
    connection.execute(
        update(projection)
        .where(projection.c.name == name, projection.c.position < through)
        .values(position=through)
    )
