"""Measuring contenders in turn, so that a busy moment of the machine falls on all of them."""

from __future__ import annotations

import time
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Work = Callable[[], object]
    Contender = Callable[[Random], Work]


def interleaved(
    contenders: Mapping[str, Contender], *, rounds: int, unmeasured: int = 1, seed: int = 1
) -> dict[str, list[float]]:
    """Ask each contender once a round, in random order; return the seconds of each.

    A contender prepares with what it draws, which is not timed, and gives the work that is.
    The draws of a round are the same for each contender. Rounds that are unmeasured come
    first: they read from the disk what later ones find in memory.
    """
    order = Random(seed)
    names = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(unmeasured + rounds):
        order.shuffle(names)
        for name in names:
            work = contenders[name](Random(f"{seed} {number}"))
            seconds = timed(work)
            if number >= unmeasured:
                taken[name].append(seconds)
    return taken


def timed(work: Work) -> float:
    """Return how many seconds a work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def last_percent(seconds: list[float]) -> float:
    """Return the 99th percentile; of fewer than 100, the slowest."""
    return quantiles(seconds, n=100)[98] if len(seconds) >= 100 else max(seconds)


def compared(taken: Mapping[str, list[float]], *, to: str) -> list[list[str]]:
    """Return a table's rows of milliseconds: p50, p99, and the p50 as a multiple of one."""
    unit = median(taken[to])
    return [
        [
            name,
            milliseconds(median(seconds)),
            milliseconds(last_percent(seconds)),
            f"{median(seconds) / unit:.1f}",
        ]
        for name, seconds in taken.items()
    ]


def milliseconds(seconds: float) -> str:
    """Return seconds as milliseconds with three digits that count."""
    value = 1000 * seconds
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def table(head: list[str], rows: Iterable[list[str]]) -> None:
    """Print a table in Markdown, its first column of words and the others of numbers."""
    print(f"| {' | '.join(head)} |")
    print(f"| --- |{' ---: |' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    print()
