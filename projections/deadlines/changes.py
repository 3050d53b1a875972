"""What has become of deadlines, as a calendar that somebody keeps has to be told of it.

A calendar needs of each event whether it is still on, how often it has changed, and when it did
so last (RFC 5545, SEQUENCE and LAST-MODIFIED). All of that follows from the log, so the same
question has the same answer, at any time and of a copy of the log too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from projections.deadlines.deadlines import (
    DeadlineKind,
    RequirementDeadline,
    deadline_of,
    grounds_of,
    open_ones,
)
from projections.deadlines.rows import EVERYTHING, RequirementRows, Selection, ever
from register.clock import day_of, microseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from projections.deadlines.entry_rows import RequirementRow
    from projections.deadlines.grounds import DueDayGround
    from projections.queries.status import Question

GONE = "none"
"""The state of a deadline whose requirement is not listed any more."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A deadline with its changes: ``is_open`` is False where it was met, or has gone.

    ``sequence`` counts the changes, ``changed_at`` is when the fact was recorded that made the
    last of them (microseconds since 1970). ``days`` are all due days that it was known to have.
    """

    deadline: RequirementDeadline
    is_open: bool
    sequence: int
    changed_at: int
    days: frozenset[date]


_NEVER = microseconds(datetime.max.replace(tzinfo=UTC))


class _Changes(NamedTuple):
    """Of a requirement: how often what was known of it changed, and when it last did so."""

    times: int
    last: int


def scheduled(
    connection: Connection, question: Question, wanted: Selection = EVERYTHING
) -> list[Scheduled]:
    """Return every deadline that was ever known up to K, in the order of the due days."""
    parts = ever(connection, question, wanted)
    known = grounds_of(connection, question, parts)
    found = (one for part in parts for one in _of_part(part, question, known))
    return sorted(found, key=lambda one: one.deadline.order)


def _of_part(
    part: RequirementRows, question: Question, grounds: Mapping[str, DueDayGround]
) -> Iterator[Scheduled]:
    at, position = question.at, question.known.position
    known = tuple(row for row in part.rows if row.is_known_at(position))
    still = {one.kind: one for one in open_ones(replace(part, rows=known), at, grounds)}
    changes = _changes(part.rows, at)
    days: dict[DeadlineKind, set[date]] = {}
    last: dict[DeadlineKind, RequirementDeadline] = {}
    for row in sorted(
        part.rows, key=lambda row: (row.is_known_at(position), row.known_from, row.since)
    ):
        if (one := deadline_of(part, row, grounds)) is not None:
            days.setdefault(one.kind, set()).add(one.due)
            last[one.kind] = one
    before = [row.standing for row in known if row.since <= at]
    holding = before[-1] if before else None
    for kind, gone in last.items():
        one = still.get(kind)
        if one is None:
            state, was = (holding.state, holding.was) if holding else (GONE, None)
            because = (gone.because[0], *(holding.because if holding else ()))
            one = replace(gone, state=state, was=was, because=tuple(dict.fromkeys(because)))
        yield Scheduled(
            one, kind in still, changes.times, changes.last, frozenset({one.due, *days[kind]})
        )


def _changes(rows: Sequence[RequirementRow], at: date) -> _Changes:
    """Count the changes of state or due day, since there is a due day.

    They are of two kinds: a further fact made it known that it is otherwise, on whichever
    day; or a day came, as it was known to. So the count grows for who asks of the present,
    whatever happens, and never falls back.
    """
    told: dict[int, set[tuple[object, ...]]] = {}
    moments: dict[int, int] = {}
    for row in rows:
        held = row.standing
        sign = (row.since, *((held.state, held.basis, held.due) if held else ()))
        # What ends and begins at once with the same sign has only other grounds.
        told.setdefault(row.known_from, set()).symmetric_difference_update({sign})
        moments[row.known_from] = row.noted
        if row.ended is not None:
            told.setdefault(row.known_to, set()).symmetric_difference_update({sign})
            moments[row.known_to] = row.ended
    first = min(row.known_from for row in rows if row.standing and row.standing.due)
    changed = sorted(position for position, signs in told.items() if signs and position >= first)
    begun = moments[first]
    passed = sum(
        day_of(max(row.noted, begun)) < row.since <= min(at, day_of(row.ended or _NEVER))
        for row in rows
    )
    return _Changes(len(changed) - 1 + passed, moments[changed[-1]])
