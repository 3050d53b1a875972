"""Points of the log, by position or by moment, and days, as users write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from aggregates.dates.everyday import edtf_of
from register.clock import iso, microseconds
from register.errors import InvalidMoment
from register.log.reader import LogReader

if TYPE_CHECKING:
    from sqlalchemy import Connection


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownAt:
    """A point of the log: the last position that counts (0: none), and when it was recorded."""

    position: int
    recorded_at: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's ``known``."""
        moment = None if self.recorded_at is None else iso(self.recorded_at)
        return {"position": self.position, "recorded_at": moment}


def known_at(connection: Connection, text: str | None) -> KnownAt:
    """Return the point of the log that a position or a moment means; None: its end.

    A day means its end in UTC, a moment without offset is UTC, and one after the last
    recording is the end of the log. A position must be one that the log has, or 0.
    Raises InvalidMoment.
    """
    reader = LogReader(connection)
    head = reader.head() or (0, None)
    if text is None:
        return KnownAt(*head)
    if text.strip().isascii() and text.strip().isdigit():
        return _at_position(reader, int(text.strip()[:19]), head[0])
    return KnownAt(*(reader.position_at(microseconds(_moment(text))) or (0, None)))


def _at_position(reader: LogReader, position: int, last: int) -> KnownAt:
    if position > last:
        raise InvalidMoment(f"the log ends at position {last}; there is no position {position} yet")
    return KnownAt(position, reader.recorded_at(position) if position else None)


def _moment(text: str) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidMoment(
            f"{text!r} is neither a position of the log nor a moment "
            "(such as 2026-11-21T10:00:00Z or 2026-11-21)"
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def day(text: str) -> date:
    """Return a day given as YYYY-MM-DD; raise InvalidMoment."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    days = [found for found in edtf_of(text) if _DAY.fullmatch(found)]
    if days:
        raise InvalidMoment(f"{text!r} is not a day: write {' or '.join(days)}")
    raise InvalidMoment(f"{text!r} is not a day (such as 2024-04-22)")
