"""Fresh databases for tests, of each kind, copied from a template that is migrated once."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import LiteralString, Protocol

import psycopg
from psycopg import sql
from support.servers.postgresql_server import PostgreSQLServer

from register.store.database import migrate

QUICKLY, COPIES_FILES = " STRATEGY FILE_COPY", 150000
"""How a server copies a template without logging each page of it, and since which version it says."""


class Databases(Protocol):
    """Gives the URL of a database that is there for the length of a `with`."""

    def migrated(self) -> AbstractContextManager[str]:
        """Give a register without a fact."""

    def empty(self) -> AbstractContextManager[str]:
        """Give a database without a table."""


class SQLiteDatabases:
    """Databases in files of a folder; an empty one is a file that isn't there yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self.empty() as url:
            shutil.copy(self._template, url.removeprefix("sqlite:///"))
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory(dir=self._folder) as own:
            yield f"sqlite:///{own}/register.db"

    @cached_property
    def _template(self) -> Path:
        template = self._folder / "template.db"
        migrate(f"sqlite:///{template}")
        left = list(self._folder.glob("template.db-*"))
        assert not left, f"migrate() left a connection open: {left}"
        return template


class PostgreSQLDatabases:
    """Databases of a server, named after the process that asks for them."""

    def __init__(self, server: PostgreSQLServer, process: str) -> None:
        self._server = server
        self._names = (f"{process}_{number}" for number in itertools.count())
        self._left: list[str] = []

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._created("CREATE DATABASE {} TEMPLATE {}", self._template) as url:
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._created("CREATE DATABASE {}") as url:
            yield url

    @cached_property
    def _template(self) -> str:
        name = next(self._names)
        with self._administering() as connection:
            _execute(connection, "CREATE DATABASE {}", name)
        migrate(self._server.url(name))
        return name

    @contextmanager
    def _created(self, statement: LiteralString, *arguments: str) -> Iterator[str]:
        name = next(self._names)
        with self._administering() as connection:
            while self._left:
                _execute(connection, "DROP DATABASE {} WITH (FORCE)", self._left.pop())
            copied = connection.info.server_version >= COPIES_FILES
            _execute(connection, statement + (QUICKLY if copied else ""), name, *arguments)
        try:
            yield self._server.url(name)
        finally:
            # Dropped at once, it would wait a tenth of a second for the test's connections to end.
            self._left.append(name)

    def _administering(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._server.directory),
            user=self._server.user,
            dbname="postgres",
            autocommit=True,
        )


def _execute(connection: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
