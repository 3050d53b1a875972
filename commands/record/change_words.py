"""What recording facts changed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.shell.printing import say
from projections.changes.differences import changed

if TYPE_CHECKING:
    from projections.changes.standing_change import StandingChange
    from projections.fold.standing import Standing
    from projections.queries.status import Status


def tell_change(change: StandingChange) -> None:
    """Print what today's standing was and is, and which parts of it differ."""
    before, after = _told(change.was), _told(change.now)
    parts = [
        part for part in changed(_standing(change.was), _standing(change.now)) if part[0].about
    ]
    if before == after and not parts:
        say(f"the standing of today is as it was: {after}")
        return
    say(f"the standing of today was: {before}")
    say(f"                       is: {after}")
    for what, old, new in parts:
        say(f"  {what}: {old or 'none'} → {new or 'none'}")


def _standing(one: Status | None) -> Standing | None:
    return None if one is None else one.period.standing


def _told(one: Status | None) -> str:
    if one is None:
        return "none"
    standing = one.period.standing
    ahead = f", ahead {standing.ahead}" if standing.ahead else ""
    return f"{standing.compliance}, access {standing.access}{ahead}"
