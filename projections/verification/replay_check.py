"""Comparing the read models with a replay of the log, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select

from projections.read_models import platform_names as names
from projections.read_models import relationships, search_text
from projections.standing.projection import NAME, live_generation
from projections.standing.replay import UNREADABLE, replay
from projections.standing.rows import ROWS
from projections.standing.snapshot_store import SnapshotStore
from projections.tables import (
    fact_text,
    platform_name,
    projection,
    relationship,
    set_aside,
    standing_key,
)
from register.log.reader import LogReader
from register.store.tables import log

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from register.log.reader import Entry

BATCH = 2_000
"""How many facts' texts are compared at once."""

Progress = Callable[[int], None]
"""Is called with the number of facts that were replayed since the last call."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row that is not what a replay makes of the log, and the fact it comes from.

    ``place`` is the relationship, the platform's name or the position that it is about.
    """

    table: str
    place: str
    what: str
    position: int | None = None
    fact_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "table": self.table,
            "place": self.place,
            "what": self.what,
            "position": self.position,
            "fact": self.fact_id,
        }

    def __str__(self) -> str:
        """Return one sentence."""
        fact = f" (fact {self.fact_id}, position {self.position})" if self.fact_id else ""
        return f"{self.table}, {self.place}: {self.what}{fact}"


def mismatches(connection: Connection, progress: Progress) -> Iterator[Mismatch]:
    """Give, of each relationship and each read model, the first row that a replay differs in."""
    yield from _relationships(connection)
    yield from _names(connection)
    yield from _texts(connection)
    yield from _standing(connection, progress)


def verified_through(connection: Connection) -> int:
    """Return the position of the log up to which standings are compared."""
    return _position(connection, NAME)


def _position(connection: Connection, name: str) -> int:
    query = select(projection.c.position).where(projection.c.name == name)
    return connection.execute(query).scalar() or 0


def _relationships(connection: Connection) -> Iterator[Mismatch]:
    through = _position(connection, relationships.NAME)
    wanted = {_place(row): row for row in relationships.counted(connection, through)}
    rows = connection.execute(select(relationship)).mappings()
    found = {_place(row): dict(row) for row in rows}
    for place in sorted(wanted.keys() | found.keys()):
        if wanted.get(place) != found.get(place):
            what = _differing(wanted.get(place), found.get(place))
            position = wanted[place]["last_position"] if place in wanted else None
            yield _mismatch(connection, "relationship", place, what, position)
            return


def _place(row: Any) -> str:
    return f"{row['platform']} {row['jurisdiction']}"


def _names(connection: Connection) -> Iterator[Mismatch]:
    wanted: dict[tuple[str, str], str] = {}
    facts: dict[tuple[str, str], int] = {}
    aside = _set_aside(connection, names.NAME)
    for entry in LogReader(connection).of_kind("platform", _position(connection, names.NAME)):
        try:
            told = names.named(entry)
        except UNREADABLE as error:
            if entry.position in aside:
                continue
            place = entry.stream.partition("/")[2]
            yield _mismatch(
                connection, "log", place, f"the fact can't be read: {error}", entry.position
            )
            return
        if entry.position in aside:
            yield _needlessly(names.NAME, entry)
            return
        wanted |= told
        facts |= dict.fromkeys(told, entry.position)
    found = {
        (row.folded, row.platform): row.name for row in connection.execute(select(platform_name))
    }
    for key in sorted(wanted.keys() | found.keys()):
        if wanted.get(key) != found.get(key):
            what = f"it says {found.get(key)!r}, and the log {wanted.get(key)!r}"
            place = f"{key[1]} ({key[0]})"
            yield _mismatch(connection, "platform_name", place, what, facts.get(key))
            return


def _texts(connection: Connection) -> Iterator[Mismatch]:
    aside = _set_aside(connection, search_text.NAME)
    reader, after, head = LogReader(connection), 0, _position(connection, search_text.NAME)
    beyond = (fact_text.c.position < 1) | (fact_text.c.position > head)
    foreign = connection.execute(select(func.min(fact_text.c.position)).where(beyond)).scalar()
    if foreign is not None:
        what = "a row stands there that no fact makes"
        yield Mismatch("fact_text", f"position {foreign}", what)
        return
    while entries := list(reader.between(after, head, limit=BATCH)):
        query = select(fact_text).where(
            fact_text.c.position > after, fact_text.c.position <= entries[-1].position
        )
        found = {row.position: row.folded for row in connection.execute(query)}
        for entry in entries:
            try:
                words = search_text.folded_words(entry)
            except UNREADABLE as error:
                if entry.position in aside:
                    continue
                words = f"unreadable: {error}"
            if entry.position in aside:
                yield _needlessly(search_text.NAME, entry)
                return
            if found.pop(entry.position, None) != words:
                what = "its words are not those of the fact"
                place = f"position {entry.position}"
                yield Mismatch("fact_text", place, what, entry.position, entry.fact_id)
                return
        if found:
            place = f"position {min(found)}"
            yield Mismatch("fact_text", place, "a row stands there that no fact makes")
            return
        after = entries[-1].position


