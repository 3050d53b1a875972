"""Keys of requests: who sends one again gets the answer of the first, and nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from register.accounts.tables import request_key
from register.errors import RequestKeyReused, RequestRunning
from register.store.database import writing

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine

KEPT_MICROSECONDS = 24 * 3600 * 1_000_000
"""How long an answer is kept."""

ABANDONED_MICROSECONDS = 120 * 1_000_000
"""After how long a request without an answer counts as one that was broken off."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a request was answered with."""

    status: int
    location: str | None
    content: str


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with a key of its sender's; ``sha256`` is of all that it asks for."""

    handle: str
    key: str
    sha256: str

    def begin(self, engine: Engine, now: int) -> KeptAnswer | None:
        """Note that it runs, and return None; or return the answer that it got before.

        Raises RequestKeyReused if the key is that of another request, and RequestRunning if it
        has no answer yet. ``now`` is in microseconds.
        """
        with writing(engine) as connection:
            self._forget_old(connection, now)
            row = connection.execute(select(request_key).where(self._mine)).first()
            if row is None:
                self._note(connection, now)
                return None
        if row.sha256 != self.sha256:
            raise RequestKeyReused(f"the key {self.key!r} was given to another request before")
        if row.status is None:
            raise RequestRunning(self._no_answer)
        return KeptAnswer(row.status, row.location, row.content)

    def _note(self, connection: Connection, now: int) -> None:
        values = {"handle": self.handle, "key": self.key, "sha256": self.sha256, "made_at": now}
        try:
            connection.execute(insert(request_key).values(values))
        except IntegrityError:  # it was noted by another one since we looked
            raise RequestRunning(self._no_answer) from None

    @property
    def _no_answer(self) -> str:
        return f"the request with the key {self.key!r} has no answer yet"

    def finish(self, engine: Engine, answer: KeptAnswer) -> None:
        """Keep the answer."""
        values = {"status": answer.status, "location": answer.location, "content": answer.content}
        with writing(engine) as connection:
            connection.execute(update(request_key).where(self._mine).values(**values))

    def abandon(self, engine: Engine) -> None:
        """Forget a request that did nothing, so that it may be made again."""
        with writing(engine) as connection:
            connection.execute(delete(request_key).where(self._mine))

    @property
    def _mine(self) -> ColumnElement[bool]:
        return (request_key.c.handle == self.handle) & (request_key.c.key == self.key)

    def _forget_old(self, connection: Connection, now: int) -> None:
        made_at, status = request_key.c.made_at, request_key.c.status
        old = made_at < now - KEPT_MICROSECONDS
        broken_off = status.is_(None) & (made_at < now - ABANDONED_MICROSECONDS)
        connection.execute(delete(request_key).where(old | broken_off))
