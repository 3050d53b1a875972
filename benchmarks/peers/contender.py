"""What every contender does: it writes facts into a database of its own, durably.

Contenders run in a process of their own (`worker.py`), some with other packages than the
register's, so that what they share needs the standard library alone.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from time import perf_counter
from typing import IO, TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Document = dict[str, Any]

DURABLE: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2"},
    "postgresql": {
        "SHOW fsync": "on",
        "SHOW synchronous_commit": "on",
        "SHOW full_page_writes": "on",
    },
}
"""What each database has to answer on a contender's own connection (2 is FULL)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fresh database is: a file of SQLite, or a name on a server's socket."""

    database: str
    file: str = ""
    host: str = ""
    user: str = ""
    name: str = ""

    @property
    def url(self) -> str:
        """Return SQLAlchemy's address of it."""
        if self.database == "sqlite":
            return f"sqlite:///{self.file}"
        return f"postgresql+psycopg://{self.user}@/{self.name}?host={self.host}"

    @property
    def dsn(self) -> str:
        """Return what libpq is told."""
        return f"host={self.host} user={self.user} dbname={self.name}"


class Contender(ABC):
    """One way to keep facts. What a work costs is timed; what it is given is made before."""

    BATCH: ClassVar[int] = 10_000
    """How many facts are committed at once in bulk, unless a contender is faster otherwise."""

    PACKAGES: ClassVar[Sequence[str]] = ()
    """What its versions are asked of."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def setup(self) -> None:
        """Make the tables and connect."""

    def prepared(self, lines: list[bytes]) -> Any:
        """Return what is written, made of JSON lines; peers are given parsed documents."""
        return [json.loads(line) for line in lines]

    @abstractmethod
    def write(self, batch: Any) -> None:
        """Write a batch and commit it."""

    def load(self, stream: IO[bytes]) -> float:
        """Write all lines of a stream; return the seconds it took, without preparing."""
        taken = 0.0
        while lines := list(islice(stream, self.BATCH)):
            batch = self.prepared(lines)
            start = perf_counter()
            self.write(batch)
            taken += perf_counter() - start
        return taken

    @abstractmethod
    def save(self, document: Document) -> None:
        """Write a single fact as an application would; on return it is durable."""

    def fill(self, stream: IO[bytes]) -> None:
        """Write what is projected later, and nothing more."""
        self.load(stream)

    def project(self) -> None:
        """Bring a read model, one row of status for each stream, up to all that was written."""
        raise NotImplementedError

    @abstractmethod
    def ask(self, question: str) -> str:
        """Return the one value that the contender's own connection answers."""

    def versions(self) -> dict[str, str]:
        """Return the versions of the packages that do the work."""
        return {name: version(name) for name in self.PACKAGES}

    @abstractmethod
    def close(self) -> None:
        """Close all connections."""


def stream_of(document: Document) -> str:
    """Return the stream of a fact, which is its aggregate's name."""
    if "instrument" in document:
        return f"instrument-{document['instrument']}"
    if "jurisdiction" in document:
        return f"relationship-{document['platform']}/{document['jurisdiction']}"
    return f"platform-{document['platform']}"
