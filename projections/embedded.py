"""The register with its read models, embedded in one process: you read what you wrote."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from projections.lookup import read_in_place
from projections.projector import Projector
from register.application import Register
from register.database import check_schema, open_engine, reading
from register.errors import DatabaseBusy, DatabaseReadOnly, RebuildStopped
from register.tables import log_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import IO, Self

    from sqlalchemy import Connection

    from aggregates.errors import FactRefused
    from aggregates.facts import Fact
    from register.clock import Clock
    from register.importing import ImportOptions, ImportResult
    from register.recording import Outcome


FAR_BEHIND = 20_000
"""How many facts the read models may be behind before they are made anew, if that is most."""

IMPATIENT_SECONDS = 0.2
"""How long a reader waits for a writer on SQLite, before it reads what there is."""


class EmbeddedRegister:
    """One database's log and read models. Use it as a context manager, or close it.

    ``workers`` is how many processes may make read models anew after a large import; more
    than one needs a main module that can be imported again (`multiprocessing`, spawn).
    Raises NotInitialised or SchemaMismatch on opening a database that does not fit.
    """

    def __init__(self, url: str, clock: Clock, *, workers: int = 1) -> None:
        self._url = url
        self._workers = workers
        self.engine = open_engine(url)
        read_in_place(self.engine)
        try:
            check_schema(self.engine)
        except BaseException:
            self.engine.dispose()
            raise
        self.register = Register(self.engine, clock)
        self.projector = Projector(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self.register.close()
        self.engine.dispose()

    def record(self, facts: Sequence[Fact], *, recorded_by: str) -> list[Outcome]:
        """Record facts, all or none, and bring the read models up to them.

        Raises FactRefused for the first one that is refused; then nothing is recorded.
        """
        with self.register.recording(recorded_by=recorded_by) as recording:
            outcomes = [_accepted(outcome) for outcome in recording.record(facts)]
        self.catch_up()
        return outcomes

    def import_file(self, stream: IO[bytes], name: str, options: ImportOptions) -> ImportResult:
        """Import the facts of one file, and bring the read models up to them."""
        from register.importing import import_file  # noqa: PLC0415  # reading commands don't need it

        result = import_file(self.register, stream, name, options)
        self.catch_up()
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state, with the read models up to the log if possible.

        A register that was killed between recording and projecting catches up here.
        """
        if any(self.projector.lag().values()):
            self._catch_up_if_free()
        with reading(self.engine) as connection:
            yield connection

    def _catch_up_if_free(self) -> None:
        """Bring the read models up to the log, but don't keep a reader waiting for a writer."""
        if self._is_far_behind():
            self.catch_up()
            return
        engine = open_engine(self._url, busy_seconds=IMPATIENT_SECONDS)
        try:
            Projector(engine).catch_up()
        except (DatabaseBusy, DatabaseReadOnly):
            return
        finally:
            engine.dispose()

    def catch_up(self) -> None:
        """Bring the read models up to the log, unless another writer holds the database.

        What is recorded is recorded, and what the read models have not seen is folded from
        the log; they follow at the next occasion, and `lag` tells how far they are behind.
        """
        try:
            if self._is_far_behind():
                from projections.rebuild import rebuild  # noqa: PLC0415  # seldom needed

                rebuild(self._url, [], workers=self._workers, progress=lambda _: None)
            self.projector.catch_up()
        except (DatabaseBusy, DatabaseReadOnly, RebuildStopped):
            return

    def _is_far_behind(self) -> bool:
        """Tell whether the read models are made faster from nothing, each relationship at once."""
        with reading(self.engine) as connection:
            head = connection.execute(select(log_head.c.position)).scalar() or 0
        behind = max(self.projector.lag().values())
        return behind >= FAR_BEHIND and 2 * behind > head


def _accepted(outcome: Outcome | FactRefused) -> Outcome:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
