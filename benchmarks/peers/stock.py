"""The library `eventsourcing` as it is shipped, and `eventsourcing-sqlalchemy`, its extension.

One aggregate for each stream, as its documentation shows; JSON, its default transcoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, datetime_now_with_tzinfo, event
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from benchmarks.peers.contender import Contender, stream_of
from benchmarks.peers.raw import STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventsourcing.persistence import Tracking

    from benchmarks.peers.contender import Document, Place

WAIT_SECONDS = 3_600.0
UPSERT = (
    "INSERT INTO status (stream, facts, last_type, last_on) VALUES (%s, 1, %s, %s) "
    "ON CONFLICT (stream) DO UPDATE SET facts = status.facts + 1, "
    "last_type = excluded.last_type, last_on = excluded.last_on"
)


class Relationship(Aggregate):
    """What is kept of a stream: how many facts, and the last one's type and day."""

    @event("Begun")
    def __init__(self, name: str) -> None:
        self.name = name
        self.facts = 0
        self.last = ("", "")

    @staticmethod
    def create_id(name: str) -> UUID:
        return uuid5(NAMESPACE_URL, name)

    @event("Recorded")
    def record(self, fact: dict[str, Any]) -> None:
        self.facts += 1
        self.last = (fact["type"], fact["occurred"])


class Facts(Application[UUID]):
    """Records facts."""

    def relationship(self, name: str) -> Relationship:
        try:
            found: Relationship = self.repository.get(Relationship.create_id(name))
        except AggregateNotFoundError:
            return Relationship(name)
        return found

    def record(self, documents: Iterable[Document]) -> None:
        """Record facts and save all their aggregates in one transaction."""
        changed: dict[str, Relationship] = {}
        for document in documents:
            name = stream_of(document)
            if name not in changed:
                changed[name] = self.relationship(name)
            changed[name].record(document)
        self.save(*changed.values())


class _Stock(Contender):
    """Best in bulk: events put into the event store directly, without aggregates."""

    PACKAGES: ClassVar[Sequence[str]] = ("eventsourcing",)
    SETTINGS: ClassVar[dict[str, str]] = {}

    def setup(self) -> None:
        self.last_versions: dict[str, int] = {}
        self.application = Facts(env=self.environment())

    def environment(self) -> dict[str, str]:
        return {**environment(self.place), **self.SETTINGS}

    def write(self, batch: Any) -> None:
        events = [event for document in batch for event in self.events(document)]
        self.application.events.put(events)

    def events(self, document: Document) -> list[Any]:
        """Return the fact's event, after the one that begins its aggregate if it is new."""
        name = stream_of(document)
        if name not in self.last_versions:
            self.last_versions[name] = 2
            made = Relationship(name)
            made.record(document)
            return list(made.collect_events())
        self.last_versions[name] += 1
        recorded = Relationship.Recorded(  # type: ignore[attr-defined]  # its decorator makes it
            originator_id=Relationship.create_id(name),
            originator_version=self.last_versions[name],
            timestamp=datetime_now_with_tzinfo(),
            fact=document,
        )
        return [recorded]

    def save(self, document: Document) -> None:
        self.application.record([document])

    def close(self) -> None:
        self.application.close()


class SQLite(_Stock):
    """Its `eventsourcing.sqlite`, which sets WAL; SQLite's default is FULL."""

    def ask(self, question: str) -> str:
        with self.application.recorder.datastore.transaction(commit=False) as cursor:  # type: ignore[attr-defined]  # of this module's recorder
            cursor.execute(question)
            return str(cursor.fetchone()[0])


class SQLiteSaves(SQLite):
    """Its idiomatic way in bulk: `save()` of all aggregates that a batch touches."""

    def write(self, batch: Any) -> None:
        self.application.record(batch)


