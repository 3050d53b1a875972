"""The points of knowledge that the second slider stops at: the facts of a relationship, as recorded."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.queries.knowledge import recorded_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.queries.knowledge import RecordedPoint
    from projections.read_models.relationships import RelationshipKey
    from web.asking.view import View

MOST = 400
"""How many stops there are at most; of more facts, neighbours are one stop."""


@dataclass(frozen=True, slots=True)
class KnowledgeStops:
    """The stops in the order of the log; stop 0 is before the first fact. ``facts`` are all there are."""

    points: Sequence[RecordedPoint]
    ranks: Sequence[int]
    facts: int

    def position(self, stop: int) -> int:
        """Return the position of the log at a stop."""
        return self.points[stop - 1].position if stop else 0

    def stop(self, position: int) -> int:
        """Return the last stop that is known at a position of the log."""
        return bisect_right(self.points, position, key=lambda one: one.position)

    def rank(self, stop: int) -> int:
        """Return how many facts of the relationship are known at a stop."""
        return self.ranks[stop - 1] if stop else 0


def knowledge_stops(view: View, key: RelationshipKey) -> KnowledgeStops:
    """Return the stops of a relationship; the last is its last fact."""
    points = recorded_points(view.connection, key)
    step = -(-len(points) // MOST) or 1
    chosen = [place for place in range(len(points)) if (len(points) - 1 - place) % step == 0]
    return KnowledgeStops(
        [points[place] for place in chosen], [place + 1 for place in chosen], len(points)
    )
