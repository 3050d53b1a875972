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
from projections.deadlines.entry_rows import (
    EntryName,
    PartRow,
    RequirementRow,
    by_entry,
    each_entry,
)
from projections.fold.apply import REQUIREMENT
from projections.fold.periods import periods
from projections.fold.standing import RequirementStanding
from projections.queries.facts import known_facts
from projections.read_models.relationships import RelationshipKey, not_seen_yet
from projections.standing import lookup
from projections.tables import FOREVER
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from projections.queries.status import Question

ONE_DAY = timedelta(1)
_standings = msgspec.json.Decoder(list[RequirementStanding]).decode


@dataclass(frozen=True)
class RequirementRows:
    """A requirement of a relationship under one ground, with rows of it in the order of days."""

    key: RelationshipKey
    entry: EntryName
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

    def has_part(self, requirement: str) -> bool:
        """Tell whether any instance of a requirement may be asked for."""
        return self.requirement is None or self.requirement.partition("@")[0] == requirement

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
    "WITH k AS MATERIALIZED (SELECT k.id, k.platform, k.jurisdiction, t.part, "
    "coalesce((SELECT q.valid_from FROM standing_part q "
    "WHERE q.relationship = k.id AND q.part = t.part AND q.valid_from <= :day "
    "AND q.known_from <= :position AND q.known_to > :position "
    "ORDER BY q.valid_from DESC LIMIT 1), 0) AS begins "
    f"FROM standing_key k JOIN standing_tail t ON t.relationship = k.id {_WHERE}) "
    "SELECT k.platform, k.jurisdiction, p.part, p.valid_from, p.content "
    "FROM k CROSS JOIN standing_part p WHERE p.relationship = k.id AND p.part = k.part "
    f"AND p.valid_from >= k.begins AND p.known_from <= :position AND p.known_to > :position {_ORDER}"
)
"""Where the row of the day begins is looked up once for each requirement, and not for each row."""

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
    found = connection.execute(_HELD, _given(wanted, generation) | given)
    parts = [
        RequirementRows(key, entry, tuple(rows))
        for key, part in _parts(found, wanted)
        if key not in unseen
        for entry, rows in by_entry(part).items()
        if wanted.has_code(entry.code)
    ]
    for key in filter(wanted.has, unseen):
        folded = _folded(connection, key, question.known.position)
        parts += [
            RequirementRows(key, entry, _from_holding(rows, question.at))
            for entry, rows in folded.items()
            if wanted.has_code(entry.code)
        ]
    return sorted(parts, key=_place)


def _place(part: RequirementRows) -> tuple[RelationshipKey, tuple[str, bool, str]]:
    return part.key, part.entry.order


def _from_holding(rows: Sequence[RequirementRow], at: date) -> tuple[RequirementRow, ...]:
    before = [row for row in rows if row.since <= at]
    return (*before[-1:], *(row for row in rows if row.since > at))


def ever(connection: Connection, question: Question, wanted: Selection) -> list[RequirementRows]:
    """Return all rows that were known up to K of each requirement that ever had a due day."""
    position = question.known.position
    generation, done = lookup.reached(connection)
    given = {**_given(wanted, generation), "position": min(position, done)}
    found: dict[tuple[RelationshipKey, EntryName], list[RequirementRow]] = {}
    for key, part in _parts(connection.execute(_EVER, given), wanted):
        for entry, rows in each_entry([_as_known_at(row, position) for row in part]).items():
            found[key, entry] = rows
    for key in filter(wanted.has, not_seen_yet(connection, done, position)):
        for noted in _positions(connection, key, done, position):
            folded = _folded(connection, key, noted[0])
            for entry in {*folded, *(entry for one, entry in found if one == key)}:
                if wanted.has_part(entry.code.partition("@")[0]):
                    _go_on(found.setdefault((key, entry), []), folded.get(entry, []), noted)
    parts = [
        RequirementRows(
            key, entry, tuple(sorted(rows, key=lambda row: (row.since, row.known_from)))
        )
        for (key, entry), rows in found.items()
        if wanted.has_code(entry.code) and any(row.standing and row.standing.due for row in rows)
    ]
    return sorted(parts, key=_place)


def _as_known_at(row: PartRow, position: int) -> PartRow:
    """Return a row without an end that was not known yet."""
    return row if row.known_to <= position else row._replace(known_to=FOREVER, ended=None)


def _given(wanted: Selection, generation: int) -> dict[str, Any]:
    places = {"platform": wanted.platform, "jurisdiction": wanted.jurisdiction}
    return {**places, "generation": generation}


def _parts(
    found: Iterable[Any], wanted: Selection
) -> Iterator[tuple[RelationshipKey, list[PartRow]]]:
    """Give the rows of each requirement with all its instances and grounds."""
    for (platform, jurisdiction, name), rows in groupby(found, key=lambda row: tuple(row[:3])):
        if wanted.has_part(name.removeprefix(REQUIREMENT)):
            yield RelationshipKey(platform, jurisdiction), [_row(row) for row in rows]


def _row(row: Any) -> PartRow:
    standings = _standings(row.content) if row.content else []
    return PartRow(date.fromordinal(row.valid_from), _named(standings), *row[5:])


def _named(standings: Iterable[RequirementStanding]) -> dict[EntryName, RequirementStanding]:
    return {EntryName(one.requirement, one.ground): one for one in standings}


def _positions(
    connection: Connection, key: RelationshipKey, after: int, through: int
) -> list[tuple[int, int]]:
    """Return where facts of a relationship stand in the log, and when they were recorded."""
    entries = LogReader(connection).of_stream(relationship_stream(key.platform, key.jurisdiction))
    return [(one.position, one.recorded_at) for one in entries if after < one.position <= through]


def _folded(
    connection: Connection, key: RelationshipKey, position: int
) -> dict[EntryName, list[RequirementRow]]:
    """Return the rows of each requirement that were known at a position, folded from the log."""
    found = periods(known_facts(connection, key, through=position))
    return by_entry(PartRow(one.since, _named(one.standing.requirements)) for one in found)


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
