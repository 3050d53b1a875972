"""Deadlines: the due days of requirements that have passed, and those that lie ahead.

They are read off the standing as known at a point of the log (domain.md, "What is derived"),
with its forecast: so they agree with `register status` on every day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid5

from projections.deadline_grounds import Ground, grounds
from projections.due_rows import EVERYTHING, ONE_DAY, Selection, held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from projections.due_rows import Part, Row
    from projections.relationships import RelationshipKey
    from projections.standing import RequirementStanding
    from projections.status import Question

_NAMESPACE = UUID("0b0d8f0e-3c53-5d0b-9d5b-6f2a4f3c9f61")
PASSED = ("overdue", "late")
"""The states of a requirement whose due day is over."""


class Kind(StrEnum):
    """Who set a day: the law, by an obligation, or the platform, by a pledge."""

    LAW = "law"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day of one requirement; ``because`` has fact ids, first the one that set the day.

    ``state`` is the requirement's on the day asked, or, where it has none then, the one that it
    begins with. ``setters`` are the facts one of which set the day, in the order of the world;
    ``ground`` is that one.
    """

    key: RelationshipKey
    requirement: str
    kind: Kind
    state: str
    basis: str
    due: date
    disputed: bool
    because: tuple[str, ...]
    setters: tuple[str, ...]
    ground: Ground | None = None

    @property
    def uid(self) -> str:
        """What it is known by to calendars: the same wherever its day is moved to."""
        name = f"{self.key.platform}/{self.key.jurisdiction}/{self.requirement}/{self.kind}"
        return str(uuid5(_NAMESPACE, name))

    @property
    def order(self) -> tuple[date, str, str, str, str]:
        """The order in which deadlines are listed."""
        return (self.due, self.key.platform, self.key.jurisdiction, self.requirement, self.kind)

    def to_json(self, at: date) -> dict[str, Any]:
        """Return its JSON; ``days`` are those left on a day, negative where it has passed."""
        ground = self.ground
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "requirement": self.requirement,
            "kind": self.kind.value,
            "state": self.state,
            "basis": self.basis,
            "due": self.due.isoformat(),
            "days": (self.due - at).days,
            "instrument": ground and ground.instrument,
            "time_zone": ground and ground.time_zone,
            "disputed": self.disputed,
            "because": list(self.because),
            "uid": self.uid,
        }


def deadlines(
    connection: Connection, question: Question, wanted: Selection = EVERYTHING
) -> list[Deadline]:
    """Return what is overdue at a (T, K), and what lies ahead, in the order of the due days."""
    found = [
        one for part in held(connection, question, wanted) for one in open_ones(part, question.at)
    ]
    return sorted(with_grounds(connection, question, found), key=lambda one: one.order)


def with_grounds(
    connection: Connection, question: Question, found: Iterable[Deadline]
) -> list[Deadline]:
    """Return deadlines with what is known at K of the facts that set their days."""
    found = list(found)
    ids = [name for one in found for name in one.setters]
    known = grounds(connection, question.known.position, ids)
    return [_grounded(one, known) for one in found]


def _grounded(one: Deadline, known: Mapping[str, Ground]) -> Deadline:
    """Return a deadline with the fact that set its day: the pledge, or what the law did last."""
    ours = [
        known[name]
        for name in one.setters
        if name in known and known[name].is_pledge == (one.kind is Kind.PLEDGE)
    ]
    if not ours:
        return one
    because = tuple(dict.fromkeys((ours[-1].id, *one.because)))
    return replace(one, ground=ours[-1], because=because)


def open_ones(part: Part, at: date) -> list[Deadline]:
    """Return the deadlines of a requirement that a day finds open: one a kind, the nearest.

    The rows are those known at one point of the log. A day that passes while enforcement is
    stayed is due, in effect, on the last day of the stay; so is one that a fact still to come
    makes overdue at once.
    """
    before = [row for row in part.rows if row.since <= at]
    holding = before[-1].standing if before else None
    found: dict[Kind, Deadline] = {}
    for row in (*before[-1:], *(row for row in part.rows if row.since > at)):
        if (standing := row.standing) is None or standing.due is None:
            continue
        due = standing.due
        if row.since > at and standing.state in PASSED:
            due = max(due, row.since - ONE_DAY)
        one = _deadline(part, row, due, (holding or standing).state)
        found.setdefault(one.kind, one)
    return list(found.values())


def deadline_of(part: Part, row: Row) -> Deadline | None:
    """Return the deadline that a row has by itself; None: it has no due day."""
    standing = row.standing
    if standing is None or standing.due is None:
        return None
    return _deadline(part, row, standing.due, standing.state)


def _deadline(part: Part, row: Row, due: date, state: str) -> Deadline:
    standing = cast("RequirementStanding", row.standing)
    passing = _passing(standing, row, part)
    later = passing.because if passing else ()
    return Deadline(
        key=part.key,
        requirement=part.code,
        kind=kind_of(standing, passing),
        state=state,
        basis=standing.basis,
        due=due,
        disputed=standing.disputed,
        because=standing.because,
        setters=tuple(dict.fromkeys((*standing.because, *later))),
    )


def kind_of(standing: RequirementStanding, passing: RequirementStanding | None) -> Kind:
    """Return who set a due day, which the standing after that day tells where there are two.

    The nearer of an obligation's and a pledge's counts while both are ahead. Where something
    else comes between, and nothing tells, it is the law's.
    """
    if standing.state == "late" or standing.basis != "law":
        return Kind.PLEDGE
    if standing.state == "pledged" and passing is not None and passing.state == "late":
        return Kind.PLEDGE
    return Kind.LAW


def _passing(standing: RequirementStanding, row: Row, part: Part) -> RequirementStanding | None:
    """Return what the requirement comes to once its due day is over, if that is the next thing."""
    if standing.due is None or standing.due < row.since or standing.due == date.max:
        return None
    for one in part.by_day.get(standing.due + ONE_DAY, ()):
        together = one.known_from < row.known_to and row.known_from < one.known_to
        if together and one.standing is not None and one.standing.state in PASSED:
            return one.standing
    return None
