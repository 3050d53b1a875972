"""What became of facts that were recorded: where they stand, what they changed, what looked odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused
from projections.queries.status import Question, status
from projections.read_models.relationships import RelationshipKey
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.errors import Problems
    from aggregates.vocabulary.shapes import Fact
    from projections.embedded import EmbeddedRegister
    from projections.queries.status import Status
    from register.recording.recording import Outcome


@dataclass(frozen=True, slots=True)
class StandingChange:
    """The standing of today as known before a fact was recorded, and as known since."""

    was: Status | None
    now: Status | None

    def to_json(self) -> dict[str, Any]:
        """Return both, with their words as a whole; None: there was none."""
        return {"was": _words(self.was), "is": _words(self.now)}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one fact, what it changed, and what looked odd about it."""

    document: Mapping[str, Any]
    outcome: Outcome
    change: StandingChange | None
    looks: Sequence[str]
    rehearsed: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        found: dict[str, Any] = {
            "id": self.outcome.fact_id,
            "position": self.outcome.position,
            "duplicate": self.outcome.duplicate,
        }
        if self.outcome.follows:
            found["follows"] = [
                {"id": one.fact_id, "position": one.position} for one in self.outcome.follows
            ]
        found |= self.change.to_json() if self.change else {}
        return {**found, "looks": list(self.looks), "dry_run": self.rehearsed}


def refusals(
    register: EmbeddedRegister, facts: Sequence[Fact], *, recorded_by: str
) -> dict[int, Problems]:
    """Return why facts are refused, each by its place; later ones see those that are not refused.

    Nothing is recorded.
    """
    found: dict[int, Problems] = {}
    with register.rehearsal(recorded_by=recorded_by) as recording:
        for place, fact in enumerate(facts):
            try:
                recording.record([fact])
            except FactRefused as refused:
                found[place] = refused.problems
    return found


def standing_change(
    connection: Connection, document: Mapping[str, Any], outcome: Outcome, today: date
) -> StandingChange | None:
    """Return what recording a fact has changed; None: it is about no relationship, or was known."""
    platform, place = document.get("platform"), document.get("jurisdiction")
    if platform is None or place is None or outcome.duplicate or outcome.position is None:
        return None
    key = RelationshipKey(platform, place)
    points = (outcome.position - 1, outcome.last_position())
    was, now = (
        status(connection, Question(today, known_at(connection, str(point))), key)
        for point in points
    )
    return StandingChange(was, now)


def _words(one: Status | None) -> dict[str, Any] | None:
    if one is None:
        return None
    standing = one.period.standing
    return {
        "compliance": standing.compliance,
        "access": standing.access,
        "ahead": standing.ahead,
    }
