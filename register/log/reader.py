"""What a decision asks of the log, on one connection: versions, facts by id, platforms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, literal_column, select

from aggregates import platform as platforms
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.shapes import instrument_stream, platform_stream
from register.errors import DamagedFact
from register.format.codec import decode
from register.store.tables import DESIGNATED, REQUESTED, log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from aggregates.platform import Platform
    from aggregates.vocabulary.shapes import Fact

_CHUNK = 500
"""How many values one IN list has; SQLite allows 32,766 parameters."""


class Entry(msgspec.Struct, frozen=True):
    """A row of the log, as it is stored."""

    position: int
    stream: str
    version: int
    type: str
    fact_id: str
    recorded_at: int
    recorded_by: str
    payload: bytes

    def fact(self) -> Fact:
        """Return the fact of the stored bytes; raise DamagedFact if they are none."""
        return stored_fact(self.position, self.type, self.payload)

    def event(self) -> Event:
        """Return the fact in its place."""
        return Event(self.stream, self.version, self.fact())


def stored_fact(position: int, topic: str, payload: bytes | str) -> Fact:
    """Return the fact of a row of the log; raise DamagedFact if its bytes are none."""
    try:
        return decode(topic, stored_bytes(payload))
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedFact(
            f"the fact at position {position} can't be read: its bytes in the log are not what "
            f"was recorded ({error})"
        ) from error


def stored_bytes(payload: bytes | str) -> bytes:
    """Return a payload's bytes, also where somebody put a text in their place by SQL."""
    if type(payload) is bytes:
        return payload
    return payload.encode() if isinstance(payload, str) else bytes(payload)


_LAST_VERSIONS = {
    "sqlite": "SELECT value, (SELECT max(version) FROM log WHERE stream = value) FROM json_each(?)",
    "postgresql": "SELECT value, (SELECT max(version) FROM log WHERE stream = value) "
    "FROM unnest(%s::text[]) AS given (value)",
}
_BY_ID = select(log).where(log.c.fact_id == bindparam("wanted"))
_BY_IDS = select(log).where(log.c.fact_id.in_(bindparam("wanted", expanding=True)))
_BETWEEN = (
    select(log)
    .where(log.c.position > bindparam("after"), log.c.position <= bindparam("through"))
    .order_by(log.c.position)
)
_BETWEEN_SOME = _BETWEEN.limit(bindparam("some"))


