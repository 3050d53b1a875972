"""Importing files of facts: all or nothing of a file, or all but the refused lines.

A file is checked first, every line of it, and what passes is staged on disk; then it is
appended, in transactions that are short enough for others to record in between. A small file
is checked and appended in one transaction.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from register.errors import DatabaseProblem, ImportStopped
from register.format.lines import read_blocks
from register.importing.block_reader import read_all
from register.importing.bulk_appender import BulkAppender
from register.importing.file_admission import FileAdmission
from register.importing.row import CITED, FACT_ID, LINE, STREAM, TOPIC
from register.importing.staging import Staging
from register.laws.consequences import CLAIMS, OBLIGATION_TOPICS, TRIGGERS
from register.log.reader import LogReader
from register.persons.keys import rehearsed
from register.recording.preparation import Preparation
from register.store.database import reading, writing
from register.store.sqlite_pages import many_pages, write_back
from register.store.tables import DESIGNATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from aggregates.errors import Problems
    from register.application import Register
    from register.format.lines import Block, ByteSource
    from register.importing.block_rows import BlockRows
    from register.importing.row import Row

BLOCK_BYTES = 500_000
"""About how many bytes of a file are read, and decided on, at once."""

SMALL = 4
"""How many blocks a file may have to be imported in one transaction."""

BATCH = 25_000
"""How many facts are appended in one transaction."""

MAX_REPORTED = 1_000
"""How many refused lines are kept with their reasons; further ones are only counted."""

Phase: TypeAlias = Literal["checking", "recording", "read models"]


@dataclass(frozen=True, slots=True)
class ImportStep:
    """Something was dealt with: so many facts, of ``of`` if that is known, in so many bytes."""

    phase: Phase
    facts: int
    size: int = 0
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that can't be recorded, with every reason; `str` gives one line for each."""

    file: str
    line: int
    problems: Problems

    def __str__(self) -> str:
        return "\n".join(f"{self.file}:{self.line}: {problem}" for problem in self.problems)


