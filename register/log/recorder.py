"""The log over SQLAlchemy Core: eventsourcing's recorder for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from sqlalchemy import ColumnElement, Integer, bindparam, func, select, update

from register.clock import Clock, microseconds
from register.errors import DatabaseProblem
from register.log.clock_check import refuse_doubtful
from register.log.new_rows import insert_into_log
from register.log.postgresql import (
    Appended,
    NewFacts,
    Sessions,
    append,
    append_one,
    committing,
)
from register.log.subscription import LogSubscription
from register.store.database import reading, writing
from register.store.prepared import Prepared
from register.store.tables import WholeNumber, log, log_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Engine, Row

    from aggregates.vocabulary.shapes import Fact
    from register.log.mapper import StoredFact

STORED = (log.c.position, log.c.stream, log.c.version, log.c.type, log.c.payload)


def _advance(later: Any) -> Any:
    """Return the update of the head, with the dialect's function for the later of two times."""
    return (
        update(log_head)
        .values(
            position=log_head.c.position + bindparam("count", type_=Integer),
            recorded_at=later(log_head.c.recorded_at, bindparam("moment", type_=WholeNumber)),
        )
        .returning(log_head.c.position, log_head.c.recorded_at)
    )


_LOCK = select(log_head.c.position).with_for_update()
_LATER = {"sqlite": func.max, "postgresql": func.greatest}
_ADVANCE = Prepared(lambda dialect: _advance(_LATER[dialect]))


class LogRecorder(ApplicationRecorder):
    """Appends to the log and reads it. Positions are 1, 2, 3 … in commit order, without gaps.

    Unless the clock is said to be right, a time that it can hardly be raises ClockDoubted.
    """

    def __init__(self, engine: Engine, clock: Clock, *, clock_is_right: bool = True) -> None:
        self.engine = engine
        self.clock = clock
        self._clock_is_right = clock_is_right
        self._sessions = Sessions(engine)
        self.followed = False
        """Whether at the last append a follower kept the read models up with the log."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        recorded_by: str = "",
        connection: Connection | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Append events, all or none, and return their positions.

        With a ``connection`` they become part of its transaction. Raises StreamMoved when
        one of the versions is taken, FactOverwritten when a fact's id is.
        """
        stored = cast("Sequence[StoredFact]", stored_events)
        if not stored:
            return []
        if self.engine.dialect.name == "postgresql":
            last = self._appended_at_once(stored, recorded_by, connection).last
            return list(range(last - len(stored) + 1, last + 1))
        with writing(self.engine) if connection is None else nullcontext(connection) as writer:
            return self._inserted(writer, stored, recorded_by)

    def append_one(self, fact: Fact, payload: bytes, *, recorded_by: str) -> int:
        """Append a fact in whichever version follows, on PostgreSQL; return its position.

        Raises FactOverwritten when its id is taken.
        """
        moment = microseconds(self.clock())
        given = NewFacts(recorded_by, moment, self._clock_is_right)
        with self._sessions.one() as session:
            done = append_one(session, fact, payload, given)
        self.followed = done.followed
        return done.last

    def _appended_at_once(
        self, stored: Sequence[StoredFact], recorded_by: str, connection: Connection | None
    ) -> Appended:
        """Append by one statement, which is a transaction of its own or a part of one."""
        moment = microseconds(self.clock())
        with committing(self.engine) if connection is None else nullcontext(connection) as writer:
            done = append(writer, stored, NewFacts(recorded_by, moment, self._clock_is_right))
        self.followed = done.followed
        return done

    def _inserted(
        self, writer: Connection, stored: Sequence[StoredFact], recorded_by: str
    ) -> list[int]:
        """Append row by row, under the lock that the transaction takes here."""
        last, moment = self.advance(writer, len(stored))
        positions = list(range(last - len(stored) + 1, last + 1))
        rows = [
            _row(fact, position, moment, recorded_by)
            for fact, position in zip(stored, positions, strict=True)
        ]
        insert_into_log(writer, rows)
        return positions

    def lock(self, connection: Connection) -> None:
        """Take the writers' lock until the transaction ends, so that what it reads stays true.

        On SQLite a transaction that may write has it from its beginning.
        """
        lock(connection)

    def advance(
        self, connection: Connection, count: int, *, moment: int | None = None
    ) -> tuple[int, int]:
        """Give out the next positions and a time, which never goes back even if the clock does.

        The row of `log_head` stays locked until the commit: so positions are in commit
        order, and a transaction that ends in any other way has used none. With the ``moment``
        that it has given out before, a transaction goes on at that time.
        """
        present = moment or microseconds(self.clock())
        if moment is None and not self._clock_is_right:
            refuse_doubtful(connection, present)
        given = {"count": count, "moment": present}
        advanced = _ADVANCE.rows(connection, given)
        if not advanced:
            raise DatabaseProblem("the log has lost its head row (log_head): restore a backup")
        position, recorded_at = advanced[0]
        return position, recorded_at

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
        connection: Connection | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of one stream, in the order of its versions."""
        conditions: list[ColumnElement[bool]] = [log.c.stream == str(originator_id)]
        if gt is not None:
            conditions.append(log.c.version > gt)
        if lte is not None:
            conditions.append(log.c.version <= lte)
        order = log.c.version.desc() if desc else log.c.version
        query = select(*STORED).where(*conditions).order_by(order).limit(limit)
        with _reader(self.engine, connection) as reader:
            return [_stored_event(row) for row in reader.execute(query)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return the events from a position on, in the order of the log."""
        conditions: list[ColumnElement[bool]] = []
        if start is not None:
            first = start if inclusive_of_start else start + 1
            conditions.append(log.c.position >= first)
        if stop is not None:
            conditions.append(log.c.position <= stop)
        if topics:
            conditions.append(log.c.type.in_(topics))
        query = select(*STORED).where(*conditions).order_by(log.c.position).limit(limit)
        with reading(self.engine) as reader:
            return [_notification(row) for row in reader.execute(query)]

    def close(self) -> None:
        """Close the connections that are kept for appending."""
        self._sessions.close()

    def max_notification_id(self) -> int | None:
        """Return the last position in the log; None: it is empty."""
        with reading(self.engine) as reader:
            return reader.execute(select(func.max(log.c.position))).scalar()

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Return an iterator over the log that waits for what is recorded next."""
        return LogSubscription(self, self.engine, gt, topics)


def lock(connection: Connection) -> None:
    """Take the writers' lock until the transaction ends; SQLite's transaction has it already."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)


@contextmanager
def _reader(engine: Engine, connection: Connection | None) -> Iterator[Connection]:
    if connection is not None:
        yield connection
        return
    with reading(engine) as own:
        yield own


def _row(fact: StoredFact, position: int, moment: int, recorded_by: str) -> tuple[Any, ...]:
    """Return the values of a row of the log, in the order of its columns."""
    place = (position, fact.originator_id, fact.originator_version)
    return (*place, fact.topic, fact.fact_id, moment, recorded_by, fact.state)


def _stored_event(row: Row[Any, Any, Any, Any, Any]) -> StoredEvent:
    return StoredEvent(
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.type,
        state=bytes(row.payload),
    )


def _notification(row: Row[Any, Any, Any, Any, Any]) -> Notification:
    return Notification(
        id=row.position,
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.type,
        state=bytes(row.payload),
    )
