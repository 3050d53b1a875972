"""The relationship of a platform and a jurisdiction: what may be recorded about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from aggregates.errors import FactRefused, Problem
from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import REQUESTS, TYPES
from aggregates.vocabulary.fields import decode_text
from aggregates.vocabulary.personal import named_in, names_person, naming
from aggregates.vocabulary.refusals import refusals
from aggregates.vocabulary.shapes import (
    AnswerFact,
    ClaimFact,
    CorrectionFact,
    Fact,
    RelationshipFact,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATCHABLE = ("occurred", "actor", "details", "legal_basis", "case", "note", "sources")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship as far as a decision needs it: its version, and facts by id.

    ``facts`` may hold facts of other streams too; a decision names them as such. A decision
    looks only at the facts that the new one refers to, so those are enough.
    """

    id: str
    version: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)


Recordable: TypeAlias = RelationshipFact | AnswerFact | ClaimFact
"""What is recorded of a relationship."""


def record(relationship: Relationship, fact: Recordable) -> Event:
    """Decide on a fact; raise FactRefused with every reason against it (domain.md, claims)."""
    problems = tuple(_problems(relationship, fact))
    if problems:
        raise FactRefused(problems)
    return Event(relationship.id, relationship.version + 1, fact)


def surely_accepts(kind: type[Fact], cited: type[Fact]) -> bool:
    """Tell from types alone that `record` accepts a fact that cites another of its stream."""
    if issubclass(kind, AnswerFact):
        return cited.type_name() in REQUESTS
    return not issubclass(kind, CorrectionFact) and not issubclass(cited, ClaimFact)


def evolve(relationship: Relationship, event: Event) -> Relationship:
    """Return the relationship after an event. It refuses nothing: history must always load."""
    facts = {**relationship.facts, str(event.fact.id): event.fact}
    return Relationship(relationship.id, event.originator_version, facts)


def replay(stream: str, events: Iterable[Event]) -> Relationship:
    """Return the relationship after all of its events, at a cost linear in their number."""
    facts: dict[str, Fact] = {}
    version = 0
    for event in events:
        facts[str(event.fact.id)] = event.fact
        version = event.originator_version
    return Relationship(stream, version, facts)


def _problems(relationship: Relationship, fact: Recordable) -> Iterable[Problem]:
    if isinstance(fact, ClaimFact):
        yield from _claim_problems(relationship, fact)
    elif isinstance(fact, AnswerFact):
        yield from _answer_problems(relationship, fact.details.request)
    elif fact.caused_by is not None:
        yield from _cause_problems(relationship, fact.caused_by)


def _claim_problems(relationship: Relationship, claim: ClaimFact) -> Iterable[Problem]:
    target = relationship.facts.get(claim.refers_to)
    if target is None:
        yield Problem("$.refers_to", f"no fact {claim.refers_to} is recorded before this one")
    elif target.stream() != relationship.id:
        yield Problem("$.refers_to", f"fact {claim.refers_to} belongs to {target.stream()}")
    elif isinstance(target, ClaimFact) and not _retracts(claim):
        yield Problem(
            "$.refers_to",
            f"fact {claim.refers_to} is itself a claim ({target.type_name()}), "
            "which can only be retracted",
        )
    elif isinstance(claim, CorrectionFact):
        yield from _correction_problems(target, claim)


def _retracts(claim: ClaimFact) -> bool:
    return claim.EFFECT is not None and claim.EFFECT.act is Act.RETRACT


def _correction_problems(target: Fact, correction: CorrectionFact) -> Iterable[Problem]:
    """Refuse a correction after which the fact would not be one.

    The patch is tried on the fact as it was recorded: a field's rule looks at that field
    alone, so corrections that hold one by one hold together.
    """
    patch = msgspec.to_builtins(correction.details.replacement, enc_hook=str)
    if not patch:
        yield Problem("$.details.replacement", "it replaces nothing")
        return
    document = msgspec.to_builtins(target, enc_hook=str)
    patched = without_nulls(merge_patch(document, patch))
    try:
        after = decode(patched)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        where = path.rstrip("`").removeprefix("$")
        yield Problem(
            f"$.details.replacement{where}",
            f"the corrected {target.type_name()} would not be valid: {reason}",
        )
        return
    yield from _newly_refused(document, patched)
    if _answers(target) != _answers(after):
        yield Problem(
            "$.details.replacement.details.request",
            "an answer can't be moved to another request: retract it, and record it anew",
        )


def _newly_refused(before: dict[str, Any], after: dict[str, Any]) -> Iterable[Problem]:
    """Give what a recorded fact would be refused for after a correction, and not before it."""
    stood = set(refusals(before))
    for problem in refusals(after):
        if problem not in stood:
            where = problem.path.removeprefix("$")
            yield Problem(f"$.details.replacement{where}", problem.reason)


def _answers(fact: Fact) -> str | None:
    return fact.details.request if isinstance(fact, AnswerFact) else None


def _answer_problems(relationship: Relationship, request_id: str) -> Iterable[Problem]:
    path, request = "$.details.request", relationship.facts.get(request_id)
    if request is None:
        yield Problem(path, f"no fact {request_id} is recorded before this one")
    elif request.stream() != relationship.id:
        yield Problem(path, f"fact {request_id} belongs to {request.stream()}")
    elif request.type_name() not in REQUESTS:
        yield Problem(
            path,
            f"fact {request_id} is a {request.type_name()}; what can be answered is "
            f"{' or '.join(sorted(REQUESTS))}",
        )


def _cause_problems(relationship: Relationship, cause_id: str) -> Iterable[Problem]:
    cause = relationship.facts.get(cause_id)
    if cause is None:
        yield Problem("$.caused_by", f"no fact {cause_id} is recorded before this one")
    elif isinstance(cause, ClaimFact):
        yield Problem("$.caused_by", f"fact {cause_id} is a claim, from which nothing follows")
    elif isinstance(cause, RelationshipFact) and cause.stream() != relationship.id:
        yield Problem("$.caused_by", f"fact {cause_id} belongs to {cause.stream()}")


def decode(document: Mapping[str, Any]) -> Fact:
    """Return the typed fact of a JSON document; raise msgspec.ValidationError or KeyError."""
    return msgspec.convert(document, TYPES[document["type"]], dec_hook=decode_text)


def merge_patch(target: Any, patch: Any) -> Any:
    """Return the target after a JSON Merge Patch (RFC 7396, section 2); both stay as they are."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return result


def without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    """Return the fact's JSON without fields that are null or empty: they say nothing.

    A correction's ``replacement`` keeps its own, where null takes a field away (RFC 7396).
    """
    kept = {name: value for name, value in document.items() if value is not None}
    for name in ("actor", "details"):
        if isinstance(kept.get(name), dict):
            kept[name] = {key: item for key, item in kept[name].items() if item is not None}
            if not kept[name]:
                del kept[name]
    if names_person(kept) and (named := named_in(kept)) is not None:
        kept = naming(kept, _filled(named.told))
    if isinstance(kept.get("sources"), list):
        kept["sources"] = [_filled(source) for source in kept["sources"]]
    return kept


def _filled(source: Any) -> Any:
    if not isinstance(source, dict):
        return source
    return {name: value for name, value in source.items() if value is not None}