@dataclass(slots=True)
class ImportResult:
    """What became of a file's lines. Of a file that was refused, nothing is recorded.

    ``followed`` counts what was recorded besides, since it follows from lines by a law.
    """

    read: int = 0
    recorded: int = 0
    followed: int = 0
    duplicates: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, other: ImportResult) -> None:
        """Add what became of a further file."""
        self.read += other.read
        self.recorded += other.recorded
        self.followed += other.followed
        self.duplicates += other.duplicates
        self.refused += other.refused
        self.refusals += other.refusals[: MAX_REPORTED - len(self.refusals)]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import: by whom, without keeping anything, with refused lines left out.

    ``on_refused`` is called with the bytes of each refused line, ``on_step`` from time to
    time with what was dealt with since the last call.
    """

    recorded_by: str
    dry_run: bool = False
    skip_refused: bool = False
    on_refused: Callable[[bytes], None] = lambda _: None
    on_step: Callable[[ImportStep], None] = lambda _: None


def import_file(
    register: Register, stream: ByteSource, name: str, options: ImportOptions, *, workers: int = 1
) -> ImportResult:
    """Import the facts of one file, with so many processes to read it if it is large.

    Unless refused lines are skipped, one bad line means that nothing of the file is
    recorded; all lines are read all the same, so that every bad one is named. A crash leaves
    whole batches of the file, all or nothing of a small one; the same file again goes on.
    Raises ImportStopped if somebody else recorded what refuses a line meanwhile.
    """
    blocks = read_blocks(stream, BLOCK_BYTES)
    first = list(islice(blocks, SMALL + 1))
    with Staging() as staging:
        run = _Import(register, staging, name, options)
        if len(first) <= SMALL:
            run.at_once(first)
        else:
            run.in_batches(chain(first, blocks), workers)
    return run.result


class _Import:
    """One file on its way into the log."""

    def __init__(
        self, register: Register, staging: Staging, name: str, options: ImportOptions
    ) -> None:
        self._register = register
        self._staging = staging
        self._name = name
        self._options = options
        persons = register.persons
        if persons is not None and options.dry_run:
            persons = rehearsed(persons)
        self._storing = Preparation(persons, options.recorded_by)
        self._causes: set[int] = set()
        self.result = ImportResult()

    def at_once(self, blocks: list[Block]) -> None:
        """Check and append under one lock, so that nothing comes between."""
        engine = self._register.engine
        with reading(engine) if self._options.dry_run else writing(engine) as connection:
            if not self._options.dry_run:
                self._register.recorder.lock(connection)
            log = LogReader(connection)
            appender = self._appender(log)
            if self._check(read_all(self._storing, blocks, workers=1), lambda: nullcontext(log)):
                for batch in self._batches():
                    appender.append(connection, batch, self._name)
            self.result.followed = appender.followed

    def in_batches(self, blocks: Iterable[Block], workers: int) -> None:
        """Check without a lock, then append in short transactions."""
        with self._reading() as log:
            appender = self._appender(log)
        if self._check(read_all(self._storing, blocks, workers), self._reading):
            self.result.recorded = 0
            with many_pages(self._register.engine):
                for batch in self._batches():
                    self._append(appender, batch)
            self.result.followed = appender.followed

    def _batches(self) -> Iterator[list[Row]]:
        if self._causes:
            self._staging.index_cited()
        return self._staging.batches(BATCH)

    def _append(self, appender: BulkAppender, batch: list[Row]) -> None:
        try:
            with writing(self._register.engine) as connection:
                done = appender.append(connection, batch, self._name)
        except (ImportStopped, DatabaseProblem) as error:
            kept = self.result.recorded
            raise type(error)(f"{error}; {kept} facts of the file were recorded before") from error
        write_back(self._register.engine)
        self.result.recorded += done
        self.result.duplicates += len(batch) - done
        self._options.on_step(ImportStep("recording", len(batch), of=self._staging.count))

    @contextmanager
    def _reading(self) -> Iterator[LogReader]:
        with reading(self._register.engine) as connection:
            yield LogReader(connection)

    def _appender(self, log: LogReader) -> BulkAppender:
        seen = (log.head() or (0, 0))[0]
        return BulkAppender(
            self._register.recorder,
            seen=seen,
            recorded_by=self._options.recorded_by,
            is_cause=self._is_cause,
        )

    def _is_cause(self, row: Row) -> bool:
        """Tell whether a line brings along by law what the file doesn't bring itself."""
        if row[LINE] not in self._causes:
            return False
        return not self._staging.cited_types(row[FACT_ID]) & OBLIGATION_TOPICS

    def _check(
        self,
        read: Iterable[tuple[Block, BlockRows]],
        log: Callable[[], AbstractContextManager[LogReader]],
    ) -> bool:
        """Stage what may be recorded; tell whether it is to be recorded now."""
        decider = FileAdmission(self._staging, log, self._storing.persons)
        for block, rows in read:
            self._refuse(block, {**rows.refused, **decider.decide(rows)})
            self._causes.update(self._with_consequences(rows))
            count = len(rows.rows) + len(rows.refused)
            self.result.read += count
            self._options.on_step(ImportStep("checking", count, size=len(block.data)))
        return self._is_kept()

    def _with_consequences(self, rows: BlockRows) -> Iterator[int]:
        """Give the lines from which something may follow: few, as each divides what is appended.

        Of claims it is those about designations alone, about what duties may wait for, and about
        such claims; and of both of the latter those of relationships with a designation.
        """
        lines = set(rows.causes)
        for row in rows.rows if lines else ():
            if row[LINE] in lines and (row[TOPIC] not in CLAIMS or row[CITED] in self._claimable):
                self._claimable.add(row[FACT_ID])
                if row[TOPIC] == DESIGNATED:
                    self._designated.add(row[STREAM])
                if row[TOPIC] not in TRIGGERS or row[STREAM] in self._designated:
                    yield row[LINE]

    @cached_property
    def _designated(self) -> set[str]:
        """The relationships with a designation: those of the log, and of the file so far."""
        with self._reading() as log:
            return {one.stream for one in log.designated()}

    @cached_property
    def _claimable(self) -> set[str]:
        """The ids of what claims may be about, or are: those of the log, and of the file.

        Of the log it is that of relationships with a designation: for others, a designation that
        the file brings comes with what is known by then.
        """
        with self._reading() as log:
            return {
                entry.fact_id
                for stream in self._designated
                for entry in log.of_stream_and_types(stream, (DESIGNATED, *TRIGGERS, *CLAIMS))
            }

    def _refuse(self, block: Block, refused: dict[int, Problems]) -> None:
        self.result.refused += len(refused)
        for line, raw in block.lines() if refused else ():
            if line in refused:
                self._options.on_refused(raw)
                if len(self.result.refusals) < MAX_REPORTED:
                    self.result.refusals.append(Refusal(self._name, line, refused[line]))

    def _is_kept(self) -> bool:
        """Count what was checked, and tell whether it is to be recorded."""
        result = self.result
        kept = not result.refused or self._options.skip_refused
        result.duplicates = result.read - result.refused - self._staging.count
        result.recorded = self._staging.count if kept else 0
        return kept and not self._options.dry_run
