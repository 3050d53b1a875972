"""Recording facts: decide on each against the log, then append all that were accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from aggregates import platform as platforms
from aggregates import relationship as relationships
from aggregates.errors import FactRefused, Problem, Problems
from aggregates.law import instrument as instruments
from aggregates.law import obligations
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import PlatformDesignated
from aggregates.vocabulary.shapes import (
    ClaimFact,
    DocumentFact,
    InstrumentFact,
    PersonFact,
    PlatformFact,
    RelationshipFact,
)
from register.documents.quote_checks import QuoteChecks
from register.laws.consequences import cites, consequences, may_have_consequences
from register.log.reader import LogReader
from register.recording.admission import cited_by
from register.recording.preparation import Preparation, PreparedFact, is_same, person_sealed_in
from register.suggestions import did_you_mean, known_ones

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from aggregates.platform import Platform
    from aggregates.vocabulary.shapes import Fact
    from register.application import Register


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact: recorded at a position, or found there already.

    ``position`` is None where the fact is a duplicate within its own batch. ``follows`` are
    the facts that follow from it by a law, recorded in the same transaction.
    """

    fact_id: str
    position: int | None
    duplicate: bool
    follows: tuple[Outcome, ...] = ()

    def last_position(self) -> int:
        """Return the last position of the fact and of what follows from it; 0: there is none."""
        return max(self.position or 0, *(one.last_position() for one in self.follows), 0)


@dataclass(slots=True)
class _Batch:
    """What is known while a batch is decided: of the log, and of the batch itself."""

    versions: dict[str, int]
    facts: dict[str, Fact]
    payloads: dict[str, bytes]
    positions: dict[str, int]
    forgotten: set[str]
    events: list[Event] = field(default_factory=list)


