"""Look-ups of what held at a (T, K), by index, without a fold."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, select, text

from projections.fold.apply import MEASURES, OBSERVED
from projections.read_models.relationships import RelationshipKey
from projections.standing.projection import NAME
from projections.standing.stored_period import (
    NO_SERVICES,
    StoredPeriod,
    observed_in,
    services_in,
    words_of,
)
from projections.tables import projection
from register.store.prepared import Prepared
from register.store.told_once import rows_once, told_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from projections.fold.standing import Observed, ServiceStanding

_KNOWN = "{0}.known_from <= :position AND {0}.known_to > :position"
_SOME = (
    "k.generation = :generation "
    "AND k.platform = coalesce(CAST(:platform AS text), k.platform) "
    "AND k.jurisdiction = coalesce(CAST(:jurisdiction AS text), k.jurisdiction)"
)
_ONE = "k.generation = :generation AND k.platform = :platform AND k.jurisdiction = :jurisdiction"


_LAST = "ORDER BY q.valid_from DESC LIMIT 1"


_REACH = (
    "CASE WHEN k.position <= :position THEN k.reach ELSE (SELECT r.reach FROM standing_reach r "
    "WHERE r.relationship = k.id AND r.known_from <= :position "
    "ORDER BY r.known_from DESC LIMIT 1) END"
)
"""Where rows end, as they were known; NULL, and so nothing is found, where none was."""

_DAY = "CASE WHEN :day < k.reach THEN :day ELSE k.reach END"
"""The last day that matters of the one asked."""


def _asked(which: str) -> str:
    """Return the relationships, each with where its rows end."""
    return (
        f"WITH k AS MATERIALIZED (SELECT k.id, k.platform, k.jurisdiction, {_REACH} AS reach "
        f"FROM standing_key k WHERE {which}) "
    )


def _until(day: str) -> str:
    """Return the condition of the rows of a relationship up to a day, as they were known."""
    return f"q.relationship = k.id AND q.valid_from <= {day} AND {_KNOWN.format('q')}"


_NEXT = (
    "(SELECT q.valid_from FROM standing_period q "
    f"WHERE {_until('k.reach')} AND q.valid_from > p.valid_from "
    "ORDER BY q.valid_from LIMIT 1) AS until"
)
_STANDING = (
    "p.began, p.compliance, p.access, p.ahead, p.certainty, "
    "p.otherwise_compliance, p.otherwise_access, p.otherwise_ahead"
)
_PUBLISHED = (
    "(SELECT s.published FROM standing_source s WHERE s.relationship = k.id "
    "AND s.published <= :day AND s.position <= :position "
    "ORDER BY s.published DESC LIMIT 1) AS published"
)


_HELD = (
    f"FROM k CROSS JOIN standing_period p WHERE p.relationship = k.id AND {_KNOWN.format('p')} "
    f"AND p.valid_from = (SELECT q.valid_from FROM standing_period q WHERE {_until(_DAY)} {_LAST})"
)
"""The period of each relationship, found down a B-tree from the day asked: the last known row."""

_CONTENT_THEN = (
    f"(SELECT q.content FROM standing_part q WHERE {_until(_DAY)} AND q.part = t.part {_LAST})"
)


def _held(which: str) -> TextClause:
    """Return the look-up of periods, and behind them their parts, in one answer.

    A statement costs as much as many rows, so it is one.
    """
    return text(
        f"{_asked(which)}"
        f"SELECT k.id, k.platform, k.jurisdiction, '' AS part, '' AS content, p.valid_from, {_NEXT}, "
        f"{_STANDING}, {_PUBLISHED} {_HELD} "
        f"UNION ALL SELECT k.id, NULL, NULL, t.part, {_CONTENT_THEN}, "
        "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL "
        "FROM k CROSS JOIN standing_tail t WHERE t.relationship = k.id AND k.reach IS NOT NULL"
    )


def _summed_up(which: str) -> TextClause:
    """Return the look-up of what relationships come to, without parts."""
    return text(
        f"{_asked(which)}SELECT k.platform, k.jurisdiction, p.valid_from, {_NEXT}, p.compliance, "
        f"p.access, p.ahead, p.certainty, p.otherwise_compliance, {_PUBLISHED} {_HELD}"
    )


def _beside(which: str) -> TextClause:
    """Return the look-up of what is kept of measures, with services, and of what is observed."""
    return text(
        f"{_asked(which)}SELECT k.platform, k.jurisdiction, t.part, {_CONTENT_THEN} AS content "
        "FROM k CROSS JOIN standing_tail t WHERE t.relationship = k.id "
        f"AND t.part IN ('{MEASURES}', '{OBSERVED}') AND k.reach IS NOT NULL"
    )


_PART, _CONTENT = 3, 4
"""The columns of a part and its content; a row of a period has neither."""

_FOUND, _SUMMARIES, _BESIDE = (
    {which: look_up(which) for which in (_ONE, _SOME)} for look_up in (_held, _summed_up, _beside)
)
_REACHED = Prepared(
    select(projection.c.generation, projection.c.position).where(projection.c.name == NAME)
)


def _of_one(columns: str, table: str) -> TextClause:
    """Return the look-up of all that was known of one relationship."""
    return text(
        f"SELECT {columns} FROM standing_key k JOIN {table} p ON p.relationship = k.id "
        f"WHERE {_KNOWN.format('p')} AND {_ONE} ORDER BY p.valid_from"
    )


_PERIODS = _of_one(f"k.id, p.valid_from, {_STANDING}", "standing_period")
_PARTS = _of_one("k.id, p.part, p.content, p.valid_from", "standing_part")


def reached(connection: Connection) -> tuple[int, int]:
    """Return the generation of rows that counts, and up to which position it knows the log."""
    return told_once(connection, reached, lambda: _reached(connection))


def _reached(connection: Connection) -> tuple[int, int]:
    rows = _REACHED.rows(connection)
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A day and a position, in a generation of rows, and which relationships; None: all."""

    day: date
    position: int
    generation: int
    platform: str | None = None
    jurisdiction: str | None = None

    def rows(self, connection: Connection, queries: Mapping[str, TextClause]) -> Sequence[Any]:
        """Return what one of the queries finds."""
        which = _SOME if self.platform is None or self.jurisdiction is None else _ONE
        parameters = {
            "day": self.day.toordinal(),
            "position": self.position,
            "generation": self.generation,
            "platform": self.platform,
            "jurisdiction": self.jurisdiction,
        }
        return connection.execute(queries[which], parameters).all()


