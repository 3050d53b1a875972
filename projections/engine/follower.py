"""A follower: one process that keeps the read models up with the log, for all that record.

While it lives it holds a lock of its session on PostgreSQL, which the server frees when it
dies, however it dies. Whoever appends is told with the answer whether the lock is held; if it
is, they leave the read models to the follower. A second follower stands by until the first has
ended. On SQLite there is no such lock: a follower and those that record both project.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from projections.engine.projector import Projector
from register.errors import DatabaseBusy, DatabaseLost
from register.log.postgresql import FOLLOWED, own_connection
from register.log.subscription import LogWatcher
from register.store.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

BATCH = 500
"""How many facts a follower handles between two commits: few, so that readers see them soon."""

STANDBY_SECONDS = 1.0
"""How often a follower that stands by looks whether the other one lives."""

_TAKEN = """
SELECT EXISTS (
    SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted
    AND l.mode = 'ExclusiveLock' AND l.classid = %s
    AND l.objid = %s AND l.objsubid = 1
)"""


class Follower:
    """Projects what is recorded until it is stopped; it outlives restarts of the server.

    ``between`` is called again and again between two looks at the log, while this is the one
    follower; what it raises of DatabaseBusy and DatabaseLost is taken as the follower's own.
    """

    def __init__(
        self, url: str, *, batch: int = BATCH, between: Callable[[], None] = lambda: None
    ) -> None:
        self._between = between
        self._engine = open_engine(url)
        self._projector = Projector(self._engine, batch=batch)
        self._watch = LogWatcher(self._engine)
        on_a_server = self._engine.dialect.name == "postgresql"
        self._claim = (LeaderLock if on_a_server else NoLock)(self._engine)
        self._has_begun = False

    def run(self, stopped: Callable[[], bool]) -> None:
        """Follow the log until told to stop; a batch under way is finished first."""
        try:
            while not stopped():
                self._round(stopped)
        finally:
            self._watch.close()
            self._claim.release()
            self._engine.dispose()

    def _round(self, stopped: Callable[[], bool]) -> None:
        try:
            if self._claim.is_held() or self._begins():
                self._follow(stopped)
            else:
                time.sleep(STANDBY_SECONDS)
        except DatabaseLost:
            if not self._has_begun:
                raise
            self._claim.release()
            self._watch.lost()
        except DatabaseBusy:  # a long import; what it recorded comes afterwards
            return

    def _begins(self) -> bool:
        """Take the place of a follower if it is free, and try again what was set aside."""
        taken = self._claim.take()
        self._has_begun = True
        if taken:
            self._projector.retry()
        return taken

    def _follow(self, stopped: Callable[[], bool]) -> None:
        self._between()
        if any(self._projector.lag().values()):
            self._projector.advance(stopped)
            self._watch.seen()
        else:
            self._watch.wait()


class LeaderLock:
    """The place of the one follower of a database on PostgreSQL: a lock of its own session."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session: Any = None

    def is_held(self) -> bool:
        """Tell whether this process is the follower; raise DatabaseLost with the session."""
        return self._session is not None and bool(self._answer("SELECT true"))

    def take(self) -> bool:
        """Become the follower; False: there is one."""
        self.release()
        self._session = own_connection(self._engine)
        if not self._answer(_TAKEN, divmod(FOLLOWED, 2**32)) and self._locks():
            return True
        self.release()
        return False

    def _locks(self) -> bool:
        """Wait for those that just ask whether the lock is held, but not for another follower."""
        from psycopg.errors import LockNotAvailable  # noqa: PLC0415  # SQLite needs no psycopg

        self._answer("SELECT set_config('lock_timeout', '2s', false)")
        try:
            self._answer("SELECT pg_advisory_lock(%s)", (FOLLOWED,))
        except LockNotAvailable:
            return False
        return True

    def _answer(self, query: str, values: tuple[int, ...] = ()) -> Any:
        from psycopg import OperationalError  # noqa: PLC0415

        try:
            return self._session.execute(query, values).fetchone()[0]
        except OperationalError as error:
            if not self._session.closed:
                raise
            raise DatabaseLost(f"the server ended the connection: {error}") from error

    def release(self) -> None:
        """Give the place up, by ending the session."""
        session, self._session = self._session, None
        if session is not None:
            session.close()


class NoLock(LeaderLock):
    """On SQLite, where everybody may follow."""

    _held = False

    def is_held(self) -> bool:
        """Tell whether it was taken."""
        return self._held

    def take(self) -> bool:
        """Take it."""
        self._held = True
        return True
