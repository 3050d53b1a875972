"""The Register: eventsourcing's application over our log, for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.utils import Environment

from aggregates import relationship as relationships
from aggregates.vocabulary.personal import NAMING
from aggregates.vocabulary.shapes import PlatformFact, relationship_stream
from register.documents.citations import quotes_a_document
from register.errors import VersionMoved
from register.laws.consequences import may_have_consequences
from register.log.mapper import FactMapper
from register.log.reader import LogReader
from register.log.recorder import LogRecorder
from register.recording.optimistic import OptimisticRecording, Retries
from register.recording.recording import Recording
from register.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eventsourcing.persistence import ApplicationRecorder, Mapper
    from eventsourcing.utils import EnvType
    from sqlalchemy import Connection, Engine

    from aggregates.relationship import Relationship
    from aggregates.vocabulary.event import Event
    from aggregates.vocabulary.shapes import Fact
    from register.clock import Clock
    from register.persons.keys import Persons
    from register.recording.recording import Outcome


class _LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the application our recorder; the projections keep their own positions."""

    def __init__(self, env: Environment, recorder: LogRecorder) -> None:
        super().__init__(env)
        self._recorder = recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        if purpose != "events":
            raise NotImplementedError("the register takes no snapshots")
        return self._recorder

    def application_recorder(self) -> ApplicationRecorder:
        return self._recorder

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> TrackingRecorder:
        raise NotImplementedError("projections keep their positions in tables of their own")

    def process_recorder(self) -> ProcessRecorder:
        raise NotImplementedError("the register runs no process applications")


class Register(Application[str]):
    """The log of one database, with the decisions that lead to it.

    The clock enters as a parameter, and so do the keys to persons; nothing is read from the
    environment. Without keys it takes no fact that says a person's name or contact. Who gives a
    clock vouches for it, unless ``clock_is_right`` says that it may be wrong.
    """

    recorder: LogRecorder

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        persons: Persons | None = None,
        retries: Retries | None = None,
        clock_is_right: bool = True,
    ) -> None:
        self.engine = engine
        self.persons = persons
        self._log_recorder = LogRecorder(engine, clock, clock_is_right=clock_is_right)
        self.registered: set[str] = set()
        """Platforms and laws, as streams, known to be registered: none ever ceases to be."""
        self._unlocked = OptimisticRecording(
            self._log_recorder, persons, self.registered, retries or Retries()
        )
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Return an empty environment: a register is what its parameters say."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        """Return the factory of our recorder."""
        return _LogFactory(env, self._log_recorder)

    def construct_mapper(self) -> Mapper[str]:
        """Return the mapper with chosen stored names and canonical bytes."""
        return FactMapper()

    def close(self) -> None:
        """Close what is open besides the engine."""
        super().close()
        self.recorder.close()

    def record(
        self,
        facts: Sequence[Fact],
        *,
        recorded_by: str,
        expected: Mapping[str, int] | None = None,
    ) -> list[Outcome]:
        """Record a few facts, all or none; raise FactRefused for the first one refused.

        On PostgreSQL nobody waits while it is decided; when another process records on the
        same aggregate again and again, it ends with StreamMoved. Only a quote of a document,
        whether a person was forgotten, whose a platform's names are, and what follows by a law is
        looked up under the lock: else the document could be archived, the person forgotten, the
        name given to another, or the law amended, in between.
        """
        careful = bool(expected) or any(_needs_care(fact) for fact in facts)
        if self.engine.dialect.name == "postgresql" and not careful:
            return self._unlocked.record(facts, recorded_by=recorded_by)
        with self.recording(recorded_by=recorded_by, expected=expected) as recording:
            return recording.record(facts)

    @contextmanager
    def recording(
        self, *, recorded_by: str, expected: Mapping[str, int] | None = None
    ) -> Iterator[Recording]:
        """Give a recording in one transaction, which commits at the end.

        It holds the writers' lock: what its decisions read stays true until the commit. Raises
        VersionMoved where an aggregate has not the version that is expected (0: no fact).
        """
        with writing(self.engine) as connection:
            self.recorder.lock(connection)
            _refuse_other_versions(connection, expected or {})
            recording = self.recording_on(connection, recorded_by=recorded_by)
            yield recording
        self.registered |= recording.registered()

    def recording_on(self, connection: Connection, *, recorded_by: str) -> Recording:
        """Return a recording in the transaction of a connection, which has the writers' lock."""
        return Recording(
            connection, self.recorder, self.persons, self.registered, recorded_by=recorded_by
        )

    def relationship(
        self, platform: str, jurisdiction: str, *, version: int | None = None
    ) -> Relationship:
        """Return a relationship replayed from its events, at a version (default: the last).

        Raises eventsourcing's AggregateNotFoundError if it has none.
        """
        stream = relationship_stream(platform, jurisdiction)
        found: Any = self.repository.get(
            stream,
            version=version,
            projector_func=lambda _, events: _replayed(stream, cast("Iterable[Event]", events)),
        )
        return cast("Relationship", found)


def _refuse_other_versions(connection: Connection, expected: Mapping[str, int]) -> None:
    versions = LogReader(connection).versions(expected)
    for stream, version in expected.items():
        found = versions.get(stream, 0)
        if found != version:
            raise VersionMoved(f"{stream} is at version {found}, and not at {version} any more")


def _needs_care(fact: Fact) -> bool:
    named = isinstance(fact, PlatformFact) or type(fact).type_name() in NAMING
    return named or may_have_consequences(fact) or quotes_a_document(fact)


def _replayed(stream: str, events: Iterable[Event]) -> Relationship | None:
    relationship = relationships.replay(stream, events)
    return relationship if relationship.version else None
