"""What a relationship's standing was before facts were recorded, and is since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commands.shell.printing import say
from commands.shell.session import today
from projections.queries.differences import changed
from projections.queries.status import Question, status
from projections.read_models.relationships import RelationshipKey
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from projections.fold.standing import Standing
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

    def tell(self) -> None:
        """Print what today's standing was and is, and which parts of it differ."""
        before, after = _told(self.was), _told(self.now)
        parts = [
            change
            for change in changed(_standing(self.was), _standing(self.now))
            if change[0].about
        ]
        if before == after and not parts:
            say(f"the standing of today is as it was: {after}")
            return
        say(f"the standing of today was: {before}")
        say(f"                       is: {after}")
        for what, old, new in parts:
            say(f"  {what}: {old or 'none'} → {new or 'none'}")


def standing_change(
    connection: Connection, document: Mapping[str, Any], outcome: Outcome
) -> StandingChange | None:
    """Return what recording a fact has changed; None: it is about no relationship, or was known."""
    platform, place = document.get("platform"), document.get("jurisdiction")
    if platform is None or place is None or outcome.duplicate or outcome.position is None:
        return None
    key = RelationshipKey(platform, place)
    points = (outcome.position - 1, outcome.last_position())
    was, now = (
        status(connection, Question(today(), known_at(connection, str(point))), key)
        for point in points
    )
    return StandingChange(was, now)


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


def _told(one: Status | None) -> str:
    if one is None:
        return "none"
    standing = one.period.standing
    ahead = f", ahead {standing.ahead}" if standing.ahead else ""
    return f"{standing.compliance}, access {standing.access}{ahead}"
