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

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from projections.dead_letters import note_aside
from projections.read_models import platform_names, relationships, search_text, tree
from projections.standing import projection as standing_periods
from projections.standing.replay import UNREADABLE
from projections.tables import projection, set_aside
from register.errors import DatabaseProblem
from register.log.reader import Entry, LogReader
from register.store.database import reading, writing
from register.store.prepared import Prepared
from register.store.tables import log_head
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BATCH = 2_000
"""How many facts are handled between two commits."""

_HEAD = select(log_head.c.position)
_DONE = select(projection.c.name, projection.c.position)
_LAG = Prepared(_DONE.add_columns(_HEAD.scalar_subquery().label("head")))
_IS_ASIDE = Prepared(select(set_aside.c.projection).limit(1))
_POSITIONS = Prepared(
    select(projection.c.name, projection.c.position, _HEAD.scalar_subquery().label("head"))
    .order_by(projection.c.name)
    .with_for_update(of=projection)
)
_ADVANCE = Prepared(
    update(projection)
    .where(projection.c.name == bindparam("named"))
    .values(position=bindparam("reached"))
)
_START = Upsert(projection, keys=("name",), values=lambda new: {"name": new.name})

Handler: TypeAlias = Callable[["Connection", Sequence[Entry]], None]


@dataclass(frozen=True, slots=True)
class Projection:
    """A read model: its name, and what it does with rows of the log, given in order.

    ``retry`` takes rows that were set aside before, where that is not the same. One that ``waits``
    is not behind until so many facts are there: whoever reads it looks at the last ones itself.
    """

    name: str
    handle: Handler
    retry: Handler | None = None
    waits: int = 1

    def lag(self, position: int, head: int) -> int:
        """Return by how many facts it is behind the log."""
        return 0 if head - position < self.waits else head - position


def all_projections() -> tuple[Projection, ...]:
    """Return all read models, with nothing remembered."""
    standing = standing_periods.StandingProjection()
    return (
        Projection(relationships.NAME, relationships.handle),
        Projection(platform_names.NAME, platform_names.handle),
        Projection(search_text.NAME, search_text.handle, waits=search_text.WAITS),
        Projection(standing_periods.NAME, standing.handle, standing.retry),
        Projection(tree.NAME, tree.TreeOfLog().handle),
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
            return self.lag_on(connection)

    def lag_on(self, connection: Connection) -> dict[str, int]:
        """Return the same as seen by a connection."""
        rows = _LAG.rows(connection)
        done = {name: position for name, position, _ in rows}
        head = _there(rows[0][2]) if rows else head_of(connection)
        return {one.name: one.lag(done.get(one.name, 0), head) for one in self._projections}

    def has_reached(self, position: int) -> bool:
        """Tell whether all read models have followed the log up to a position."""
        with reading(self._engine) as connection:
            rows = connection.execute(_DONE)
            done = {row.name: row.position for row in rows}
        return all(not one.lag(done.get(one.name, 0), position) for one in self._projections)

    def catch_up(self) -> None:
        """Handle all facts of the log that are not handled yet, and those set aside."""
        self.retry()
        self.advance()

    def retry(self) -> None:
        """Handle the facts that were set aside, as far as that goes by now."""
        with reading(self._engine) as connection:
            aside = bool(_IS_ASIDE.rows(connection))
        if aside:
            self._retry()

    def advance(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Handle the facts that are in the log by now, and what comes with them, or be stopped.

        Other processes may record faster than this one can follow: the end is the end as it
        was at first.
        """
        with reading(self._engine) as connection:
            end = head_of(connection)
        while not stopped() and self._step() < end:
            pass

    def _step(self) -> int:
        with writing(self._engine) as connection:
            return self.follow(connection)

    def follow(self, connection: Connection) -> int:
        """Handle the next batch in a transaction that may write; return how far all have come.

        Should the transaction be rolled back, this projector is of no more use: what it
        remembers may be of facts that were never recorded.
        """
        head, positions = self._positions(connection)
        late = [one for one in self._projections if one.lag(positions[one.name], head) > 0]
        start = min((positions[one.name] for one in late), default=head)
        if start >= head:
            return start
        behind = [one for one in late if positions[one.name] == start]
        through = min([head, *(at for at in positions.values() if at > start)])
        entries = list(LogReader(connection).between(start, through, limit=self._batch))
        _handle_together(connection, behind, entries)
        reached = entries[-1].position if entries else through
        _ADVANCE.run(connection, [{"named": one.name, "reached": reached} for one in behind])
        return reached

    def is_settled(self, connection: Connection) -> bool:
        """Tell whether nothing is set aside, so that `follow` is all that there is to do."""
        return not _IS_ASIDE.rows(connection)

    def _positions(self, connection: Connection) -> tuple[int, dict[str, int]]:
        """Return where the log ends, and how far each projection came.

        Their rows are locked until the commit.
        """
        rows = _POSITIONS.rows(connection)
        found = {name: position for name, position, _ in rows}
        positions = {
            one.name: found[one.name] if one.name in found else position_of(connection, one.name)
            for one in self._projections
        }
        return _there(rows[0][2]) if rows else head_of(connection), positions

    def _retry(self) -> None:
        with writing(self._engine) as connection:
            self._positions(connection)  # all rows locked, in the order in which everybody does
            for one in self._projections:
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
        _START.run(connection, [start])
        found = connection.execute(query).scalar_one()
    return int(found)


def _handle_together(
    connection: Connection, several: Sequence[Projection], entries: Sequence[Entry]
) -> None:
    """Let projections handle a batch; where that fails, each by itself."""
    try:
        with connection.begin_nested():
            for one in several:
                one.handle(connection, entries)
    except (*UNREADABLE, IntegrityError):
        for one in several:
            handle(connection, one, entries)


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
    """Return the last position of the log; raise DatabaseProblem if it has lost its head."""
    return _there(connection.execute(_HEAD).scalar())


def _there(head: int | None) -> int:
    if head is None:
        raise DatabaseProblem("the log has lost its head row (log_head): restore a backup")
    return head


def reach(connection: Connection, name: str, through: int) -> None:
    """Note that a read model has followed the log up to a position, if it was not further."""
    connection.execute(
        update(projection)
        .where(projection.c.name == name, projection.c.position < through)
        .values(position=through)
    )
