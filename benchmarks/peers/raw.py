"""The limit: rows that are ready, put into one table without an index but its key."""

from __future__ import annotations

import json
import sqlite3
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg

from benchmarks.peers.contender import Contender, stream_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.peers.contender import Document

Row = tuple[int, str, str, str, bytes]

COLUMNS = "position, stream, type, fact_id, payload"
LOG = (
    "CREATE TABLE log (position {big} PRIMARY KEY, stream text NOT NULL, type text NOT NULL, "
    "fact_id text NOT NULL, payload {bytes} NOT NULL)"
)
STATUS = (
    "CREATE TABLE status (stream text PRIMARY KEY, facts integer NOT NULL, "
    "last_type text NOT NULL, last_on text NOT NULL)"
)
INSERT = f"INSERT INTO log ({COLUMNS}) VALUES (?, ?, ?, ?, ?)"
POSTGRESQL_INSERT = f"INSERT INTO log ({COLUMNS}) VALUES (%s, %s, %s, %s, %s)"
COPY = f"COPY log ({COLUMNS}) FROM STDIN (FORMAT binary)"
TYPES = ("int8", "text", "text", "text", "bytea")


def row(position: int, document: Document, payload: bytes) -> Row:
    return position, stream_of(document), document["type"], document["id"], payload


class _Raw(Contender):
    """Rows are ready before the time begins."""

    def setup(self) -> None:
        self.positions: Iterator[int] = count(1)

    def prepared(self, lines: list[bytes]) -> Any:
        return [row(next(self.positions), json.loads(line), line) for line in lines]

    def ready(self, document: Document) -> Row:
        return row(next(self.positions), document, json.dumps(document).encode())


class SQLite(_Raw):
    """Python's sqlite3, prepared: `executemany` in one transaction a batch, WAL, FULL."""

    def setup(self) -> None:
        super().setup()
        self.connection = connected(self.place.file)
        self.connection.execute(LOG.format(big="INTEGER", bytes="BLOB"))
        self.connection.execute(STATUS)

    def write(self, batch: Any) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(INSERT, batch)
        self.connection.execute("COMMIT")

    def save(self, document: Document) -> None:
        self.connection.execute(INSERT, self.ready(document))

    def ask(self, question: str) -> str:
        return str(self.connection.execute(question).fetchone()[0])

    def close(self) -> None:
        self.connection.close()


class PostgreSQL(_Raw):
    """psycopg 3: `COPY` in binary, one a batch; a single row by a prepared `INSERT`."""

    PACKAGES: ClassVar[Sequence[str]] = ("psycopg",)

    def setup(self) -> None:
        super().setup()
        self.connection = psycopg.connect(self.place.dsn, autocommit=True)
        self.connection.execute(LOG.format(big="bigint", bytes="bytea"))
        self.connection.execute(STATUS)

    def write(self, batch: Any) -> None:
        copy_in(self.connection.cursor(), batch)

    def save(self, document: Document) -> None:
        self.connection.execute(POSTGRESQL_INSERT, self.ready(document), prepare=True)

    def ask(self, question: str) -> str:
        found = self.connection.execute(question.encode()).fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        self.connection.close()


def connected(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def copy_in(cursor: psycopg.Cursor[Any], rows: list[Row]) -> None:
    with cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for each in rows:
            copy.write_row(each)
