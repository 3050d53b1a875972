"""Measures `register import` without the read models: checking and recording, each by itself.

The database has to be migrated and empty; without one, SQLite in a temporary place is used.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.generate import generate, parser, write
from register.application import Register
from register.importing.importer import ImportOptions, ImportStep, import_file
from register.store.database import migrate, open_engine

if TYPE_CHECKING:
    import argparse

    from register.importing.importer import ImportResult

MEGABYTE = 1024


@dataclass
class Watch:
    """Adds up the facts, the time and this process's work of each phase."""

    wall: float = field(default_factory=time.perf_counter)
    work: float = field(default_factory=time.process_time)
    phases: dict[str, list[float]] = field(default_factory=dict)

    def step(self, step: ImportStep) -> None:
        found = self.phases.setdefault(step.phase, [0, 0, 0])
        wall, work = time.perf_counter(), time.process_time()
        found[0] += step.facts
        found[1] += wall - self.wall
        found[2] += work - self.work
        self.wall, self.work = wall, work

    def tell(self) -> None:
        for phase, (facts, wall, work) in self.phases.items():
            print(
                f"{phase}: {facts:,.0f} facts in {wall:.1f} s: {facts / wall:,.0f} a second; "
                f"{work / facts * 1e6:.1f} µs of this process each"
            )


def measured(url: str, path: Path, workers: int) -> tuple[ImportResult, Watch]:
    engine = open_engine(url)
    register = Register(engine, lambda: datetime.now(UTC))
    watch = Watch()
    options = ImportOptions(recorded_by="benchmark", on_step=watch.step)
    try:
        with path.open("rb") as stream:
            return import_file(register, stream, path.name, options, workers=workers), watch
    finally:
        engine.dispose()


def main() -> None:
    """Import made-up facts, or those of a file, and print the rates and the most memory."""
    options: argparse.ArgumentParser = parser("Measure the import of made-up facts.")
    options.add_argument("--file", type=Path, help="facts as JSON Lines, instead of made-up ones")
    options.add_argument("--database", help="an empty register")
    options.set_defaults(facts=100_000)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / "facts.jsonl"
        if given.file is None:
            facts = generate(facts=given.facts, relationships=given.relationships, seed=given.seed)
            write(facts, path)
        url = given.database or f"sqlite:///{folder}/register.db"
        migrate(url)
        start = time.perf_counter()
        result, watch = measured(url, path, given.workers)
        taken = time.perf_counter() - start
    watch.tell()
    print(f"{result.read:,} facts in {taken:.1f} s: {result.read / taken:,.0f} a second")
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"at most {own.ru_maxrss / MEGABYTE:.0f} MB, each worker {others.ru_maxrss / MEGABYTE:.0f};"
        f" all workers together worked {others.ru_utime + others.ru_stime:.1f} s"
    )


if __name__ == "__main__":
    main()
