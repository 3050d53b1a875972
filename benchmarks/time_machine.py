"""Measures what held at a random day as known at a random position, beside bare queries.

Each round asks every contender once, in random order, about the same days and positions.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import bindparam, select, text

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.generate import LARGEST
from benchmarks.tools.registers import kept_in, made, now, relationships_of, url_of
from benchmarks.tools.rounds import compared, interleaved, table
from projections.embedded import EmbeddedRegister
from projections.queries.matrix import matrix_cells
from projections.queries.status import Question, documents, statuses
from projections.read_models.relationships import RelationshipKey, relationships
from register.log.points import KnownAt, known_at
from register.log.reader import LogReader
from register.store.tables import log

if TYPE_CHECKING:
    from random import Random

    from sqlalchemy import Connection

    from benchmarks.tools.rounds import Contender, Work

FIRST = date(2005, 1, 1).toordinal()
LAST = date(2026, 12, 31).toordinal()

ONE_ROW = select(log).where(log.c.position == bindparam("position"))
"""The least that SQLAlchemy Core can be asked: one row by its primary key."""

ASKED = """
WITH k AS MATERIALIZED (
  SELECT id, min(:day, (
    SELECT reach FROM standing_reach WHERE relationship = id AND known_from <= :position
    ORDER BY known_from DESC LIMIT 1)) AS day
  FROM standing_key)
"""
SUMMARIES = f"""{ASKED}
SELECT p.* FROM k CROSS JOIN standing_period p
WHERE p.relationship = k.id AND p.known_from <= :position AND p.known_to > :position
AND p.valid_from = (
  SELECT valid_from FROM standing_period WHERE relationship = k.id AND valid_from <= k.day
  AND known_from <= :position AND known_to > :position ORDER BY valid_from DESC LIMIT 1)
"""
"""The best bare query for the matrix: the rows that hold, each by the B-tree."""

PARTS = f"""{ASKED}
SELECT k.id, t.part, (
  SELECT content FROM standing_part
  WHERE relationship = k.id AND part = t.part AND valid_from <= k.day
  AND known_from <= :position AND known_to > :position ORDER BY valid_from DESC LIMIT 1)
