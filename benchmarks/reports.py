"""How long reports take: a matrix of 200 × 60, the dossier of a hundred thousand facts, and memory.

Each report is a command of its own, as users run it, from the start of the program to the file.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.generate import LARGEST
from benchmarks.tools.registers import kept_in, made, url_of
from projections.embedded import EmbeddedRegister
from register.importing.importer import ImportOptions
from register.jurisdictions import country_codes
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

PLATFORMS, JURISDICTIONS = 200, 60
FORMATS = ("html", "pdf", "docx", "xlsx", "csv", "md", "json")
SOURCE = {"title": "a list"}
REGISTER = str(Path(sys.executable).parent / "register")


def grid() -> Iterator[bytes]:
    """Give the facts of every platform in every jurisdiction: four each, of all kinds of standing."""
    places = sorted(code for code in country_codes() if code not in ("EU", "001"))[:JURISDICTIONS]
    for number in range(PLATFORMS):
        slug = f"platform-{number}"
        yield _line(type="platform-registered", platform=slug, details={"name": slug})
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("obligation-imposed", {"requirement": "representative", "due": "2023"}),
        ("block-threatened", {}),
        ("representative-appointed", {}),
        ("local-office-pledged", {"due": "2022"}),
        ("block-imposed", {}),
        ("threat-withdrawn", {}),
        ("breach-found", {"requirement": "content-removal"}),
    )
    for number in range(PLATFORMS):
        for place, code in enumerate(places):
            for turn in range(4):
                kind, details = steps[(number * 5 + place * 3 + turn * 2) % len(steps)]
                where = {"platform": f"platform-{number}", "jurisdiction": code}
                yield _line(
                    type=kind, **where, occurred=f"202{turn}-0{turn + 1}-15", details=details
                )


def _line(**fact: Any) -> bytes:
    return msgspec.json.encode({"occurred": "2019", "sources": [SOURCE], **fact}) + b"\n"


def filled(folder: Path) -> Path:
    """Return the file of a register of the grid; make it if it is not there."""
    path = folder / "grid.db"
    if not path.exists():
        lines = folder / "grid.jsonl"
        lines.write_bytes(b"".join(grid()))
        migrate(url_of(path))
        with (
            EmbeddedRegister(url_of(path), lambda: datetime.now(UTC)) as register,
            lines.open("rb") as file,
        ):
            register.import_file(file, lines.name, ImportOptions(recorded_by="benchmark"))
    return path


def timed(path: Path, out: Path, *report: str) -> tuple[float, int]:
    """Return how long a report took in seconds, and how much memory of its own, in MiB."""
    command = [REGISTER, "--database", url_of(path), "report", *report, "--out", str(out)]
    begin = time.perf_counter()
    with subprocess.Popen([*command, "--at", "2025-12-31"], stderr=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _anonymous(process.pid))
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - begin, peak // 1024


def _anonymous(pid: int) -> int:
    """Return the memory of a process without the pages of files that it maps, in KiB."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = [line.split()[1] for line in told.splitlines() if line.startswith("RssAnon")]
    return int(found[0]) if found else 0


def main() -> None:
    """Print how long each report takes, as medians of interleaved runs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--facts", type=int, default=1_000_000, help="a tenth is in the dossier")
    arguments.add_argument("--folder", type=Path, help="where registers are kept for the next time")
    given = arguments.parse_args()
    with kept_in(given.folder) as folder, tempfile.TemporaryDirectory() as made_in:
        large: tuple[str, ...] = ("dossier", *LARGEST)
        matrix: tuple[str, ...] = ("matrix",)
        works = [(filled(folder), matrix, form) for form in FORMATS]
        works += [(made(folder, given.facts), large, form) for form in FORMATS]
        found: dict[int, list[tuple[float, int, int]]] = {}
        for _ in range(given.rounds):
            for number, (path, report, form) in enumerate(works):
                out = Path(made_in) / f"report.{form}"
                seconds, memory = timed(path, out, *report)
                found.setdefault(number, []).append((seconds, memory, out.stat().st_size))
        print(f"{'report':<28} {'seconds':>8} {'MiB':>6} {'file, MB':>9}")
        for number, (_, report, form) in enumerate(works):
            seconds, memory, size = (
                statistics.median(one) for one in zip(*found[number], strict=True)
            )
            name = f"{' '.join(report)} {form}"
            print(f"{name:<28} {seconds:8.2f} {memory:6.0f} {size / 1e6:9.2f}")


if __name__ == "__main__":
    main()
