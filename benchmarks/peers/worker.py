"""Runs one work of one contender in this process, and prints what it took as a line of JSON.

    python -m benchmarks.peers.worker '{"contender": "raw:SQLite", "work": "bulk", ...}'

It runs with the peers' Python too, and so imports nothing but the contender.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import platform
import sys
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.peers.contender import DURABLE, Place

if TYPE_CHECKING:
    from benchmarks.peers.contender import Contender


def contender(name: str, place: Place) -> Contender:
    """Return the contender `module:Class` of this folder."""
    module, _, kind = name.partition(":")
    made: Contender = getattr(importlib.import_module(f"benchmarks.peers.{module}"), kind)(place)
    return made


def bulk(of: Contender, path: Path) -> list[float]:
    """Write a whole file of facts."""
    with path.open("rb") as stream:
        return [of.load(stream)]


def singles(of: Contender, path: Path, before: int) -> list[float]:
    """Write the first facts at once, untimed, and the others one by one."""
    with path.open("rb") as stream:
        of.load(io.BytesIO(b"".join(islice(stream, before))))
        documents = [json.loads(line) for line in stream]
    return [_timed(of, document) for document in documents]


def projection(of: Contender, path: Path) -> list[float]:
    """Write a whole file, untimed, and project it."""
    with path.open("rb") as stream:
        of.fill(stream)
    start = perf_counter()
    of.project()
    return [perf_counter() - start]


def _timed(of: Contender, document: dict[str, Any]) -> float:
    start = perf_counter()
    of.save(document)
    return perf_counter() - start


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Do a job; return its seconds, the connection's settings, the peak memory and versions."""
    place = Place(**job["place"])
    of = contender(job["contender"], place)
    path = Path(job["facts"])
    of.setup()
    gc.collect()
    try:
        match job["work"]:
            case "bulk":
                seconds = bulk(of, path)
            case "projection":
                seconds = projection(of, path)
            case _:
                seconds = singles(of, path, job["before"])
        settings = {question: of.ask(question) for question in DURABLE[place.database]}
        packages = {"Python": platform.python_version(), **of.versions()}
    finally:
        of.close()
    return {"seconds": seconds, "settings": settings, "peak": peak(), "versions": packages}


def peak() -> int:
    """Return the most memory in bytes that this process ever had; the server's is its own."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
