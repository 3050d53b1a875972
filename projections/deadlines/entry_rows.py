"""From rows of a requirement with all its instances and grounds to rows of each entry of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from projections.fold.standing import RequirementStanding
from projections.tables import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """What a requirement comes to from a day on, as known from one position until another.

    ``standing`` is None where it is not listed. ``noted`` and ``ended`` are when these positions
    were recorded, in microseconds since 1970.
    """

    since: date
    standing: RequirementStanding | None
    known_from: int = 0
    known_to: int = FOREVER
    noted: int = 0
    ended: int | None = None

    def is_known_at(self, position: int) -> bool:
        """Tell whether it was so, as known at a position."""
        return self.known_from <= position < self.known_to


class EntryName(NamedTuple):
    """What a deadline is of: a requirement, with its instance, under a ground (None: none)."""

    code: str
    ground: str | None

    @property
    def order(self) -> tuple[str, bool, str]:
        """The order in which they are listed."""
        return (self.code, self.ground is not None, self.ground or "")


class PartRow(NamedTuple):
    """What a requirement comes to from a day on, in all its instances and under all grounds."""

    since: date
    listed: dict[EntryName, RequirementStanding]
    known_from: int = 0
    known_to: int = FOREVER
    noted: int = 0
    ended: int | None = None


def by_entry(rows: Iterable[PartRow]) -> dict[EntryName, list[RequirementRow]]:
    """Return the rows of each entry out of rows known at one position, in the order of days."""
    found: dict[EntryName, list[RequirementRow]] = {}
    for row in rows:
        for entry in {**found, **row.listed}:
            own = found.setdefault(entry, [])
            standing = row.listed.get(entry)
            if (own[-1].standing if own else None) != standing:
                own.append(RequirementRow(row.since, standing))
    return found


def each_entry(part: Sequence[PartRow]) -> dict[EntryName, list[RequirementRow]]:
    """Return the rows of each entry of a requirement, as they were known one after another.

    A row of the requirement begins where any entry changes. An entry has one only where it
    changes itself, against the day before, as known at the same position.
    """
    moments = {row.known_from: row.noted for row in part}
    moments |= {row.known_to: row.ended for row in part if row.ended is not None}
    begun: dict[int, list[PartRow]] = {}
    over: dict[int, list[PartRow]] = {}
    for row in part:
        begun.setdefault(row.known_from, []).append(row)
        over.setdefault(row.known_to, []).append(row)
    known = _KnownRows()
    for position in sorted(moments):
        known.change(over.get(position, ()), begun.get(position, ()), position, moments[position])
    return known.rows


@dataclass(slots=True)
class _KnownRows:
    """The rows of a requirement known at a position, and those of its entries ever known."""

    rows: dict[EntryName, list[RequirementRow]] = field(default_factory=dict)
    _days: list[date] = field(default_factory=list)
    _listed: dict[date, dict[EntryName, RequirementStanding]] = field(default_factory=dict)
    _known: dict[date, dict[EntryName, int]] = field(default_factory=dict)

    def change(
        self, over: Iterable[PartRow], begun: Iterable[PartRow], position: int, moment: int
    ) -> None:
        """Let rows end and begin, as known from a position on that was recorded at a moment."""
        touched = {row.since for row in (*over, *begun)}
        for row in over:
            del self._listed[row.since]
        self._listed |= {row.since: row.listed for row in begun}
        for day in touched:
            at = bisect_left(self._days, day)
            there = at < len(self._days) and self._days[at] == day
            if there and day not in self._listed:
                del self._days[at]
            elif not there and day in self._listed:
                self._days.insert(at, day)
        following = {
            self._days[at]
            for day in touched
            if (at := bisect_right(self._days, day)) < len(self._days)
        }
        for day in sorted(touched | following):
            self._settle(day, position, moment)

    def _settle(self, day: date, position: int, moment: int) -> None:
        """End and begin the rows of entries on a day, where it changes against the day before."""
        at = bisect_left(self._days, day)
        before = self._listed[self._days[at - 1]] if at else {}
        now = self._listed.get(day, before)
        known = self._known.setdefault(day, {})
        for entry in {**before, **now, **known}:
            changes, standing = now.get(entry) != before.get(entry), now.get(entry)
            place = known.get(entry)
            rows = self.rows.setdefault(entry, [])
            if place is not None and changes and rows[place].standing == standing:
                continue
            if place is not None:
                rows[place] = replace(rows[place], known_to=position, ended=moment)
                del known[entry]
            if changes:
                known[entry] = len(rows)
                rows.append(RequirementRow(day, standing, position, FOREVER, moment))
