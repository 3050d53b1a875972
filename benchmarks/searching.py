"""How long a search takes in an index of the words of many facts, and how large the index is.

`PYTHONPATH=. .venv/bin/python benchmarks/searching.py --facts 1000000` indexes the words of
made-up facts in an SQLite file, without their log, and asks for words that many, few and no facts have:
the latest 200, as the search does. Times are of the processor, the best of three.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.generate import RELATIONSHIPS, generate
from projections.queries.search import AT_ONCE
from projections.read_models.search_text import search, terms_of, words_in, write
from register.store.database import migrate, open_engine, reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Connection, Engine

ASKED = (
    "protection",
    "protection minors",
    "требованиях",
    "kz",
    "202",
    "https",
    "gazette monitor",
    "protection zzz",
    "protectionz",
)
BATCH = 10_000
_SIZE = text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE :name")


def _rows(facts: int) -> Iterator[dict[str, Any]]:
    relationships = min(RELATIONSHIPS, max(2, facts // 50))
    made = generate(facts=facts, relationships=relationships, seed=1)
    for position, fact in enumerate(made, 1):
        yield {"position": position, "folded": words_in(fact)}


def _filled(engine: Engine, facts: int) -> float:
    """Index so many facts; return how long the database took, in seconds of the processor."""
    rows, taken = _rows(facts), 0.0
    while batch := list(islice(rows, BATCH)):
        start = time.process_time()
        with writing(engine) as connection:
            write(connection, batch)
        taken += time.process_time() - start
    return taken


def _milliseconds(connection: Connection, words: str, through: int) -> float:
    found = []
    for _ in range(3):
        start = time.process_time()
        search(connection, terms_of(words), through=through, limit=AT_ONCE)
        found.append(time.process_time() - start)
    return min(found) * 1_000


def main() -> None:
    """Print the size of the index, and how long each search takes."""
    made = argparse.ArgumentParser(description="Measure the search.")
    made.add_argument("--facts", type=int, default=1_000_000, help="default: %(default)s")
    facts = made.parse_args().facts
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/words.db"
        migrate(url)
        engine = open_engine(url)
        taken = _filled(engine, facts)
        with reading(engine) as connection:
            for name in ("fact_text", "fact_word%"):
                size = connection.execute(_SIZE, {"name": name}).scalar() or 0
                print(f"{name.rstrip('%')}: {size / facts:.0f} bytes a fact")
            print(f"indexing: {taken / facts * 1e6:.0f} µs a fact")
            for words in ASKED:
                print(f"{words!r}: {_milliseconds(connection, words, facts):.1f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()
