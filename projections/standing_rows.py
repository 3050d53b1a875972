"""The rows that facts make in `standing_period` and `standing_part`, and writing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    TextClause,
    bindparam,
    column,
    delete,
    insert,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy import table as lightweight

from projections.tables import FOREVER, standing_key, standing_part, standing_period, standing_tail
from projections.timeline import Period
from projections.track import Stretch
from register.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from projections.timeline import Difference

Held = TypeVar("Held", Period, tuple[str, Stretch])
Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
"""Rows to insert by table, each with the values of `COLUMNS`."""

Key = tuple[str, "date"]

COLUMNS = {
    table.name: tuple(column.name for column in table.c if column.name != "id")
    for table in (standing_period, standing_part)
}
"""The columns of rows, but for their number."""


@dataclass(slots=True)
class _Stretches(Generic[Held]):
    """Stretches of one table: opened ones that hold still, finished ones, and ends of older ones.

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


@dataclass(slots=True)
class Rows:
    """The rows that facts of one relationship make: new ones, and ends of ones that stood."""

    relationship: int
    periods: _Stretches[Period] = field(default_factory=_Stretches)
    parts: _Stretches[tuple[str, Stretch]] = field(default_factory=_Stretches)

    def note(self, change: Difference, position: int) -> None:
        """Note what the fact at a position changed."""
        for period in change.closed:
            self.periods.close(("", period.since), period, position)
        for period in change.opened:
            self.periods.opened["", period.since] = (period, position)
        for part in change.parts_closed:
            self.parts.close((part[0], part[1].since), part, position)
        for part in change.parts_opened:
            self.parts.opened[part[0], part[1].since] = (part, position)

    def __len__(self) -> int:
        """Return how many rows are finished."""
        return len(self.periods.finished) + len(self.parts.finished)

    def finished(self) -> Tables:
        """Return the rows to insert that no later fact changes, and forget them."""
        return {
            standing_period.name: [self._period(*one) for one in self.periods.taken()],
            standing_part.name: [self._part(*one) for one in self.parts.taken()],
        }

    def standing(self) -> Tables:
        """Return the rows to insert that hold still."""
        return {
            standing_period.name: [
                self._period(held, known, FOREVER) for held, known in self.periods.opened.values()
            ],
            standing_part.name: [
                self._part(held, known, FOREVER) for held, known in self.parts.opened.values()
            ],
        }

    def ends(self) -> dict[Table, list[dict[str, Any]]]:
        """Return the ends of rows that stand in the tables."""
        return {
            table: [
                {
                    "the_relationship": self.relationship,
                    "the_part": part,
                    "the_day": since.toordinal(),
                    "the_position": position,
                }
                for (part, since), position in ends
            ]
            for table, ends in (
                (standing_period, self.periods.ends),
                (standing_part, self.parts.ends),
            )
        }

    def _period(self, held: Period, known_from: int, known_to: int) -> Row:
        since, until, began, summary = held
        valid_to = FOREVER if until is None else until.toordinal()
        days = (since.toordinal(), valid_to)
        return (self.relationship, *days, known_from, known_to, began, *summary)

    def _part(self, held: tuple[str, Stretch], known_from: int, known_to: int) -> Row:
        name, (since, until, value) = held
        valid_to = FOREVER if until is None else until.toordinal()
        days = (since.toordinal(), valid_to)
        return (self.relationship, name, *days, known_from, known_to, value.content.decode())


def write(connection: Connection, written: Sequence[Rows]) -> None:
    """Write rows: what ends first, because only one row holds from a day on."""
    for table, statement in _ENDS.items():
        if ends := [end for rows in written for end in rows.ends()[table]]:
            connection.execute(statement, ends)
    for rows in written:
        insert_all(connection, rows.finished(), rows.standing())


def insert_all(connection: Connection, *found: Tables) -> None:
    """Insert rows of both tables.

    On SQLite past the compiler of statements, which takes as long as SQLite itself.
    """
    for table in (standing_period, standing_part):
        rows = [row for each in found for row in each[table.name]]
        names = COLUMNS[table.name]
        if rows and connection.dialect.name == "sqlite":
            places = ", ".join("?" * len(names))
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})",  # noqa: S608
                rows,
            )
        elif rows:
            connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def write_tails(connection: Connection, tails: Sequence[dict[str, Any]]) -> None:
    """Write what is kept of relationships, in the place of what was."""
    upsert(
        connection,
        standing_tail,
        tails,
        keys=("relationship", "part"),
        values=lambda row: {"position": row.position, "tail": row.tail},
    )


def forget(connection: Connection, keys: Sequence[int]) -> None:
    """Remove all rows of relationships."""
    for table in (standing_period, standing_part):
        connection.execute(delete(table).where(of_relationships(connection, table, keys)))
    connection.execute(delete(standing_tail).where(standing_tail.c.relationship.in_(keys)))


def forget_strays(connection: Connection) -> None:
    """Remove rows of no relationship, which somebody has left by hand."""
    for table in (standing_period, standing_part, standing_tail):
        stray = table.c.relationship.not_in(select(standing_key.c.id))
        connection.execute(delete(table).where(stray))


def of_relationships(
    connection: Connection, table: Table, keys: Sequence[int]
) -> ColumnElement[bool]:
    """Return the condition of the rows of relationships, which an index finds.

    SQLite has the R-tree for that, and no other index by relationship.
    """
    if connection.dialect.name != "sqlite":
        return table.c.relationship.in_(keys)
    box = lightweight(
        f"{table.name}_box",
        column("id", Integer),
        column("relationship_from", Integer),
        column("relationship_to", Integer),
    )
    mine = (
        select(box.c.id).where(box.c.relationship_from <= key, box.c.relationship_to >= key)
        for key in keys
    )
    return table.c.id.in_(union_all(*mine))


def misplaced(table: Table) -> TextClause:
    """Return the query of the first row whose box in SQLite's R-tree is not where it is."""
    name = table.name
    return text(
        f"SELECT min(p.id) FROM {name} p LEFT JOIN {name}_box b ON b.id = p.id "  # noqa: S608
        "WHERE b.id IS NULL OR b.relationship_from <> p.relationship "
        "OR b.relationship_to <> p.relationship "
        "OR b.valid_from <> p.valid_from OR b.valid_last <> p.valid_to - 1 "
        "OR b.known_from <> p.known_from OR b.known_last <> p.known_to - 1"
    )


def _end(table: Table) -> Any:
    statement = update(table).where(
        table.c.relationship == bindparam("the_relationship"),
        table.c.valid_from == bindparam("the_day"),
        table.c.known_to == FOREVER,
    )
    if table is standing_part:
        statement = statement.where(table.c.part == bindparam("the_part"))
    return statement.values(known_to=bindparam("the_position"))


_ENDS = {table: _end(table) for table in (standing_period, standing_part)}