class LogReader:
    """Reads the log through one connection, so also what its transaction has written."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def head(self) -> tuple[int, int] | None:
        """Return the last position and when it was recorded; None: the log is empty."""
        query = select(log.c.position, log.c.recorded_at).order_by(log.c.position.desc()).limit(1)
        row = self.connection.execute(query).one_or_none()
        return None if row is None else (row.position, row.recorded_at)

    def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the last version of each stream that has one, by one look into an index each."""
        wanted: Any = list(dict.fromkeys(streams))
        if self.connection.dialect.name == "sqlite":
            wanted = json.dumps(wanted)
        query = _LAST_VERSIONS[self.connection.dialect.name]
        found = self.connection.exec_driver_sql(query, (wanted,))
        return {stream: version for stream, version in found if version is not None}

    def by_ids(self, fact_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the rows of facts, by id."""
        found: dict[str, Entry] = {}
        for chunk in chunks(fact_ids):
            query, wanted = (_BY_ID, chunk[0]) if len(chunk) == 1 else (_BY_IDS, chunk)
            rows = self.connection.execute(query, {"wanted": wanted})
            found.update((row.fact_id, _entry(row)) for row in rows)
        return found

    def by_beginning(self, text: str, *, limit: int = 2) -> list[Entry]:
        """Return rows whose fact id begins with a text, of at least four characters."""
        if len(text) < 4:
            return []
        query = select(log).where(log.c.fact_id.startswith(text, autoescape=True)).limit(limit)
        return [_entry(row) for row in self.connection.execute(query)]

    def between(self, after: int, through: int, *, limit: int | None = None) -> Iterator[Entry]:
        """Give the rows with a position above ``after``, up to ``through``, in order."""
        query = _BETWEEN if limit is None else _BETWEEN_SOME
        places = {"after": after, "through": through, "some": limit}
        for row in self.connection.execute(query, places):
            yield _entry(row)

    def of_kind(self, kind: str, through: int) -> Iterator[Entry]:
        """Give the rows of all aggregates of a kind, up to a position, in order."""
        query = (
            select(log)
            .where(log.c.stream >= f"{kind}/", log.c.stream < f"{kind}0")
            .where(log.c.position <= through)
            .order_by(log.c.position)
        )
        for row in self.connection.execute(query):
            yield _entry(row)

    def of_stream(self, stream: str) -> list[Entry]:
        """Return the rows of one aggregate, in order."""
        query = select(log).where(log.c.stream == stream).order_by(log.c.version)
        return [_entry(row) for row in self.connection.execute(query)]

    def of_streams(self, streams: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the rows of some aggregates, in order, by aggregate; those without any are left out."""
        found: dict[str, list[Entry]] = {}
        for chunk in chunks(streams):
            query = select(log).where(log.c.stream.in_(chunk))
            for row in self.connection.execute(query.order_by(log.c.stream, log.c.version)):
                found.setdefault(row.stream, []).append(_entry(row))
        return found

    def of_stream_and_types(self, stream: str, topics: Iterable[str]) -> list[Entry]:
        """Return the rows of one aggregate that are of some topics, in order."""
        query = select(log).where(log.c.stream == stream, log.c.type.in_(list(topics)))
        return [_entry(row) for row in self.connection.execute(query.order_by(log.c.version))]

    def of_streams_and_types(
        self, streams: Iterable[str], topics: Iterable[str]
    ) -> dict[str, list[Entry]]:
        """Return the rows of some aggregates that are of some topics, in order, by aggregate."""
        wanted = list(topics)
        found: dict[str, list[Entry]] = {}
        for chunk in chunks(streams):
            query = select(log).where(log.c.stream.in_(chunk), log.c.type.in_(wanted))
            for row in self.connection.execute(query.order_by(log.c.stream, log.c.version)):
                found.setdefault(row.stream, []).append(_entry(row))
        return found

    def relationships_with(
        self,
        topics: Iterable[str],
        through: int,
        *,
        platform: str | None = None,
        jurisdiction: str | None = None,
    ) -> list[str]:
        """Return the relationships that have facts of some topics, by name, up to a position."""
        start = "relationship" if platform is None else f"relationship/{platform}"
        query = select(log.c.stream).distinct().where(log.c.position <= through)
        query = query.where(log.c.stream >= f"{start}/", log.c.stream < f"{start}0")
        query = query.where(log.c.type.in_(list(topics)))
        found = sorted(self.connection.execute(query).scalars())
        if jurisdiction is None:
            return found
        return [stream for stream in found if stream.endswith(f"/{jurisdiction}")]

    def instrument(self, instrument_id: str) -> list[Event]:
        """Return the events of a legal instrument."""
        return [entry.event() for entry in self.of_stream(instrument_stream(instrument_id))]

    def designated(self, through: int | None = None) -> list[Entry]:
        """Return the rows of all designations, up to a position, in order."""
        # Not as a parameter: SQLite would not see that its index is for these rows.
        query = select(log).where(log.c.type == literal_column(f"'{DESIGNATED}'"))
        query = query.order_by(log.c.position)
        if through is not None:
            query = query.where(log.c.position <= through)
        return [_entry(row) for row in self.connection.execute(query)]

    def requested(
        self, through: int, *, platform: str | None = None, jurisdiction: str | None = None
    ) -> list[str]:
        """Return the relationships that have requests at a position up to another, by name.

        It looks into an index that has nothing but requests.
        """
        query = select(log.c.stream).distinct()
        query = query.where(log.c.type == literal_column(f"'{REQUESTED}'"))
        query = query.where(log.c.position <= through)
        if platform is not None:
            start = f"relationship/{platform}"
            query = query.where(log.c.stream >= f"{start}/", log.c.stream < f"{start}0")
        found = sorted(self.connection.execute(query).scalars())
        if jurisdiction is None:
            return found
        return [stream for stream in found if stream.endswith(f"/{jurisdiction}")]

    def at_positions(self, positions: Iterable[int]) -> dict[int, Entry]:
        """Return the rows at positions."""
        found: dict[int, Entry] = {}
        for chunk in chunks(positions):
            query = select(log).where(log.c.position.in_(chunk))
            found.update((row.position, _entry(row)) for row in self.connection.execute(query))
        return found

    def platform(self, slug: str) -> Platform:
        """Return a platform as it stands, also one that is not registered."""
        events = (entry.event() for entry in self.of_stream(platform_stream(slug)))
        return platforms.replay(slug, events)

    def names(self, kind: str) -> list[str]:
        """Return the ids of all aggregates of a kind (``platform``, ``instrument``), sorted."""
        query = select(log.c.stream).where(
            log.c.version == 1, log.c.stream >= f"{kind}/", log.c.stream < f"{kind}0"
        )
        found = self.connection.execute(query).scalars()
        return sorted(stream.partition("/")[2] for stream in found)

    def position_at(self, recorded_at: int) -> tuple[int, int] | None:
        """Return the last position recorded by a moment, and its time; None: there is none."""
        query = (
            select(log.c.position, log.c.recorded_at)
            .where(log.c.recorded_at <= recorded_at)
            .order_by(log.c.recorded_at.desc(), log.c.position.desc())
            .limit(1)
        )
        row = self.connection.execute(query).one_or_none()
        return None if row is None else (row.position, row.recorded_at)

    def recorded_at(self, position: int) -> int | None:
        """Return when a position was recorded; None: nothing stands there."""
        query = select(log.c.recorded_at).where(log.c.position == position)
        return self.connection.execute(query).scalar()


def chunks(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """Give distinct values in lists that are short enough for IN."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), _CHUNK):
        yield distinct[start : start + _CHUNK]


def _entry(row: Any) -> Entry:
    return Entry(
        row.position,
        row.stream,
        row.version,
        row.type,
        row.fact_id,
        row.recorded_at,
        row.recorded_by,
        stored_bytes(row.payload),
    )