def at(connection: Connection, wanted: Wanted) -> list[StoredPeriod]:
    """Return what held on a day as known at a position, by platform and jurisdiction."""
    rows: list[Any] = []
    contents: dict[int, list[tuple[str, str]]] = {}
    for row in wanted.rows(connection, _FOUND):
        if not row[_PART]:
            rows.append(row)
        elif row[_CONTENT]:
            contents.setdefault(row[0], []).append((row[_PART], row[_CONTENT]))
    found = [
        _found(RelationshipKey(row[1], row[2]), row, row.until, contents.get(row[0], ()))
        for row in rows
    ]
    found.sort(key=_place)
    return found


def summaries_at(connection: Connection, wanted: Wanted) -> Sequence[Any]:
    """Return what relationships came to on a day as known at a position, without any part.

    Each row has platform and jurisdiction, the ordinals of its first day and of the next row's,
    compliance, access, ahead, certainty, what compliance would be without what is denied, and
    the ordinal of the day of the latest source.
    """
    return wanted.rows(connection, _SUMMARIES)


def beside_at(
    connection: Connection, wanted: Wanted
) -> dict[tuple[str, str], tuple[dict[str, ServiceStanding], Observed | None]]:
    """Return the services and what is observed, by platform and jurisdiction, where there is any.

    Whether what is observed contradicts is not told.
    """
    found: dict[tuple[str, str], tuple[dict[str, ServiceStanding], Observed | None]] = {}
    for platform, jurisdiction, part, content in wanted.rows(connection, _BESIDE):
        if not content:
            continue
        services, seen = found.get((platform, jurisdiction), ({}, None))
        if part == OBSERVED:
            seen = observed_in(content)
        elif not content.endswith(NO_SERVICES):
            services = services_in(content)
        if services or seen is not None:
            found[platform, jurisdiction] = (services, seen)
    return found


def _place(found: StoredPeriod) -> tuple[str, str]:
    return found.key.platform, found.key.jurisdiction


def _found(
    key: RelationshipKey, row: Any, until: int | None, parts: Iterable[tuple[str, str]]
) -> StoredPeriod:
    """Put a period and its parts together: name and content of each."""
    held = dict(parts)
    measures, observed = held.pop(MEASURES, ""), held.pop(OBSERVED, "")
    return StoredPeriod(key, row, until, tuple(sorted(held.items())), measures, observed)


def _parameters(key: RelationshipKey, position: int, generation: int) -> dict[str, Any]:
    where = {"platform": key.platform, "jurisdiction": key.jurisdiction}
    return {**where, "position": position, "generation": generation}


def found_periods(
    connection: Connection, key: RelationshipKey, position: int, *, generation: int
) -> Iterable[StoredPeriod]:
    """Give all periods of a relationship as known at a position, in order, as they are kept."""
    parameters = _parameters(key, position, generation)
    rows = rows_once(connection, _PERIODS, parameters)
    return _joined(key, rows, rows_once(connection, _PARTS, parameters))


def states_since(
    connection: Connection, key: RelationshipKey, position: int, at: date, *, generation: int
) -> dict[Any, date]:
    """Return since when each requirement has had its state, and each measure stood as it does.

    Requirements are named by their keys, measures by their outlines.
    """
    parameters = _parameters(key, position, generation)
    asked = (states_since, at, *parameters.values())
    return told_once(connection, asked, lambda: _states_since(connection, parameters, at))


def _states_since(connection: Connection, parameters: dict[str, Any], at: date) -> dict[Any, date]:
    held: dict[str, dict[Any, tuple[str, int]]] = {}
    for row in rows_once(connection, _PARTS, parameters):
        if row.valid_from > at.toordinal():
            break
        before, now = held.get(row.part, {}), {}
        for name, word in words_of(row.part, row.content).items():
            known = before.get(name)
            now[name] = known if known and known[0] == word else (word, row.valid_from)
        held[row.part] = now
    return {name: date.fromordinal(day) for now in held.values() for name, (_, day) in now.items()}


def _joined(
    key: RelationshipKey, rows: Sequence[Any], parts: Iterable[Any]
) -> Iterable[StoredPeriod]:
    """Put each period together with the parts that hold through it."""
    holding: dict[str, str] = {}
    ahead = deque(parts)
    for row, following in pairwise([*rows, None]):
        while ahead and ahead[0].valid_from <= row.valid_from:
            part = ahead.popleft()
            holding[part.part] = part.content
        listed = ((name, content) for name, content in holding.items() if content)
        yield _found(key, row, following and following.valid_from, listed)
