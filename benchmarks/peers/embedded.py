"""The register itself, with everything on: validation, decisions, the log, all read models."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from time import perf_counter
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import text

from benchmarks.peers.contender import Contender
from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.importing.importer import ImportOptions, import_file
from register.store.database import migrate

if TYPE_CHECKING:
    from benchmarks.peers.contender import Document
    from register.importing.importer import ImportResult

OPTIONS = ImportOptions(recorded_by="benchmark")


def now() -> datetime:
    return datetime.now(UTC)


class Register(Contender):
    """`EmbeddedRegister` as `register import` uses it, with a process for each core: parsing is timed too."""

    PACKAGES = ("compliance-register", "SQLAlchemy")

    def setup(self) -> None:
        migrate(self.place.url)
        self.register = EmbeddedRegister(self.place.url, now, workers=os.cpu_count() or 1)

    def write(self, batch: Any) -> None:
        """Import lines of a file."""
        _all_recorded(self.register.import_file(batch, "made up", OPTIONS))

    def load(self, stream: IO[bytes]) -> float:
        start = perf_counter()
        self.write(stream)
        return perf_counter() - start

    def save(self, document: Document) -> None:
        self.register.record([read_fact(document)], recorded_by="benchmark")

    def fill(self, stream: IO[bytes]) -> None:
        _all_recorded(import_file(self.register.register, stream, "made up", OPTIONS))

    def project(self) -> None:
        self.register.catch_up()

    def ask(self, question: str) -> str:
        with self.register.reading() as connection:
            return str(connection.execute(text(question)).scalar_one())

    def close(self) -> None:
        self.register.close()


def _all_recorded(result: ImportResult) -> None:
    if result.refused or result.recorded != result.read:
        raise AssertionError(f"{result.refused} refused, {result.duplicates} known: {result}")
