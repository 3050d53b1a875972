"""The register with its read models, embedded in one process: you read what you wrote."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from projections.projector import Projector
from register.application import Register
from register.database import check_schema, open_engine, reading
from register.errors import DatabaseProblem

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


class EmbeddedRegister:
    """One database's log and read models. Use it as a context manager, or close it.

    Raises NotInitialised or SchemaMismatch on opening a database that does not fit.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self.engine = open_engine(url)
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
        self.projector.catch_up()
        return outcomes

    def import_file(self, stream: IO[bytes], name: str, options: ImportOptions) -> ImportResult:
        """Import the facts of one file, and bring the read models up to them."""
        from register.importing import import_file  # noqa: PLC0415  # reading commands don't need it

        result = import_file(self.register, stream, name, options)
        self.projector.catch_up()
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state, with the read models up to the log.

        A register that was killed between recording and projecting catches up here.
        """
        if any(self.projector.lag().values()):
            self._try_to_catch_up()
        with reading(self.engine) as connection:
            yield connection

    def _try_to_catch_up(self) -> None:
        try:
            self.projector.catch_up()
        except DatabaseProblem as problem:
            raise DatabaseProblem(
                f"the read models are behind the log and can't be brought up to it: {problem}"
            ) from problem


def _accepted(outcome: Outcome | FactRefused) -> Outcome:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
