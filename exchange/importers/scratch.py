"""The scratch place on disk for what the rows of a table come to, until all of them are read."""

from __future__ import annotations

import io
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from register.errors import NoRoom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

_TABLES = (
    "CREATE TABLE facts (line INTEGER PRIMARY KEY, number INTEGER NOT NULL, "
    "template INTEGER NOT NULL, fact_id TEXT, document BLOB, made INTEGER NOT NULL)",
    "CREATE TABLE keys (number INTEGER NOT NULL, digest BLOB NOT NULL)",
)
_SETTINGS = (
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -24000",
)
_DOUBLED = (
    "SELECT number, digest FROM keys WHERE digest IN "
    "(SELECT digest FROM keys GROUP BY digest HAVING count(*) > 1) ORDER BY digest, number"
)
_CHUNK = 1_000


class ScratchFact(NamedTuple):
    """A fact: its line among all, the number of its row, its template, its id, and its JSON.

    Without JSON it is not to be recorded; its line stays, and is empty. So it is with one that is
    not ``made``: it has the cells of its row, until something is put in their place.
    """

    line: int
    number: int
    template: int
    fact_id: str | None
    document: bytes | None
    made: bool = True


class Scratch:
    """Keeps facts in the order of their rows, and the keys of rows. Nothing of it outlives it.

    Raises NoRoom when the disk for temporary files is full.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._line = 0
        self._facts: list[ScratchFact] = []
        self._keys: list[tuple[int, bytes]] = []
        for statement in (*_SETTINGS, *_TABLES, "BEGIN"):
            self._database.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def add_key(self, number: int, digest: bytes) -> None:
        """Remember that a row has a key."""
        self._keys.append((number, digest))

    def add(
        self, number: int, template: int, fact_id: str | None, document: bytes | None, made: int
    ) -> None:
        """Add a fact of a row that comes after all others."""
        self._line += 1
        self._facts.append(ScratchFact(self._line, number, template, fact_id, document, made > 0))
        if len(self._facts) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Put down what was added."""
        with _room():
            self._database.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", self._facts)
            self._database.executemany("INSERT INTO keys VALUES (?, ?)", self._keys)
        self._facts.clear()
        self._keys.clear()

    def doubled(self) -> dict[int, list[int]]:
        """Return the rows whose key another row has too, each with all that have it."""
        with _room():
            found = self._database.execute(_DOUBLED).fetchall()
        by_digest: dict[bytes, list[int]] = {}
        for number, digest in found:
            by_digest.setdefault(digest, []).append(number)
        return {number: rows for rows in by_digest.values() for number in rows}

    def drop_rows(self, numbers: Iterable[int]) -> None:
        """Take all facts of rows out."""
        query = "UPDATE facts SET document = NULL, fact_id = NULL WHERE number = ?"
        with _room():
            self._database.executemany(query, ((number,) for number in numbers))

    def index_rows(self) -> None:
        """Make it quick to find the facts of a row."""
        with _room():
            self._database.execute("CREATE INDEX facts_by_number ON facts (number)")

    def batches(self) -> Iterator[list[ScratchFact]]:
        """Give the facts, some at once; they may be changed meanwhile."""
        last = 0
        while batch := self._after(last):
            yield batch
            last = batch[-1].line

    def _after(self, line: int) -> list[ScratchFact]:
        query = "SELECT * FROM facts WHERE line > ? ORDER BY line LIMIT ?"
        with _room():
            return [ScratchFact(*row) for row in self._database.execute(query, (line, _CHUNK))]

    def replace(self, changes: Sequence[tuple[bytes | None, int]]) -> None:
        """Put other documents, or none, in the place of those of lines."""
        with _room():
            self._database.executemany(
                "UPDATE facts SET document = ?, made = 1 WHERE line = ?", changes
            )

    def fact(self, line: int) -> ScratchFact | None:
        """Return the fact of a line."""
        with _room():
            row = self._database.execute("SELECT * FROM facts WHERE line = ?", (line,)).fetchone()
        return None if row is None else ScratchFact(*row)

    def lines(self) -> io.BufferedReader:
        """Return all facts as a stream of JSON Lines, in which line n is the fact of line n."""
        return io.BufferedReader(_Lines(self))

    def chunks(self) -> Iterator[bytes]:
        """Give the JSON Lines in pieces."""
        last = 0
        while batch := self._after(last):
            told = (fact.document if fact.made else None for fact in batch)
            yield b"".join((document or b"") + b"\n" for document in told)
            last = batch[-1].line


class _Lines(io.RawIOBase):
    """The facts of a scratch place as bytes."""

    def __init__(self, scratch: Scratch) -> None:
        super().__init__()
        self._chunks = scratch.chunks()
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


@contextmanager
def _room() -> Iterator[None]:
    """Say what it means that the scratch database fails: nothing but the disk can be why."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise NoRoom(
            f"there is no room for the table's facts where temporary files go (TMPDIR): {error}"
        ) from error
