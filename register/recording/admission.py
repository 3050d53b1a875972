"""What a fact is decided on: another one, which it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, RelationshipFact

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import Fact


def cited_by(fact: Fact) -> str | None:
    """Return the id of the fact that a fact refers to, answers, or follows from."""
    if isinstance(fact, ClaimFact):
        return str(fact.refers_to)
    if isinstance(fact, AnswerFact):
        return str(fact.details.request)
    if isinstance(fact, RelationshipFact) and fact.caused_by is not None:
        return str(fact.caused_by)
    return None
