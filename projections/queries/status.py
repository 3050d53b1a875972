"""The answer to "what holds, at a day, as known at a point of the log, and why"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import func, select

from aggregates.claims import knowledge, latest_source
from aggregates.dates.windows import months_after
from projections.fold.periods import Period, period_at, periods
from projections.fold.standing import RULES
from projections.queries.facts import entries_by_id, known_facts
from projections.read_models.relationships import RelationshipKey, not_seen_yet, relationships
from projections.standing import lookup
from projections.standing.lookup import Wanted
from projections.standing.projection import NAME
from projections.tables import set_aside
from register.log.export import recorded_document
from register.store.told_once import told_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from register.log.points import KnownAt
    from register.log.reader import Entry

    Show = Callable[[dict[str, Any]], dict[str, Any]]


class HasKey(Protocol):
    """What is of a relationship."""

    @property
    def key(self) -> RelationshipKey:
        """The relationship's."""


LookedUp = TypeVar("LookedUp", bound=HasKey)

_YEAR = 12
"""After how many months without a source what holds is old news."""


_SET_ASIDE = select(func.count()).where(set_aside.c.projection == NAME)


@dataclass(frozen=True, slots=True)
class Question:
    """T, K and P: the day asked, the point of the log, and what was public by a day."""

    at: date
    known: KnownAt
    public_by: date | None = None


@lru_cache(maxsize=4_096)
def is_old(latest: date | None, at: date) -> bool:
    """Tell whether the latest source of what holds on a day is more than a year older."""
    return latest is not None and months_after(latest, _YEAR) < at


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of one relationship at a question's T and K."""

    key: RelationshipKey
    question: Question
    period: Period
    latest_source: date | None = None
    """When somebody last spoke of it, by T (and P): old news looks old."""

    @property
    def is_old(self) -> bool:
        """Tell whether all sources are more than a year older than the day asked."""
        return is_old(self.latest_source, self.question.at)

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "at": self.question.at.isoformat(),
            "rules": RULES,
            "known": self.question.known.to_json(),
            "latest_source": self.latest_source and self.latest_source.isoformat(),
            **self.period.to_json(),
        }


def statuses(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Status]:
    """Return the standings, by platform and jurisdiction, of those that have one at T.

    They are looked up. What was public by a day is folded on demand, and so are
    relationships with facts that the read model has not come to.
    """
    found, folded = looked_up(connection, question, platform, jurisdiction, lookup.at)
    known = [Status(one.key, question, one.period(), one.latest_source) for one in found]
    return sorted([*known, *folded], key=lambda one: one.key)


