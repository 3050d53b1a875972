"""Look-ups of what held at a (T, K), by index, without a fold."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import TextClause, event, text

from projections.book_store import day_or_never
from projections.fold import MEASURES
from projections.periods import Period
from projections.relationships import RelationshipKey
from projections.standing import MeasureStanding, Otherwise, RequirementStanding, Standing
from projections.standing_periods import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

_requirement = msgspec.json.Decoder(RequirementStanding).decode
_measures = msgspec.json.Decoder(tuple[MeasureStanding, ...]).decode


@dataclass(frozen=True, slots=True)
class Found:
    """What held: a row of `standing_period` with the contents of its parts, as they are kept."""

    key: RelationshipKey
    row: Any
    requirements: tuple[str, ...]
    measures: str

    def period(self) -> Period:
        """Return it as a period with its standing."""
        row = self.row
        other = row.otherwise_compliance
        return Period(
            date.fromordinal(row.valid_from),
            day_or_never(row.valid_to),
            row.began,
            Standing(
                compliance=row.compliance,
                access=row.access,
                certainty=row.certainty,
                disputed=other is not None,
                otherwise=None if other is None else Otherwise(other, row.otherwise_access),
                requirements=tuple(map(_requirement, self.requirements)),
                measures=_measures(self.measures),
            ),
        )

    def document(self) -> dict[str, Any]:
        """Return the contract's JSON of the period; its parts are not read for that."""
        row = self.row
        until = day_or_never(row.valid_to)
        other = row.otherwise_compliance
        return {
            "compliance": row.compliance,
            "access": row.access,
            "certainty": row.certainty,
            "disputed": other is not None,
            "otherwise": other and {"compliance": other, "access": row.otherwise_access},
            "since": date.fromordinal(row.valid_from).isoformat(),
            "until": None if until is None else until.isoformat(),
            "began": row.began,
            "requirements": [msgspec.Raw(content) for content in self.requirements],
            "measures": msgspec.Raw(self.measures),
        }


_PERIOD = (
    "p.relationship, '' AS part, '' AS content, p.valid_from, p.valid_to, p.began, p.compliance, "
    "p.access, p.certainty, p.otherwise_compliance, p.otherwise_access"
)
_PART = "p.relationship, p.part, p.content"
_NO_PERIOD = ", NULL" * 8
_SOME = (
    "k.generation = :generation "
    "AND k.platform = coalesce(CAST(:platform AS text), k.platform) "
    "AND k.jurisdiction = coalesce(CAST(:jurisdiction AS text), k.jurisdiction)"
)
_ONE = "k.generation = :generation AND k.platform = :platform AND k.jurisdiction = :jurisdiction"
_ALL = ""


def _sqlite(columns: str, table: str, which: str) -> str:
    """Return a look-up by R-tree: a box for each row says where and when it holds.

    The cross joins fix the order: the planner knows nothing of how few rows a box gives.
    """
    box = (
        "b.valid_from <= :day AND b.valid_last >= :day "
        "AND b.known_from <= :position AND b.known_last >= :position AND p.id = b.id"
    )
    joined = f"{table}_box b CROSS JOIN {table} p WHERE {box}"
    if which == _ALL:
        return f"SELECT {columns} FROM {joined}"
    return (
        f"SELECT {columns} FROM standing_key k CROSS JOIN {joined} AND {which} "
        "AND b.relationship_from <= k.id AND b.relationship_to >= k.id"
    )


def _postgresql(columns: str, table: str, which: str) -> str:
    """Return a look-up by B-tree: the last row from the day back that was known, for each."""
    held = (
        "p.valid_from <= :day AND p.valid_to > :day "
        "AND p.known_from <= :position AND p.known_to > :position "
        "ORDER BY p.valid_from DESC LIMIT 1"
    )
    of_part = "" if table == "standing_period" else "AND p.part = t.part "
    parts = "" if table == "standing_period" else "JOIN standing_tail t ON t.relationship = k.id "
    return (
        f"SELECT {columns} FROM standing_key k {parts}CROSS JOIN LATERAL (SELECT * FROM {table} p "
        f"WHERE p.relationship = k.id {of_part}AND {held}) p WHERE {which or _SOME}"
    )


_QUERIES = {
    (dialect, which): text(
        f"{query(_PERIOD, 'standing_period', which)} "
        f"UNION ALL {query(_PART + _NO_PERIOD, 'standing_part', which)}"
    )
    for dialect, query in (("sqlite", _sqlite), ("postgresql", _postgresql))
    for which in (_ONE, _SOME, _ALL)
}
"""Periods, and behind them their parts, in one answer: each statement costs as much as a row."""

_REACHED = text(f"SELECT generation, position FROM projection WHERE name = '{NAME}'")
_KEYS = text(f"SELECT k.id, k.platform, k.jurisdiction FROM standing_key k WHERE {_SOME}")


