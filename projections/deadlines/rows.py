"""Look-ups of what requirements with due days came to: rows by day, and by what was known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from aggregates.vocabulary.shapes import relationship_stream
from projections.fold.apply import REQUIREMENT
from projections.fold.periods import periods
from projections.fold.standing import RequirementStanding
from projections.queries.facts import known_facts
from projections.read_models.relationships import RelationshipKey, not_seen_yet
from projections.standing import lookup
from projections.tables import FOREVER
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from projections.queries.status import Question

ONE_DAY = timedelta(1)
_standing = msgspec.json.Decoder(RequirementStanding).decode


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


@dataclass(frozen=True)
class RequirementRows:
    """A requirement of a relationship, by its code, with rows of it in the order of days."""

    key: RelationshipKey
    code: str
    rows: tuple[RequirementRow, ...]

    @cached_property
    def by_day(self) -> dict[date, list[RequirementRow]]:
        """The rows by the day on which they begin."""
        found: dict[date, list[RequirementRow]] = {}
        for row in self.rows:
            found.setdefault(row.since, []).append(row)
        return found


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose due days are asked for; None: everybody's. A recurring duty counts as a whole."""

    platform: str | None = None
    jurisdiction: str | None = None
    requirement: str | None = None

    def has(self, key: RelationshipKey) -> bool:
        """Tell whether a relationship is asked for."""
        return self.platform in (None, key.platform) and self.jurisdiction in (
            None,
            key.jurisdiction,
        )

    def has_code(self, code: str) -> bool:
        """Tell whether a requirement is asked for: it, or an instance of it."""
        return self.requirement in (None, code, code.partition("@")[0])


EVERYTHING = Selection()

_WHICH = (
    "FROM standing_key k JOIN standing_tail t ON t.relationship = k.id "
    "JOIN standing_part p ON p.relationship = k.id AND p.part = t.part "
)
_WHERE = (
    "WHERE k.generation = :generation "
    "AND k.platform = coalesce(CAST(:platform AS text), k.platform) "
    "AND k.jurisdiction = coalesce(CAST(:jurisdiction AS text), k.jurisdiction) "
    f"AND t.part LIKE '{REQUIREMENT}%' "
)
_ORDER = "ORDER BY k.platform, k.jurisdiction, p.part, p.valid_from, p.known_from"

_HELD = text(
    "SELECT k.platform, k.jurisdiction, p.part, p.valid_from, p.content "
    f"{_WHICH}{_WHERE}AND p.known_from <= :position AND p.known_to > :position "
    "AND p.valid_from >= coalesce((SELECT q.valid_from FROM standing_part q "
    "WHERE q.relationship = k.id AND q.part = t.part AND q.valid_from <= :day "
    "AND q.known_from <= :position AND q.known_to > :position "
    f"ORDER BY q.valid_from DESC LIMIT 1), 0) {_ORDER}"
)
_EVER = text(
    "SELECT k.platform, k.jurisdiction, p.part, p.valid_from, p.content, p.known_from, p.known_to, "
    "f.recorded_at AS noted, e.recorded_at AS ended "
    f"{_WHICH}JOIN log f ON f.position = p.known_from LEFT JOIN log e ON e.position = p.known_to "
    f"{_WHERE}AND p.known_from <= :position AND EXISTS (SELECT 1 FROM standing_part d "
    "WHERE d.relationship = k.id AND d.part = t.part AND d.known_from <= :position "
    f"""AND d.content LIKE '%"due":"%') {_ORDER}"""
)


_CODES = text(
    "SELECT DISTINCT t.part FROM standing_tail t JOIN standing_key k ON k.id = t.relationship "
    f"WHERE k.generation = :generation AND t.part LIKE '{REQUIREMENT}%'"
)


def codes(connection: Connection) -> set[str]:
    """Return the codes of all requirements that facts were ever about."""
    generation, _ = lookup.reached(connection)
    found = connection.execute(_CODES, {"generation": generation}).scalars()
    return {name.removeprefix(REQUIREMENT) for name in found}


