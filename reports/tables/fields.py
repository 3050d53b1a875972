"""Tables by fields: a column, and what stands in it; some are for programs only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from reports.model import Audience, Cell, Column, Lines, Paragraph, Streamed, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.context import ReportContext
    from reports.model import Block, Row, Run
    from reports.words.language import Language

T = TypeVar("T")
Field = tuple[Column, Callable[[T], Cell]]
Fields = tuple[Field[T], ...]


def tabled(
    name: str, title: str, fields: Fields[T], items: Sequence[T], audience: Audience
) -> Table:
    """Return a table with a row for each item."""
    return Table(name, title, _columns(fields), tuple(_rows(fields, items)), audience=audience)


def _columns(fields: Fields[T]) -> tuple[Column, ...]:
    return tuple(column for column, _ in fields)


def _rows(fields: Fields[T], items: Iterable[T]) -> Iterator[Row]:
    values = [value for _, value in fields]
    return (tuple(value(item) for value in values) for item in items)


def told_twice(
    making: ReportContext,
    table: tuple[str, str, str],
    items: Sequence[T],
    *fields: Fields[T],
    folded: bool = False,
) -> tuple[Block, ...]:
    """Return a table for readers with the first fields, and one for programs with all of them.

    ``table`` is its name, its title, and the sentence that stands for readers in place of an
    empty one. That for readers has ``-read`` behind its name.
    """
    name, title, nothing = table
    every = tuple(field for some in fields for field in some)
    whole = tabled(name, title, every, items, Audience.PROGRAMS)
    first = len(fields[0])
    readers = Table(
        f"{name}-read",
        title,
        whole.columns[:first],
        tuple(row[:first] for row in whole.rows),
        audience=Audience.READERS,
        folded=folded,
    )
    return (*listed(readers, making, nothing), whole)


def streamed_twice(
    making: ReportContext, table: tuple[str, str, str], items: Sequence[T], *fields: Fields[T]
) -> tuple[Block, ...]:
    """Return what `told_twice` does, for thousands of rows: they are made while they are read.

    Words of those that readers don't see are not noted as used (`ReportNames.words`).
    """
    name, title, nothing = table
    every = tuple(field for some in fields for field in some)
    shown = items[: making.statement.longest]
    readers = tabled(f"{name}-read", title, fields[0], shown, Audience.READERS)
    rows = Streamed(len(items), lambda: _rows(every, items))
    whole = Table(name, title, _columns(every), rows, audience=Audience.PROGRAMS)
    left = (left_out(len(shown), len(items), making.language),) if len(shown) < len(items) else ()
    return (*left, *listed(readers, making, nothing), whole)


def for_readers(
    making: ReportContext, table: tuple[str, str, str], items: Sequence[T], fields: Fields[T]
) -> tuple[Block, ...]:
    """Return a table for readers only; ``table`` is as in `told_twice`."""
    name, title, nothing = table
    return listed(tabled(name, title, fields, items, Audience.READERS), making, nothing)


def marks(words: Run) -> Cell:
    """Return marks as a cell, one under another; None without any."""
    return lines((word,) for word in words)


def lines(runs: Iterable[Run]) -> Cell:
    """Return runs as a cell, one under another; None without any."""
    found = tuple(runs)
    return Lines(found) if found else None


def spaced(words: Run) -> Run:
    """Return words each with a space before it, to stand behind another."""
    return tuple(part for word in words for part in (" ", word))


def listed(table: Table, making: ReportContext, nothing: str) -> tuple[Block, ...]:
    """Return a table for readers, cut where it is too long; one without a row is a sentence."""
    longest, count = making.statement.longest, len(table.rows)
    if not count:
        return (Paragraph((nothing,)),)
    if count <= longest:
        return (table,)
    cut = replace(table, rows=tuple(islice(table.rows, longest)))
    return (left_out(longest, count, making.language), cut)


def abridged(table: Table, longest: int, language: Language) -> tuple[Block, ...]:
    """Return a table, or, if it is longer, its first rows for readers, and all for programs."""
    if len(table.rows) <= longest:
        return (table,)
    first = replace(table, rows=tuple(islice(table.rows, longest)), audience=Audience.READERS)
    return (
        left_out(longest, len(table.rows), language),
        first,
        replace(table, audience=Audience.PROGRAMS),
    )


def left_out(few: int, count: int, language: Language) -> Paragraph:
    """Return the sentence that says how many of how many rows are shown, and where all are."""
    told = language.run(
        "{shown} of {count} are shown here; the same report as xlsx, csv or json has them all.",
        shown=language.number(few),
        count=language.number(count),
    )
    return Paragraph(told)
