"""The hand-written loop: it parses, validates, appends, and upserts one status row a stream.

It decides nothing, knows no duplicates and looks back at nothing: what an import costs at least.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import msgspec

from aggregates.vocabulary.events import TYPES
from benchmarks.peers.contender import stream_of
from benchmarks.peers.raw import INSERT, POSTGRESQL_INSERT, PostgreSQL, SQLite, copy_in, row
from register.format.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.peers.contender import Document
    from benchmarks.peers.raw import Row

    Valid = Callable[[Document], bool]
    Status = tuple[str, int, str, str]

UPSERT = (
    "INSERT INTO status (stream, facts, last_type, last_on) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (stream) DO UPDATE SET facts = status.facts + excluded.facts, "
    "last_type = excluded.last_type, last_on = excluded.last_on"
)
POSTGRESQL_UPSERT = UPSERT.replace("?", "%s")
READ = "SELECT payload FROM log WHERE position > {} ORDER BY position LIMIT {}"


@cache
def compiled(kind: str) -> Valid:
    """Return the validator of a type, in Rust. It leaves formats, and checks their patterns."""
    return jsonschema_rs.Draft202012Validator(schema(kind)).is_valid


@cache
def interpreted(kind: str) -> Valid:
    """Return the validator of a type in Python."""
    return jsonschema.Draft202012Validator(schema(kind)).is_valid


def counted(documents: Iterable[Document]) -> list[Status]:
    """Return one row a stream: how many facts, and the last one's type and day."""
    found: dict[str, Status] = {}
    for each in documents:
        stream = stream_of(each)
        facts = found[stream][1] if stream in found else 0
        found[stream] = (stream, facts + 1, each["type"], each["occurred"])
    return list(found.values())


class _Loop:
    """What both databases' loops share: lines are parsed within the time, validators made before."""

    valid: Callable[[str], Valid] = staticmethod(compiled)

    def setup(self) -> None:
        super().setup()  # type: ignore[misc]  # of the raw contender, which comes next
        for kind in TYPES:
            self.valid(kind)

    def prepared(self, lines: list[bytes]) -> Any:
        return lines

    def read(self, lines: Iterable[bytes], positions: Iterable[int]) -> tuple[list[Row], Any]:
        rows, documents = [], []
        for line, position in zip(lines, positions, strict=False):
            document = self.checked(msgspec.json.decode(line))
            rows.append(row(position, document, line))
            documents.append(document)
        return rows, counted(documents)

    def checked(self, document: Document) -> Document:
        if not self.valid(document["type"])(document):
            raise ValueError(document)
        return document


class SQLiteLoop(_Loop, SQLite):
    """Validates with jsonschema-rs; `executemany` of rows and of status rows, WAL, FULL."""

    PACKAGES = ("jsonschema-rs", "msgspec")

    def write(self, batch: Any) -> None:
        rows, statuses = self.read(batch, self.positions)
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(INSERT, rows)
        self.connection.executemany(UPSERT, statuses)
        self.connection.execute("COMMIT")

    def save(self, document: Document) -> None:
        self.write([msgspec.json.encode(document)])

    def project(self) -> None:
        self.connection.execute("DELETE FROM status")
        last = 0
        while rows := self.connection.execute(READ.format(last, self.BATCH)).fetchall():
            documents = [msgspec.json.decode(payload) for (payload,) in rows]
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany(UPSERT, counted(documents))
            self.connection.execute("COMMIT")
            last += len(rows)


class SQLiteSlowLoop(SQLiteLoop):
    """The same with `jsonschema`, which is in Python."""

    PACKAGES = ("jsonschema", "msgspec")
    valid = staticmethod(interpreted)


class PostgreSQLLoop(_Loop, PostgreSQL):
    """Validates with jsonschema-rs; `COPY` of rows and one pipeline of status rows a batch."""

    PACKAGES = ("jsonschema-rs", "msgspec", "psycopg")

    def write(self, batch: Any) -> None:
        rows, statuses = self.read(batch, self.positions)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            copy_in(cursor, rows)
            cursor.executemany(POSTGRESQL_UPSERT, statuses)

    def save(self, document: Document) -> None:
        line = msgspec.json.encode(document)
        (ready,), (status,) = self.read([line], self.positions)
        with self.connection.pipeline(), self.connection.transaction():
            self.connection.execute(POSTGRESQL_INSERT, ready, prepare=True)
            self.connection.execute(POSTGRESQL_UPSERT, status, prepare=True)

    def project(self) -> None:
        self.connection.execute("DELETE FROM status")
        last = 0
        while rows := self.connection.execute(READ.format(last, self.BATCH).encode()).fetchall():
            documents = [msgspec.json.decode(payload) for (payload,) in rows]
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.executemany(POSTGRESQL_UPSERT, counted(documents))
            last += len(rows)


class PostgreSQLSlowLoop(PostgreSQLLoop):
    """The same with `jsonschema`, which is in Python."""

    PACKAGES = ("jsonschema", "msgspec", "psycopg")
    valid = staticmethod(interpreted)
