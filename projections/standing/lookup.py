"""Look-ups of what held at a (T, K), by index, without a fold."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import TextClause, event, text

from projections.fold.access import contradicts
from projections.fold.apply import MEASURES, OBSERVED
from projections.fold.periods import Period
from projections.fold.standing import Observed, Otherwise, RequirementStanding, Standing
from projections.read_models.relationships import RelationshipKey
from projections.standing.parts import MeasuresContent
from projections.standing.projection import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

_requirements = msgspec.json.Decoder(list[RequirementStanding]).decode
_measures = msgspec.json.Decoder(MeasuresContent).decode
_observed = msgspec.json.Decoder(Observed).decode


class _Place(msgspec.Struct):
    """Where a requirement stands in the list."""

    requirement: str
    ground: str | None

    @property
    def key(self) -> tuple[str, bool, str]:
        return (self.requirement, self.ground is not None, self.ground or "")


class _RawMeasures(msgspec.Struct):
    """What is kept of all measures, as it is kept."""

    measures: msgspec.Raw = msgspec.Raw(b"[]")
    services: msgspec.Raw = msgspec.Raw(b"{}")


_places = msgspec.json.Decoder(list[_Place]).decode
_raw_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_raw_measures = msgspec.json.Decoder(_RawMeasures).decode


@dataclass(frozen=True, slots=True)
class StoredPeriod:
    """What held: a row of `standing_period` with the contents of its parts, as they are kept."""

    key: RelationshipKey
    row: Any
    until: int | None
    parts: tuple[tuple[str, str], ...] = ()
    """The names of requirements, in their order, each with its content."""
    measures: str = ""
    observed: str = ""

    @property
    def since(self) -> date:
        """Its first day."""
        return date.fromordinal(self.row.valid_from)

    @property
    def latest_source(self) -> date | None:
        """When somebody last spoke of the relationship; only of what was looked up for a day."""
        published = self.row.published
        return None if published is None else date.fromordinal(published)

    def period(self) -> Period:
        """Return it as a period with its standing."""
        row = self.row
        other = row.otherwise_compliance
        held = _measures(self.measures) if self.measures else MeasuresContent((), {})
        listed = [one for _, content in self.parts for one in _requirements(content)]
        return Period(
            date.fromordinal(row.valid_from),
            self._until(),
            row.began,
            Standing(
                compliance=row.compliance,
                access=row.access,
                ahead=row.ahead,
                certainty=row.certainty,
                disputed=other is not None,
                otherwise=other and Otherwise(other, row.otherwise_access, row.otherwise_ahead),
                observed=self._observed(),
                requirements=tuple(sorted(listed, key=lambda one: one.key)),
                measures=held.measures,
                services=held.services,
            ),
        )

    def document(self) -> dict[str, Any]:
        """Return the contract's JSON of the period; its parts are not read for that."""
        row = self.row
        until = self._until()
        other = row.otherwise_compliance
        held = _raw_measures(self.measures) if self.measures else _RawMeasures()
        observed = self._observed()
        return {
            "compliance": row.compliance,
            "access": row.access,
            "ahead": row.ahead,
            "certainty": row.certainty,
            "disputed": other is not None,
            "otherwise": other
            and {
                "compliance": other,
                "access": row.otherwise_access,
                "ahead": row.otherwise_ahead,
            },
            "since": date.fromordinal(row.valid_from).isoformat(),
            "until": None if until is None else until.isoformat(),
            "began": row.began,
            "observed": observed and observed.to_json(),
            "requirements": self._raw_requirements(),
            "measures": held.measures,
            "services": held.services,
        }

    def _raw_requirements(self) -> list[msgspec.Raw] | msgspec.Raw:
        """Return the requirements as they are kept, in the order of the contract.

        Only instances of a requirement can stand behind another whose name begins as its own.
        """
        if not any(after.startswith(name) for (name, _), (after, _) in pairwise(self.parts)):
            return msgspec.Raw(f"[{','.join(content[1:-1] for _, content in self.parts)}]".encode())
        raw = [one for _, content in self.parts for one in _raw_list(content)]
        places = [one.key for _, content in self.parts for one in _places(content)]
        return [one for _, _, one in sorted(zip(places, range(len(raw)), raw, strict=True))]

    def _observed(self) -> Observed | None:
        if not self.observed:
            return None
        seen = _observed(self.observed)
        return replace(seen, contradicts=contradicts(seen.state, self.row.access))

    def _until(self) -> date | None:
        return None if self.until is None else date.fromordinal(self.until)


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
        for name, word in _words(row.part, row.content).items():
            known = before.get(name)
            now[name] = known if known and known[0] == word else (word, row.valid_from)
        held[row.part] = now
    return {name: date.fromordinal(day) for now in held.values() for name, (_, day) in now.items()}


def _words(part: str, content: str) -> dict[Any, str]:
    """Return the state of each requirement by its key, the level of each measure by its outline."""
    if not content or part == OBSERVED:
        return {}
    if part == MEASURES:
        return {measure.outline: measure.level for measure in _measures(content).measures}
    return {one.key: one.state for one in _requirements(content)}


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
