"""Read model: the standing of each relationship by valid time and by knowledge.

A row says what held through some days, as known through some positions of the log. So a
status at any (T, K) is a look-up, and equal to a fold of the facts known at K.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from projections.aside import note_aside
from projections.book import Book
from projections.book_store import Store, known_of
from projections.happenings import happening
from projections.replay import UNREADABLE, replay
from projections.standing_rows import Rows, forget, write, write_tails
from projections.tables import (
    projection,
    standing_key,
    standing_tail,
)
from projections.track import NeedsWhole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from register.reader import Entry

REMEMBERED_FACTS = 100_000
"""About how many facts the books have together that a projector remembers between batches."""

NAME = "standing-period"
_KIND = "relationship/"


class _DamagedPast(Exception):  # no error: it says how to go on
    """A fact that was taken before can't be read any more."""


class StandingPeriods:
    """Keeps `standing_period` and `standing_part` of one generation up with the log.

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
        positions = _positions(connection, keys.values())
        written = []
        tails: list[dict[str, Any]] = []
        for stream, facts in by_stream.items():
            store = Store(connection, keys[stream], stream)
            try:
                rows, book = self._taken(store, facts, positions.get(store.key))
            except _DamagedPast:
                _make_anew(connection, generation, stream, facts[-1].position)
                continue
            written.append(rows)
            tails += store.tails(book, facts[-1].position)
            self._books.put(store.key, facts[-1].position, book)
        write(connection, written)
        write_tails(connection, tails)

    def _taken(
        self, store: Store, entries: Sequence[Entry], position: int | None
    ) -> tuple[Rows, Book]:
        """Return the rows that facts make, and the book after them."""
        rows = Rows(store.key)
        book = self._book(store, position)
        for entry in entries:
            known = known_of(entry)
            try:
                change = book.add(known)
            except NeedsWhole:
                try:
                    whole = store.whole(entry.version, aside=NAME)
                except UNREADABLE as error:
                    raise _DamagedPast from error
                whole.take_over(book)
                book = whole
                change = book.add(known)
            rows.note(change, entry.position)
        return rows, book

    def _book(self, store: Store, position: int | None) -> Book:
        if position is None:
            return Book.empty(store)
        book = self._books.take(store.key, position)
        if book is None:
            return store.short()
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

    _found: OrderedDict[int, tuple[int, Book]] = field(default_factory=OrderedDict)
    _facts: int = 0

    def take(self, key: int, position: int) -> Book | None:
        """Return and forget the book of a relationship, if it is as of a position."""
        found = self._found.pop(key, None)
        if found is None:
            return None
        self._facts -= found[1].size
        return found[1] if found[0] == position else None

    def put(self, key: int, position: int, book: Book) -> None:
        """Remember a book; forget those that were not used for long."""
        self._found[key] = (position, book)
        self._facts += book.size
        while self._facts > REMEMBERED_FACTS and len(self._found) > 1:
            _, (_, old) = self._found.popitem(last=False)
            self._facts -= old.size


def live_generation(connection: Connection) -> int:
    """Return the generation that readers look at."""
    query = select(projection.c.generation).where(projection.c.name == NAME)
    return connection.execute(query).scalar() or 0


def _make_anew(connection: Connection, generation: int, stream: str, through: int) -> None:
    """Make all rows of a relationship anew, at least up to a position.

    Facts that can't be handled are left out and noted. The relationship gets a new number,
    so that no book of what was before is remembered of it, here or elsewhere.
    """
    old = _keys(connection, generation, [stream])[stream]
    position = max(_forget(connection, old), through)
    store = Store(connection, _keys(connection, generation, [stream])[stream], stream)
    for part in replay(store, through=position):
        part.write(connection)
        for at, error in part.errors.items():
            note_aside(connection, NAME, {at: error}, at - 1, at)


def _forget(connection: Connection, key: int) -> int:
    """Remove a relationship, and return the last position that its rows knew."""
    position = _positions(connection, [key]).get(key, 0)
    forget(connection, [key])
    connection.execute(delete(standing_key).where(standing_key.c.id == key))
    return position


_AT_ONCE = 500
"""How many values one IN list has."""


def _positions(connection: Connection, keys: Iterable[int]) -> dict[int, int]:
    """Return the position up to which each relationship is projected, if any fact is."""
    found: dict[int, int] = {}
    every = list(keys)
    for at in range(0, len(every), _AT_ONCE):
        query = select(standing_tail.c.relationship, standing_tail.c.position).where(
            standing_tail.c.relationship.in_(every[at : at + _AT_ONCE]), standing_tail.c.part == ""
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def _numbers(
    connection: Connection, generation: int, wanted: dict[tuple[str, str], str]
) -> dict[str, int]:
    """Return the numbers that relationships have, by stream."""
    found: dict[str, int] = {}
    for platform in {platform for platform, _ in wanted}:
        query = select(standing_key.c.id, standing_key.c.jurisdiction).where(
            standing_key.c.generation == generation, standing_key.c.platform == platform
        )
        for row in connection.execute(query):
            if (stream := wanted.get((platform, row.jurisdiction))) is not None:
                found[stream] = row.id
    return found


def _keys(connection: Connection, generation: int, streams: Iterable[str]) -> dict[str, int]:
    """Return the numbers of relationships in a generation, given out where they have none."""
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
        found |= _numbers(connection, generation, wanted)
    return found
