"""The register with its read models, embedded in one process: you read what you wrote."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from aggregates.vocabulary.events import PersonForgotten
from projections.engine.projector import Projector, head_of
from projections.read_models import tree
from projections.rebuild.lock import alone
from register.errors import DatabaseBusy, DatabaseLost, DatabaseReadOnly, DiskFull, RebuildStopped
from register.log.postgresql import is_followed
from register.log.reader import LogReader
from register.persons.keys import rehearsed
from register.store.database import check_schema, open_engine, reading, writing
from register.store.sqlite_pages import read_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Self

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from register.application import Register
    from register.clock import Clock
    from register.format.lines import ByteSource
    from register.importing.importer import ImportOptions, ImportResult
    from register.persons.keys import Persons
    from register.recording.recording import Outcome, Recording


FAR_BEHIND = 20_000
"""How many facts the read models may be behind before they are made anew, if that is most."""

BRIEFLY_SECONDS = 1.0
"""How long a reader waits for a follower, before it brings the read models up by itself."""

POLL_SECONDS = 0.01
"""How long one who waits for a position waits between two looks."""

IMPATIENT_SECONDS = 0.2
"""How long a reader waits for a writer on SQLite, before it reads what there is."""


KEPT_BACK = (DatabaseBusy, DatabaseLost, DatabaseReadOnly, DiskFull)
"""What may keep the read models back without harm: the fact is recorded, and they follow later."""


class EmbeddedRegister:
    """One database's log and read models. Use it as a context manager, or close it.

    ``workers`` is how many processes may read a large file, and make read models anew; more than
    one needs a main module that can be imported again (`multiprocessing`, spawn). ``persons`` has
    the keys to what is recorded about persons; without, no fact that says a name or contact is
    taken. Where ``clock_is_right`` is not said, recording may raise ClockDoubted. Raises NotInitialised or SchemaMismatch on opening a database that does not fit.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        workers: int = 1,
        persons: Persons | None = None,
        clock_is_right: bool = True,
    ) -> None:
        self._url = url
        self._clock = clock
        self._clock_is_right = clock_is_right
        self.persons = persons
        self._workers = workers
        self.engine = open_engine(url)
        read_in_place(self.engine)
        try:
            check_schema(self.engine)
        except BaseException:
            self.engine.dispose()
            raise
        self.projector = Projector(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        if "register" in self.__dict__:
            self.register.close()
        self.engine.dispose()

    @cached_property
    def register(self) -> Register:
        """The log as one may write to it; who only reads never builds it."""
        return self._writer(self.persons)

    def _writer(self, persons: Persons | None) -> Register:
        from register.application import Register  # noqa: PLC0415  # it loads eventsourcing

        right = self._clock_is_right
        return Register(self.engine, self._clock, persons=persons, clock_is_right=right)

    def record(
        self,
        facts: Sequence[Fact],
        *,
        recorded_by: str,
        expected: Mapping[str, int] | None = None,
    ) -> list[Outcome]:
        """Record facts, all or none, and bring the read models up to them.

        ``expected`` are versions of aggregates; raises VersionMoved where one is another.

        Where a follower does that (`register follow`), nothing is waited for but the log.
        Raises FactRefused for the first one that is refused; then nothing is recorded.
        A person-forgotten destroys the person's key, once it is committed. If the process is
        killed in between, recording the same fact again destroys it: nothing that refuses it,
        such as a full disk, may come after what can't be undone.
        """
        if self.engine.dialect.name == "postgresql":
            outcomes = self.register.record(facts, recorded_by=recorded_by, expected=expected)
            followed = self.register.recorder.followed or self._has_followed(outcomes)
        else:
            outcomes, followed = self._recorded_and_followed(facts, recorded_by, expected)
        self._destroy_keys(facts)
        if not followed:
            self.catch_up()
        return outcomes

    @contextmanager
    def rehearsing(
        self, facts: Sequence[Fact], *, recorded_by: str
    ) -> Iterator[tuple[Connection, list[Outcome]]]:
        """Give what recording facts would do, and a connection that sees it; then undo it.

        It is done in a transaction that is rolled back, so it refuses what recording refuses. No
        key of a person is made or destroyed.
        """
        with self.rehearsal(recorded_by=recorded_by) as recording:
            outcomes = recording.record(facts)
            self._follow(recording.connection, outcomes)
            yield recording.connection, outcomes

    @contextmanager
    def rehearsal(self, *, recorded_by: str) -> Iterator[Recording]:
        """Give a recording all of which is undone at the end."""
        register = self._writer(None if self.persons is None else rehearsed(self.persons))
        try:
            with writing(self.engine) as connection:
                register.recorder.lock(connection)
                yield register.recording_on(connection, recorded_by=recorded_by)
                connection.rollback()
        finally:
            register.close()
            self.projector = Projector(self.engine)  # it may remember what was not recorded

    def _destroy_keys(self, facts: Sequence[Fact]) -> None:
        """Destroy the keys of those who are forgotten by facts that are in the log now."""
        for fact in facts:
            if isinstance(fact, PersonForgotten) and self.persons is not None:
                self.persons.forget(fact.person)

    def _bury(self) -> None:
        """Let nobody get a key of whom an imported file says that they are forgotten.

        A key that is there is left: only who asks for it destroys one.
        """
        if (store := self.persons) is None or not store.is_readable():
            return
        with reading(self.engine) as connection:
            gone = LogReader(connection).names("person")
        for person in gone:
            if not store.is_forgotten(person) and not store.holds_key(person):
                store.forget(person)

    def _recorded_and_followed(
        self, facts: Sequence[Fact], recorded_by: str, expected: Mapping[str, int] | None
    ) -> tuple[list[Outcome], bool]:
        """Record facts, and bring the read models up to them if that is quick, at once."""
        try:
            with self.register.recording(recorded_by=recorded_by, expected=expected) as recording:
                outcomes = recording.record(facts)
                return outcomes, self._follow(recording.connection, outcomes)
        except BaseException:
            self.projector = Projector(self.engine)  # it may remember what was not recorded
            raise

    def _has_followed(self, outcomes: Sequence[Outcome]) -> bool:
        """Bring the read models up to facts in a transaction of its own, if that is quick."""
        try:
            with writing(self.engine) as connection:
                return self._follow(connection, outcomes)
        except KEPT_BACK:
            return False

    def _follow(self, connection: Connection, outcomes: Sequence[Outcome]) -> bool:
        """Handle the next batch; tell whether the read models have come to these facts."""
        last = max((outcome.last_position() for outcome in outcomes), default=0)
        return self.projector.is_settled(connection) and self.projector.follow(connection) >= last

    def import_file(self, stream: ByteSource, name: str, options: ImportOptions) -> ImportResult:
        """Import the facts of one file, and bring the read models up to them."""
        from register.importing.importer import ImportStep, import_file  # noqa: PLC0415  # readers don't need it

        result = import_file(self.register, stream, name, options, workers=self._workers)
        self._bury()
        self.catch_up(lambda facts, of: options.on_step(ImportStep("read models", facts, of=of)))
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state, with the read models up to the log if possible.

        A register that was killed between recording and projecting catches up here.
        """
        with reading(self.engine) as connection:
            if not (is_behind := any(self.projector.lag_on(connection).values())):
                yield connection
        if not is_behind:
            return
        if not self._is_brought_up():
            self._catch_up_if_free()
        with reading(self.engine) as connection:
            yield connection

    def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until the read models have followed the log to a position; False: they have not.

        It is for a register with a follower (`register follow`). The timeout is in seconds.
        """
        give_up = time.monotonic() + timeout
        while not self.projector.has_reached(position):
            if time.monotonic() >= give_up:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def _is_brought_up(self) -> bool:
        """Tell whether a follower has brought the read models up to the present end of the log."""
        with reading(self.engine) as connection:
            if not is_followed(connection):
                return False
            head = head_of(connection)
        return self.wait_for(head, BRIEFLY_SECONDS)

    def _catch_up_if_free(self) -> None:
        """Bring the read models up to the log, but don't keep a reader waiting for a writer."""
        if self._is_far_behind():
            self.catch_up()
            return
        engine = open_engine(self._url, busy_seconds=IMPATIENT_SECONDS)
        try:
            Projector(engine).catch_up()
        except (DatabaseBusy, DatabaseReadOnly, DiskFull):
            return
        finally:
            engine.dispose()

    def catch_up(self, progress: Callable[[int, int], None] = lambda _facts, _of: None) -> None:
        """Bring the read models up to the log, unless another writer holds the database.

        What is recorded is recorded, and what the read models have not seen is folded from
        the log; they follow at the next occasion, and `lag` tells how far they are behind.
        Where they are made anew, ``progress`` is called with how many facts were dealt with
        since the last call, and how many there are to deal with.
        """
        try:
            if not self._is_far_behind() or self._is_made_anew(progress):
                self.projector.catch_up()
        except (*KEPT_BACK, RebuildStopped):
            return

    def _is_made_anew(self, progress: Callable[[int, int], None]) -> bool:
        """Make the read models anew, unless another process is at it; tell whether they are."""
        from projections.rebuild.rebuild import LONG, rebuild  # noqa: PLC0415  # seldom needed

        of = self._head() * len(LONG)
        with alone(self.engine) as nobody_else:
            if nobody_else and self._is_far_behind():
                rebuild(
                    self._url,
                    [],
                    workers=self._workers,
                    progress=lambda facts: progress(facts, of),
                )
        return nobody_else

    def _is_far_behind(self) -> bool:
        """Tell whether the read models are made faster from nothing, each relationship at once."""
        behind = max(lag for name, lag in self.projector.lag().items() if name != tree.NAME)
        return behind >= FAR_BEHIND and 2 * behind > self._head()

    def _head(self) -> int:
        with reading(self.engine) as connection:
            return head_of(connection)
