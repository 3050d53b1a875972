"""Measures recording and asking, beside the bare database doing the least of the same.

Every figure is the median of interleaved runs in one process; the ratio is what to compare.
"""

from __future__ import annotations

import argparse
import io
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from typing import TYPE_CHECKING

from benchmarks.generate import generate
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question, status, statuses
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.importing.importer import ImportOptions
from register.log.points import known_at
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS = 5
ASKED = date(2020, 6, 30)
INSERT = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def now() -> datetime:
    return datetime.now(UTC)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def fresh_register() -> Iterator[tuple[EmbeddedRegister, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.db"
        migrate(f"sqlite:///{path}")
        with EmbeddedRegister(f"sqlite:///{path}", now) as register:
            yield register, path


def bare_insert(rows: list[tuple[object, ...]]) -> float:
    """Insert the same rows, with the same indexes and triggers, in one durable transaction."""
    with fresh_register() as (register, path):
        register.close()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")

            def work() -> None:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(INSERT, rows)
                connection.execute("COMMIT")

            return timed(work)


def measure(facts: int, relationships: int) -> None:
    documents = list(generate(facts=facts, relationships=relationships, seed=1))
    lines = b"\n".join(msgspec.json.encode(document) for document in documents)
    with fresh_register() as (register, path):
        import_all(register, lines)
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT * FROM log").fetchall()
        ask(register)
        record_singly(register, path, documents)
    bare, full = [], []
    for _ in range(RUNS):
        bare.append(bare_insert(rows))
        with fresh_register() as (register, _):
            full.append(timed(partial(import_all, register, lines)))
    show("import", facts / statistics.median(bare), facts / statistics.median(full), "facts/s")


def import_all(register: EmbeddedRegister, lines: bytes) -> None:
    result = register.import_file(io.BytesIO(lines), "made up", ImportOptions(recorded_by="bench"))
    assert not result.refused, result.refusals[:3]


def ask(register: EmbeddedRegister) -> None:
    with register.reading() as connection:
        question = Question(ASKED, known_at(connection, None))
        keys = [one.key for one in statuses(connection, question)]
        some = keys[:: max(1, len(keys) // 40)]
        singles = [timed(partial(status, connection, question, key)) for key in some]
        matrix = timed(lambda: statuses(connection, question))
    print(f"status of one relationship: median {statistics.median(singles) * 1e3:.2f} ms")
    print(f"matrix of {len(keys)} relationships: {matrix * 1e3:.0f} ms")


def record_singly(
    register: EmbeddedRegister, path: Path, documents: list[dict[str, object]]
) -> None:
    """Record one fact a time, durable and projected, beside one bare durable insert."""
    key = RelationshipKey("p001", "KZ")
    bare, full = [], []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, payload BLOB)")
        for number in range(200):
            payload = msgspec.json.encode(documents[-1])
            bare.append(timed(partial(insert_one, connection, number, payload)))
            fact = read_fact(made_up(key, number))
            full.append(timed(partial(register.record, [fact], recorded_by="bench")))
    show("one fact", statistics.median(bare) * 1e3, statistics.median(full) * 1e3, "ms")


def insert_one(connection: sqlite3.Connection, number: int, payload: bytes) -> None:
    connection.execute("INSERT INTO bare VALUES (?, ?)", (number, payload))


def made_up(key: RelationshipKey, number: int) -> dict[str, object]:
    return {
        "type": "statement-issued",
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "occurred": "2025-12-31",
        "sources": [{"title": f"made up {number}"}],
    }


def show(what: str, bare: float, full: float, unit: str) -> None:
    print(f"{what}: bare SQLite {bare:,.2f} {unit}, register {full:,.2f} {unit}", end="")
    print(f", ratio {full / bare:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--relationships", type=int, default=200)
    arguments = parser.parse_args()
    measure(arguments.facts, arguments.relationships)


if __name__ == "__main__":
    main()
