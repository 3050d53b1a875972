"""Puts made-up facts into a register as fast as SQLite takes them, past all decisions.

For benchmarks only: what is loaded is what `register import` would have recorded, except
that the log was, it says, kept through the years in which the facts were told.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import platform_stream, relationship_stream
from benchmarks.generate import generate, parser
from register.clock import microseconds
from register.errors import DatabaseProblem
from register.store.address import address
from register.store.database import check_schema, migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = tuple[int, str, int, str, str, int, str, bytes]

RECORDED_BY = "benchmark"
SECOND = 1_000_000
INSERT = (
    "INSERT INTO log (position, stream, version, type, fact_id, recorded_at, recorded_by, payload)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
TOPICS = {name: kind.topic() for name, kind in TYPES.items()}


def load(url: str, facts: Iterable[dict[str, Any]]) -> int:
    """Put facts with ids into a migrated and empty register on SQLite; return their number.

    Nothing is checked. The facts have to be such as the log keeps them: without nulls and
    defaults, and with names in ASCII and whole numbers, so that sorted names make the
    canonical form. All of them are kept or, if this stops halfway, none.
    """
    with closing(sqlite3.connect(_file(url), isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        count = _loaded(connection, facts)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    return count


def rows(facts: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Give the log's rows of facts, in their order."""
    encode = msgspec.json.Encoder(order="sorted").encode
    versions: defaultdict[str, int] = defaultdict(int)
    recorded_at = 0
    for position, fact in enumerate(facts, start=1):
        stream = _stream(fact)
        version = versions[stream] = versions[stream] + 1
        recorded_at = max(_told(fact), recorded_at + SECOND)
        topic = TOPICS[fact["type"]]
        yield position, stream, version, topic, fact["id"], recorded_at, RECORDED_BY, encode(fact)


def _file(url: str) -> str:
    """Return the file of a register's URL; raise DatabaseProblem unless it is there on SQLite."""
    place = address(url)
    if place.get_backend_name() != "sqlite":
        raise DatabaseProblem(f"facts are loaded into SQLite only, not into {url}")
    engine = open_engine(url)
    try:
        check_schema(engine)
    finally:
        engine.dispose()
    return str(place.database)


def _loaded(connection: sqlite3.Connection, facts: Iterable[dict[str, Any]]) -> int:
    """Insert without indexes and triggers, which are made again at the end, as they were.

    Indexes are built faster then, and a trigger would look for each fact without an index.
    """
    if connection.execute("SELECT position FROM log_head").fetchone() != (0,):
        raise DatabaseProblem("facts are loaded into an empty register only")
    guards = connection.execute(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE type IN ('index', 'trigger') AND tbl_name = 'log' ORDER BY type"
    ).fetchall()
    for kind, name, _ in guards:
        connection.execute(f'DROP {kind} "{name}"')
    connection.executemany(INSERT, rows(facts))
    for _, _, statement in guards:
        connection.execute(statement)
    connection.execute(
        "UPDATE log_head SET (position, recorded_at) = "
        "(SELECT coalesce(max(position), 0), coalesce(max(recorded_at), 0) FROM log)"
    )
    (count,) = connection.execute("SELECT position FROM log_head").fetchone()
    return int(count)


def _stream(fact: dict[str, Any]) -> str:
    if "instrument" in fact:
        return f"instrument/{fact['instrument']}"
    if "jurisdiction" in fact:
        return relationship_stream(fact["platform"], fact["jurisdiction"])
    return platform_stream(fact["platform"])


def _told(fact: dict[str, Any]) -> int:
    """Return when the later day began of what happened and its first source; 0 without days."""
    days = fact["occurred"], fact["sources"][0].get("published", "")
    return max(_midnight(day) if len(day) == len("2005-01-01") else 0 for day in days)


@lru_cache(maxsize=16_384)
def _midnight(day: str) -> int:
    return microseconds(datetime.fromisoformat(day).replace(tzinfo=UTC))


def main() -> None:
    """Make a register, in a temporary place unless told otherwise, and print the rate."""
    options = parser("Load made-up facts into a new register.")
    options.add_argument("--database", help="sqlite:///FILE; without it, nothing is kept")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/register.db"
        migrate(url)
        start = time.perf_counter()
        facts = generate(facts=given.facts, relationships=given.relationships, seed=given.seed)
        count = load(url, facts)
        taken = time.perf_counter() - start
    print(f"{count:,} facts in {taken:.1f} s: {count / taken:,.0f} a second")


if __name__ == "__main__":
    main()
