"""Recording a few facts on PostgreSQL without the writers' lock while their decision is made.

A decision looks only at the facts that the new one refers to, and at whether its platform and
its laws are registered. Facts are never removed, nor any of these unregistered, so what was seen stays true.
What looks at nothing is appended in whichever version follows. What looked at something is
appended in the version after the one that it saw; if another process was faster, it is decided
anew, some times, and then told as StreamMoved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from aggregates.vocabulary.shapes import (
    DocumentFact,
    RelationshipFact,
    instrument_stream,
    platform_stream,
)
from register.errors import DatabaseLost, FactOverwritten, StreamMoved
from register.log.postgresql import committing
from register.recording.admission import laws_of
from register.recording.preparation import Preparation, cited_by
from register.recording.recording import Outcome, Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from register.log.recorder import LogRecorder
    from register.persons.keys import Persons

IN_THE_WAY = (StreamMoved, FactOverwritten, DatabaseLost)
"""What a further try may get around. A fact that was appended before the connection was lost,
without our being told, is found by its id then."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a recording is tried, and how long it waits in between: at random, ever longer."""

    times: int = 12
    first_seconds: float = 0.002
    longest_seconds: float = 0.1
    random: Random = field(default_factory=Random)
    sleep: Callable[[float], None] = time.sleep

    def pause(self, tries: int) -> None:
        """Wait after so many tries that were in vain."""
        longest = min(self.longest_seconds, self.first_seconds * 2**tries)
        self.sleep(self.random.uniform(0, longest))


@dataclass(frozen=True, slots=True)
class OptimisticRecording:
    """Records through connections on which each statement is a transaction of its own.

    ``registered`` are platforms and laws, as streams, that are known to be registered; those that
    are found are added.
    """

    recorder: LogRecorder
    persons: Persons | None
    registered: set[str]
    retries: Retries

    def record(self, facts: Sequence[Fact], *, recorded_by: str) -> list[Outcome]:
        """Record facts, all or none. Raises FactRefused for the first one that is refused.

        Raises StreamMoved or FactOverwritten when all tries met another process.
        """
        for tries in range(1, self.retries.times):
            try:
                return self._tried(facts, recorded_by)
            except IN_THE_WAY:
                self.retries.pause(tries)
        return self._tried(facts, recorded_by)

    def _tried(self, facts: Sequence[Fact], recorded_by: str) -> list[Outcome]:
        if len(facts) == 1 and self._looks_at_nothing(facts[0]):
            outcome = self._at_once(facts[0], recorded_by)
            if outcome is not None:
                return [outcome]
        with committing(self.recorder.engine) as connection:
            return self._decided(connection, facts, recorded_by)

    def _looks_at_nothing(self, fact: Fact) -> bool:
        if isinstance(fact, DocumentFact):
            return True
        if not isinstance(fact, RelationshipFact) or cited_by(fact) is not None:
            return False
        laws = (instrument_stream(law) for _, law in laws_of(fact))
        return self.registered.issuperset((platform_stream(fact.platform), *laws))

    def _at_once(self, fact: Fact, recorded_by: str) -> Outcome | None:
        """Append a fact without having read anything; None: its id is in the log."""
        made = Preparation(self.persons, recorded_by).storable(fact)
        try:
            position = self.recorder.append_one(made.fact(), made.payload, recorded_by=recorded_by)
        except FactOverwritten:
            return None
        return Outcome(made.id, position, duplicate=False)

    def _decided(
        self, connection: Connection, facts: Sequence[Fact], recorded_by: str
    ) -> list[Outcome]:
        """Read what the decisions look at, decide, and append in the versions that follow."""
        recording = Recording(
            connection, self.recorder, self.persons, self.registered, recorded_by=recorded_by
        )
        outcomes = recording.record(facts)
        self.registered.update(recording.registered())
        return outcomes
