"""The fact that a candidate becomes once a person has decided: its JSON, as `register record` takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, FigureFact
from register.format.schemas import detail_properties, schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake.candidate import Candidate
    from intake.mentions.figures import FigureMention

BY_PLATFORM = frozenset(
    [
        *("representative-pledged", "local-office-pledged", "data-localization-pledged"),
        *("data-localization-refused", "data-location-declared", "commitment-made"),
        *("commitment-withdrawn", "requirement-refused", "assurance-given", "membership-joined"),
        *("membership-left", "service-withdrawn", "service-restored", "request-answered"),
        *("legal-challenge-filed", "no-requests-reported"),
    ]
)
"""Types of what the platform does or says itself."""

_FINES = ("fine-imposed", "fine-paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about a candidate: the fact that it tells of.

    ``details`` go before what the sentence's figures say; ``refers_to`` is the fact that a claim
    is about.
    """

    type_name: str
    platform: str
    jurisdiction: str
    occurred: str
    details: Mapping[str, Any] = field(default_factory=dict)
    refers_to: str | None = None


def draft(candidate: Candidate, decision: Decision, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a fact; the source is the article's, and gets the candidate's quote."""
    type_name = decision.type_name
    document: dict[str, Any] = {
        "type": type_name,
        "platform": decision.platform,
        "jurisdiction": decision.jurisdiction,
        "occurred": decision.occurred,
        "sources": [{**source, "quote": dict(candidate.quote)}],
    }
    if (actor := _actor(candidate, type_name)) is not None:
        document["actor"] = actor
    if told := {**_due(candidate, decision), **_figures(candidate, type_name), **decision.details}:
        document["details"] = told
    if decision.refers_to is not None:
        document["refers_to"] = decision.refers_to
    if candidate.proposed_by is not None:
        document["note"] = f"Proposed by the language model {candidate.proposed_by}."
    return document


def needed(type_name: str) -> list[str]:
    """Return the details that a type can't do without, such as a requirement: ask for them."""
    whole = schema(type_name)
    part = whole["properties"].get("details", {})
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].rpartition("/")[2]]
    return list(part.get("required", ()))


def is_about_a_fact(type_name: str) -> bool:
    """Tell whether a fact of the type names an earlier one: what it denies, or answers."""
    return issubclass(TYPES[type_name], ClaimFact | AnswerFact)


def _actor(candidate: Candidate, type_name: str) -> dict[str, str] | None:
    if type_name in BY_PLATFORM:
        return {"role": "platform"}
    return None if candidate.actor is None else dict(candidate.actor)


def _due(candidate: Candidate, decision: Decision) -> dict[str, str]:
    """Return the deadline that a sentence names, for a type that takes one."""
    if "due" not in detail_properties(decision.type_name):
        return {}
    found = next((one for one in candidate.occurred if one.due), None)
    return {} if found is None or found.edtf == decision.occurred else {"due": found.edtf}


def _figures(candidate: Candidate, type_name: str) -> dict[str, Any]:
    """Return what the first figure that fits says: of a fine a sum, of what is counted a number."""
    if type_name in _FINES:
        money = next((one for one in candidate.figures if one.currency), None)
        return {} if money is None else {"amount": money.count, "currency": money.currency}
    if not issubclass(TYPES[type_name], FigureFact):
        return {}
    counted = next((one for one in candidate.figures if not one.currency), None)
    return {} if counted is None else _counted(counted)


def _counted(figure: FigureMention) -> dict[str, Any]:
    told = {"count": figure.count, "unit": figure.unit, "qualifier": figure.qualifier}
    return {name: value for name, value in told.items() if value is not None}
