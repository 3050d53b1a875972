"""The roots of the log's tree that pages tell, by position: what a root is of never changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from reports.context import point

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from register.log.points import KnownAt
    from reports.statement import LogPoint

MOST = 4_096
"""How many points are remembered; those asked for longest ago go first."""


@dataclass(slots=True)
class KnownRoots:
    """Points of the log with their roots, as they were read first."""

    _points: OrderedDict[int, LogPoint] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def point(self, connection: Connection, known: KnownAt) -> LogPoint:
        """Return a point with the root of its tree; raise ProofRefused without one."""
        with self._lock:
            found = self._points.get(known.position)
            if found is not None:
                self._points.move_to_end(known.position)
                return found
        found = point(connection, known)
        with self._lock:
            self._points[known.position] = found
            if len(self._points) > MOST:
                self._points.popitem(last=False)
        return found
