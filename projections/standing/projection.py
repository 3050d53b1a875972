"""Read model: the standing of each relationship by valid time and by knowledge.

A row says what began on a day, as known through some positions of the log. So a status at
any (T, K) is a look-up, and equal to a fold of the facts known at K.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from projections.dead_letters import note_aside
from projections.fold.happenings import happening
from projections.standing.replay import UNREADABLE, replay, write_parts
from projections.standing.rows import DeltaRows, forget, reach_keys, write, write_tails
from projections.standing.snapshot import RelationshipState
from projections.standing.snapshot_store import SnapshotStore
from projections.standing.track import SnapshotTooShort
from projections.tables import projection, standing_key
from register.log.known import known_of
from register.log.reader import chunks
from register.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry

REMEMBERED_FACTS = 100_000
"""About how many facts the books have together that a projector remembers between batches."""

NAME = "standing-period"
_KIND = "relationship/"


_LIVE = Prepared(select(projection.c.generation).where(projection.c.name == NAME))


class _DamagedPast(Exception):  # no error: it says how to go on
    """A fact that was taken before can't be read any more."""


class StandingProjection:
    """Keeps the rows of `standing_rows.ROWS` of one generation up with the log.

    It remembers books between batches; a book counts only while the stored tail is of the
    same position, so that another process, or a transaction that failed, does no harm.
    """

    def __init__(self, generation: int | None = None) -> None:
        self._generation = generation
        self._books = _Books()

    def handle(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Take facts in log order and write what they change."""
        generation = self._generation_on(connection)
        by_stream: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.stream.startswith(_KIND):
                by_stream.setdefault(entry.stream, []).append(entry)
        keys = _keys(connection, generation, by_stream)
        written = []
        tails: list[dict[str, Any]] = []
        reached: list[dict[str, Any]] = []
        for stream, facts in by_stream.items():
            key, position = keys[stream], facts[-1].position
            store = SnapshotStore(connection, key.id, stream)
            try:
                rows, book = self._taken(store, facts, key)
            except _DamagedPast:
                _make_anew(connection, generation, stream, position)
                continue
            written.append(rows)
            tails += store.tails(book)
            reached.append(rows.reached(position, book.pack()))
            if not book.is_outgrown:
                self._books.put(store.key, position, book)
        write(connection, written)
        write_tails(connection, tails)
        reach_keys(connection, reached)

    def _taken(
        self, store: SnapshotStore, entries: Sequence[Entry], key: _Key
    ) -> tuple[DeltaRows, RelationshipState]:
        """Return the rows that facts make, and the book after them."""
        rows = DeltaRows(store.key, reach=key.reach)
        book = self._book(store, key)
        for entry in entries:
            known = known_of(entry)
            try:
                change = book.add(known)
            except SnapshotTooShort:
                try:
                    whole = store.whole(entry.version, aside=NAME)
                except UNREADABLE as error:
                    raise _DamagedPast from error
                whole.take_over(book)
                book = whole
                change = book.add(known)
            rows.note(change, entry.position)
            rows.note_sources(known)
        return rows, book

    def _book(self, store: SnapshotStore, key: _Key) -> RelationshipState:
        if not key.position:
            return RelationshipState.empty(store)
        book = self._books.take(store.key, key.position)
        if book is None:
            return store.short(key.tail)
        book.read_from(store)
        return book

    def retry(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Take facts that were set aside: all of their relationships is folded anew.

        What was known since then would otherwise lack them. Raises what reading a fact
        raises that still can't be read.
        """
        for entry in entries:
            if entry.stream.startswith(_KIND):
                happening(known_of(entry))
                generation = self._generation_on(connection)
                _make_anew(connection, generation, entry.stream, entry.position)

    def _generation_on(self, connection: Connection) -> int:
        return live_generation(connection) if self._generation is None else self._generation


@dataclass(slots=True)
class _Books:
    """Books as they were at a position, the ones used last."""

    _found: OrderedDict[int, tuple[int, RelationshipState]] = field(default_factory=OrderedDict)
    _facts: int = 0

    def take(self, key: int, position: int) -> RelationshipState | None:
        """Return and forget the book of a relationship, if it is as of a position."""
        found = self._found.pop(key, None)
        if found is None:
            return None
        self._facts -= found[1].size
        return found[1] if found[0] == position else None

    def put(self, key: int, position: int, book: RelationshipState) -> None:
        """Remember a book; forget those that were not used for long."""
        self._found[key] = (position, book)
        self._facts += book.size
        while self._facts > REMEMBERED_FACTS and len(self._found) > 1:
            _, (_, old) = self._found.popitem(last=False)
            self._facts -= old.size


def live_generation(connection: Connection) -> int:
    """Return the generation that readers look at."""
    return next((generation for (generation,) in _LIVE.rows(connection)), 0)


def _make_anew(connection: Connection, generation: int, stream: str, through: int) -> None:
    """Make all rows of a relationship anew, at least up to a position.

    Facts that can't be handled are left out and noted. The relationship gets a new number,
    so that no book of what was before is remembered of it, here or elsewhere.
    """
    old = _keys(connection, generation, [stream])[stream]
    forget(connection, [old.id])
    connection.execute(delete(standing_key).where(standing_key.c.id == old.id))
    key = _keys(connection, generation, [stream])[stream]
    for part in replay(
        SnapshotStore(connection, key.id, stream), through=max(old.position, through)
    ):
        write_parts(connection, [part])
        for at, error in part.errors.items():
            note_aside(connection, NAME, {at: error}, at - 1, at)


_KEYS = select(
    standing_key.c.jurisdiction,
    standing_key.c.id,
    standing_key.c.position,
    standing_key.c.reach,
    standing_key.c.tail,
).where(
    standing_key.c.generation == bindparam("generation"),
    standing_key.c.platform == bindparam("platform"),
)
_OF_PLATFORM = _KEYS.where(
    standing_key.c.jurisdiction.in_(bindparam("jurisdictions", expanding=True))
)
_OF_ONE = Prepared(_KEYS.where(standing_key.c.jurisdiction == bindparam("one")))


class _Key(NamedTuple):
    """A relationship's number, and how far it is projected; position 0: no fact was."""

    id: int
    position: int
    reach: int
    tail: bytes


def _numbers(
    connection: Connection, generation: int, wanted: dict[tuple[str, str], str]
) -> dict[str, _Key]:
    """Return what there is of relationships, by stream."""
    found: dict[str, _Key] = {}
    if len(wanted) == 1:
        (platform, jurisdiction), stream = next(iter(wanted.items()))
        places = {"generation": generation, "platform": platform, "one": jurisdiction}
        for _, number, position, reach, tail in _OF_ONE.rows(connection, places):
            found[stream] = _Key(number, position, reach, bytes(tail or b""))
        return found
    for platform in {platform for platform, _ in wanted}:
        jurisdictions = [jurisdiction for one, jurisdiction in wanted if one == platform]
        for some in chunks(jurisdictions):
            places = {"generation": generation, "platform": platform, "jurisdictions": some}
            for row in connection.execute(_OF_PLATFORM, places):
                stream = wanted[platform, row.jurisdiction]
                found[stream] = _key_of(row)
    return found


def _key_of(row: Any) -> _Key:
    return _Key(row.id, row.position, row.reach, bytes(row.tail or b""))


def _keys(connection: Connection, generation: int, streams: Iterable[str]) -> dict[str, _Key]:
    """Return what there is of relationships in a generation, numbered where they are new."""
    wanted: dict[tuple[str, str], str] = {}
    for stream in streams:
        _, platform, jurisdiction = stream.split("/", 2)
        wanted[platform, jurisdiction] = stream
    found = _numbers(connection, generation, wanted)
    missing = [parts for parts, stream in wanted.items() if stream not in found]
    if missing:
        rows = [
            {"generation": generation, "platform": platform, "jurisdiction": jurisdiction}
            for platform, jurisdiction in missing
        ]
        connection.execute(insert(standing_key), rows)
        found |= _numbers(connection, generation, {parts: wanted[parts] for parts in missing})
    return found