class Recording:
    """Records facts within one transaction of a connection that may write."""

    def __init__(self, register: Register, connection: Connection, *, recorded_by: str) -> None:
        self._register = register
        self._connection = connection
        self._recorded_by = recorded_by
        self._reader = LogReader(connection)
        self._platforms: dict[str, Platform] = {}
        self._laws: dict[str, list[Event]] = {}
        self._quotes = QuoteChecks()

    @property
    def connection(self) -> Connection:
        """The connection whose transaction it records in."""
        return self._connection

    def registered(self) -> set[str]:
        """Return platforms that it found registered, or registered itself."""
        return {slug for slug, platform in self._platforms.items() if platform.registered}

    def record(self, facts: Sequence[Fact]) -> list[Outcome | FactRefused]:
        """Decide on facts in their order, append those accepted, and say what became of each.

        Later facts of a batch see the earlier ones. Nothing is committed here.
        """
        decided, events = self._decide(facts)
        positions = self._append(events)
        follows = self._follow(events)
        return [_placed(outcome, positions, follows) for outcome in decided]

    def all_or_none(self, facts: Sequence[Fact]) -> list[Outcome]:
        """Record facts, or raise FactRefused for the first refused one, with nothing appended."""
        decided, events = self._decide(facts)
        outcomes = [_accepted(outcome) for outcome in decided]
        positions = self._append(events)
        follows = self._follow(events)
        return [_accepted(_placed(outcome, positions, follows)) for outcome in outcomes]

    def _follow(self, events: list[Event]) -> dict[str, tuple[Outcome, ...]]:
        """Append what follows from the facts that were just appended, by the id of the cause.

        Whoever brings along what follows from a designation knows better.
        """
        facts = [event.fact for event in events]
        found: dict[str, tuple[Outcome, ...]] = {}
        for cause in facts:
            if may_have_consequences(cause) and not any(cites(one, cause) for one in facts):
                further = consequences(self._connection, cause)
                found[str(cause.id)] = tuple(self.all_or_none(further)) if further else ()
        return found

    def _decide(self, facts: Sequence[Fact]) -> tuple[list[Outcome | FactRefused], list[Event]]:
        made = [self._made(fact) for fact in facts]
        batch = self._look_up([one for one in made if not isinstance(one, FactRefused)])
        return [self._decided(batch, one) for one in made], batch.events

    def _made(self, fact: Fact) -> PreparedFact | FactRefused:
        try:
            return Preparation(self._register.persons, self._recorded_by).storable(fact)
        except FactRefused as refused:
            return refused

    def _look_up(self, made: Sequence[PreparedFact]) -> _Batch:
        facts = [one.fact for one in made]
        cited = {other for fact in facts if (other := cited_by(fact)) is not None}
        ids = {str(fact.id) for fact in facts} | cited
        entries = self._reader.by_ids(ids)
        return _Batch(
            versions=self._reader.versions(fact.stream() for fact in facts),
            forgotten=set(self._reader.names("person")) if _is_about_persons(made) else set(),
            facts={fact_id: entry.fact() for fact_id, entry in entries.items()},
            payloads={fact_id: entry.payload for fact_id, entry in entries.items()},
            positions={fact_id: entry.position for fact_id, entry in entries.items()},
        )

    def _decided(self, batch: _Batch, made: PreparedFact | FactRefused) -> Outcome | FactRefused:
        if isinstance(made, FactRefused):
            return made
        fact, fact_id, payload = made.fact, str(made.fact.id), made.payload
        if (known := batch.payloads.get(fact_id)) is not None:
            return self._known_already(batch, made, known)
        problems = made.unless_known or forgotten(person_sealed_in(payload), batch.forgotten)
        problems += self._quotes.problems(self._connection, payload)
        try:
            event = self._event(batch, fact)
        except FactRefused as refused:
            return FactRefused(refused.problems + problems)
        if problems:
            return FactRefused(problems)
        return self._taken(batch, event, payload)

    def _taken(self, batch: _Batch, event: Event, payload: bytes) -> Outcome:
        """Take an event into the batch, so that later facts see it."""
        fact, fact_id = event.fact, str(event.fact.id)
        if isinstance(fact, PlatformFact):
            self._platforms[fact.platform] = platforms.evolve(self._platform(fact.platform), event)
        batch.versions[event.originator_id] = event.originator_version
        batch.facts[fact_id] = fact
        batch.payloads[fact_id] = payload
        batch.events.append(event)
        if isinstance(fact, PersonFact):
            batch.forgotten.add(fact.person)
        return Outcome(fact_id, None, duplicate=False)

    def _known_already(
        self, batch: _Batch, made: PreparedFact, known: bytes
    ) -> Outcome | FactRefused:
        fact_id = str(made.fact.id)
        where = batch.positions.get(fact_id)
        if is_same(known, made.payload, lambda person: self._is_forgotten(batch, person)):
            return Outcome(fact_id, where, duplicate=True)
        place = f"at position {where}" if where else "earlier in the same input"
        return FactRefused(made.unless_known or overwrites(fact_id, place))

    def _is_forgotten(self, batch: _Batch, person: str) -> bool:
        persons = self._register.persons
        gone = persons is not None and persons.is_forgotten(person)
        return gone or person in batch.forgotten

    def _event(self, batch: _Batch, fact: Fact) -> Event:
        stream = fact.stream()
        version = batch.versions.get(stream, 0)
        if isinstance(fact, PlatformFact):
            return platforms.record(self._platform(fact.platform), fact)
        if isinstance(fact, InstrumentFact):
            return self._of_instrument(fact)
        if isinstance(fact, DocumentFact | PersonFact):
            return Event(stream, version + 1, fact)
        relation = cast("RelationshipFact | ClaimFact", fact)
        problems = self._unregistered(relation.platform) + self._against_law(relation)
        try:
            event = relationships.record(
                relationships.Relationship(stream, version, batch.facts), relation
            )
        except FactRefused as refused:
            problems += refused.problems
        if problems:
            raise FactRefused(problems)
        return event

    def _of_instrument(self, fact: InstrumentFact) -> Event:
        events = self._law(fact.instrument)
        events.append(event := instruments.record(events, fact))
        return event

    def _against_law(self, fact: Fact) -> Problems:
        """Refuse a designation in a category that its law doesn't have."""
        if not isinstance(fact, PlatformDesignated) or fact.details.instrument is None:
            return ()
        law = fact.details.instrument
        return tuple(obligations.problems_of(fact, instruments.history(law, self._law(law))))

    def _law(self, instrument: str) -> list[Event]:
        if instrument not in self._laws:
            self._laws[instrument] = self._reader.instrument(instrument)
        return self._laws[instrument]

    def _platform(self, slug: str) -> Platform:
        if slug not in self._platforms:
            self._platforms[slug] = self._reader.platform(slug)
        return self._platforms[slug]

    def _unregistered(self, slug: str) -> Problems:
        if slug in self._register.registered or self._platform(slug).registered:
            return ()
        return unregistered(slug, self.registered() | set(self._reader.names("platform")))

    def _append(self, events: list[Event]) -> dict[str, int]:
        recordings = self._register.save(
            *events, recorded_by=self._recorded_by, connection=self._connection
        )
        return {
            str(cast(Event, done.domain_event).fact.id): done.notification.id for done in recordings
        }


def overwrites(fact_id: str, place: str) -> Problems:
    """Say that a fact is already somewhere with other content."""
    return (Problem("$.id", f"fact {fact_id} is {place} with other content"),)


def forgotten(person: str | None, gone: Collection[str]) -> Problems:
    """Say that a fact is about somebody whom the log says to be forgotten."""
    if person is None or person not in gone:
        return ()
    return (
        Problem(
            "$.details.representative.person",
            f"{person} was forgotten, and can't be recorded again",
        ),
    )


def _is_about_persons(made: Sequence[PreparedFact]) -> bool:
    return any(b'"representative"' in one.payload for one in made)


def unregistered(slug: str, names: Iterable[str]) -> Problems:
    """Say that a platform is not among the registered ones, and which may be meant."""
    known = sorted(names)
    hint = did_you_mean(slug, known) or known_ones(known)
    return (Problem("$.platform", f"platform {slug!r} is not registered{hint}"),)


def _placed(
    outcome: Outcome | FactRefused,
    positions: dict[str, int],
    follows: dict[str, tuple[Outcome, ...]],
) -> Outcome | FactRefused:
    if isinstance(outcome, FactRefused) or outcome.position is not None:
        return outcome
    fact_id, duplicate = outcome.fact_id, outcome.duplicate
    further = () if duplicate else follows.get(fact_id, ())
    return Outcome(fact_id, positions.get(fact_id), duplicate, further)


def _accepted(outcome: Outcome | FactRefused) -> Outcome:
    if isinstance(outcome, FactRefused):
        raise outcome
    return outcome
