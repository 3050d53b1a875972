"""Runs one contender's work in a process of its own, and checks what it did."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.catalogue import EMMETT_POSTGRESQL, EMMETT_SQLITE, PEERS
from benchmarks.peers.contender import DURABLE
from benchmarks.peers.install import BUILD, PYTHON
from benchmarks.tools.servers import asked, told

if TYPE_CHECKING:
    from benchmarks.peers.catalogue import Entry
    from benchmarks.peers.contender import Place
    from benchmarks.tools.servers import Places
    from benchmarks.tools.sources import Source

ROOT = Path(__file__).parents[2]
SECONDS = 3_600


class JobFailed(Exception):
    """A contender that failed, did not do its work, or did not make it durable."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a work took."""

    seconds: list[float]
    facts: int
    peak: int
    """The most memory of the contender's process, in bytes; the server's is not in it."""

    versions: dict[str, str]


def done(entry: Entry, work: str, source: Source, places: Places) -> Done:
    """Do a work in a fresh database; raise JobFailed unless all facts are there, durably."""
    with places.fresh(entry.database) as place:
        result = _result(entry, work, source, place)
        if result["settings"] != DURABLE[entry.database]:
            raise JobFailed(f"it is not durable: {result['settings']}")
        found = asked(place, entry.query(work))
    if found != source.facts:
        raise JobFailed(f"{source.facts} facts were given to it, {found} are there")
    return Done(result["seconds"], source.measured, result["peak"], result["versions"])


def _result(entry: Entry, work: str, source: Source, place: Place) -> dict[str, Any]:
    job = {
        "contender": entry.kind,
        "work": work,
        "facts": str(source.path),
        "before": source.before,
        "place": told(place),
        "questions": list(DURABLE[entry.database]),
    }
    ran = _ran([*_program(entry), json.dumps(job)])
    if ran.returncode:
        raise JobFailed(_reason(ran.stderr or ran.stdout))
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return result


def _ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise JobFailed(f"it did not end within {SECONDS} seconds") from None


def _reason(output: str) -> str:
    """Return the last line of what a process said that names an error, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in reversed(lines) if "rror" in line), lines[-1])


def _program(entry: Entry) -> list[str]:
    if entry.group in (EMMETT_SQLITE, EMMETT_POSTGRESQL):
        return ["node", str(BUILD / entry.group / "work.mjs")]
    python = str(PYTHON) if entry.group == PEERS else sys.executable
    return [python, "-m", "benchmarks.peers.worker"]
