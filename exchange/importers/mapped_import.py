"""Importing a table by a mapping: its rows as facts, through the import of the register.

All rows are read first, and what they come to waits on disk: only then is it known which keys
stand twice, and what the log has already. Then the facts go the way of every other file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from aggregates.errors import Problem
from exchange.importers.fields import folded
from exchange.importers.form import needed_details
from exchange.importers.restatements import may_restate, restate
from exchange.importers.scratch import Scratch
from exchange.importers.table_files import compiled
from exchange.importers.tables.table import RowRefusal
from register.importing.importer import MAX_REPORTED, ImportResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aggregates.errors import Problems
    from exchange.importers.mapping import TableMapping
    from exchange.importers.platforms import Platforms
    from exchange.importers.row_mapper import RowMapper
    from exchange.importers.scratch import ScratchFact
    from exchange.importers.tables.table import TableFile, TableRow
    from projections.embedded import EmbeddedRegister
    from register.importing.importer import ImportOptions

_MOST_NAMED = 5
"""How many rows are named that share a key."""


@dataclass(slots=True)
class TableResult:
    """What became of a table: its rows, those that made no fact by reason, and the facts.

    ``refused_rows`` are the numbers of all rows of which something was refused. ``gone`` counts
    recorded facts of which their rows say nothing any more.
    """

    rows: int = 0
    corrections: int = 0
    gone: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    refusals: list[RowRefusal] = field(default_factory=list)
    refused_rows: set[int] = field(default_factory=set)
    imported: ImportResult = field(default_factory=ImportResult)

    @property
    def refused(self) -> int:
        """How many rows have something that can't be recorded."""
        return len(self.refused_rows)


def import_table(
    register: EmbeddedRegister,
    table: TableFile,
    mapping: TableMapping,
    options: ImportOptions,
    *,
    cited: Mapping[str, str],
    restated_on: str,
    platforms: Platforms | None = None,
) -> TableResult:
    """Import the rows of a table; ``restated_on`` is when its corrections happened, as EDTF.

    Unless refused rows are skipped, one of them means that nothing of the table is recorded.
    The same table again records nothing; after a crash it goes on.
    """
    restates = may_restate(register.register, mapping)
    mapper = compiled(mapping, table, cited, restates=restates, platforms=platforms)
    with Scratch() as scratch:
        run = _TableImport(table, mapping, mapper, scratch)
        run.read_rows()
        run.refuse_doubled()
        if restates:
            run.restate(register, restated_on)
        run.record(register, options)
    return run.result


