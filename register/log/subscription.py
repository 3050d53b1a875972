"""Following the log: an iterator that waits for what is recorded next.

The protocol, of which migration 0004 is the other half:

- What counts is the log. A follower asks for everything after its last position, so it misses
  nothing, whatever happens to a notification.
- NOTIFY takes a lock of the whole server at commit, so an append on PostgreSQL notifies only if
  the one before was more than half a second ago (``log_head.appended_at``, the server's clock).
- A follower that has seen something looks again every `POLL_SECONDS`, for `LINGER_SECONDS`: as
  long as appends are too dense to notify, it is awake.
- After that it waits for a notification, but looks at least every `PATIENCE_SECONDS`.
- When the server restarts, it connects again, listens, and then looks.

On SQLite a follower looks every `POLL_SECONDS_OF_A_FILE`.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from register.errors import DatabaseLost
from register.log.postgresql import CHANNEL, own_connection
from register.store.driver_errors import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

POLL_SECONDS = 0.02
LINGER_SECONDS = 1.0
PATIENCE_SECONDS = 1.0
POLL_SECONDS_OF_A_FILE = 0.2

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
"""How long a follower waits before it tries to connect again: each time twice as long."""

FOLLOWED_AT_ONCE = 500
"""How many events a follower reads at once."""


class LogWatcher:
    """Waits until the log may have grown."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._awake_until = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._listener: Any = None

    def seen(self) -> None:
        """Note that there was something: more of it may follow soon."""
        self._pause = FIRST_PAUSE_SECONDS
        self._awake_until = time.monotonic() + LINGER_SECONDS

    def wait(self) -> None:
        """Return when it is time to look at the log again."""
        if self._engine.dialect.name != "postgresql":
            time.sleep(POLL_SECONDS_OF_A_FILE)
        elif time.monotonic() < self._awake_until:
            time.sleep(POLL_SECONDS)
        elif self._listener is None:
            self._listen()
        else:
            self._wait_for_notification(self._listener)

    def lost(self) -> None:
        """Wait before the database is tried again that could not be reached."""
        self.close()
        time.sleep(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def close(self) -> None:
        """End the connection that listens."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(Exception):
                listener.close()

    def _listen(self) -> None:
        """Listen from now on; what came before is seen by the look that follows."""
        from psycopg import OperationalError  # noqa: PLC0415  # SQLite's users may not have it

        listener = own_connection(self._engine)
        try:
            listener.execute(f"LISTEN {CHANNEL}")
        except OperationalError as error:
            listener.close()
            raise told(self._engine.url, error, lost=True) from error
        self._listener = listener

    def _wait_for_notification(self, listener: Any) -> None:
        from psycopg import OperationalError  # noqa: PLC0415  # SQLite's users may not have it

        try:
            deque(listener.notifies(timeout=PATIENCE_SECONDS, stop_after=1), maxlen=0)
        except OperationalError:
            self.close()


class LogSubscription(Subscription[ApplicationRecorder]):
    """Gives every event once, in the order of the log; it ends when it is stopped."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        engine: Engine,
        gt: int | None,
        topics: Sequence[str],
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._watch = LogWatcher(engine)
        self._pending: deque[Notification] = deque()
        self._has_begun = False

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._watch.close()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._pending or self._look():
                notification = self._pending.popleft()
                self._last_notification_id = notification.id
                return notification
        self._watch.close()
        raise StopIteration

    def _look(self) -> bool:
        """Read what has come; wait where nothing has, or where the server is not there."""
        try:
            self._read()
            if not self._pending:
                self._watch.wait()
        except DatabaseLost:
            if not self._has_begun:
                raise
            self._watch.lost()
        return bool(self._pending)

    def _read(self) -> None:
        found = self._recorder.select_notifications(
            self._last_notification_id,
            FOLLOWED_AT_ONCE,
            topics=self._topics,
            inclusive_of_start=False,
        )
        self._has_begun = True
        if found:
            self._pending.extend(found)
            self._watch.seen()