def documents(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[dict[str, Any]]:
    """Return the contract's JSON of `statuses`, with parts as ready JSON (`msgspec.Raw`)."""
    found, folded = looked_up(connection, question, platform, jurisdiction, lookup.at)
    asked = {
        "at": question.at.isoformat(),
        "rules": RULES,
        "known": question.known.to_json(),
    }
    documents = [
        {
            "platform": one.key.platform,
            "jurisdiction": one.key.jurisdiction,
            **asked,
            "latest_source": one.latest_source and one.latest_source.isoformat(),
            **one.document(),
        }
        for one in found
    ]
    if folded:
        documents += [one.to_json() for one in folded]
        documents.sort(key=lambda one: (one["platform"], one["jurisdiction"]))
    return documents


def looked_up(
    connection: Connection,
    question: Question,
    platform: str | None,
    jurisdiction: str | None,
    look_up: Callable[[Connection, Wanted], list[LookedUp]],
) -> tuple[list[LookedUp], list[Status]]:
    """Return what is found in the tables, and what has to be folded."""
    where = {"platform": platform, "jurisdiction": jurisdiction}
    position = question.known.position
    if question.public_by is None:
        generation, done = lookup.reached(connection)
        unseen = not_seen_yet(connection, done, position)
        found = look_up(connection, Wanted(question.at, position, generation, **where))
        keys = [key for key in unseen if _is_at(key, **where)]
        found = [one for one in found if one.key not in unseen] if unseen else found
    else:
        found, keys = [], relationships(connection, **where, through=position)
    folded = (_folded(connection, question, key) for key in keys)
    return found, [one for one in folded if one is not None]


def _folded(connection: Connection, question: Question, key: RelationshipKey) -> Status | None:
    at, public_by = question.at, question.public_by
    facts = known_facts(connection, key, through=question.known.position, public_by=public_by)
    if (period := period_at(periods(facts, through=at), at)) is None:
        return None
    return Status(key, question, period, latest_source(facts, min(at, public_by or at)))


def set_aside_count(connection: Connection) -> int:
    """Return how many facts are missing from the standings, since they can't be handled."""
    return connection.execute(_SET_ASIDE).scalar_one()


def _is_at(key: RelationshipKey, *, platform: str | None, jurisdiction: str | None) -> bool:
    return platform in (None, key.platform) and jurisdiction in (None, key.jurisdiction)


def status(connection: Connection, question: Question, key: RelationshipKey) -> Status | None:
    """Return the standing of one relationship; None: it has none at T."""
    return told_once(
        connection, (status, question, key), lambda: _status(connection, question, key)
    )


def _status(connection: Connection, question: Question, key: RelationshipKey) -> Status | None:
    where = {"platform": key.platform, "jurisdiction": key.jurisdiction}
    return next(iter(statuses(connection, question, **where)), None)


def periods_of(connection: Connection, question: Question, key: RelationshipKey) -> list[Period]:
    """Return all periods of a relationship, as known at K."""
    return list(each_period(connection, question, key))


def each_beginning(
    connection: Connection, question: Question, key: RelationshipKey
) -> Iterable[tuple[date, Callable[[], Period]]]:
    """Give the first day of each period as known at K, and what makes the period, if it is wanted."""
    position = question.known.position
    if question.public_by is None:
        generation, done = lookup.reached(connection)
        if key not in not_seen_yet(connection, done, position):
            rows = lookup.found_periods(connection, key, position, generation=generation)
            return ((found.since, found.period) for found in rows)
    found = folded_periods(connection, question, key)
    return ((period.since, partial(_itself, period)) for period in found)


def _itself(period: Period) -> Period:
    return period


def each_period(
    connection: Connection, question: Question, key: RelationshipKey
) -> Iterable[Period]:
    """Give all periods of a relationship, as known at K, made as they are asked for."""
    return (make() for _, make in each_beginning(connection, question, key))


def states_since(connection: Connection, one: Status) -> dict[Any, date]:
    """Return since when each requirement, by key, and measure, by outline, is as it is."""
    asked = one.question
    if asked.public_by is None:
        generation, done = lookup.reached(connection)
        position = asked.known.position
        if one.key not in not_seen_yet(connection, done, position):
            return lookup.states_since(
                connection, one.key, position, asked.at, generation=generation
            )
    return folded_states_since(connection, one)


def folded_states_since(connection: Connection, one: Status) -> dict[Any, date]:
    """Return the same as `states_since`, folded from the log."""
    asked = one.question
    since: dict[Any, tuple[str, date]] = {}
    for period in folded_periods(connection, asked, one.key, through=asked.at):
        words: dict[Any, str] = {item.key: item.state for item in period.standing.requirements}
        words |= {item.outline: item.level for item in period.standing.measures}
        before, since = since, {}
        for name, word in words.items():
            known = before.get(name)
            since[name] = known if known and known[0] == word else (word, period.since)
    return {name: day for name, (_, day) in since.items()}


def folded_periods(
    connection: Connection, question: Question, key: RelationshipKey, *, through: date = date.max
) -> list[Period]:
    """Return the periods up to the one that a day is in, folded from the log."""
    facts = known_facts(
        connection, key, through=question.known.position, public_by=question.public_by
    )
    return periods(facts, through=through)


@dataclass(frozen=True, slots=True)
class GroundFact:
    """A fact that a standing rests on, as recorded, with the claims about it that count."""

    fact: Entry
    claims: tuple[Entry, ...]


def grounds(connection: Connection, one: Status) -> dict[str, GroundFact]:
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
        fact: GroundFact(entries[fact], tuple(entries[claim] for claim in claims_on.get(fact, ())))
        for fact in ids
    }


def explained(connection: Connection, found: list[Status], show: Show) -> list[dict[str, Any]]:
    """Return the contract's JSON with the facts that each standing rests on, by id.

    The claims about them are there too; ``claims`` of a fact names its own. Each goes through
    ``show``, which may unseal it (`register.persons.unsealer.Unsealer.shown`).
    """
    documents = []
    for one in found:
        facts: dict[str, Any] = {}
        for fact_id, ground in grounds(connection, one).items():
            claims = [claim.fact_id for claim in ground.claims]
            facts[fact_id] = {**show(recorded_document(ground.fact)), "claims": claims}
            facts |= {claim.fact_id: show(recorded_document(claim)) for claim in ground.claims}
        documents.append({**one.to_json(), "facts": facts})
    return documents
