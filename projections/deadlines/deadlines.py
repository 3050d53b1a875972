"""Deadlines: the due days of requirements that have passed, and those that lie ahead.

They are read off the standing as known at a point of the log (domain.md, "What is derived"),
with its forecast: so they agree with `register status` on every day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from projections.deadlines.grounds import DueDayGround, grounds
from projections.deadlines.rows import EVERYTHING, ONE_DAY, Selection, held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from projections.deadlines.entry_rows import RequirementRow
    from projections.deadlines.rows import RequirementRows
    from projections.fold.standing import RequirementStanding
    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey

_NAMESPACE = UUID("0b0d8f0e-3c53-5d0b-9d5b-6f2a4f3c9f61")
PASSED = ("overdue", "late", "unconfirmed")
"""The states of a requirement whose due day is over; of the last nobody has heard for long."""


DEADLINE_COLUMNS = (
    "due",
    "days",
    "platform",
    "jurisdiction",
    "requirement",
    "ground",
    "kind",
    "state",
    "was",
    "basis",
    "instrument",
    "time_zone",
    "disputed",
    "because",
    "uid",
)


class DeadlineKind(StrEnum):
    """Who set a day: the law, by an obligation, or the platform, by a pledge."""

    LAW = "law"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True)
class RequirementDeadline:
    """A due day of one requirement; ``because`` has fact ids, first the one that set the day.

    ``state`` is the requirement's on the day asked, or, where it has none then, the one that it
    begins with; ``was`` is the one before silence made it unconfirmed. ``under`` is the ground
    of the requirement, an order or a law; ``ground`` is the fact that set the day.
    """

    key: RelationshipKey
    requirement: str
    under: str | None
    kind: DeadlineKind
    state: str
    was: str | None
    basis: str
    due: date
    disputed: bool
    because: tuple[str, ...]
    ground: DueDayGround | None = None

    @property
    def uid(self) -> str:
        """What it is known by to calendars: the same wherever its day is moved to."""
        name = f"{self.key.platform}/{self.key.jurisdiction}/{self.requirement}/{self.kind}"
        name += f"/{self.under}" if self.under else ""
        return str(uuid5(_NAMESPACE, name))

    @property
    def order(self) -> tuple[date, str, str, str, str, str]:
        """The order in which deadlines are listed."""
        return (
            self.due,
            self.key.platform,
            self.key.jurisdiction,
            self.requirement,
            self.under or "",
            self.kind,
        )

    def to_json(self, at: date) -> dict[str, Any]:
        """Return its JSON; ``days`` are those left on a day, negative where it has passed."""
        ground = self.ground
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "requirement": self.requirement,
            "ground": self.under,
            "kind": self.kind.value,
            "state": self.state,
            "was": self.was,
            "basis": self.basis,
            "due": self.due.isoformat(),
            "days": (self.due - at).days,
            "instrument": ground and ground.instrument,
            "time_zone": ground and ground.time_zone,
            "disputed": self.disputed,
            "because": list(self.because),
            "uid": self.uid,
        }


@dataclass(frozen=True, slots=True)
class DeadlineHorizon:
    """Which due days are asked for: those within a time from a day, those before it, or all."""

    at: date
    within: timedelta | None
    overdue: bool

    @property
    def last(self) -> date:
        """The last day ahead that is asked for."""
        if self.within is None or self.within > date.max - self.at:
            return date.max
        return self.at + self.within

    @property
    def looks_back(self) -> bool:
        """Tell whether days that have passed are asked for."""
        return self.overdue or self.within is None

    @property
    def looks_ahead(self) -> bool:
        """Tell whether days ahead are asked for."""
        return self.within is not None or not self.overdue

    def has(self, due: date) -> bool:
        """Tell whether a due day is asked for."""
        if due < self.at:
            return self.looks_back
        return self.looks_ahead and due <= self.last


def deadlines(
    connection: Connection, question: Question, wanted: Selection = EVERYTHING
) -> list[RequirementDeadline]:
    """Return what is overdue at a (T, K), and what lies ahead, in the order of the due days."""
    parts = held(connection, question, wanted)
    known = grounds_of(connection, question, parts)
    found = (one for part in parts for one in open_ones(part, question.at, known))
    return sorted(found, key=lambda one: one.order)


def grounds_of(
    connection: Connection, question: Question, parts: Iterable[RequirementRows]
) -> dict[str, DueDayGround]:
    """Return what is known at K of all facts that due days rest on, by id."""
    standings = (row.standing for part in parts for row in part.rows)
    ids = {name for one in standings if one is not None and one.due for name in one.because}
    return grounds(connection, question.known.position, sorted(ids))


def open_ones(
    part: RequirementRows, at: date, known: Mapping[str, DueDayGround]
) -> list[RequirementDeadline]:
    """Return the deadlines of a requirement that a day finds open: one a kind, the nearest.

    The rows are those known at one point of the log. A day that passes while enforcement is
    stayed is due, in effect, on the last day of the stay; so is one that a fact still to come
    makes overdue at once.
    """
    before = [row for row in part.rows if row.since <= at]
    holding = before[-1].standing if before else None
    found: dict[DeadlineKind, RequirementDeadline] = {}
    for row in (*before[-1:], *(row for row in part.rows if row.since > at)):
        if (one := deadline_of(part, row, known)) is None:
            continue
        if row.since > at and one.state in PASSED:
            one = replace(one, due=max(one.due, row.since - ONE_DAY))
        if holding is not None:
            one = replace(one, state=holding.state, was=holding.was)
        found.setdefault(one.kind, one)
    return list(found.values())


def deadline_of(
    part: RequirementRows, row: RequirementRow, known: Mapping[str, DueDayGround]
) -> RequirementDeadline | None:
    """Return the deadline that a row has by itself; None: it has no due day."""
    standing = row.standing
    if standing is None or standing.due is None:
        return None
    passing = _passing(standing.due, row, part)
    kind = kind_of(standing, passing, known)
    ground = _ground(standing, passing, kind, known)
    because = standing.because if ground is None else (ground.id, *standing.because)
    return RequirementDeadline(
        key=part.key,
        requirement=part.entry.code,
        under=part.entry.ground,
        kind=kind,
        state=standing.state,
        was=standing.was,
        basis=standing.basis,
        due=standing.due,
        disputed=standing.disputed,
        because=tuple(dict.fromkeys(because)),
        ground=ground,
    )


def kind_of(
    standing: RequirementStanding,
    passing: RequirementStanding | None,
    known: Mapping[str, DueDayGround],
) -> DeadlineKind:
    """Return who set a due day.

    While an obligation's and a pledge's are both ahead, the nearer counts: what the requirement
    comes to after that day tells which it was, or else what the pledge says.
    """
    state = standing.was or standing.state
    if state == "late" or standing.basis != "law":
        return DeadlineKind.PLEDGE
    if state != "pledged":
        return DeadlineKind.LAW
    if passing is not None:
        return DeadlineKind.PLEDGE if passing.state == "late" else DeadlineKind.LAW
    pledges = (known[name] for name in standing.because if name in known and known[name].is_pledge)
    return (
        DeadlineKind.PLEDGE
        if any(standing.due in one.dues for one in pledges)
        else DeadlineKind.LAW
    )


def _ground(
    standing: RequirementStanding,
    passing: RequirementStanding | None,
    kind: DeadlineKind,
    known: Mapping[str, DueDayGround],
) -> DueDayGround | None:
    """Return the fact that set a day: the pledge, or what the law did last.

    An extension that names no law is under that of the obligation.
    """
    names = dict.fromkeys((*standing.because, *(passing.because if passing else ())))
    facts = (known[name] for name in names if name in known)
    ours = [one for one in facts if one.is_pledge == (kind is DeadlineKind.PLEDGE)]
    if not ours or ours[-1].instrument is not None:
        return ours[-1] if ours else None
    law = next((one for one in reversed(ours) if one.instrument is not None), ours[-1])
    return replace(ours[-1], instrument=law.instrument, title=law.title, time_zone=law.time_zone)


def _passing(due: date, row: RequirementRow, part: RequirementRows) -> RequirementStanding | None:
    """Return what the requirement comes to once its due day is over, if that is the next thing."""
    if due < row.since or due == date.max:
        return None
    for one in part.by_day.get(due + ONE_DAY, ()):
        together = one.known_from < row.known_to and row.known_from < one.known_to
        if together and one.standing is not None and one.standing.state in PASSED:
            return one.standing
    return None
