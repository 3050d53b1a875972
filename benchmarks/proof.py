"""Measures proofs: leaves, the tree, `register verify` without a replay, beside pymerkle's tree.

The verification is the command, on a register whose tree is complete. pymerkle is measured if
it is installed in this environment (`pip install pymerkle`), with its tree in memory.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.tools.memory import run
from benchmarks.tools.registers import copied, kept_in, made, url_of
from benchmarks.tools.rounds import table
from integrity.leaves import hash_of, hash_of_row, leaf_of
from integrity.merkle import Tree, verify_inclusion
from projections.engine.projector import Projector, all_projections, head_of
from projections.read_models import tree
from projections.tables import projection, tree_head, tree_tile
from register.log.raw_rows import raw_rows
from register.log.reader import LogReader
from register.store.database import open_engine, reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-c", "from cli import main; main()", "verify")
LEAVES = 50_000
PROOFS = 2_000
CHECKPOINTED = 1_000
"""After how many leaves the tree is asked for its root."""


def leaves_of(url: str) -> tuple[list[bytes], list[bytes]]:
    """Return leaves, and their hashes."""
    engine = open_engine(url)
    with reading(engine) as connection:
        entries = list(LogReader(connection).between(0, LEAVES))
    engine.dispose()
    return [leaf_of(entry) for entry in entries], [hash_of(entry) for entry in entries]


def hash_rows(url: str) -> float:
    """Return leaf hashes a second, of rows that were read."""
    engine = open_engine(url)
    with reading(engine) as connection:
        rows = raw_rows(connection, 0, LEAVES)
    engine.dispose()
    return _rate(lambda: [hash_of_row(row) for row in rows], len(rows))


def grow(hashes: list[bytes]) -> float:
    """Return leaves a second, with a root after each thousand."""
    made_tree = Tree()

    def act() -> None:
        for start in range(0, len(hashes), CHECKPOINTED):
            made_tree.extend(hashes[start : start + CHECKPOINTED])
            made_tree.root()

    return _rate(act, len(hashes))


def prove(url: str) -> tuple[float, float]:
    """Return the seconds of an inclusion proof from kept tiles, and of checking it."""
    engine = open_engine(url)
    with reading(engine) as connection:
        proofs, (size, root) = tree.proofs(connection), tree.head(connection)
        entries = list(LogReader(connection).between(0, LEAVES))
        hashes = [hash_of(entry) for entry in entries]
        places = [Random(1).randrange(len(hashes)) for _ in range(PROOFS)]
        begun = time.perf_counter()
        found = [proofs.inclusion(place) for place in places]
        proved = time.perf_counter()
        for place, proof in zip(places, found, strict=True):
            assert verify_inclusion(hashes[place], index=place, size=size, proof=proof, root=root)
        checked = time.perf_counter()
    engine.dispose()
    return (proved - begun) / PROOFS, (checked - proved) / PROOFS


def pymerkle(leaves: list[bytes]) -> float | None:
    """Return leaves a second of pymerkle's tree in memory; None: it is not installed."""
    if importlib.util.find_spec("pymerkle") is None:
        return None
    from pymerkle import InmemoryTree  # type: ignore[import-not-found]  # noqa: PLC0415  # by hand

    peer = InmemoryTree(algorithm="sha256")

    def act() -> None:
        for leaf in leaves:
            peer.append_entry(leaf)

    return _rate(act, len(leaves))


def _rate(act: Callable[[], object], count: int) -> float:
    begun = time.perf_counter()
    act()
    return count / (time.perf_counter() - begun)


def follow(path: Path) -> float:
    """Return facts a second at which the projector makes the tree of a whole log."""
    with copied(path) as copy:
        engine = open_engine(url_of(copy))
        with writing(engine) as connection:
            facts = head_of(connection)
            connection.execute(delete(tree_tile))
            connection.execute(delete(tree_head))
            named = projection.c.name == tree.NAME
            connection.execute(update(projection).where(named).values(position=0))
        only = [one for one in all_projections() if one.name == tree.NAME]
        rate = _rate(Projector(engine, only).catch_up, facts)
        engine.dispose()
    return rate


def verify(path: Path, facts: int) -> float:
    """Return facts a second of the whole command, without a replay."""
    return facts / run([*COMMAND, "--database", url_of(path)], cwd=ROOT).seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder of registers, made once")
    given = parser.parse_args()
    with kept_in(given.keep) as folder:
        path = made(folder, given.facts)
        leaves, hashes = leaves_of(url_of(path))
        works: dict[str, Callable[[], float | None]] = {
            "leaf hashes of rows": lambda: hash_rows(url_of(path)),
            "a tree, a root after each 1,000": lambda: grow(hashes),
            "pymerkle, in memory": lambda: pymerkle(leaves),
            "the projector makes the tree": lambda: follow(path),
            "`register verify`": lambda: verify(path, given.facts),
        }
        rates: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(given.rounds):
            for name, work in works.items():
                rates[name] += [rate] if (rate := work()) is not None else []
        made_in, checked_in = prove(url_of(path))
    rows = [[name, f"{median(seen):,.0f}" if seen else "-"] for name, seen in rates.items()]
    table(["facts a second", f"of {given.facts:,} facts"], rows)
    print(f"one inclusion proof: {1000 * made_in:.3f} ms, checked in {1000 * checked_in:.3f} ms")


if __name__ == "__main__":
    main()
