"""Tables of what was measured side by side, with ratios to the limit and what is missing."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.peers.catalogue import (
    BULK,
    DEEP,
    LIMITS,
    NOT_OFFERED,
    PROJECTION,
    RAW,
    SHALLOW,
    SHOWN,
    entries,
)
from benchmarks.tools.rounds import milliseconds, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from benchmarks.tools.jobs import Done

    Key = tuple[str, str, str]

TITLES = {BULK: "facts in bulk", PROJECTION: "facts projected, one status row a stream"}
MEGA = 1_000_000


class Comparison:
    """What was measured of each contender, database and work."""

    def __init__(self, done: Mapping[Key, list[Done]], missing: Mapping[Key, str]) -> None:
        self._done = {key: runs for key, runs in done.items() if key not in missing}
        self._missing = {**missing, **_not_offered(done, missing)}

    def databases(self) -> list[str]:
        known = {database for _, database, _ in [*self._done, *self._missing]}
        return [database for database in SHOWN if database in known]

    def names(self, database: str, *works: str) -> list[str]:
        """Return who did any of these works, or is missing, in the catalogue's order."""
        known = {name for name, at, work in self._done if at == database and work in works}
        missing = {name for name, at, work in self._missing if at == database and work in works}
        order = dict.fromkeys(entry.name for entry in entries())
        return [name for name in order if name in known | missing]

    def rate(self, key: Key) -> float | None:
        runs = self._done.get(key)
        return median(each.facts / sum(each.seconds) for each in runs) if runs else None

    def seconds(self, key: Key) -> float | None:
        """Return the median save of all runs."""
        runs = self._done.get(key)
        return median(taken for each in runs for taken in each.seconds) if runs else None

    def rates(self, database: str, work: str) -> list[list[str]]:
        limits = [self.rate((limit, database, work)) for limit in LIMITS[work]]
        names = self.names(database, work)
        return [self._rates_of((name, database, work), limits) for name in names]

    def _rates_of(self, key: Key, limits: Sequence[float | None]) -> list[str]:
        rate, runs = self.rate(key), self._done.get(key)
        if rate is None or not runs:
            return [key[0], "", f"– {self._missing[key]}", *("" for _ in limits), ""]
        peak = max(each.peak for each in runs) / MEGA
        ratios = [ratio(rate, limit) for limit in limits]
        return [key[0], f"{runs[0].facts:,}", f"{rate:,.0f}", *ratios, f"{peak:,.0f} MB"]

    def saves(self, database: str) -> list[list[str]]:
        rows = []
        for name in self.names(database, SHALLOW, DEEP):
            row = [name]
            for work in (SHALLOW, DEEP):
                limit = self.seconds((RAW, database, work))
                row += self._saves_of((name, database, work), limit)
            rows.append(row)
        return rows

    def _saves_of(self, key: Key, limit: float | None) -> list[str]:
        seconds = self.seconds(key)
        if seconds is None:
            return [f"– {self._missing.get(key, 'not asked for')}", ""]
        return [milliseconds(seconds), ratio(seconds, limit)]

    def versions(self) -> dict[str, set[str]]:
        """Return every package's versions; two, where contenders run with packages of their own."""
        found = defaultdict(set)
        for runs in self._done.values():
            for name, version in runs[0].versions.items():
                found[name].add(version)
        return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def _not_offered(done: Iterable[Key], missing: Iterable[Key]) -> dict[Key, str]:
    """Return what is not offered by peers, and on databases, that were asked for."""
    known = [set(part) for part in zip(*done, *missing, strict=True)]
    return {key: reason for key, reason in NOT_OFFERED.items() if _within(key, known)}


def _within(key: Key, known: Sequence[AbstractSet[str]]) -> bool:
    return bool(known) and all(part in of for part, of in zip(key, known, strict=True))


def ratio(value: float, limit: float | None) -> str:
    """Return a ratio with the two digits that count."""
    if not limit:
        return ""
    found = value / limit
    return f"{found:,.0f}" if found >= 10 else f"{found:.2g}"


def show(done: Mapping[Key, list[Done]], missing: Mapping[Key, str], *others: str) -> None:
    """Print all tables, and the versions of all that took part."""
    comparison = Comparison(done, missing)
    for work, title in TITLES.items():
        for database in comparison.databases():
            rows = comparison.rates(database, work)
            ratios = [f"of {limit}" for limit in LIMITS[work]]
            head = [f"{SHOWN[database]}: {title}", "facts", "a second", *ratios, "peak"]
            if rows:
                table(head, rows)
    for database in comparison.databases():
        head = [f"{SHOWN[database]}: one fact", "ms", "of raw", "at depth 320, ms", "of raw"]
        if rows := comparison.saves(database):
            table(head, rows)
    versions = [f"{name} {' and '.join(sorted(of))}" for name, of in comparison.versions().items()]
    own = [f"SQLite {sqlite3.sqlite_version}", *others, f"{os.cpu_count()} cores"]
    print(f"With {', '.join([*versions, *own])}.")
