"""What became of facts that were recorded: where they stand, what they changed, what looked odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregates.errors import Problems
    from aggregates.vocabulary.shapes import Fact
    from projections.changes.standing_change import StandingChange
    from projections.embedded import EmbeddedRegister
    from register.recording.recording import Outcome


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