FROM k CROSS JOIN standing_tail t WHERE t.relationship = k.id
"""
"""What the rows list, each a JSON text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A register with an open connection, and what can be drawn from it."""

    register: EmbeddedRegister
    connection: Connection
    keys: list[RelationshipKey]
    head: int

    def drawn(self, random: Random) -> tuple[date, KnownAt]:
        """Draw a day of 2005 to 2026 and a position, each as likely as any other."""
        day = date.fromordinal(random.randint(FIRST, LAST))
        position = random.randint(1, self.head)
        return day, KnownAt(position, LogReader(self.connection).recorded_at(position))


def asked(stack: ExitStack, folder: Path, facts: int) -> Asked:
    register = stack.enter_context(EmbeddedRegister(url_of(made(folder, facts)), now))
    connection = stack.enter_context(register.reading())
    head = known_at(connection, None).position
    keys = relationships(connection, through=head)
    return Asked(register, connection, keys, head)


def bare_row(of: Asked) -> Contender:
    def prepared(random: Random) -> Work:
        wanted = {"position": random.randint(1, of.head)}
        return lambda: of.connection.execute(ONE_ROW, wanted).one_or_none()

    return prepared


def one_status(of: Asked, key: RelationshipKey | None = None) -> Contender:
    """Ask about a relationship; without one, about any, each as likely as any other."""

    def prepared(random: Random) -> Work:
        day, known = of.drawn(random)
        wanted = key or random.choice(of.keys)
        where = {"platform": wanted.platform, "jurisdiction": wanted.jurisdiction}
        return lambda: statuses(of.connection, Question(day, known), **where)

    return prepared


def whole_status(of: Asked) -> Contender:
    """As a command does: open a transaction, find the position, ask."""

    def prepared(random: Random) -> Work:
        day, known = of.drawn(random)
        wanted = random.choice(of.keys)
        where = {"platform": wanted.platform, "jurisdiction": wanted.jurisdiction}

        def work() -> None:
            with of.register.reading() as connection:
                question = Question(day, known_at(connection, str(known.position)))
                statuses(connection, question, **where)

        return work

    return prepared


def bare_matrix(of: Asked, bare: sqlite3.Connection, *queries: str) -> Contender:
    def prepared(random: Random) -> Work:
        day, known = of.drawn(random)
        wanted = {"day": day.toordinal(), "position": known.position}
        return lambda: [bare.execute(query, wanted).fetchall() for query in queries]

    return prepared


def core_matrix(of: Asked) -> Contender:
    query = text(SUMMARIES)

    def prepared(random: Random) -> Work:
        day, known = of.drawn(random)
        wanted = {"day": day.toordinal(), "position": known.position}
        return lambda: of.connection.execute(query, wanted).all()

    return prepared


def matrix_objects(of: Asked) -> Contender:
    def prepared(random: Random) -> Work:
        question = Question(*of.drawn(random))
        return lambda: statuses(of.connection, question)

    return prepared


def matrix_without_parts(of: Asked) -> Contender:
    def prepared(random: Random) -> Work:
        question = Question(*of.drawn(random))
        return lambda: matrix_cells(of.connection, question)

    return prepared


def matrix_json(of: Asked) -> Contender:
    def prepared(random: Random) -> Work:
        question = Question(*of.drawn(random))
        return lambda: msgspec.json.encode(documents(of.connection, question))

    return prepared


def measure_one(large: Asked, small: Asked, rounds: int) -> None:
    row, status = "one row by its key, SQLAlchemy Core", "status of one relationship"
    little = f"{status}, in {small.head:,} facts"
    taken = interleaved(
        {
            row: bare_row(large),
            status: one_status(large),
            f"{status}, the largest": one_status(large, RelationshipKey(*LARGEST)),
            little: one_status(small),
            f"{status}, with `reading()` and `known_at()`": whole_status(large),
        },
        rounds=rounds,
    )
    head = [f"one, in {large.head:,} facts ({rounds:,} rounds)", "p50 ms", "p99 ms", "of bare p50"]
    table(head, compared(taken, to=row))
    ratio = median(taken[status]) / median(taken[little])
    print(f"p50 at {large.head:,} facts is {ratio:.2f} times that at {small.head:,}.\n")


def measure_matrix(of: Asked, bare: sqlite3.Connection, rounds: int) -> None:
    row = "rows of `standing_period`, sqlite3"
    taken = interleaved(
        {
            row: bare_matrix(of, bare, SUMMARIES),
            "rows of `standing_period`, SQLAlchemy Core": core_matrix(of),
            "rows of `standing_period` and `standing_part`, sqlite3": bare_matrix(
                of, bare, SUMMARIES, PARTS
            ),
            "`matrix_cells()`, without parts": matrix_without_parts(of),
            "`statuses()`, whole objects": matrix_objects(of),
            "`documents()` as JSON bytes": matrix_json(of),
        },
        rounds=rounds,
        seed=2,
    )
    head = [f"all {len(of.keys):,} ({rounds} rounds)", "p50 ms", "p99 ms", "of bare p50"]
    table(head, compared(taken, to=row))


def measure_size(of: Asked) -> None:
    """Say how large the last answer is, which is the largest."""
    question = Question(date.fromordinal(LAST), known_at(of.connection, None))
    found = documents(of.connection, question)
    size = len(msgspec.json.encode(found)) / 1e6
    print(
        f"On {question.at}, as known at the end: {len(found):,} standings, {size:.2f} MB of JSON."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--small", type=int, default=10_000, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, help="where registers are kept for the next run")
    parser.add_argument("--rounds", type=int, default=2_000, help="default: %(default)s")
    given = parser.parse_args()
    with kept_in(given.folder) as folder, ExitStack() as stack:
        large, small = (asked(stack, folder, facts) for facts in (given.facts, given.small))
        assert len(large.keys) == relationships_of(given.facts)
        bare = stack.enter_context(closing(sqlite3.connect(folder / f"{given.facts}.db")))
        measure_one(large, small, given.rounds)
        measure_matrix(large, bare, given.rounds // 20)
        measure_size(large)


if __name__ == "__main__":
    main()