def _of_one(columns: str, table: str) -> dict[str, TextClause]:
    """Return the look-up of all that was known of one relationship, by dialect."""
    known = "p.known_from <= :position AND p.known_to > :position"
    boxed = (
        "b.relationship_from <= k.id AND b.relationship_to >= k.id "
        "AND b.known_from <= :position AND b.known_last >= :position"
    )
    ordered = f"AND {_ONE} ORDER BY p.valid_from"
    return {
        "sqlite": text(
            f"SELECT {columns} FROM standing_key k CROSS JOIN {table}_box b CROSS JOIN {table} p "
            f"WHERE {boxed} AND p.id = b.id {ordered}"
        ),
        "postgresql": text(
            f"SELECT {columns} FROM standing_key k JOIN {table} p ON p.relationship = k.id "
            f"WHERE {known} {ordered}"
        ),
    }


_PERIODS = _of_one(_PERIOD, "standing_period")
_PARTS = _of_one(f"{_PART}, p.valid_from, p.valid_to", "standing_part")


MAPPED_BYTES = 2**31 - 1
"""How much of a file SQLite reads in place, at most: a matrix is in thousands of pages."""


def read_in_place(engine: Engine) -> None:
    """Let SQLite read pages where the system has them, without a copy of each."""
    if engine.dialect.name != "sqlite":
        return

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}").close()

    event.listen(engine, "connect", prepare)


def reached(connection: Connection) -> tuple[int, int]:
    """Return the generation of rows that counts, and up to which position it knows the log."""
    row = connection.execute(_REACHED).one_or_none()
    return (0, 0) if row is None else (row[0], row[1])


def at(
    connection: Connection,
    day: date,
    position: int,
    *,
    generation: int,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Found]:
    """Return what held on a day as known at a position, by platform and jurisdiction."""
    where = {"platform": platform, "jurisdiction": jurisdiction, "generation": generation}
    given = sum(one is not None for one in (platform, jurisdiction))
    query = _QUERIES[connection.dialect.name, (_ALL, _SOME, _ONE)[given]]
    parameters = {"day": day.toordinal(), "position": position, **where}
    rows: list[Any] = []
    contents: dict[int, list[Any]] = {}
    for row in connection.execute(query, parameters).all():
        if row[1]:
            contents.setdefault(row[0], []).append(row)
        else:
            rows.append(row)
    if given == 2:
        key = RelationshipKey(platform or "", jurisdiction or "")
        return [_found(key, row, contents.get(row[0], ())) for row in rows]
    keys = {row[0]: RelationshipKey(*row[1:]) for row in connection.execute(_KEYS, where).all()}
    found = [_found(keys[row[0]], row, contents.get(row[0], ())) for row in rows if row[0] in keys]
    found.sort(key=_place)
    return found


def _place(found: Found) -> tuple[str, str]:
    return found.key.platform, found.key.jurisdiction


def _found(key: RelationshipKey, row: Any, parts: Iterable[Any]) -> Found:
    """Put a period and its parts together: relationship, name and content of each."""
    requirements, measures = [], "[]"
    for part in sorted(parts, key=_name):
        if part[1] == MEASURES:
            measures = part[2]
        else:
            requirements.append(part[2])
    return Found(key, row, tuple(requirements), measures)


_name = itemgetter(1)


def periods(
    connection: Connection, key: RelationshipKey, position: int, *, generation: int
) -> list[Period]:
    """Return all periods of a relationship as known at a position, in order."""
    parameters = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "position": position,
        "generation": generation,
    }
    dialect = connection.dialect.name
    rows = connection.execute(_PERIODS[dialect], parameters).all()
    parts = connection.execute(_PARTS[dialect], parameters).all()
    return [found.period() for found in _joined(key, rows, parts)]


def states_since(
    connection: Connection, key: RelationshipKey, position: int, at: date, *, generation: int
) -> dict[Any, date]:
    """Return since when each requirement and measure has had the state that it has on a day."""
    parameters = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "position": position,
        "generation": generation,
    }
    held: dict[str, tuple[int, dict[Any, tuple[str, int]]]] = {}
    for row in connection.execute(_PARTS[connection.dialect.name], parameters):
        if row.valid_from > at.toordinal():
            break
        until, before = held.get(row.part, (0, {}))
        if until < row.valid_from:
            before = {}
        now = {}
        for name, word in _words(row.part, row.content).items():
            known = before.get(name)
            now[name] = known if known and known[0] == word else (word, row.valid_from)
        held[row.part] = (row.valid_to, now)
    return {
        name: date.fromordinal(day)
        for until, now in held.values()
        if until > at.toordinal()
        for name, (_, day) in now.items()
    }


def _words(part: str, content: str) -> dict[Any, str]:
    """Return the state of a requirement by its code, or the levels of measures by their keys."""
    if part == MEASURES:
        return {measure.key: measure.level for measure in _measures(content)}
    requirement = _requirement(content)
    return {requirement.requirement: requirement.state}


def _joined(key: RelationshipKey, rows: Sequence[Any], parts: Sequence[Any]) -> Iterable[Found]:
    """Put each period together with the parts that hold through it."""
    holding: dict[str, Any] = {}
    done = 0
    for row in rows:
        upto = bisect_left(parts, row.valid_from + 1, lo=done, key=attrgetter("valid_from"))
        holding |= {part.part: part for part in parts[done:upto]}
        done = upto
        holding = {name: part for name, part in holding.items() if part.valid_to > row.valid_from}
        yield _found(key, row, holding.values())
