"""message-db (Eventide): a message store as functions of PostgreSQL, called through psycopg 3."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks.peers.contender import Contender, stream_of

if TYPE_CHECKING:
    from benchmarks.peers.contender import Document

INSTALL = (
    Path(__file__).parents[2]
    / "build/peers/message-db/node_modules/@eventide/message-db/database/install.sh"
)
"""Where its npm package is installed."""

WRITE = "SELECT write_message(%s, %s, %s, %s::jsonb)"
WRITE_ALL = (
    "SELECT count(write_message(id, stream, type, data::jsonb)) "
    "FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS all_of(id, stream, type, data)"
)


class MessageDB(Contender):
    """`write_message` for each fact, without an expected version: the least that it can do.

    In bulk one statement calls it for a whole batch, so that there are no round trips.
    """

    PACKAGES = ("psycopg",)

    def setup(self) -> None:
        install(self.place.host, self.place.user, self.place.name)
        self.connection = psycopg.connect(self.place.dsn, autocommit=True)
        self.connection.execute("SET search_path = message_store, public")

    def write(self, batch: Any) -> None:
        columns = [list(column) for column in zip(*map(message, batch), strict=True)]
        self.connection.execute(WRITE_ALL, columns)

    def save(self, document: Document) -> None:
        self.connection.execute(WRITE, message(document), prepare=True)

    def versions(self) -> dict[str, str]:
        return {**super().versions(), "message-db": self.ask("SELECT message_store_version()")}

    def ask(self, question: str) -> str:
        found = self.connection.execute(question.encode()).fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        self.connection.close()


def message(document: Document) -> tuple[str, str, str, str]:
    return document["id"], stream_of(document), document["type"], json.dumps(document)


def install(host: str, user: str, name: str) -> None:
    """Run its own install script in a database that is there."""
    where = {"PGHOST": host, "PGUSER": user, "DATABASE_NAME": name, "CREATE_DATABASE": "off"}
    command = ["bash", str(INSTALL)]
    subprocess.run(command, check=True, env={**os.environ, **where}, stdout=subprocess.DEVNULL)
