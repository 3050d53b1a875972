"""The JSON Schema of what a language model may answer, made from the register's own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import Role
from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, RelationshipFact

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER = "other"
"""What a model says of a platform that the register doesn't have."""

MOODS = ("happened", "announced", "threatened", "denied")
_MOST_FACTS = 50
_JURISDICTION = "^(?:[A-Z]{2}(?:-[A-Z0-9]{1,3})?|001)$"


def fact_types() -> list[str]:
    """Return the types that a sentence may tell of: those between a platform and a jurisdiction."""
    return [
        name
        for name, kind in TYPES.items()
        if issubclass(kind, RelationshipFact | AnswerFact)
        or (issubclass(kind, ClaimFact) and name in ("fact-confirmed", "fact-denied"))
    ]


def fact_schema(platforms: Iterable[str]) -> dict[str, Any]:
    """Return the schema of one fact; all members are there, as strict decoding wants it."""
    properties: dict[str, Any] = {
        "quote": {"type": "string", "minLength": 1, "maxLength": 2_000},
        "type": {"type": "string", "enum": fact_types()},
        "platform": {"type": "string", "enum": [*sorted(platforms), OTHER]},
        "jurisdiction": {"type": "string", "pattern": _JURISDICTION},
        "occurred": {"type": ["string", "null"]},
        "figure": {"type": ["number", "null"]},
        "actor_role": {"type": ["string", "null"], "enum": [*(role.value for role in Role), None]},
        "mood": {"type": "string", "enum": list(MOODS)},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def answer_schema(platforms: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a whole answer."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["facts"],
        "properties": {
            "facts": {"type": "array", "maxItems": _MOST_FACTS, "items": fact_schema(platforms)}
        },
    }
