"""All contenders: what each is called, where it runs, what it does, and how its rows are counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SQLITE, POSTGRESQL = "sqlite", "postgresql"
SHOWN = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
BULK, SHALLOW, DEEP, PROJECTION = "bulk", "shallow", "deep", "projection"

OURS, PEERS = "register", "python"
EMMETT_SQLITE, EMMETT_POSTGRESQL = "emmett-sqlite", "emmett-postgresql"
MESSAGE_DB = "message-db"

ALL = 1_000_000_000
"""As many facts as are asked for."""

SINGLES = {SHALLOW: ALL, DEEP: ALL}
EVERYTHING = {BULK: ALL, **SINGLES, PROJECTION: 20_000}

RAW, LOOP = "raw insert", "hand-written loop"
LIMITS = {BULK: (RAW, LOOP), SHALLOW: (RAW,), DEEP: (RAW,), PROJECTION: (LOOP,)}
"""What each work's ratios are to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A contender on one database."""

    name: str
    kind: str
    """`module:Class` of this folder; of emmett, which of its packages."""

    database: str
    group: str
    """What has to be installed for it."""

    works: Mapping[str, int]
    """The most facts that it is given in each work; slow ones are given fewer than others."""

    counted: str
    """The query that gives how many facts it wrote."""

    projected: str = "SELECT sum(facts) FROM status"
    """The query that gives how many facts its read model has seen."""

    def query(self, work: str) -> str:
        """Return the query that counts what a work has done."""
        return self.projected if work == PROJECTION else self.counted


def entries() -> list[Entry]:
    """Return all contenders, each on each database that it is for."""
    kinds = (_ours, _eventsourcing, _histories, _others)
    return [each for kind in kinds for database in SHOWN for each in kind(database)]


def _ours(database: str) -> Iterator[Entry]:
    entry = partial(Entry, database=database, group=OURS, counted="SELECT count(*) FROM log")
    kind = SHOWN[database]
    yield entry(name=RAW, kind=f"raw:{kind}", works={BULK: ALL, **SINGLES})
    yield entry(name=LOOP, kind=f"loop:{kind}Loop", works=EVERYTHING)
    slow = f"{LOOP}, `jsonschema`"
    yield entry(name=slow, kind=f"loop:{kind}SlowLoop", works={BULK: 20_000})
    seen = "SELECT min(position) FROM projection"
    yield entry(name="**register**", kind="embedded:Register", works=EVERYTHING, projected=seen)


def _eventsourcing(database: str) -> Iterator[Entry]:
    table = {SQLITE: "stored_events", POSTGRESQL: "facts_events"}[database]
    query = "SELECT count(*) FROM {} WHERE topic LIKE '%.Recorded'"
    entry = partial(Entry, database=database, group=PEERS, counted=query.format(table))
    name, kind = "eventsourcing", f"stock:{SHOWN[database]}"
    yield entry(name=name, kind=kind, works={BULK: 50_000, **SINGLES})
    yield entry(name=f"{name}, `save()` of all", kind=f"{kind}Saves", works={BULK: 20_000})
    yield entry(name=f"{name}, cached", kind=f"{kind}Cached", works=SINGLES)
    if database == POSTGRESQL:
        yield entry(name=name, kind=f"{kind}Projected", works={PROJECTION: 5_000})
    yield entry(
        name="eventsourcing-sqlalchemy",
        kind=f"stock:SQLAlchemy{SHOWN[database]}",
        works={BULK: 20_000, **SINGLES},
        counted=query.format("facts_events"),
    )


def _histories(database: str) -> Iterator[Entry]:
    """Give those that keep a history of rows: in bulk of facts, singly of standings."""
    both = "SELECT (SELECT count(*) FROM {0}) + (SELECT count(*) FROM {1})"
    works = {BULK: 5_000, **SINGLES}
    entry = partial(Entry, database=database, group=PEERS, works=works)
    yield entry(
        name="SQLAlchemy-Continuum",
        kind="continuum:Continuum",
        counted=both.format("fact_version", "standing_version"),
    )
    yield entry(
        name="django-simple-history",
        kind="django_history:DjangoHistory",
        counted=both.format("simple_history_historicalfact", "simple_history_historicalstanding"),
    )


def _others(database: str) -> Iterator[Entry]:
    entry = partial(Entry, database=database, works={BULK: 20_000, **SINGLES})
    group = {SQLITE: EMMETT_SQLITE, POSTGRESQL: EMMETT_POSTGRESQL}[database]
    messages = "SELECT count(*) FROM emt_messages"
    yield entry(name="emmett", kind=database, group=group, counted=messages)
    if database == POSTGRESQL:
        yield entry(
            name="message-db",
            kind="message_db:MessageDB",
            group=MESSAGE_DB,
            counted="SELECT count(*) FROM message_store.messages",
        )


NOT_OFFERED = {
    ("eventsourcing", SQLITE, PROJECTION): "its SQLite recorder has no subscriptions",
    ("message-db", SQLITE, BULK): "it is made of functions of PostgreSQL",
}
"""What a peer does not do, and says so itself."""
