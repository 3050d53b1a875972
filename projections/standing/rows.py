"""The rows that facts make in the tables of the standing, and writing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import bindparam, delete, func, select, update

from aggregates.claims import published_on
from projections.standing.changes import PartValue, PeriodStart
from projections.tables import (
    FOREVER,
    standing_key,
    standing_part,
    standing_period,
    standing_reach,
    standing_source,
    standing_tail,
)
from register.store.bulk import insert_rows
from register.store.prepared import Prepared
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, Table

    from aggregates.claims import Known
    from projections.standing.changes import Delta

Held = TypeVar("Held", PeriodStart, PartValue)
Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
"""Rows to insert by table, each with the values of all columns."""

Key = tuple[str, "date"]

ROWS = (standing_period, standing_part, standing_reach, standing_source)
"""The tables that rows are inserted into, and that a replay makes again."""

REACH_DAYS = 92
"""How much further than need be a reach is said to be, so that it seldom has to be said."""


@dataclass(slots=True)
class _Beginnings(Generic[Held]):
    """Rows of one table: opened ones that are known still, finished ones, ends of older ones.

    What is opened and closed by facts of one batch is written once, with its end.
    """

    opened: dict[Key, tuple[Held, int]] = field(default_factory=dict)
    finished: list[tuple[Held, int, int]] = field(default_factory=list)
    ends: list[tuple[Key, int]] = field(default_factory=list)

    def close(self, key: Key, held: Held, position: int) -> None:
        """Note that it holds no longer, as known from a position on."""
        opened = self.opened.pop(key, None)
        if opened is None:
            self.ends.append((key, position))
        else:
            self.finished.append((held, opened[1], position))

    def taken(self) -> list[tuple[Held, int, int]]:
        """Return what is finished, each with its positions, and forget it."""
        found, self.finished = self.finished, []
        return found

    def known(self) -> list[tuple[Held, int, int]]:
        """Return what is known still, each with its positions."""
        return [(held, position, FOREVER) for held, position in self.opened.values()]


@dataclass(slots=True)
class DeltaRows:
    """The rows that facts of one relationship make: new ones, and ends of ones that stood.

    ``reach`` is the last day, an ordinal, that any row so far may begin on.
    """

    relationship: int
    reach: int = 0
    periods: _Beginnings[PeriodStart] = field(default_factory=_Beginnings)
    parts: _Beginnings[PartValue] = field(default_factory=_Beginnings)
    reaches: list[Row] = field(default_factory=list)
    published: dict[date, int] = field(default_factory=dict)
    _written: int = 0

    def note_sources(self, known: Known) -> None:
        """Note when the sources of a fact were published, with the first position that says so."""
        for day in published_on(known.fact):
            self.published.setdefault(day, known.position)

    def note(self, change: Delta, position: int) -> None:
        """Note what the fact at a position changed."""
        for period in change.closed:
            self.periods.close(("", period.since), period, position)
        for part in change.parts_closed:
            self.parts.close((part.part, part.since), part, position)
        for period in change.opened:
            self.periods.opened["", period.since] = (period, position)
            self._reach(period.since, position)
        for part in change.parts_opened:
            self.parts.opened[part.part, part.since] = (part, position)
            self._reach(part.since, position)

    def _reach(self, day: date, position: int) -> None:
        ordinal = day.toordinal()
        if ordinal > self.reach:
            self.reach = ordinal - ordinal % REACH_DAYS + REACH_DAYS
            if self.reaches and self.reaches[-1][1] == position:
                self.reaches.pop()
            self.reaches.append((self.relationship, position, self.reach))

    def __len__(self) -> int:
        """Return how many rows are finished."""
        return len(self.periods.finished) + len(self.parts.finished)

    def finished(self) -> Tables:
        """Return the rows to insert that no later fact changes, and forget them."""
        reaches, self.reaches = self.reaches, []
        return {
            standing_period.name: [self._period(*one) for one in self.periods.taken()],
            standing_part.name: [self._part(*one) for one in self.parts.taken()],
            standing_reach.name: reaches,
            standing_source.name: self._sources(),
        }

    def _sources(self) -> list[Row]:
        """Return the rows of days that were not returned before."""
        days = list(self.published.items())[self._written :]
        self._written = len(self.published)
        return [(self.relationship, day.toordinal(), position) for day, position in days]

    def standing(self) -> Tables:
        """Return the rows to insert that are known still."""
        return {
            standing_period.name: [self._period(*one) for one in self.periods.known()],
            standing_part.name: [self._part(*one) for one in self.parts.known()],
        }

    def reached(self, position: int, tail: bytes) -> dict[str, Any]:
        """Return up to where the relationship is projected, and what to go on from."""
        return {
            "the_relationship": self.relationship,
            "the_position": position,
            "the_reach": self.reach,
            "the_tail": tail,
        }

    def ends(self) -> dict[Table, list[dict[str, Any]]]:
        """Return the ends of rows that stand in the tables."""
        return {
            table: [
                {
                    "the_relationship": self.relationship,
                    "the_part": part,
                    "the_valid_from": since.toordinal(),
                    "the_position": position,
                }
                for (part, since), position in ends
            ]
            for table, ends in (
                (standing_period, self.periods.ends),
                (standing_part, self.parts.ends),
            )
        }

    def _period(self, held: PeriodStart, known_from: int, known_to: int) -> Row:
        days = (held.since.toordinal(), known_from, known_to)
        return (self.relationship, *days, held.began, *held.summary)

    def _part(self, held: PartValue, known_from: int, known_to: int) -> Row:
        days = (held.since.toordinal(), known_from, known_to)
        return (self.relationship, held.part, *days, held.content.decode())


def write(connection: Connection, written: Sequence[DeltaRows]) -> None:
    """Write rows, and the ends of those that stood."""
    for table, statement in _ENDS.items():
        if ends := [end for rows in written for end in rows.ends()[table]]:
            statement.run(connection, ends)
    made = [rows.finished() for rows in written]
    _SOURCES.run(
        connection,
        [
            {"relationship": relationship, "published": day, "position": position}
            for tables in made
            for relationship, day, position in tables.pop(standing_source.name)
        ],
    )
    insert_all(connection, *made, *(rows.standing() for rows in written))


def insert_all(connection: Connection, *found: Tables) -> None:
    """Insert rows of all tables, in the order of their keys, which is fastest."""
    for table in ROWS:
        insert_rows(
            connection, table, sorted(r for each in found for r in each.get(table.name, ()))
        )


def write_tails(connection: Connection, tails: Sequence[dict[str, Any]]) -> None:
    """Write what is kept of parts, in the place of what was."""
    _TAILS.run(connection, tails)


def insert_tails(connection: Connection, tails: Sequence[dict[str, Any]]) -> None:
    """Insert what is kept of parts of which nothing was."""
    insert_rows(connection, standing_tail, [tuple(tail.values()) for tail in tails])


def reach_keys(connection: Connection, reached: Sequence[dict[str, Any]]) -> None:
    """Note how far relationships came."""
    if reached:
        _REACHED.run(connection, reached)


def forget(connection: Connection, keys: Sequence[int]) -> None:
    """Remove all rows of relationships."""
    for statement in _ALL_OF:
        statement.run(connection, [{"the_relationship": key} for key in keys])


def forget_strays(connection: Connection) -> None:
    """Remove rows of no relationship, which somebody has left by hand."""
    for table in (*ROWS, standing_tail):
        stray = table.c.relationship.not_in(select(standing_key.c.id))
        connection.execute(delete(table).where(stray))


def _end(table: Table) -> Any:
    """Return the update that ends the row known now: the last one of its day, by the key."""
    same = table.alias()
    key = [name for name in ("relationship", "part", "valid_from") if name in table.c]
    last = select(func.max(same.c.known_from)).where(
        *(same.c[name] == bindparam(f"the_{name}") for name in key)
    )
    return (
        update(table)
        .where(*(table.c[name] == bindparam(f"the_{name}") for name in key))
        .where(table.c.known_from == last.scalar_subquery(), table.c.known_to == FOREVER)
        .values(known_to=bindparam("the_position"))
    )


_TAILS = Upsert(standing_tail, keys=("relationship", "part"), values=lambda row: {"tail": row.tail})
_SOURCES = Upsert(
    standing_source,
    keys=("relationship", "published"),
    values=lambda row: {"published": row.published},
)
"""A day that is there already keeps its first position."""

_ALL_OF = [
    Prepared(delete(table).where(table.c.relationship == bindparam("the_relationship")))
    for table in (*ROWS, standing_tail)
]
_ENDS = {table: Prepared(_end(table)) for table in (standing_period, standing_part)}
_REACHED = Prepared(
    update(standing_key)
    .where(standing_key.c.id == bindparam("the_relationship"))
    .values(
        position=bindparam("the_position"),
        reach=bindparam("the_reach"),
        tail=bindparam("the_tail"),
    )
)
