"""OONI's measurements, counted by day and network: where a platform is blocked, and where it works.

One measurement proves nothing. A day has a verdict where enough of them on enough networks agree;
days of one verdict in a row are one row. What is not measured has no verdict, and no row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from exchange.importers.datasets.measurements import Measurement, measurements
from exchange.importers.tables.table import TableRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exchange.importers.platforms import Platforms

COLUMNS: Final = (
    *("test", "platform", "service", "jurisdiction", "first", "last", "until", "verdict", "extent"),
    *("measurements", "anomalies", "confirmed", "failures", "networks", "thresholds"),
)
_GOES_ON_FOR = timedelta(days=7)
"""How long a verdict is taken to hold after the last day of the data."""

_UNKNOWN_NETWORKS = ("", "AS0")


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a day needs for a verdict: how many measurements, on how many networks, which shares."""

    measurements: int = 20
    networks: int = 3
    anomalies: float = 0.6
    ok: float = 0.9


class Series(NamedTuple):
    """What is measured: by which test, which platform or service, in which jurisdiction."""

    test: str
    platform: str
    service: str
    jurisdiction: str


@dataclass(slots=True)
class OoniCounts:
    """Measurements by what came of them. Confirmed ones are anomalies too; failures tell nothing."""

    ok: int = 0
    anomalies: int = 0
    confirmed: int = 0
    failures: int = 0

    @property
    def measurements(self) -> int:
        """How many tell something."""
        return self.ok + self.anomalies

    def add(self, other: OoniCounts | Measurement) -> None:
        """Add what others came to."""
        self.ok += other.ok
        self.anomalies += other.anomalies
        self.confirmed += other.confirmed
        self.failures += other.failures

    def see_a_block(self, limits: Thresholds) -> bool:
        """Tell whether they are anomalies for the greater part, or one is confirmed."""
        return bool(self.confirmed) or self.anomalies >= limits.anomalies * self.measurements > 0

    def see_access(self, limits: Thresholds) -> bool:
        """Tell whether nearly all of them came through."""
        return self.ok >= limits.ok * self.measurements > 0


@dataclass(slots=True)
class MeasuredDay:
    """The measurements of a day, by network, and the number of the first of them in the file."""

    number: int
    networks: defaultdict[str, OoniCounts] = field(default_factory=lambda: defaultdict(OoniCounts))

    def verdict(self, limits: Thresholds) -> tuple[str, str] | None:
        """Return what the day says, and the extent of a block; None: too little, or both."""
        whole = _sum(self.networks.values())
        told = [one for one in self.networks.values() if one.measurements]
        if whole.measurements < limits.measurements or len(told) < limits.networks:
            return None
        if whole.see_a_block(limits):
            blocked = sum(one.see_a_block(limits) for one in told)
            return "blocked", "partial" if blocked * 2 < len(told) else "full"
        return ("reachable", "") if whole.see_access(limits) else None


@dataclass(slots=True)
class _Run:
    """Days of one verdict in a row."""

    verdict: tuple[str, str]
    first: date
    last: date
    days: list[MeasuredDay]


class OoniTable:
    """Measurements as a table, a row for each run of days with one verdict.

    Read are JSON Lines, gzipped or not: measurements as OONI's probes upload them, and rows of its
    API, whose document is read too. Memory grows with days and networks, not with measurements.
    """

    has_head = True

    def __init__(
        self, stream: IO[bytes], name: str, file: Mapping[str, Any], platforms: Platforms
    ) -> None:
        """Read nothing yet."""
        self.name = name
        self.head = list(COLUMNS)
        self.left_out: Counter[str] = Counter()
        self._stream, self._platforms = stream, platforms
        self._limits = msgspec.convert(file.get("thresholds", {}), Thresholds)
        self._series: dict[Series, dict[date, MeasuredDay]] = {}

    def rows(self) -> Iterator[TableRow]:
        """Give lines that can't be read, then the runs. Raises TableRefused."""
        for number, found in measurements(self._stream, self.name):
            if isinstance(found, str):
                yield TableRow(number, [], (None, found))
            elif reason := self._counted(number, found):
                self.left_out[reason] += 1
        end = max((day for days in self._series.values() for day in days), default=date.min)
        for series, days in sorted(self._series.items()):
            for run in self._runs(days):
                yield TableRow(run.days[0].number, self._cells(series, run, end))

    def place(self, number: int, column: int | None) -> str:  # noqa: ARG002  # a line has no columns
        """Return ``file.jsonl:12``; of a run, it is where its first measurement stands."""
        return f"{self.name}:{number}"

    def _counted(self, number: int, one: Measurement) -> str | None:
        """Count a measurement; return the reason if it counts for nothing."""
        if one.is_of_an_address:
            named = self._platforms.find_address(one.input)
        else:
            named = self._platforms.find(one.test)
        if named is None:
            return "a measurement is of no registered platform"
        if one.network in _UNKNOWN_NETWORKS:
            return "a measurement names no network"
        series = Series(one.test, named.platform, named.service or "", one.jurisdiction)
        day = self._series.setdefault(series, {}).setdefault(one.day, MeasuredDay(number))
        day.networks[one.network].add(one)
        return None

    def _runs(self, days: Mapping[date, MeasuredDay]) -> Iterator[_Run]:
        run: _Run | None = None
        for at in sorted(days):
            verdict = days[at].verdict(self._limits)
            if run is not None and (verdict != run.verdict or at - run.last != _A_DAY):
                yield run
                run = None
            if verdict is None:
                self.left_out["a day has too few measurements or networks, or they disagree"] += 1
            elif run is None:
                run = _Run(verdict, at, at, [days[at]])
            else:
                run.last = at
                run.days.append(days[at])
        if run is not None:
            yield run

    def _cells(self, series: Series, run: _Run, end: date) -> list[str]:
        until = run.last + _GOES_ON_FOR if run.last == end else run.last
        networks: defaultdict[str, OoniCounts] = defaultdict(OoniCounts)
        for day in run.days:
            for network, counts in day.networks.items():
                networks[network].add(counts)
        whole = _sum(networks.values())
        told = [
            {
                "asn": network,
                "measurements": counts.measurements,
                "anomalies": counts.anomalies,
                "confirmed": counts.confirmed,
            }
            for network, counts in sorted(networks.items())
        ]
        days = (run.first, run.last, until)
        numbers = (whole.measurements, whole.anomalies, whole.confirmed, whole.failures)
        return [
            *series,
            *(day.isoformat() for day in days),
            *run.verdict,
            *map(str, numbers),
            *(msgspec.json.encode(part).decode() for part in (told, self._limits)),
        ]


_A_DAY = timedelta(days=1)


def _sum(counts: Iterable[OoniCounts]) -> OoniCounts:
    whole = OoniCounts()
    for one in counts:
        whole.add(one)
    return whole
