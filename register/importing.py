"""Importing files of facts: all or nothing of a file, or all but the refused lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING

from aggregates.errors import FactRefused, Problem
from register.database import writing
from register.lines import Line, read_lines
from register.recording import Outcome, Recording
from register.schemas import read_fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aggregates.facts import Fact
    from register.application import Register

BATCH = 500
"""How many lines are decided on at once."""

MAX_REPORTED = 1_000
"""How many refused lines are kept with their reasons; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that can't be recorded, with every reason; `str` gives one line for each."""

    file: str
    line: int
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(f"{self.file}:{self.line}: {problem}" for problem in self.problems)


@dataclass(slots=True)
class ImportResult:
    """What became of a file's lines. Of a file that was refused, nothing is recorded."""

    read: int = 0
    recorded: int = 0
    duplicates: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, other: ImportResult) -> None:
        """Add what became of a further file."""
        self.read += other.read
        self.recorded += other.recorded
        self.duplicates += other.duplicates
        self.refused += other.refused
        self.refusals += other.refusals[: MAX_REPORTED - len(self.refusals)]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import: by whom, without keeping anything, with refused lines left out.

    ``on_refused`` is called with the bytes of each refused line, ``on_read`` with the
    number of bytes of each line that was dealt with.
    """

    recorded_by: str
    dry_run: bool = False
    skip_refused: bool = False
    on_refused: Callable[[bytes], None] = lambda _: None
    on_read: Callable[[int], None] = lambda _: None


def import_file(
    register: Register, stream: IO[bytes], name: str, options: ImportOptions
) -> ImportResult:
    """Import the facts of one file in one transaction.

    Unless refused lines are skipped, one bad line means that nothing of the file is
    recorded; all lines are read all the same, so that every bad one is named. A crash at
    any moment leaves all of the file or nothing.
    """
    result = ImportResult()
    with writing(register.engine) as connection:
        register.recorder.lock(connection)
        recording = Recording(register, connection, recorded_by=options.recorded_by)
        for batch in _batches(read_lines(stream)):
            _import_batch(recording, batch, name, options, result)
        kept = not result.refused or options.skip_refused
        if options.dry_run or not kept:
            connection.rollback()
    if not kept:
        result.recorded = 0
    return result


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    iterator = iter(lines)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _import_batch(
    recording: Recording,
    lines: list[Line],
    name: str,
    options: ImportOptions,
    result: ImportResult,
) -> None:
    read = [_read(line) for line in lines]
    outcomes = iter(recording.record([item for item in read if not isinstance(item, FactRefused)]))
    for line, item in zip(lines, read, strict=True):
        outcome = item if isinstance(item, FactRefused) else next(outcomes)
        _count(result, outcome)
        if isinstance(outcome, FactRefused):
            options.on_refused(line.raw)
            if len(result.refusals) < MAX_REPORTED:
                result.refusals.append(Refusal(name, line.number, outcome.problems))
        options.on_read(len(line.raw))


def _read(line: Line) -> Fact | FactRefused:
    if line.problem is not None:
        return FactRefused((line.problem,))
    try:
        return read_fact(line.document)
    except FactRefused as refused:
        return refused


def _count(result: ImportResult, outcome: Outcome | FactRefused) -> None:
    result.read += 1
    if isinstance(outcome, FactRefused):
        result.refused += 1
    elif outcome.duplicate:
        result.duplicates += 1
    else:
        result.recorded += 1
