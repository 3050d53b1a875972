"""What a process and its children take: memory together while they run, and their time."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVERY_SECONDS = 0.05
KILO = 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds, processor seconds of all its processes, and bytes."""

    seconds: float
    processor_seconds: float
    shared_peak: int
    """The largest sum, at one moment, of all processes' proportional set sizes (PSS)."""

    summed_peaks: int
    """The sum of each process's own peak (VmHWM), whenever it was: never too little."""


def run(command: Sequence[str], *, cwd: Path) -> Taken:
    """Run a command to its end, sampling the memory of its processes; raise if it fails."""
    before = _processor_seconds()
    start = time.perf_counter()
    peak = 0
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            family = list(_family(process.pid))
            peak = max(peak, sum(_size(pid, "smaps_rollup", "Pss:") for pid in family))
            for pid in family:
                peaks[pid] = max(peaks.get(pid, 0), _size(pid, "status", "VmHWM:"))
            time.sleep(EVERY_SECONDS)
        seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(seconds, _processor_seconds() - before, peak, sum(peaks.values()))


def _processor_seconds() -> float:
    """Return what children that ended took, with theirs."""
    times = os.times()
    return times.children_user + times.children_system


def _family(pid: int) -> Iterator[int]:
    """Give a process and all that it started, as far as they still run."""
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for each in threads for child in (each / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _size(pid: int, file: str, name: str) -> int:
    """Return a size in bytes of a process; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * KILO for line in lines if line.startswith(name))