def _needlessly(name: str, entry: Entry) -> Mismatch:
    what = f"the fact is set aside in {name}, and could be handled: `register rebuild {name}`"
    return Mismatch("set_aside", f"position {entry.position}", what, entry.position, entry.fact_id)


def _set_aside(connection: Connection, name: str) -> set[int]:
    query = select(set_aside.c.position).where(set_aside.c.projection == name)
    return set(connection.execute(query).scalars())


def _standing(connection: Connection, progress: Progress) -> Iterator[Mismatch]:
    through = _position(connection, NAME)
    generation = live_generation(connection)
    query = select(standing_key).where(standing_key.c.generation == generation)
    keys = {_place(row): row["id"] for row in connection.execute(query).mappings()}
    for row in relationships.counted(connection, through):
        place = _place(row)
        stream = f"relationship/{row['platform']}/{row['jurisdiction']}"
        store = SnapshotStore(connection, keys.pop(place, 0), stream)
        if (found := _relationship(store, place, through)) is not None:
            yield found
        progress(row["facts"])
    for place in sorted(keys):
        yield Mismatch("standing_key", place, "it has rows, and no facts")
    for table in ROWS:
        yield from _strays(connection, table)


def _strays(connection: Connection, table: Table) -> Iterator[Mismatch]:
    """Name a row of no relationship."""
    query = select(func.min(table.c.relationship)).where(
        table.c.relationship.not_in(select(standing_key.c.id))
    )
    if (stray := connection.execute(query).scalar()) is not None:
        yield Mismatch(table.name, f"relationship number {stray}", "there is no such relationship")


def _relationship(store: SnapshotStore, place: str, through: int) -> Mismatch | None:
    """Return the first row of a relationship that is not as a replay makes it."""
    connection = store.connection
    aside = _set_aside(connection, NAME)
    made: dict[Table, Counter[_Row]] = {table: Counter() for table in ROWS}
    for part in replay(store, through=through):
        unreadable = sorted(part.errors.keys() - aside)
        if unreadable:
            what = f"the fact can't be read: {part.errors[unreadable[0]]}"
            return _mismatch(connection, "log", place, what, unreadable[0])
        for rows in part.rows:
            for table, found in made.items():
                found.update(rows.get(table.name, ()))
    for table, wanted in made.items():
        query = select(table).where(table.c.relationship == store.key)
        found = Counter(tuple(row) for row in connection.execute(query))
        if wanted != found:
            return _first(connection, table, place, wanted, found)
    return None


_Row = tuple[Any, ...]
_ORDER = ("known_from", "valid_from", "part", "known_to")
_SAME = ("known_from", "valid_from", "part")
"""What two rows have in common that ought to be one."""


def _first(
    connection: Connection, table: Table, place: str, wanted: Counter[_Row], found: Counter[_Row]
) -> Mismatch:
    """Name the first row, in the order of the log, that is more often on one side."""
    named = [column.name for column in table.columns]
    missing, foreign = (
        sorted((dict(zip(named, row, strict=True)) for row in rows), key=_ordered)
        for rows in ((wanted - found).elements(), (found - wanted).elements())
    )
    row = min([*missing[:1], *foreign[:1]], key=_ordered)
    same = [[one for one in rows if _is_same(one, row)] for rows in (missing, foreign)]
    what = _differing(*(rows[0] if rows else None for rows in same))
    part = f", {row['part']}" if "part" in row else ""
    day = f", from {_day(row['valid_from'])}" if "valid_from" in row else ""
    where = f"{place}{part}{day}, as known from position {row['known_from']}"
    return _mismatch(connection, table.name, where, what, row["known_from"])


def _ordered(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name, "") for name in _ORDER)


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in _SAME)


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal < date.max.toordinal() else "?"


def _differing(wanted: dict[str, Any] | None, found: dict[str, Any] | None) -> str:
    """Tell in which columns a row differs."""
    if wanted is None or found is None:
        return "a row is missing" if found is None else "a row stands there that no fact makes"
    names = [name for name in wanted if wanted[name] != found[name]]
    told = [f"{name} is {found[name]!r}, and a replay makes {wanted[name]!r}" for name in names]
    return "; ".join(told)


def _mismatch(
    connection: Connection, table: str, place: str, what: str, position: int | None
) -> Mismatch:
    if position is None:
        return Mismatch(table, place, what)
    query = select(log.c.fact_id).where(log.c.position == position)
    return Mismatch(table, place, what, position, connection.execute(query).scalar())
