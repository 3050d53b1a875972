"""What a relationship's standing was on a day before facts were recorded, and is since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from projections.changes.differences import changed
from projections.queries.status import Question, status
from projections.read_models.relationships import RelationshipKey
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from projections.changes.differences import Change
    from projections.fold.standing import Standing
    from projections.queries.status import Status
    from register.recording.recording import Outcome


@dataclass(frozen=True, slots=True)
class StandingChange:
    """The standing of a day as known before a fact was recorded, and as known since."""

    at: date
    was: Status | None
    now: Status | None

    @property
    def differences(self) -> tuple[Change, ...]:
        """What differs between the two."""
        return changed(_standing(self.was), _standing(self.now))

    def to_json(self) -> dict[str, Any]:
        """Return both, with their words as a whole; None: there was none."""
        return {"was": _words(self.was), "is": _words(self.now)}


def standing_change(
    connection: Connection, document: Mapping[str, Any], outcome: Outcome, at: date
) -> StandingChange | None:
    """Return what recording a fact has changed; None: it is about no relationship, or was known."""
    platform, place = document.get("platform"), document.get("jurisdiction")
    if platform is None or place is None or outcome.duplicate or outcome.position is None:
        return None
    key = RelationshipKey(platform, place)
    points = (outcome.position - 1, outcome.last_position())
    was, now = (
        status(connection, Question(at, known_at(connection, str(point))), key) for point in points
    )
    return StandingChange(at, was, now)


def _standing(one: Status | None) -> Standing | None:
    return None if one is None else one.period.standing


def _words(one: Status | None) -> dict[str, Any] | None:
    if one is None:
        return None
    standing = one.period.standing
    return {
        "compliance": standing.compliance,
        "access": standing.access,
        "ahead": standing.ahead,
    }
