"""The facts of a relationship, in the order of the world or of the log, with their claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aggregates.claims import Knowledge, Known, effect_window, knowledge
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES
from aggregates.vocabulary.shapes import relationship_stream
from projections.queries.facts import known_facts, seen_by
from projections.read_models.relationships import relationships
from register.log.export import recorded_document
from register.log.known import in_log_order
from register.log.reader import LogReader, chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey
    from register.log.reader import Entry


CLAIMS = tuple(TYPES[name].topic() for name in sorted(CLAIM_TYPES))
"""The topics of what is said about other facts."""

DENIAL = TYPES["fact-denied"].topic()

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
    return sorted(told, key=_place)


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
    return [one for _, found in conflicts_of(connection, question, [key]) for one in found]


def all_conflicts(connection: Connection, question: Question) -> list[Conflict]:
    """Return the disputed facts of all relationships, as known at K, by relationship."""
    keys = relationships(connection, through=question.known.position)
    return [one for _, found in conflicts_of(connection, question, keys) for one in found]


def conflicts_of(
    connection: Connection, question: Question, keys: Iterable[RelationshipKey]
) -> Iterator[tuple[RelationshipKey, list[Conflict]]]:
    """Give the disputed facts of each relationship that has any, in the order of the world.

    Of a relationship's facts, those that nobody says anything about are not read.
    """
    reader, through = LogReader(connection), question.known.position
    of = {relationship_stream(key.platform, key.jurisdiction): key for key in keys}
    for some in chunks(of):
        read = reader.of_streams_and_types(some, CLAIMS)
        for stream in some:
            claims = [row for row in read.get(stream, ()) if row.position <= through]
            if any(row.type == DENIAL for row in claims):
                rows = _with_what_they_rest_on(reader, claims, through)
                found = _conflicts(rows, question.public_by)
                if found:
                    yield of[stream], found


def _with_what_they_rest_on(
    reader: LogReader, claims: Sequence[Entry], through: int
) -> dict[str, Entry]:
    """Return claims with the facts that they are about, and those that these follow from, by id."""
    found: dict[str, Entry] = {}
    rows = list(claims)
    while rows:
        found |= {row.fact_id: row for row in rows if row.position <= through}
        named = {
            name
            for row in rows
            for field in ("refers_to", "caused_by")
            if (name := getattr(row.fact(), field, None)) is not None
        }
        rows = list(reader.by_ids(name for name in named if name not in found).values())
        rows = [row for row in rows if row.position <= through]
    return found


def _conflicts(rows: Mapping[str, Entry], public_by: date | None) -> list[Conflict]:
    facts = seen_by(in_log_order(rows.values()), public_by)
    known = knowledge(facts)
    counting = {fact.id: fact for fact in known.facts}
    told = {
        fact.id: told_from(counting.get(fact.id, fact), known, rows[fact.id])
        for fact in facts
        if fact.public
    }
    disputed = sorted((one for one in told.values() if one.disputed), key=_place)
    return [_both_sides(one, told) for one in disputed]


def _both_sides(one: FactView, told: Mapping[str, FactView]) -> Conflict:
    claims = [told[claim] for claim in one.claims if claim in told]
    return Conflict(one, _of(claims, "fact-denied"), _of(claims, "fact-confirmed"))


def _place(told: FactView) -> tuple[date, str, int]:
    """Return what facts are put in the order of the world by."""
    return told.on, told.time, told.document["position"]


def _of(claims: list[FactView], type_name: str) -> tuple[FactView, ...]:
    return tuple(claim for claim in claims if claim.document["type"] == type_name)
