"""Measures `register rebuild` of all read models, beside reading and decoding the log once.

The rebuild is the command, with two processes, on a register whose read models stand: so it
clears the old ones away too. The memory is that of the command and its workers together.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.tools.memory import Taken, run
from benchmarks.tools.registers import copied, kept_in, made, url_of
from benchmarks.tools.rounds import table, timed
from projections.rebuild.rebuild import names_of_all
from register.log.reader import LogReader
from register.store.database import open_engine, reading

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-c", "from cli import main; main()", "rebuild")
PROCESSES = 2
MEGA = 1e6


@dataclass(slots=True)
class Figures:
    """What the rounds took, and each read model by itself."""

    read: list[float] = field(default_factory=list)
    rebuilt: list[Taken] = field(default_factory=list)
    each: dict[str, Taken] = field(default_factory=dict)

    def peak(self) -> int:
        """Return the largest memory of a rebuild of all."""
        return max(one.shared_peak for one in self.rebuilt)


def read_and_decode(url: str) -> None:
    """Take the log as it is read everywhere, from its beginning to its end."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            reader = LogReader(connection)
            head = reader.head() or (0, 0)
            for entry in reader.between(0, head[0]):
                entry.fact()
    finally:
        engine.dispose()


def rebuild(url: str, *names: str) -> Taken:
    options = ("--processes", str(PROCESSES), "--database", url)
    return run([*COMMAND, *names, *options], cwd=ROOT)


def measured(path: Path, rounds: int, each: list[str]) -> Figures:
    """Read the log and rebuild all in each round, in random order; at last some alone."""
    url, found, order = url_of(path), Figures(), Random(1)
    for _ in range(rounds):
        for what in order.sample(("read", "rebuild"), 2):
            if what == "read":
                found.read.append(timed(lambda: read_and_decode(url)))
            else:
                found.rebuilt.append(rebuild(url))
    found.each = {name: rebuild(url, name) for name in each}
    return found


def show(facts: int, found: Figures, rounds: int) -> None:
    read = median(found.read)
    rebuilt = sorted(found.rebuilt, key=lambda one: one.seconds)[len(found.rebuilt) // 2]
    head = [f"{facts:,} facts ({rounds} rounds)", "s", "of reading", "processor s", "peak MB"]
    rows = [["reading and decoding the log, one core", f"{read:.1f}", "1.0", "", ""]]
    for name, one in {"all read models": rebuilt, **found.each}.items():
        ratio, peak = one.seconds / read, one.shared_peak / MEGA
        figures = [f"{one.seconds:.1f}", f"{ratio:.1f}", f"{one.processor_seconds:.1f}"]
        rows.append([f"`rebuild`, {name}", *figures, f"{peak:.0f}"])
    table(head, rows)
    summed = max(one.summed_peaks for one in found.rebuilt) / MEGA
    print(f"The peaks of its processes, each at its own time, add up to {summed:.0f} MB.\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--small", type=int, default=10_000, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, help="where registers are kept for the next run")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--each", action="store_true", help="at last, rebuild each model alone too")
    given = parser.parse_args()
    peaks = {}
    with kept_in(given.folder) as folder:
        for facts in (given.small, given.facts):
            with copied(made(folder, facts)) as path:
                found = measured(path, given.rounds, names_of_all() if given.each else [])
            show(facts, found, given.rounds)
            peaks[facts] = found.peak()
    ratio = peaks[given.facts] / peaks[given.small]
    print(f"The peak at {given.facts:,} facts is {ratio:.2f} times that at {given.small:,}.")


if __name__ == "__main__":
    main()
