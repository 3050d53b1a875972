"""What a decision asks of the log, on one connection: versions, facts by id, platforms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import literal_column, select

from aggregates import platform as platforms
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.shapes import instrument_stream, platform_stream
from register.errors import DamagedFact
from register.format.codec import decode
from register.log import statements
from register.store.prepared import sent
from register.store.tables import DESIGNATED, REQUESTED, log
from register.store.told_once import told_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from aggregates.platform import Platform
    from aggregates.vocabulary.shapes import Fact

_CHUNK = 500
"""How many values are asked for at once."""

_REMEMBERED = 2_000
"""How many rows a transaction that only reads remembers; reports name the same ones again."""


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


class LogReader:
    """Reads the log through one connection, so also what its transaction has written."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def head(self) -> tuple[int, int] | None:
        """Return the last position and when it was recorded; None: the log is empty."""
        return told_once(self.connection, statements.HEAD, self._head)

    def _head(self) -> tuple[int, int] | None:
        rows = statements.HEAD.rows(self.connection)
        return (rows[0][0], rows[0][1]) if rows else None

    def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the last version of each stream that has one, by one look into an index each."""
        wanted: Any = list(dict.fromkeys(streams))
        if not wanted:
            return {}
        if self.connection.dialect.name == "sqlite":
            wanted = json.dumps(wanted)
        query = statements.LAST_VERSIONS[self.connection.dialect.name]
        found = sent(self.connection, query, (wanted,)).fetchall()
        return {stream: version for stream, version in found if version is not None}

    def by_ids(self, fact_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the rows of facts, by id."""
        wanted = list(dict.fromkeys(fact_ids))
        kept = self._kept("fact_id")
        found = {name: kept[name] for name in wanted if name in kept}
        for chunk in chunks(name for name in wanted if name not in found):
            found |= {entry.fact_id: entry for entry in self._keep(self._by_ids(chunk))}
        return found

    def _by_ids(self, chunk: Sequence[str]) -> Iterator[Entry]:
        if len(chunk) == 1:
            found = statements.BY_ID.rows(self.connection, {"wanted": chunk[0]})
            return map(_plain, found)
        return map(_plain, statements.BY_IDS.rows(self.connection, chunk))

    def _kept(self, by: str) -> dict[Any, Entry]:
        """Return the rows that this transaction has read, if it only reads, by id or position."""
        return told_once(self.connection, (log, by), dict)

    def _keep(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return rows, and keep them while there is room."""
        places, names = self._kept("position"), self._kept("fact_id")
        read = list(entries)
        for entry in read[: max(_REMEMBERED - len(places), 0)]:
            places[entry.position] = names[entry.fact_id] = entry
        return read

    def by_beginning(self, text: str, *, limit: int = 2) -> list[Entry]:
        """Return rows whose fact id begins with a text, of at least four characters."""
        if len(text) < 4:
            return []
        query = select(log).where(log.c.fact_id.startswith(text, autoescape=True)).limit(limit)
        return [_entry(row) for row in self.connection.execute(query)]

    def between(self, after: int, through: int, *, limit: int | None = None) -> Iterator[Entry]:
        """Give the rows with a position above ``after``, up to ``through``, in order."""
        places = {"after": after, "through": through, "some": limit}
        if limit is not None:
            for row in statements.BETWEEN_SOME.rows(self.connection, places):
                yield _plain(row)
            return
        for row in self.connection.execute(statements.BETWEEN, places):
            yield _entry(row)

    def of_kind(self, kind: str, through: int) -> Iterator[Entry]:
        """Give the rows of all aggregates of a kind, up to a position, in order."""
        of = {"first": f"{kind}/", "beyond": f"{kind}0", "through": through}
        yield from map(_plain, statements.OF_KIND.rows(self.connection, of))

    def of_stream(self, stream: str) -> list[Entry]:
        """Return the rows of one aggregate, in order."""
        return list(map(_plain, statements.OF_STREAM.rows(self.connection, {"named": stream})))

    def of_streams(self, streams: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the rows of some aggregates, in order, by aggregate; those without any are left out."""
        found: dict[str, list[Entry]] = {}
        for chunk in chunks(streams):
            for row in statements.OF_STREAMS.rows(self.connection, chunk):
                entry = _plain(row)
                found.setdefault(entry.stream, []).append(entry)
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
            for row in statements.OF_STREAMS_AND_TYPES.rows(self.connection, chunk, wanted):
                entry = _plain(row)
                found.setdefault(entry.stream, []).append(entry)
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
        wanted = list(dict.fromkeys(positions))
        kept = self._kept("position")
        found = {place: kept[place] for place in wanted if place in kept}
        for chunk in chunks(place for place in wanted if place not in found):
            rows = statements.AT_POSITIONS.rows(self.connection, chunk)
            found |= {entry.position: entry for entry in self._keep(map(_plain, rows))}
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
        if (kept := self._kept("position").get(position)) is not None:
            return kept.recorded_at
        rows = statements.RECORDED_AT.rows(self.connection, {"place": position})
        return rows[0][0] if rows else None


def chunks(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """Give distinct values in lists that are short enough for one statement."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), _CHUNK):
        yield distinct[start : start + _CHUNK]


def _plain(row: tuple[Any, ...]) -> Entry:
    """Return a row with the columns of the log in their order."""
    position, stream, version, topic, fact_id, recorded_at, recorded_by, payload = row
    told = (position, stream, version, topic, fact_id, recorded_at, recorded_by)
    return Entry(*told, stored_bytes(payload))


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
