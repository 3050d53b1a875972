"""Makes a large register: facts in the real vocabulary, the same for the same seed.

It makes at least 60,000 facts a second, in memory that does not grow with their number.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.world.days import number_of
from benchmarks.world.openings import openings
from benchmarks.world.order import interleaved, sizes
from benchmarks.world.relationship import Relationship, named
from benchmarks.world.teller import Teller
from benchmarks.world.threads import followed

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = 1_000_000
RELATIONSHIPS = 2_000
LARGEST = named(0)
"""The platform and the jurisdiction of the largest relationship, with a tenth of all facts."""

FIRST = number_of(date(2005, 1, 1))
LAST = number_of(date(2025, 12, 31))
GROWTH = 0.6
"""Below 1: the later a year, the more facts; half of them are told after 2018."""

BATCH = 50
"""How many facts are written at once: with more alive, the garbage collector has more to do."""


def generate(*, facts: int, relationships: int, seed: int) -> Iterator[dict[str, Any]]:
    """Return the facts of a register in the order of its log, first platforms and laws.

    The facts share parts, so they must not be changed. Raises ValueError where so few facts,
    or so few relationships, can't be of sizes by a power law with a tenth in the largest.
    """
    pairs = [named(number) for number in range(relationships)]
    first = openings(pairs)
    counts = sizes(facts - len(first), relationships, largest=facts // 10)
    random = Random(seed)
    others = counts[1:]
    random.shuffle(others)
    return _told(first, pairs, [counts[0], *others], random, seed)


def _told(
    first: list[dict[str, Any]],
    pairs: list[tuple[str, str]],
    counts: list[int],
    random: Random,
    seed: int,
) -> Iterator[dict[str, Any]]:
    teller = Teller(seed)
    number = 0
    for number, opening in enumerate(first, start=1):
        yield {**opening, "id": teller.id_of(number)}
    relationships = [Relationship(*pair, followed(place, seed)) for place, pair in enumerate(pairs)]
    total, done = sum(counts), 0
    for block in interleaved(random, counts):
        start, end = _day(done / total), _day((done + len(block)) / total)
        for place, index in enumerate(block):
            number += 1
            day = start + (end - start) * place // len(block)
            yield teller.fact(relationships[index], number, day)
        done += len(block)


def _day(progress: float) -> int:
    """Return the day on which the log has come so far, from 0 to 1."""
    return FIRST + int((LAST - FIRST) * progress**GROWTH)


def write(facts: Iterator[dict[str, Any]], path: Path) -> None:
    """Write facts as JSON Lines."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as stream:
        while batch := list(islice(facts, BATCH)):
            stream.write(encoder.encode_lines(batch))


def mix(facts: Iterator[dict[str, Any]]) -> Counter[str]:
    """Count the facts by type."""
    return Counter(fact["type"] for fact in facts)


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return the options that say which register to make."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--facts", type=int, default=FACTS, help="default: %(default)s")
    made.add_argument(
        "--relationships", type=int, default=RELATIONSHIPS, help="default: %(default)s"
    )
    made.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    return made


def main() -> None:
    """Write the facts to a file; without one, print how many there are of each type."""
    options = parser("Make a large register, the same for the same seed.")
    options.add_argument("--out", type=Path, help="the file; without it only counts are printed")
    given = options.parse_args()
    facts = generate(facts=given.facts, relationships=given.relationships, seed=given.seed)
    start = time.perf_counter()
    if given.out is not None:
        write(facts, given.out)
    else:
        print("| type | facts |\n| --- | ---: |")
        for name, count in mix(facts).most_common():
            print(f"| {name} | {count:,} |")
    taken = time.perf_counter() - start
    print(f"{given.facts:,} facts in {taken:.1f} s: {given.facts / taken:,.0f} a second")


if __name__ == "__main__":
    main()
