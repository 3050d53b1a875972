"""Recording a few facts on PostgreSQL without the writers' lock while their decision is made.

A decision looks only at the facts that the new one refers to, and at whether its platform is
registered. Facts are never removed, nor platforms unregistered, so what was seen stays true.
What looks at nothing is appended in whichever version follows. What looked at something is
appended in the version after the one that it saw; if another process was faster, it is decided
anew, some times, and then told as StreamMoved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from aggregates.vocabulary.shapes import DocumentFact, RelationshipFact
from register.errors import DatabaseLost, FactOverwritten, StreamMoved
from register.log.postgresql import committing
from register.recording.admission import cited_by
from register.recording.preparation import Preparation
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


class OptimisticRecording:
    """Records through connections on which each statement is a transaction of its own.

    ``registered`` are platforms that are known to be registered; those that are found are added.
    """

    def __init__(
        self,
        recorder: LogRecorder,
        persons: Persons | None,
        registered: set[str],
        retries: Retries,
    ) -> None:
        self._recorder = recorder
        self._persons = persons
        self._registered = registered
        self._retries = retries

    def record(self, facts: Sequence[Fact], *, recorded_by: str) -> list[Outcome]:
        """Record facts, all or none. Raises FactRefused for the first one that is refused.

        Raises StreamMoved or FactOverwritten when all tries met another process.
        """
        for tries in range(1, self._retries.times):
            try:
                return self._tried(facts, recorded_by)
            except IN_THE_WAY:
                self._retries.pause(tries)
        return self._tried(facts, recorded_by)

    def _tried(self, facts: Sequence[Fact], recorded_by: str) -> list[Outcome]:
        if len(facts) == 1 and self._looks_at_nothing(facts[0]):
            outcome = self._at_once(facts[0], recorded_by)
            if outcome is not None:
                return [outcome]
        with committing(self._recorder.engine) as connection:
            return self._decided(connection, facts, recorded_by)

    def _looks_at_nothing(self, fact: Fact) -> bool:
        if isinstance(fact, DocumentFact):
            return True
        known = isinstance(fact, RelationshipFact) and fact.platform in self._registered
        return known and cited_by(fact) is None

    def _at_once(self, fact: Fact, recorded_by: str) -> Outcome | None:
        """Append a fact without having read anything; None: its id is in the log."""
        made = Preparation(self._persons, recorded_by).storable(fact)
        try:
            position = self._recorder.append_one(made.fact, made.payload, recorded_by=recorded_by)
        except FactOverwritten:
            return None
        return Outcome(str(made.fact.id), position, duplicate=False)

    def _decided(
        self, connection: Connection, facts: Sequence[Fact], recorded_by: str
    ) -> list[Outcome]:
        """Read what the decisions look at, decide, and append in the versions that follow."""
        recording = Recording(
            connection, self._recorder, self._persons, self._registered, recorded_by=recorded_by
        )
        outcomes = recording.record(facts)
        self._registered |= recording.registered()
        return outcomes
