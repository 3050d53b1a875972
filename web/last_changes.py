"""Where in the log each relationship last changed, followed as the log grows."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from aggregates.vocabulary.shapes import relationship_stream
from register.log.reader import LogReader

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.read_models.relationships import RelationshipKey

MOST = 2_000
"""How many facts are followed at once; after more, everything counts as changed."""


@dataclass(slots=True)
class LastChanges:
    """The last position that bears on each relationship.

    Its own facts do, and those of no relationship: laws, platforms, persons, documents.
    """

    _through: int = 0
    _elsewhere: int = 0
    _own: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, connection: Connection, head: int, key: RelationshipKey) -> int | None:
        """Return the last position up to the log's head that bears on a relationship.

        None: another transaction has seen more of the log than this one, so it isn't known any more.
        """
        with self._lock:
            if head < self._through:
                return None
            if head > self._through:
                self._follow(connection, head)
            stream = relationship_stream(key.platform, key.jurisdiction)
            return max(self._elsewhere, self._own.get(stream, 0))

    def _follow(self, connection: Connection, head: int) -> None:
        if head - self._through > MOST:
            self._elsewhere = head
            self._own.clear()
        else:
            for entry in LogReader(connection).between(self._through, head, limit=MOST):
                if entry.stream.startswith("relationship/"):
                    self._own[entry.stream] = entry.position
                else:
                    self._elsewhere = entry.position
        self._through = head
