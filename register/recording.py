"""Recording facts: decide on each against the log, then append all that were accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from aggregates import platform as platforms
from aggregates import relationship as relationships
from aggregates.errors import FactRefused, Problem
from aggregates.facts import ClaimFact, InstrumentFact, PlatformFact, RelationshipFact
from aggregates.stream import Event
from register.codec import encode, storable
from register.nearest import did_you_mean, known_ones
from register.reader import LogReader
from register.rows import cited_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from aggregates.facts import Fact
    from aggregates.platform import Platform
    from register.application import Register


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact: recorded at a position, or found there already.

    ``position`` is None where the fact is a duplicate within its own batch.
    """

    fact_id: str
    position: int | None
    duplicate: bool


@dataclass(slots=True)
class _Batch:
    """What is known while a batch is decided: of the log, and of the batch itself."""

    versions: dict[str, int]
    facts: dict[str, Fact]
    payloads: dict[str, bytes]
    positions: dict[str, int]
    events: list[Event] = field(default_factory=list)


class Recording:
    """Records facts within one transaction of a connection that may write."""

    def __init__(self, register: Register, connection: Connection, *, recorded_by: str) -> None:
        self._register = register
        self._connection = connection
        self._recorded_by = recorded_by
        self._reader = LogReader(connection)
        self._platforms: dict[str, Platform] = {}

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
        return [_placed(outcome, positions) for outcome in decided]

    def all_or_none(self, facts: Sequence[Fact]) -> list[Outcome]:
        """Record facts, or raise FactRefused for the first refused one, with nothing appended."""
        decided, events = self._decide(facts)
        outcomes = [_accepted(outcome) for outcome in decided]
        positions = self._append(events)
        return [_accepted(_placed(outcome, positions)) for outcome in outcomes]

    def _decide(self, facts: Sequence[Fact]) -> tuple[list[Outcome | FactRefused], list[Event]]:
        known = [self._identified(fact) for fact in facts]
        batch = self._look_up([fact for fact in known if not isinstance(fact, FactRefused)])
        return [self._decided(batch, fact) for fact in known], batch.events

    def _identified(self, fact: Fact) -> Fact | FactRefused:
        try:
            return storable(fact)[0]
        except FactRefused as refused:
            return refused

    def _look_up(self, facts: Sequence[Fact]) -> _Batch:
        cited = {other for fact in facts if (other := cited_by(fact)) is not None}
        ids = {str(fact.id) for fact in facts} | cited
        entries = self._reader.by_ids(ids)
        return _Batch(
            versions=self._reader.versions(fact.stream() for fact in facts),
            facts={fact_id: entry.fact() for fact_id, entry in entries.items()},
            payloads={fact_id: entry.payload for fact_id, entry in entries.items()},
            positions={fact_id: entry.position for fact_id, entry in entries.items()},
        )

    def _decided(self, batch: _Batch, fact: Fact | FactRefused) -> Outcome | FactRefused:
        if isinstance(fact, FactRefused):
            return fact
        fact_id, payload = str(fact.id), encode(fact)
        if (known := batch.payloads.get(fact_id)) is not None:
            if known == payload:
                return Outcome(fact_id, batch.positions.get(fact_id), duplicate=True)
            where = batch.positions.get(fact_id)
            place = f"at position {where}" if where else "earlier in the same input"
            return FactRefused(overwrites(fact_id, place))
        try:
            event = self._event(batch, fact)
        except FactRefused as refused:
            return refused
        batch.versions[event.originator_id] = event.originator_version
        batch.facts[fact_id] = fact
        batch.payloads[fact_id] = payload
        batch.events.append(event)
        return Outcome(fact_id, None, duplicate=False)

    def _event(self, batch: _Batch, fact: Fact) -> Event:
        stream = fact.stream()
        version = batch.versions.get(stream, 0)
        if isinstance(fact, PlatformFact):
            return self._platform_event(fact)
        if isinstance(fact, InstrumentFact):
            return Event(stream, version + 1, fact)
        relation = cast("RelationshipFact | ClaimFact", fact)
        problems = self._unregistered(relation.platform)
        try:
            event = relationships.record(
                relationships.Relationship(stream, version, batch.facts), relation
            )
        except FactRefused as refused:
            problems += refused.problems
        if problems:
            raise FactRefused(problems)
        return event

    def _platform_event(self, fact: PlatformFact) -> Event:
        event = platforms.record(self._platform(fact.platform), fact)
        self._platforms[fact.platform] = platforms.evolve(self._platform(fact.platform), event)
        return event

    def _platform(self, slug: str) -> Platform:
        if slug not in self._platforms:
            self._platforms[slug] = self._reader.platform(slug)
        return self._platforms[slug]

    def _unregistered(self, slug: str) -> tuple[Problem, ...]:
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


def overwrites(fact_id: str, place: str) -> tuple[Problem, ...]:
    """Say that a fact is already somewhere with other content."""
    return (Problem("$.id", f"fact {fact_id} is {place} with other content"),)


def unregistered(slug: str, names: Iterable[str]) -> tuple[Problem, ...]:
    """Say that a platform is not among the registered ones, and which may be meant."""
    known = sorted(names)
    hint = did_you_mean(slug, known) or known_ones(known)
    return (Problem("$.platform", f"platform {slug!r} is not registered{hint}"),)


def _placed(outcome: Outcome | FactRefused, positions: dict[str, int]) -> Outcome | FactRefused:
    if isinstance(outcome, FactRefused) or outcome.position is not None:
        return outcome
    return Outcome(outcome.fact_id, positions.get(outcome.fact_id), outcome.duplicate)


def _accepted(outcome: Outcome | FactRefused) -> Outcome:
    if isinstance(outcome, FactRefused):
        raise outcome
    return outcome
