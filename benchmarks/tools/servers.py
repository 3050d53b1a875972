"""Fresh databases for measuring: files, and a PostgreSQL of its own with durable settings."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing, contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from benchmarks.peers.contender import Place

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))  # the tests' server is ours too

from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = """
listen_addresses = ''
port = 5432
unix_socket_directories = '{directory}'
fsync = on
full_page_writes = on
synchronous_commit = on
shared_buffers = '512MB'
max_wal_size = '4GB'
"""
"""Durable, as PostgreSQL is by default; with room, so that no checkpoint falls on one of two."""


@contextmanager
def server(place: str) -> Iterator[PostgreSQLServer]:
    """Start a server with its data in a folder of this place; it ends with the block."""
    with reserved_directory(place) as directory:
        started = PostgreSQLServer(directory, SETTINGS)
        started.start()
        yield started


class Places:
    """Gives fresh databases of both kinds, and removes them."""

    def __init__(self, folder: str, postgresql: PostgreSQLServer | None) -> None:
        self._folder = folder
        self._server = postgresql
        self._names = (f"bench_{number}" for number in count())

    @contextmanager
    def fresh(self, database: str) -> Iterator[Place]:
        """Give a database without a table."""
        if database == "sqlite":
            with tempfile.TemporaryDirectory(dir=self._folder) as own:
                yield Place(database=database, file=f"{own}/bench.db")
            return
        assert self._server is not None
        name = next(self._names)
        self._run("CREATE DATABASE {}", name)
        host, user = str(self._server.directory), self._server.user
        try:
            yield Place(database=database, host=host, user=user, name=name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: Any, name: str) -> None:
        assert self._server is not None
        host, user = str(self._server.directory), self._server.user
        with psycopg.connect(host=host, user=user, dbname="postgres", autocommit=True) as own:
            own.execute(sql.SQL(statement).format(sql.Identifier(name)))


def asked(place: Place, query: str) -> int:
    """Return the one number that a query gives, on a connection of our own."""
    if place.database == "sqlite":
        with closing(sqlite3.connect(place.file)) as connection:
            return int(connection.execute(query).fetchone()[0])
    with psycopg.connect(place.dsn) as other:
        found = other.execute(query.encode()).fetchone()
    assert found is not None
    return int(found[0])


def told(place: Place) -> dict[str, str]:
    """Return a place as a job names it."""
    return asdict(place)


def file_system(folder: str) -> str:
    """Return the type of the file system that a folder is on; in tmpfs nothing is durable."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    path = Path(folder).resolve()
    within = [(len(at), kind) for at, kind in mounts if path.is_relative_to(at)]
    return max(within)[1]


def version(postgresql: PostgreSQLServer) -> str:
    host, user = str(postgresql.directory), postgresql.user
    with psycopg.connect(host=host, user=user, dbname="postgres") as connection:
        return f"PostgreSQL {connection.info.server_version // 10_000}"