def held(connection: Connection, question: Question, wanted: Selection) -> list[RequirementRows]:
    """Return of each requirement the row that a day is in, and those ahead, as known at K.

    They are looked up; only relationships with facts that the read model has not come to are
    folded.
    """
    generation, done = lookup.reached(connection)
    unseen = not_seen_yet(connection, done, question.known.position)
    given = {"position": question.known.position, "day": question.at.toordinal()}
    parts = _parts(connection.execute(_HELD, _given(wanted, generation) | given), wanted)
    parts = [part for part in parts if part.key not in unseen]
    for key in filter(wanted.has, unseen):
        found = _folded(connection, key, question.known.position)
        parts += [
            RequirementRows(key, code, _from_holding(rows, question.at))
            for code, rows in found.items()
            if wanted.has_code(code)
        ]
    return sorted(parts, key=lambda part: (part.key, part.code))


def _from_holding(rows: Sequence[RequirementRow], at: date) -> tuple[RequirementRow, ...]:
    before = [row for row in rows if row.since <= at]
    return (*before[-1:], *(row for row in rows if row.since > at))


def ever(connection: Connection, question: Question, wanted: Selection) -> list[RequirementRows]:
    """Return all rows that were known up to K of each requirement that ever had a due day."""
    position = question.known.position
    generation, done = lookup.reached(connection)
    given = {**_given(wanted, generation), "position": min(position, done)}
    found = {
        (part.key, part.code): [_as_known_at(row, position) for row in part.rows]
        for part in _parts(connection.execute(_EVER, given), wanted)
    }
    for key in filter(wanted.has, not_seen_yet(connection, done, position)):
        for noted in _positions(connection, key, done, position):
            folded = _folded(connection, key, noted[0])
            for code in {*folded, *(code for one, code in found if one == key)}:
                if wanted.has_code(code):
                    _go_on(found.setdefault((key, code), []), folded.get(code, []), noted)
    return [
        RequirementRows(key, code, tuple(sorted(rows, key=lambda row: (row.since, row.known_from))))
        for (key, code), rows in sorted(found.items())
        if any(row.standing and row.standing.due for row in rows)
    ]


def _as_known_at(row: RequirementRow, position: int) -> RequirementRow:
    """Return a row without an end that was not known yet."""
    return row if row.known_to <= position else replace(row, known_to=FOREVER, ended=None)


def _given(wanted: Selection, generation: int) -> dict[str, Any]:
    places = {"platform": wanted.platform, "jurisdiction": wanted.jurisdiction}
    return {**places, "generation": generation}


def _parts(found: Iterable[Any], wanted: Selection) -> list[RequirementRows]:
    parts = []
    for (platform, jurisdiction, name), rows in groupby(found, key=lambda row: tuple(row[:3])):
        code = name.removeprefix(REQUIREMENT)
        if wanted.has_code(code):
            key = RelationshipKey(platform, jurisdiction)
            parts.append(RequirementRows(key, code, tuple(map(_row, rows))))
    return parts


def _row(row: Any) -> RequirementRow:
    standing = _standing(row.content) if row.content else None
    return RequirementRow(date.fromordinal(row.valid_from), standing, *row[5:])


def _positions(
    connection: Connection, key: RelationshipKey, after: int, through: int
) -> list[tuple[int, int]]:
    """Return where facts of a relationship stand in the log, and when they were recorded."""
    entries = LogReader(connection).of_stream(relationship_stream(key.platform, key.jurisdiction))
    return [(one.position, one.recorded_at) for one in entries if after < one.position <= through]


def _folded(
    connection: Connection, key: RelationshipKey, position: int
) -> dict[str, list[RequirementRow]]:
    """Return the rows of each requirement that were known at a position, folded from the log."""
    found: dict[str, list[RequirementRow]] = {}
    for period in periods(known_facts(connection, key, through=position)):
        listed = {one.requirement: one for one in period.standing.requirements}
        for code in {*found, *listed}:
            rows = found.setdefault(code, [])
            if (rows[-1].standing if rows else None) != listed.get(code):
                rows.append(RequirementRow(period.since, listed.get(code)))
    return found


def _go_on(
    rows: list[RequirementRow], folded: Sequence[RequirementRow], noted: tuple[int, int]
) -> None:
    """Let rows end that a further fact has changed, and add those that it has made."""
    position, moment = noted
    new = {(row.since, row.standing) for row in folded}
    for place, row in enumerate(rows):
        if row.known_to == FOREVER:
            if (same := (row.since, row.standing)) in new:
                new.remove(same)
            else:
                rows[place] = replace(row, known_to=position, ended=moment)
    rows += [RequirementRow(since, standing, position, FOREVER, moment) for since, standing in new]
