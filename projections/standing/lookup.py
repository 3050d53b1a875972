"""Look-ups of what held at a (T, K), by index, without a fold."""

from __future__ import annotations

from collections import deque
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, event, text

from projections.fold.apply import MEASURES, OBSERVED
from projections.read_models.relationships import RelationshipKey
from projections.standing.projection import NAME
from projections.standing.stored_period import StoredPeriod, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

_KNOWN = "{0}.known_from <= :position AND {0}.known_to > :position"
_SOME = (
    "k.generation = :generation "
    "AND k.platform = coalesce(CAST(:platform AS text), k.platform) "
    "AND k.jurisdiction = coalesce(CAST(:jurisdiction AS text), k.jurisdiction)"
)
_ONE = "k.generation = :generation AND k.platform = :platform AND k.jurisdiction = :jurisdiction"


_LAST = "ORDER BY q.valid_from DESC LIMIT 1"


def _asked(which: str, least: str) -> str:
    """Return the relationships, each with the last day that matters, and where rows end."""
    return (
        f"WITH k AS MATERIALIZED (SELECT id, platform, jurisdiction, reach, {least}(:day, reach) "
        "AS day FROM (SELECT k.id, k.platform, k.jurisdiction, (SELECT r.reach "
        "FROM standing_reach r WHERE r.relationship = k.id AND r.known_from <= :position "
        "ORDER BY r.known_from DESC LIMIT 1) AS reach FROM standing_key k "
        f"WHERE {which}) AS k WHERE reach IS NOT NULL) "
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


def _held(which: str, least: str) -> TextClause:
    """Return the look-up of periods, and behind them their parts, in one answer.

    Each is found down a B-tree from the day asked: the last row that was known. A statement
    costs as much as many rows, so it is one.
    """
    return text(
        f"{_asked(which, least)}"
        f"SELECT k.id, k.platform, k.jurisdiction, '' AS part, '' AS content, p.valid_from, {_NEXT}, "
        f"{_STANDING}, {_PUBLISHED} FROM k CROSS JOIN standing_period p "
        f"WHERE p.relationship = k.id AND {_KNOWN.format('p')} AND p.valid_from = ("
        f"SELECT q.valid_from FROM standing_period q WHERE {_until('k.day')} {_LAST}) "
        "UNION ALL SELECT k.id, NULL, NULL, t.part, (SELECT q.content FROM standing_part q "
        f"WHERE {_until('k.day')} AND q.part = t.part {_LAST}), "
        "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL "
        "FROM k CROSS JOIN standing_tail t WHERE t.relationship = k.id"
    )


_PART, _CONTENT = 3, 4
"""The columns of a part and its content; a row of a period has neither."""

_QUERIES = {
    (dialect, which): _held(which, least)
    for dialect, least in (("sqlite", "min"), ("postgresql", "least"))
    for which in (_ONE, _SOME)
}
_REACHED = text(f"SELECT generation, position FROM projection WHERE name = '{NAME}'")


def _of_one(columns: str, table: str) -> TextClause:
    """Return the look-up of all that was known of one relationship."""
    return text(
        f"SELECT {columns} FROM standing_key k JOIN {table} p ON p.relationship = k.id "
        f"WHERE {_KNOWN.format('p')} AND {_ONE} ORDER BY p.valid_from"
    )


_PERIODS = _of_one(f"k.id, p.valid_from, {_STANDING}", "standing_period")
_PARTS = _of_one("k.id, p.part, p.content, p.valid_from", "standing_part")


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
) -> list[StoredPeriod]:
    """Return what held on a day as known at a position, by platform and jurisdiction."""
    where = {"platform": platform, "jurisdiction": jurisdiction, "generation": generation}
    which = _SOME if platform is None or jurisdiction is None else _ONE
    query = _QUERIES[connection.dialect.name, which]
    rows: list[Any] = []
    contents: dict[int, list[tuple[str, str]]] = {}
    parameters = {"day": day.toordinal(), "position": position, **where}
    for row in connection.execute(query, parameters).all():
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


def _place(found: StoredPeriod) -> tuple[str, str]:
    return found.key.platform, found.key.jurisdiction


def _found(
    key: RelationshipKey, row: Any, until: int | None, parts: Iterable[tuple[str, str]]
) -> StoredPeriod:
    """Put a period and its parts together: name and content of each."""
    held = dict(parts)
    measures, observed = held.pop(MEASURES, ""), held.pop(OBSERVED, "")
    return StoredPeriod(key, row, until, tuple(sorted(held.items())), measures, observed)


def found_periods(
    connection: Connection, key: RelationshipKey, position: int, *, generation: int
) -> Iterable[StoredPeriod]:
    """Give all periods of a relationship as known at a position, in order, as they are kept."""
    parameters = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "position": position,
        "generation": generation,
    }
    rows = connection.execute(_PERIODS, parameters).all()
    parts = connection.execute(_PARTS, parameters).all()
    return _joined(key, rows, parts)


def states_since(
    connection: Connection, key: RelationshipKey, position: int, at: date, *, generation: int
) -> dict[Any, date]:
    """Return since when each requirement has had its state, and each measure stood as it does.

    Requirements are named by their keys, measures by their outlines.
    """
    parameters = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "position": position,
        "generation": generation,
    }
    held: dict[str, dict[Any, tuple[str, int]]] = {}
    for row in connection.execute(_PARTS, parameters):
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
