"""Measures the register beside its limits and its peers, on the same facts; prints tables.

Each measurement is a process of its own on a fresh database. A round does every work of every
contender once, in random order, so that a busy moment of the machine falls on all of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.peers.catalogue import (
    BULK,
    DEEP,
    OURS,
    POSTGRESQL,
    PROJECTION,
    SHALLOW,
    SQLITE,
    Entry,
    entries,
)
from benchmarks.peers.install import install
from benchmarks.tools import sources
from benchmarks.tools.comparison import show
from benchmarks.tools.jobs import Done, JobFailed, done
from benchmarks.tools.servers import Places, file_system, server, version

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKS = (BULK, SHALLOW, DEEP, PROJECTION)
DATABASES = (SQLITE, POSTGRESQL)


@dataclass(slots=True)
class Results:
    """What was measured, and why what is missing is missing."""

    done: defaultdict[tuple[str, str, str], list[Done]] = field(
        default_factory=lambda: defaultdict(list)
    )
    missing: dict[tuple[str, str, str], str] = field(default_factory=dict)


def chosen(given: argparse.Namespace) -> list[Entry]:
    """Return the contenders that were asked for, by parts of their names."""
    return [
        each
        for each in entries()
        if each.database in given.databases
        and (not given.only or any(part in each.name for part in given.only))
    ]


def source(folder: Path, work: str, most: int, given: argparse.Namespace) -> sources.Source:
    """Return the facts of a work: as many as are asked for, or as a slow contender is given."""
    if work == SHALLOW:
        return sources.shallow(folder, given.saves)
    if work == DEEP:
        return sources.deep(folder, given.saves)
    return sources.log(folder, min(given.facts, most))


def turns(given: argparse.Namespace) -> Iterator[tuple[Entry, str]]:
    """Give every work of every contender once a round; tell on stderr how far it is."""
    jobs = [(entry, work) for entry in chosen(given) for work in entry.works if work in given.works]
    order = Random(given.seed)
    for number in range(1, given.rounds + 1):
        order.shuffle(jobs)
        for place, (entry, work) in enumerate(jobs, start=1):
            what = f"{work}, {entry.name}, {entry.database}"
            start = time.perf_counter()
            yield entry, work
            taken = time.perf_counter() - start
            far = f"round {number} of {given.rounds}, {place} of {len(jobs)}"
            print(f"{far}: {what}: {taken:.0f} s", file=sys.stderr)


def measure(
    given: argparse.Namespace, folder: Path, places: Places, missing: dict[str, str]
) -> Results:
    """Measure all that was asked for, but not again what failed once."""
    results = Results()
    for entry, work in turns(given):
        key = (entry.name, entry.database, work)
        if entry.group in missing:
            results.missing[key] = f"not installed: {missing[entry.group]}"
        elif key not in results.missing:
            facts = source(folder, work, entry.works[work], given)
            try:
                results.done[key].append(done(entry, work, facts, places))
            except JobFailed as error:
                results.missing[key] = f"failed: {error}"
    return results


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--facts", type=int, default=100_000, help="default: %(default)s")
    made.add_argument("--saves", type=int, default=100, help="default: %(default)s")
    made.add_argument("--rounds", type=int, default=1, help="default: %(default)s")
    made.add_argument("--seed", type=int, default=1, help="of the order; default: %(default)s")
    made.add_argument("--only", nargs="*", default=[], help="parts of contenders' names")
    made.add_argument("--databases", nargs="*", default=DATABASES, choices=DATABASES)
    made.add_argument("--works", nargs="*", default=WORKS, choices=WORKS)
    made.add_argument("--folder", default="/tmp", help="a disk's, for data; default: %(default)s")
    return made


def main() -> int:
    """Print the tables; return 1 if one of our own failed: a peer's failure is a result."""
    given = parser().parse_args()
    missing = install(each.group for each in chosen(given))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder))
        postgresql = None
        if POSTGRESQL in given.databases:
            postgresql = stack.enter_context(server(given.folder))
        places = Places(folder, postgresql)
        results = measure(given, Path(folder), places, missing)
        others = [version(postgresql)] if postgresql else []
        show(results.done, results.missing, *others, f"data on {file_system(folder)}")
    own = {each.name for each in entries() if each.group == OURS}
    return int(any(name in own for name, _, _ in results.missing))


if __name__ == "__main__":
    sys.exit(main())
