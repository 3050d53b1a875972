"""Comparing the standings that are kept with a replay of their facts: of all, or of a sample.

Which relationships there are, the log says, and not the read models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select

from projections.read_models import relationships
from projections.standing.projection import NAME, live_generation
from projections.standing.replay import replay
from projections.standing.rows import ROWS
from projections.standing.snapshot import is_same_track
from projections.standing.snapshot_store import SnapshotStore
from projections.tables import projection, set_aside, standing_key, standing_tail
from projections.verification.mismatch import Mismatch, differing, of_fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

Progress = Callable[[int], None]
"""Is called with the number of facts that were replayed since the last call."""


@dataclass(frozen=True, slots=True)
class StandingSample:
    """How many standings to look at, and what chooses them: the same seed, the same ones."""

    size: int
    seed: str

    def order(self, place: str) -> bytes:
        """Return where a relationship stands in line; the first so many are looked at."""
        return sha256(f"{self.seed}/{place}".encode()).digest()


@dataclass(slots=True)
class StandingsSeen:
    """How many standings there are, and how many of them were held against a replay."""

    of: int = 0
    checked: int = 0


def verified_through(connection: Connection) -> int:
    """Return the position of the log up to which standings are compared."""
    query = select(projection.c.position).where(projection.c.name == NAME)
    return connection.execute(query).scalar() or 0


class StandingCheck:
    """Compares what is kept of relationships with a replay; ``seen`` says of how many."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._through = verified_through(connection)
        self._facts = {
            place_of(row): row for row in relationships.counted(connection, self._through)
        }
        query = select(standing_key).where(standing_key.c.generation == live_generation(connection))
        found = connection.execute(query).mappings()
        self._keys = {place_of(row): row["id"] for row in found}
        self.seen = StandingsSeen(of=len(self._facts))

    def all(self, progress: Progress) -> Iterator[Mismatch]:
        """Give the first row of each relationship that a replay differs in, and rows of none."""
        yield from self._of(sorted(self._facts), progress)
        for place in sorted(self._keys.keys() - self._facts.keys()):
            yield Mismatch("standing_key", place, "it has rows, and no facts")
        for table in (*ROWS, standing_tail):
            yield from _strays(self._connection, table)

    def sample(self, wanted: StandingSample) -> Iterator[Mismatch]:
        """Give the same of some relationships."""
        yield from self._of(sorted(self._facts, key=wanted.order)[: wanted.size], lambda _: None)

    def within(self, platform: str | None, jurisdiction: str | None) -> Iterator[Mismatch]:
        """Give the same of the relationships of a platform, a jurisdiction, or both."""
        places = [
            place
            for place, row in sorted(self._facts.items())
            if platform in (None, row["platform"]) and jurisdiction in (None, row["jurisdiction"])
        ]
        yield from self._of(places, lambda _: None)

    def _of(self, places: Iterable[str], progress: Progress) -> Iterator[Mismatch]:
        for place in places:
            row = self._facts[place]
            stream = f"relationship/{row['platform']}/{row['jurisdiction']}"
            store = SnapshotStore(self._connection, self._keys.get(place, 0), stream)
            if (found := _relationship(store, place, self._through)) is not None:
                yield found
            self.seen.checked += 1
            progress(row["facts"])


def place_of(row: Any) -> str:
    """Return what a relationship is called."""
    return f"{row['platform']} {row['jurisdiction']}"


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
    aside = aside_in(connection, NAME)
    made: dict[Table, Counter[_Row]] = {table: Counter() for table in ROWS}
    tails: dict[str, bytes] = {}
    reached: list[dict[str, Any]] = []
    for part in replay(store, through=through):
        unreadable = sorted(part.errors.keys() - aside)
        if unreadable:
            what = f"the fact can't be read: {part.errors[unreadable[0]]}"
            return of_fact(connection, "log", place, what, unreadable[0])
        for rows in part.rows:
            for table, found in made.items():
                found.update(rows.get(table.name, ()))
        tails |= {row["part"]: row["tail"] for row in part.tails}
        reached = [*reached, *part.reached][-1:]
    for table, wanted in made.items():
        query = select(table).where(table.c.relationship == store.key)
        found = Counter(tuple(row) for row in connection.execute(query))
        if wanted != found:
            return _first(connection, table, place, wanted, found)
    if (other := _tail(store, place, tails)) is not None or aside:
        return other  # what is set aside may have been counted, or not
    return _key(store, place, reached[-1])


def _tail(store: SnapshotStore, place: str, made: dict[str, bytes]) -> Mismatch | None:
    """Return the first part whose next fact would be folded on something else."""
    query = select(standing_tail).where(standing_tail.c.relationship == store.key)
    kept = {row.part: bytes(row.tail) for row in store.connection.execute(query)}
    for part in sorted(made.keys() | kept.keys()):
        if part not in made or not is_same_track(part, made[part], kept.get(part)):
            what = "what the next fact is folded on is not what a replay makes"
            return Mismatch("standing_tail", f"{place}, {part}", what)
    return None


def _key(store: SnapshotStore, place: str, made: dict[str, Any]) -> Mismatch | None:
    """Return what a relationship's own row has that a replay does not make.

    Its tail is not compared: the same state has several, by how facts came together.
    """
    query = select(standing_key).where(standing_key.c.id == store.key)
    kept = store.connection.execute(query).one_or_none()
    if kept is None:
        return Mismatch("standing_key", place, "its row is missing")
    wanted = {"position": made["the_position"], "reach": made["the_reach"]}
    found = {"position": kept.position, "reach": kept.reach}
    return Mismatch("standing_key", place, differing(wanted, found)) if wanted != found else None


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
    what = differing(*(rows[0] if rows else None for rows in same))
    part = f", {row['part']}" if "part" in row else ""
    day = f", from {_day(row['valid_from'])}" if "valid_from" in row else ""
    learned = row.get("known_from", row.get("position"))
    where = f"{place}{part}{day}, as known from position {learned}"
    return of_fact(connection, table.name, where, what, learned)


def _ordered(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name, "") for name in _ORDER)


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in _SAME)


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal < date.max.toordinal() else "?"


def aside_in(connection: Connection, name: str) -> set[int]:
    """Return the positions of the facts that a projection has set aside."""
    query = select(set_aside.c.position).where(set_aside.c.projection == name)
    return set(connection.execute(query).scalars())
