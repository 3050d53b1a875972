"""Tables by a mapping beside the same facts as JSON Lines: what reading a spreadsheet costs.

A made-up CSV file in the form of `google-removals` (1.4 facts a row) is imported into a register
that has only the platform; then the facts that it became, as lines with their ids, into another
one. Runs alternate. The same table again has to record nothing, and a copy in which the publisher
restates 22 of 100 rows exactly the corrections.

    .venv/bin/python benchmarks/tables.py --rows 100000 --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from itertools import cycle, product
from pathlib import Path
from typing import Any, NamedTuple

from exchange.importers.mapping import find_mapping

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = (
    '{"type":"platform-registered","platform":"google","occurred":"1998",'
    '"details":{"name":"Google"},"sources":[{"title":"made up"}]}\n'
)
MAPPING = "google-removals"
TIMES = [
    f"{half} {year}" for year in range(2019, 2026) for half in ("January - June", "July - December")
]
PLACES = ("KZ", "RU", "TR", "IN", "US", "DE", "BR", "KR", "VN", "PK")
RESTATED = 0.22


class Ran(NamedTuple):
    """What a command took, in seconds of processor time and MiB at most, and what it counted."""

    seconds: float
    peak: float
    counts: dict[str, Any]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where the files go; default: among the temporary ones")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        table, copy, lines = (folder / file for file in ("table.csv", "copy.csv", "lines.jsonl"))
        due = write_tables(table, copy, asked.rows)
        mapped, native = [], []
        for number in range(asked.rounds):
            database = folder / f"m{number}.db"
            mapped.append(_import(database, str(table), "--mapping", MAPPING))
            if not number:
                _run(database, "export", "--from-position", "2", out=lines)
            native.append(_import(folder / f"n{number}.db", str(lines)))
            _tell("by a mapping", mapped[-1])
            _tell("as lines", native[-1])
        again = _import(folder / "m0.db", str(table), "--mapping", MAPPING, new=False)
        _tell("the same again", again)
        restated = _import(folder / "m0.db", str(copy), "--mapping", MAPPING, new=False)
        _tell("restated", restated)
    ratio = statistics.median(
        one.seconds / other.seconds for one, other in zip(mapped, native, strict=True)
    )
    print(f"{asked.rows:,} rows, {mapped[0].counts['recorded']:,} facts: ratio {ratio:.2f}")
    print(f"again {again.counts['recorded']} recorded; of {due:,} restated figures", end=" ")
    print(f"{restated.counts['corrections']:,} corrected, {restated.counts['recorded']:,} recorded")


def write_tables(path: Path, copy: Path, rows: int) -> int:
    """Write made-up rows, each with a key of its own, and a copy; return its restated figures."""
    chance, due = random.Random(1), 0
    head = find_mapping(MAPPING).heads[0]
    with (
        path.open("w", encoding="utf-8", newline="") as stream,
        copy.open("w", encoding="utf-8", newline="") as other,
    ):
        first, second = csv.writer(stream), csv.writer(other)
        first.writerow(head)
        second.writerow(head)
        for number, (when, where) in zip(range(rows), cycle(product(TIMES, PLACES))):
            asked, by_law = chance.randrange(1, 500), chance.random() < 0.4
            begin = [when, where, where, f"Authority {number}", "YouTube", "Fraud"]
            first.writerow(_row(begin, asked, by_law=by_law))
            if chance.random() < RESTATED:
                asked, due = asked + 1, due + 1 + by_law
            second.writerow(_row(begin, asked, by_law=by_law))
    return due


def _row(begin: list[str], asked: int, *, by_law: bool) -> list[object]:
    return [*begin, asked, "NA", asked if by_law else 0, 0, 0, 0, 0, 0]


def _import(database: Path, *arguments: str, new: bool = True) -> Ran:
    if new:
        _run(database, "init")
        _run(database, "import", "-", given=PLATFORM)
    return _run(database, "import", *arguments, "--format", "json")


def _run(database: Path, *arguments: str, given: str = "", out: Path | None = None) -> Ran:
    """Run a command in a process of its own, whose time and memory it is."""
    command = [sys.executable, "-m", "cli", "--database", f"sqlite:///{database}", *arguments]
    held = tempfile.TemporaryFile() if out is None else out.open("w+b")  # noqa: SIM115  # closed below
    with tempfile.TemporaryFile("w+") as stdin, held as stdout:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=stdout)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(arguments[:2])} ended with {status}")
        stdout.seek(0)
        counts = json.load(stdout) if "json" in arguments else {}
    return Ran(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, counts)


def _tell(what: str, ran: Ran) -> None:
    print(f"{what}: {ran.seconds:.1f} s of processor time, {ran.peak:.0f} MiB at most", flush=True)


if __name__ == "__main__":
    main()
