"""The log over SQLAlchemy Core: eventsourcing's recorder for SQLite and PostgreSQL."""

from __future__ import annotations

import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from register.clock import Clock, microseconds
from register.database import reading, writing
from register.errors import DatabaseProblem, FactOverwritten, StreamMoved
from register.tables import log, log_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Engine, Row

    from register.codec import StoredFact

STORED = (log.c.position, log.c.stream, log.c.version, log.c.type, log.c.payload)
POLL_SECONDS = 0.2
"""How long a follower at the end of the log waits before it looks again."""

FOLLOWED_AT_ONCE = 500
"""How many events a follower reads at once."""


class LogRecorder(ApplicationRecorder):
    """Appends to the log and reads it. Positions are 1, 2, 3 … in commit order, without gaps."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        recorded_by: str = "",
        connection: Connection | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Append events in one transaction, all or none, and return their positions.

        With a ``connection`` they become part of its transaction. Raises StreamMoved when
        one of the versions is taken, FactOverwritten when a fact's id is.
        """
        stored = cast("Sequence[StoredFact]", stored_events)
        if not stored:
            return []
        with self._transaction(connection) as writer:
            last, moment = self._advance(writer, len(stored))
            positions = list(range(last - len(stored) + 1, last + 1))
            rows = [
                _row(fact, position, moment, recorded_by)
                for fact, position in zip(stored, positions, strict=True)
            ]
            try:
                writer.execute(insert(log), rows)
            except IntegrityError as error:
                raise _conflict(error) from error
        return positions

    def _transaction(self, connection: Connection | None) -> Any:
        return writing(self.engine) if connection is None else _joined(connection)

    def lock(self, connection: Connection) -> None:
        """Take the writers' lock until the transaction ends, so that what it reads stays true."""
        connection.execute(select(log_head.c.position).with_for_update())

    def _advance(self, connection: Connection, count: int) -> tuple[int, int]:
        """Give out the next positions and a time, which never goes back even if the clock does.

        The row of `log_head` stays locked until the commit: so positions are in commit
        order, and a transaction that ends in any other way has used none.
        """
        now = microseconds(self.clock())
        later = _greatest(log_head.c.recorded_at, now, connection)
        row = connection.execute(
            update(log_head)
            .values(position=log_head.c.position + count, recorded_at=later)
            .returning(log_head.c.position, log_head.c.recorded_at)
        ).one_or_none()
        if row is None:
            raise DatabaseProblem("the log has lost its head row (log_head): restore a backup")
        return row.position, row.recorded_at

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

    def max_notification_id(self) -> int | None:
        """Return the last position in the log; None: it is empty."""
        with reading(self.engine) as reader:
            return reader.execute(select(func.max(log.c.position))).scalar()

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Return an iterator over the log that waits for what is recorded next."""
        return _Polling(self, gt, topics)


class _Polling(Subscription[ApplicationRecorder]):
    """Follows the log by asking again; it ends when it is stopped."""

    def __init__(self, recorder: LogRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._pending: deque[Notification] = deque()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if not self._pending:
                self._pending.extend(
                    self._recorder.select_notifications(
                        self._last_notification_id,
                        FOLLOWED_AT_ONCE,
                        topics=self._topics,
                        inclusive_of_start=False,
                    )
                )
            if self._pending:
                notification = self._pending.popleft()
                self._last_notification_id = notification.id
                return notification
            time.sleep(POLL_SECONDS)
        raise StopIteration


@contextmanager
def _joined(connection: Connection) -> Iterator[Connection]:
    yield connection


@contextmanager
def _reader(engine: Engine, connection: Connection | None) -> Iterator[Connection]:
    if connection is not None:
        yield connection
        return
    with reading(engine) as own:
        yield own


def _greatest(column: ColumnElement[int], value: int, connection: Connection) -> Any:
    if connection.dialect.name == "sqlite":
        return func.max(column, value)
    return func.greatest(column, value)


def _row(fact: StoredFact, position: int, moment: int, recorded_by: str) -> dict[str, Any]:
    return {
        "position": position,
        "stream": fact.originator_id,
        "version": fact.originator_version,
        "type": fact.topic,
        "fact_id": fact.fact_id,
        "recorded_at": moment,
        "recorded_by": recorded_by,
        "payload": fact.state,
    }


def _conflict(error: IntegrityError) -> Exception:
    reason = str(error.orig)
    if "fact_id" in reason or "log_has_each_fact_once" in reason:
        return FactOverwritten("a fact with this id was recorded by another process just now")
    if "stream" in reason or "log_has_one_event" in reason:
        return StreamMoved("another process recorded on the same aggregate just now; try again")
    return DatabaseProblem(f"the log refuses the row: {reason.splitlines()[0]}")


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
