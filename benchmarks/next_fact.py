"""Measures projecting one more fact: on the largest relationship, and on one with ten facts.

Recording the fact is not timed, `Projector.catch_up` is: all read models, made durable. Fresh
means a projector that has seen nothing, as each command has; warm is one that projected the
relationship's last fact.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import relationship_stream
from benchmarks.generate import LARGEST
from benchmarks.tools.registers import copied, kept_in, made, now, url_of
from benchmarks.tools.rounds import compared, interleaved, table
from benchmarks.world.words import JURISDICTIONS
from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector
from register.format.schemas import read_fact
from register.jurisdictions import country_codes
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from benchmarks.tools.rounds import Contender, Work

    Key = tuple[str, str]
    Document = dict[str, Any]

TEN = 10
BEGIN = date(2026, 1, 1)
"""After all that the made-up register tells."""

STEPS: tuple[tuple[str, Document], ...] = (
    ("local-office-pledged", {"due": "2031-12-31"}),
    ("block-ordered", {}),
    ("breach-found", {"requirement": "content-removal"}),
    ("local-office-opened", {}),
    ("block-lifted", {}),
    ("breach-remedied", {"requirement": "content-removal"}),
    ("local-office-closed", {}),
)
"""What happens next, over and over; each has an effect."""

OF_A_REQUIREMENT = ("obligation-imposed", "requirement-met", "breach-found", "commitment-made")


@dataclass(slots=True)
class Writer:
    """Records facts into a register, and leaves projecting to others."""

    register: EmbeddedRegister
    old: Iterator[str]
    """Ids of facts of the largest relationship from long ago, each given once."""

    days: int = 0
    steps: Iterator[tuple[str, Document]] = field(default_factory=lambda: cycle(STEPS))

    def next(self, key: Key, **others: Any) -> None:
        """Record what happens next in a relationship, after all that did."""
        kind, details = next(self.steps)
        self.days += 1
        day = BEGIN + timedelta(days=self.days)
        assert self.record(key, {"type": kind, "details": details, **others}, day)

    def late(self, key: Key, day: date) -> None:
        kind, details = next(self.steps)
        self.days += 1
        assert self.record(key, {"type": kind, "details": details}, day)

    def claim(self, key: Key, kind: str, details: Document) -> None:
        """Record a claim about an old fact that may be claimed so."""
        for fact_id in self.old:
            self.days += 1
            document = {"type": kind, "refers_to": fact_id, "details": details}
            if self.record(key, document, BEGIN + timedelta(days=self.days)):
                return
        raise AssertionError("the register has no old fact left")

    def record(self, key: Key, document: Document, day: date) -> bool:
        """Record a fact; tell whether it was accepted."""
        platform, jurisdiction = key
        place = {"platform": platform, "jurisdiction": jurisdiction}
        source = {"title": f"made up {self.days}"}
        whole = {**document, **place, "occurred": day.isoformat(), "sources": [source]}
        try:
            with self.register.register.recording(recorded_by="benchmark") as recording:
                recording.record([read_fact(whole)])
        except FactRefused:
            return False
        return True


def new_relationships() -> Iterator[Key]:
    """Give relationships that the made-up register does not have."""
    free = sorted(set(country_codes()) - set(JURISDICTIONS))
    return (("p001", jurisdiction) for jurisdiction in free)


def fresh(register: EmbeddedRegister) -> Projector:
    return Projector(register.engine)


def on_largest(writer: Writer) -> Contender:
    def prepared(_: Random) -> Work:
        writer.next(LARGEST)
        return fresh(writer.register).catch_up

    return prepared


def on_largest_warm(writer: Writer) -> Contender:
    def prepared(_: Random) -> Work:
        warm = fresh(writer.register)
        writer.next(LARGEST)
        warm.catch_up()
        writer.next(LARGEST)
        return warm.catch_up

    return prepared


def on_ten(writer: Writer, keys: Iterator[Key], *, warm: bool) -> Contender:
    def prepared(_: Random) -> Work:
        key = next(keys)
        projector = fresh(writer.register)
        for _number in range(TEN):
            writer.next(key)
            projector.catch_up()
        writer.next(key)
        return (projector if warm else fresh(writer.register)).catch_up

    return prepared


def late(writer: Writer, *, warm: bool) -> Contender:
    def prepared(random: Random) -> Work:
        projector = fresh(writer.register)
        if warm:
            writer.late(LARGEST, date(2009, 1, 1) + timedelta(days=random.randrange(1000)))
            projector.catch_up()
        writer.late(LARGEST, date(2012, 1, 1) + timedelta(days=random.randrange(1000)))
        return projector.catch_up

    return prepared


def claim(writer: Writer, kind: str, details: Document) -> Contender:
    def prepared(_: Random) -> Work:
        writer.claim(LARGEST, kind, details)
        return fresh(writer.register).catch_up

    return prepared


def bare_insert(bare: sqlite3.Connection) -> Contender:
    """Insert one row, durably: what any commit costs."""

    def prepared(random: Random) -> Work:
        row = (random.randbytes(500),)
        return lambda: bare.execute("INSERT INTO bare (payload) VALUES (?)", row)

    return prepared


def old_facts(register: EmbeddedRegister) -> Iterator[str]:
    """Give facts about requirements from the middle of the largest relationship's log."""
    query = (
        select(log.c.fact_id)
        .where(log.c.stream == relationship_stream(*LARGEST))
        .where(log.c.type.in_([TYPES[name].topic() for name in OF_A_REQUIREMENT]))
        .order_by(log.c.version)
    )
    with register.reading() as connection:
        found = list(connection.execute(query).scalars())
    return iter(found[len(found) // 4 :: 97])


def measure(register: EmbeddedRegister, bare: sqlite3.Connection, rounds: int, slow: int) -> None:
    writer = Writer(register, old_facts(register))
    keys = new_relationships()
    row, few, largest = "bare durable insert", "10 facts, fresh", "the largest, fresh"
    taken = interleaved(
        {
            row: bare_insert(bare),
            few: on_ten(writer, keys, warm=False),
            largest: on_largest(writer),
            "10 facts, warm": on_ten(writer, keys, warm=True),
            "the largest, warm": on_largest_warm(writer),
        },
        rounds=rounds,
    )
    ratio = median(taken[largest]) / median(taken[few])
    head = [f"the next fact ({rounds} rounds)", "p50 ms", "p99 ms", "of 10 facts, fresh"]
    table(head, compared(taken, to=few))
    print(f"On the largest it costs {ratio:.2f} times what it costs on one with 10 facts.\n")
    replacement = {"occurred": "2015-05-05"}
    others = interleaved(
        {
            "a late fact, of years ago": late(writer, warm=False),
            "a late fact, after another": late(writer, warm=True),
            "a denial of an old fact": claim(writer, "fact-denied", {}),
            "a correction of an old fact's day": claim(
                writer, "fact-corrected", {"replacement": replacement}
            ),
            "a retraction of an old fact": claim(writer, "fact-retracted", {}),
        },
        rounds=slow,
        unmeasured=0,
    )
    head = [f"on the largest ({slow} rounds)", "p50 ms", "slowest ms", "of 10 facts, fresh"]
    rows = compared({few: taken[few], **others}, to=few)
    table(head, rows[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, help="where registers are kept for the next run")
    parser.add_argument("--rounds", type=int, default=90, help="default: %(default)s")
    parser.add_argument("--slow-rounds", type=int, default=3, help="default: %(default)s")
    given = parser.parse_args()
    with kept_in(given.folder) as folder, copied(made(folder, given.facts)) as path:
        place = path.with_name("bare.db")
        with (
            closing(sqlite3.connect(place, isolation_level=None)) as bare,
            EmbeddedRegister(url_of(path), now) as register,
        ):
            for pragma in ("journal_mode = WAL", "synchronous = FULL"):
                bare.execute(f"PRAGMA {pragma}")
            bare.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, payload BLOB)")
            measure(register, bare, given.rounds, given.slow_rounds)


if __name__ == "__main__":
    main()
