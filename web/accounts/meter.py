"""How many requests each token makes a minute, in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 600
"""How many requests a token may make in a minute."""


@dataclass(slots=True)
class RequestMeter:
    """Counts by the minute of the clock; of a minute that is over nothing is kept."""

    most: int = MOST
    _minute: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def seconds_to_wait(self, token: str, now: datetime) -> int:
        """Count a request; return 0, or after how many seconds there may be another one."""
        minute, second = divmod(int(now.timestamp()), 60)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            count = self._counts[token] = self._counts.get(token, 0) + 1
        return 60 - second if count > self.most else 0