class _TableImport:
    """One table on its way to the import."""

    def __init__(
        self, table: TableFile, mapping: TableMapping, mapper: RowMapper, scratch: Scratch
    ) -> None:
        self._table = table
        self._mapper = mapper
        self._scratch = scratch
        self._head = table.head or mapping.heads[0]
        self._places = {folded(name): place for place, name in enumerate(self._head)}
        self._known = 0
        self.result = TableResult()

    def read_rows(self) -> None:
        """Put down what each row comes to, and refuse those that can't be read."""
        for row in self._table.rows():
            self.result.rows += 1
            if row.problem is not None:
                self._refuse_row(row)
                continue
            self._read(row)
        self.result.left_out.update(self._table.left_out)
        self._scratch.flush()

    def _read(self, row: TableRow) -> None:
        reasons: list[str] = []
        made = refused = 0
        for part in self._mapper.rows(row.cells):
            if part.key is not None:
                self._scratch.add_key(row.number, part.key)
            for cell in (*part.refused, *part.refused_facts):
                refused += 1
                self._refuse(row.number, cell.column, cell.value, cell.reason)
            for fact in part.facts:
                made += fact.made
                self._scratch.add(row.number, *fact)
            reasons += part.left_out
        if not made and not refused:
            self.result.left_out[reasons[0] if reasons else "nothing is made of it"] += 1

    def refuse_doubled(self) -> None:
        """Refuse all rows that have a key which stands in the table twice."""
        doubled = self._scratch.doubled()
        if not doubled:
            return
        self._scratch.index_rows()
        self._scratch.drop_rows(doubled)
        for number, rows in doubled.items():
            others = [str(other) for other in rows if other != number] or ["itself, repeated"]
            told = ", ".join(others[:_MOST_NAMED]) + (" …" if len(others) > _MOST_NAMED else "")
            reason = f"its key is that of row {told}: the mapping's key needs a further column"
            self._refuse(number, None, None, reason)

    def restate(self, register: EmbeddedRegister, restated_on: str) -> None:
        """Leave out what the log has, and correct what it has otherwise."""
        found = restate(register.register, self._scratch, self._mapper, restated_on)
        self._known, self.result.corrections = found.known, found.corrections
        self.result.gone = found.gone
        for fact, reason in found.moved or ():
            self._refuse(fact.number, None, None, reason)

    def record(self, register: EmbeddedRegister, options: ImportOptions) -> None:
        """Let the register import the facts, in thought only if a row was refused before."""
        stopped = bool(self.result.refused_rows) and not options.skip_refused
        digests: list[bytes] = []

        def on_refused(raw: bytes) -> None:
            digests.append(_digest(raw))

        quiet = replace(options, on_refused=on_refused, dry_run=options.dry_run or stopped)
        with self._scratch.lines() as stream:
            done = register.import_file(stream, self._table.name, quiet)
        self._refuse_facts(done)
        self.result.refused_rows.update(self._rows_of(digests))
        self._count(done, stopped=stopped)

    def _count(self, done: ImportResult, *, stopped: bool) -> None:
        done.read += self._known
        done.duplicates += self._known
        if stopped:
            done.recorded = done.followed = 0
        if not done.recorded:
            self.result.corrections = 0
        self.result.imported = done
        self.result.refusals.sort(key=lambda refusal: refusal.number)

    def _refuse_facts(self, done: ImportResult) -> None:
        for refusal in done.refusals:
            fact = self._scratch.fact(refusal.line)
            if fact is None:
                continue
            for problem in _by_member(fact, refusal.problems):
                path = problem.path.replace("$.details.replacement", "$", 1)
                column = self._mapper.column(fact.template, path)
                reason = problem.reason if column else str(problem)
                self._refuse(fact.number, column, None, reason)

    def _rows_of(self, digests: list[bytes]) -> Iterable[int]:
        """Give the rows of refused facts, which the import names in the order of their lines."""
        wanted = iter(digests)
        digest = next(wanted, None)
        for batch in self._scratch.batches() if digest is not None else ():
            for fact in batch:
                if digest is not None and _digest(fact.document or b"") == digest:
                    yield fact.number
                    digest = next(wanted, None)

    def _refuse_row(self, row: TableRow) -> None:
        place, reason = row.problem or (None, "")
        if place is None or place >= len(row.cells):
            where = place
            self._add(
                RowRefusal(self._table.place(row.number, where), row.number, None, None, reason)
            )
            return
        self._refuse(row.number, self._head[place], row.cells[place], reason)

    def _refuse(self, number: int, column: str | None, value: str | None, reason: str) -> None:
        place = None if column is None else self._places.get(folded(column))
        self._add(RowRefusal(self._table.place(number, place), number, column, value, reason))

    def _add(self, refusal: RowRefusal) -> None:
        self.result.refused_rows.add(refusal.number)
        if len(self.result.refusals) < MAX_REPORTED:
            self.result.refusals.append(refusal)


def _by_member(fact: ScratchFact, problems: Problems) -> Iterator[Problem]:
    """Give problems, and in the place of "no details" one for each detail that has to be there."""
    for problem in problems:
        if problem.path != "$.details" or fact.document is None:
            yield problem
            continue
        kind: str = msgspec.json.decode(fact.document)["type"]
        needed = needed_details(kind)
        yield from (Problem(f"$.details.{name}", problem.reason) for name in needed)
        if not needed:
            yield problem


def _digest(raw: bytes) -> bytes:
    return blake2b(raw.rstrip(b"\n"), digest_size=16).digest()