class SQLiteCached(SQLite):
    """With its aggregate cache, so that a save replays nothing that this process saved."""

    SETTINGS: ClassVar[dict[str, str]] = {"AGGREGATE_CACHE_MAXSIZE": "10000"}


class PostgreSQL(_Stock):
    """Its `eventsourcing.postgres`, with its functions in the database; 1,000 events a commit."""

    BATCH = 1_000  # by a fifth faster than 10,000

    PACKAGES: ClassVar[Sequence[str]] = ("eventsourcing", "psycopg")

    def ask(self, question: str) -> str:
        with self.application.recorder.datastore.transaction() as cursor:  # type: ignore[attr-defined]  # of this module's recorder
            cursor.execute(question)
            return str(next(iter(cursor.fetchone().values())))


class PostgreSQLSaves(PostgreSQL):
    """Its idiomatic way in bulk: `save()` of all aggregates that a batch touches."""

    BATCH = 10_000  # four times as fast as 1,000: fewer aggregates are read again

    def write(self, batch: Any) -> None:
        self.application.record(batch)


class PostgreSQLCached(PostgreSQL):
    """With its aggregate cache, so that a save replays nothing that this process saved."""

    SETTINGS: ClassVar[dict[str, str]] = {"AGGREGATE_CACHE_MAXSIZE": "10000"}


class PostgreSQLProjected(PostgreSQL):
    """Its `ProjectionRunner`: a row of status and its position, committed for each event."""

    def project(self) -> None:
        runner = ProjectionRunner(
            application_class=Facts,
            projection_class=StatusProjection,
            view_class=Statuses,
            env=self.environment(),
        )
        with runner:
            runner.wait(self.application.recorder.max_notification_id(), timeout=WAIT_SECONDS)


class Statuses(PostgresTrackingRecorder):
    """A read model in the database: one row of status for each stream."""

    def __init__(self, datastore: PostgresDatastore, **others: Any) -> None:
        super().__init__(datastore, **others)
        made = STATUS.replace("TABLE", "TABLE IF NOT EXISTS")
        self.sql_create_statements.append(SQL(made))  # type: ignore[arg-type]  # a constant

    def tell(self, fact: Document, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)  # as its documentation does
            values = (stream_of(fact), fact["type"], fact["occurred"])
            cursor.execute(UPSERT, values, prepare=True)


class StatusProjection(Projection[Statuses]):
    """Folds each event as it comes; topics keep others from being read."""

    name = "status"
    topics = (f"{Relationship.__module__}:Relationship.Recorded",)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.tell(domain_event.fact, tracking)


class SQLAlchemySQLite(_Stock):
    """`eventsourcing-sqlalchemy` on SQLite, where it sets WAL; the default is FULL."""

    BATCH = 1_000  # not slower than 10,000

    PACKAGES: ClassVar[Sequence[str]] = ("eventsourcing-sqlalchemy", "SQLAlchemy")

    def environment(self) -> dict[str, str]:
        return {
            "PERSISTENCE_MODULE": "eventsourcing_sqlalchemy",
            "SQLALCHEMY_URL": self.place.url,
        }

    def ask(self, question: str) -> str:
        with self.application.factory.datastore.engine.connect() as connection:  # type: ignore[attr-defined]  # of this extension's factory
            return str(connection.exec_driver_sql(question).scalar_one())


class SQLAlchemyPostgreSQL(SQLAlchemySQLite):
    """`eventsourcing-sqlalchemy` on PostgreSQL, through psycopg 3."""

    PACKAGES: ClassVar[Sequence[str]] = ("eventsourcing-sqlalchemy", "SQLAlchemy", "psycopg")


def environment(place: Place) -> dict[str, str]:
    """Return how the library is told of a database."""
    if place.database == "sqlite":
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": place.file}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": place.name,
        "POSTGRES_HOST": place.host,
        "POSTGRES_USER": place.user,
        "POSTGRES_PASSWORD": "none is asked for on the socket",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "yes",
    }
