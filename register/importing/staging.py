"""The scratch place on disk for facts that passed, until a file is known to be good."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from register.errors import NoRoom
from register.importing.row import LINE
from register.recording.preparation import PreparedFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import Self

    from register.importing.row import Row

_TABLE = (
    "CREATE TABLE staged (line INTEGER PRIMARY KEY, fact_id TEXT NOT NULL UNIQUE, "
    "type TEXT NOT NULL, stream TEXT NOT NULL, cited TEXT, payload BLOB NOT NULL)"
)
_SETTINGS = (
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -24000",
)


class Staging:
    """Keeps facts by id, in the order of their lines. Nothing of it outlives the process.

    SQLite makes a file without a name for a database without one, and only when it grows
    beyond its memory of pages. Raises NoRoom when the disk for temporary files is full.
    """

    def __init__(self) -> None:
        self.count = 0
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in (*_SETTINGS, _TABLE, "BEGIN"):
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

    def add(self, rows: Sequence[Row]) -> bool:
        """Add rows that come after all others; if one's id is there already, add none."""
        before = self._database.total_changes
        with _room():
            self._database.executemany(
                "INSERT OR IGNORE INTO staged VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            if self._database.total_changes - before == len(rows):
                self.count += len(rows)
                return True
            self._database.execute("DELETE FROM staged WHERE line >= ?", (rows[0][LINE],))
        return False

    def drop(self, line: int) -> None:
        """Take a fact out again."""
        with _room():
            done = self._database.execute("DELETE FROM staged WHERE line = ?", (line,))
        self.count -= done.rowcount

    def find(self, fact_id: str) -> PreparedFact | None:
        """Return the fact of an id; None: there is none."""
        query = "SELECT * FROM staged WHERE fact_id = ?"
        with _room():
            row = self._database.execute(query, (fact_id,)).fetchone()
        return None if row is None else PreparedFact(*row)

    def index_cited(self) -> None:
        """Make it quick to tell what is cited; it has to come before `batches`."""
        with _room():
            self._database.execute("CREATE INDEX staged_by_cited ON staged (cited)")

    def cited_types(self, fact_id: str) -> set[str]:
        """Return the topics of the staged facts that cite another, by its id."""
        with _room():
            found = self._database.execute(
                "SELECT DISTINCT type FROM staged WHERE cited = ?", (fact_id,)
            )
            return {topic for (topic,) in found}

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Give the facts in the order of their lines, so many at once."""
        with _room():
            cursor = self._database.execute("SELECT * FROM staged ORDER BY line")
            batch = cursor.fetchmany(size)
        while batch:
            yield batch
            with _room():
                batch = cursor.fetchmany(size)


@contextmanager
def _room() -> Iterator[None]:
    """Say what it means that the scratch database fails: nothing but the disk can be why."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise NoRoom(
            f"there is no room for the file's facts where temporary files go (TMPDIR): {error}"
        ) from error
