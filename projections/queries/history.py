"""The facts of a relationship, in the order of the world or of the log, with their claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aggregates.claims import Knowledge, Known, effect_window, knowledge
from projections.queries.facts import known_facts
from projections.read_models.relationships import relationships
from register.log.export import recorded_document
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey
    from register.log.reader import Entry


FACT_COLUMNS = (
    "position",
    "id",
    "type",
    "occurred",
    "platform",
    "jurisdiction",
    "in_effect",
    "disputed",
    "retracted_by",
    "recorded_at",
    "recorded_by",
    "note",
)


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as recorded, with what is known of it: its window, and the claims about it.

    ``first`` and ``on`` are of the fact as corrected. A fact without effect (retracted, or
    following from one) has ``in_effect`` False.
    """

    document: dict[str, Any]
    first: date | None
    on: date
    time: str
    in_effect: bool
    disputed: bool
    corrected_by: tuple[str, ...]
    retracted_by: str | None
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            **self.document,
            "in_effect": self.in_effect,
            "disputed": self.disputed,
            "corrected_by": list(self.corrected_by),
            "retracted_by": self.retracted_by,
            "window": [self.first and self.first.isoformat(), self.on.isoformat()],
        }


def told_of(known: Known) -> str:
    """Return a fact in a few words: its type, when it happened, what it is about."""
    fact = known.fact
    details = getattr(fact, "details", None)
    about = getattr(details, "requirement", None) or getattr(details, "scope", None)
    target = f", {about}" if about else ""
    reference = getattr(fact, "refers_to", None)
    target += f", about fact {reference}" if reference else ""
    return f"{fact.type_name()} of {fact.occurred}{target}"


def history(
    connection: Connection, question: Question, key: RelationshipKey, *, order: str = "world"
) -> list[FactView]:
    """Return a relationship's facts, as known at K: by day of effect, or in order of the log.

    A claim stands, in the order of the world, by its own day.
    """
    facts = known_facts(
        connection, key, through=question.known.position, public_by=question.public_by
    )
    known = knowledge(facts)
    facts = [fact for fact in facts if fact.public]
    corrected = {fact.id: fact for fact in known.facts}
    entries = LogReader(connection).at_positions(fact.position for fact in facts)
    told = [
        told_from(corrected.get(fact.id, fact), known, entries[fact.position]) for fact in facts
    ]
    if order == "log":
        return told
    return sorted(told, key=lambda one: (one.on, one.time, one.document["position"]))


def told_from(fact: Known, known: Knowledge, entry: Entry) -> FactView:
    """Return a fact, given as corrected, with what is known of it; ``entry`` has it as recorded."""
    first, on, time = effect_window(fact)
    return FactView(
        document=recorded_document(entry),
        first=first,
        on=on,
        time=time,
        in_effect=fact.id not in known.void,
        disputed=fact.id in known.denied,
        corrected_by=known.corrected_by.get(fact.id, ()),
        retracted_by=known.retracted_by.get(fact.id),
        claims=known.claims_on.get(fact.id, ()),
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disputed fact, with the claims about it, for and against."""

    fact: FactView
    denials: tuple[FactView, ...]
    confirmations: tuple[FactView, ...]

    def shown(self, how: Callable[[dict[str, Any]], dict[str, Any]]) -> Conflict:
        """Return it with each fact as it is to be shown."""
        sides = (
            [replace(one, document=how(one.document)) for one in told]
            for told in ((self.fact,), self.denials, self.confirmations)
        )
        (fact,), denials, confirmations = map(tuple, sides)
        return Conflict(fact, denials, confirmations)

    def to_json(self) -> dict[str, Any]:
        """Return the fact with both sides."""
        return {
            "fact": self.fact.to_json(),
            "denied_by": [told.to_json() for told in self.denials],
            "confirmed_by": [told.to_json() for told in self.confirmations],
        }


def conflicts(connection: Connection, question: Question, key: RelationshipKey) -> list[Conflict]:
    """Return the disputed facts of a relationship, as known at K, in the order of the world."""
    told = history(connection, question, key)
    by_id = {one.document["id"]: one for one in told}
    found = []
    for one in told:
        if one.disputed:
            claims = [by_id[claim] for claim in one.claims if claim in by_id]
            found.append(Conflict(one, _of(claims, "fact-denied"), _of(claims, "fact-confirmed")))
    return found


def all_conflicts(connection: Connection, question: Question) -> list[Conflict]:
    """Return the disputed facts of all relationships, as known at K, by relationship."""
    return [
        conflict
        for key in relationships(connection, through=question.known.position)
        for conflict in conflicts(connection, question, key)
    ]


def _of(claims: list[FactView], type_name: str) -> tuple[FactView, ...]:
    return tuple(claim for claim in claims if claim.document["type"] == type_name)
