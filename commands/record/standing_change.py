"""Today's standing before facts were recorded and since, as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.shell.printing import say

if TYPE_CHECKING:
    from projections.queries.standing_change import StandingChange
    from projections.queries.status import Status


def change_document(change: StandingChange) -> dict[str, Any]:
    """Return both standings as JSON, with their words as a whole; None: there was none."""
    return {"was": _words(change.was), "is": _words(change.now)}


def tell(change: StandingChange) -> None:
    """Print what today's standing was and is, and which parts of it differ."""
    before, after = _told(change.was), _told(change.now)
    parts = [one for one in change.differences if one[0].about]
    if before == after and not parts:
        say(f"the standing of today is as it was: {after}")
        return
    say(f"the standing of today was: {before}")
    say(f"                       is: {after}")
    for what, old, new in parts:
        say(f"  {what}: {old or 'none'} → {new or 'none'}")


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
