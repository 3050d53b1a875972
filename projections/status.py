"""The answer to "what holds, at a day, as known at a point of the log, and why"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from projections.facts import entries_by_id, known_facts
from projections.knowledge import knowledge
from projections.periods import Period, period_at, periods
from projections.relationships import RelationshipKey, relationships
from register.exporting import recorded_document

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from register.moments import KnownAt
    from register.reader import Entry


@dataclass(frozen=True, slots=True)
class Question:
    """T, K and P: the day asked, the point of the log, and what was public by a day."""

    at: date
    known: KnownAt
    public_by: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of one relationship at a question's T and K."""

    key: RelationshipKey
    question: Question
    period: Period

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "at": self.question.at.isoformat(),
            "known": self.question.known.to_json(),
            **self.period.to_json(),
        }


def statuses(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Status]:
    """Return the standings, by platform and jurisdiction, of those that have one at T."""
    keys = relationships(
        connection,
        platform=platform,
        jurisdiction=jurisdiction,
        through=question.known.position,
    )
    found = [status(connection, question, key) for key in keys]
    return [one for one in found if one is not None]


def status(connection: Connection, question: Question, key: RelationshipKey) -> Status | None:
    """Return the standing of one relationship; None: it has none at T."""
    period = period_at(periods_of(connection, question, key, through=question.at), question.at)
    return None if period is None else Status(key, question, period)


def periods_of(
    connection: Connection, question: Question, key: RelationshipKey, *, through: date = date.max
) -> list[Period]:
    """Return the periods of a relationship, as known at K, up to the one that a day is in."""
    facts = known_facts(
        connection, key, through=question.known.position, public_by=question.public_by
    )
    return periods(facts, through=through)


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact that a standing rests on, as recorded, with the claims about it that count."""

    fact: Entry
    claims: tuple[Entry, ...]


def grounds(connection: Connection, one: Status) -> dict[str, Ground]:
    """Return the facts that a standing rests on, by id, with the claims as known at K."""
    ids = one.period.standing.because()
    asked = one.question
    facts = known_facts(
        connection, one.key, through=asked.known.position, public_by=asked.public_by
    )
    claims_on = knowledge(facts).claims_on
    wanted = [*ids, *(claim for fact in ids for claim in claims_on.get(fact, ()))]
    entries = entries_by_id(connection, wanted)
    return {
        fact: Ground(entries[fact], tuple(entries[claim] for claim in claims_on.get(fact, ())))
        for fact in ids
    }


def explained(connection: Connection, found: list[Status]) -> list[dict[str, Any]]:
    """Return the contract's JSON with the facts that each standing rests on, by id.

    The claims about them are there too; ``claims`` of a fact names its own.
    """
    documents = []
    for one in found:
        facts: dict[str, Any] = {}
        for fact_id, ground in grounds(connection, one).items():
            claims = [claim.fact_id for claim in ground.claims]
            facts[fact_id] = {**recorded_document(ground.fact), "claims": claims}
            facts |= {claim.fact_id: recorded_document(claim) for claim in ground.claims}
        documents.append({**one.to_json(), "facts": facts})
    return documents
