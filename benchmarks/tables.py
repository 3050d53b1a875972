"""Tables by a mapping beside the same facts as JSON Lines: what reading a spreadsheet costs.

A made-up CSV file in the form of `google-removals` is imported into a register that has only the
platform; then the facts that it became, as lines with their ids, into another one. Runs alternate.

    .venv/bin/python benchmarks/tables.py --rows 100000 --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, product
from pathlib import Path
from typing import IO

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, lines = folder / "table.csv", folder / "lines.jsonl"
        write_table(table, asked.rows)
        facts = _lines_of(folder, table, lines)
        mapped, native = [], []
        for number in range(asked.rounds):
            mapped.append(_seconds(folder / f"m{number}.db", str(table), "--mapping", MAPPING))
            native.append(_seconds(folder / f"n{number}.db", str(lines)))
        again = _seconds(folder / "m0.db", str(table), "--mapping", MAPPING, new=False)
    first, second = statistics.median(mapped), statistics.median(native)
    ratio = statistics.median(one / other for one, other in zip(mapped, native, strict=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{asked.rows:,} rows, {facts:,} facts: {first:.1f} s by a mapping, {second:.1f} s as lines"
    )
    print(f"ratio {ratio:.2f}; the same table again {again:.1f} s; at most {peak:.0f} MiB")


def write_table(path: Path, rows: int) -> None:
    """Write made-up rows, each with a key of its own."""
    chance = random.Random(1)
    head = find_mapping(MAPPING).heads[0]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for number, (when, where) in zip(range(rows), cycle(product(TIMES, PLACES))):
            asked = chance.randrange(1, 500)
            told = [when, where, where, f"Authority {number}", "YouTube", "Fraud", asked, "NA"]
            writer.writerow([*told, chance.choice((0, 0, 0, asked)), 0, 0, 0, 0, 0])


def _lines_of(folder: Path, table: Path, lines: Path) -> int:
    """Write the facts of the table as lines; return how many they are."""
    database = folder / "export.db"
    _seconds(database, str(table), "--mapping", MAPPING)
    with lines.open("wb") as stream:
        _run(database, "export", "--from-position", "2", stdout=stream)
    with lines.open("rb") as stream:
        return sum(1 for _ in stream)


def _seconds(database: Path, *arguments: str, new: bool = True) -> float:
    if new:
        _run(database, "init")
        _run(database, "import", "-", stdin=PLATFORM.encode())
    began = time.perf_counter()
    _run(database, "import", *arguments)
    return time.perf_counter() - began


def _run(
    database: Path,
    *arguments: str,
    stdin: bytes = b"",
    stdout: IO[bytes] | int = subprocess.DEVNULL,
) -> None:
    command = [sys.executable, "-m", "cli", "--database", f"sqlite:///{database}", *arguments]
    subprocess.run(command, cwd=ROOT, input=stdin, stdout=stdout, check=True)


if __name__ == "__main__":
    main()
