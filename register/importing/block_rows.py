"""What the lines of a file come to, each by itself: a row for the log, or what is wrong."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregates.errors import FactRefused, Problems
from register.format.lines import line_of
from register.format.schemas import read_fact
from register.importing.row import TOPIC
from register.laws.consequences import CAUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from register.format.lines import Block
    from register.importing.row import Row
    from register.recording.preparation import Preparation

QUICK_FROM = 50_000
"""From how many bytes on the good path pays: it takes a moment to be made."""


@dataclass(frozen=True, slots=True)
class BlockRows:
    """What the lines of a block came to: rows in their order, and problems by line.

    A row in ``unless_known`` is refused for these problems, unless the log has the fact. Of the
    lines in ``causes`` other facts may follow; a line with a position is of another log, which
    has all that followed.
    """

    first: int
    rows: list[Row] = field(default_factory=list)
    refused: dict[int, Problems] = field(default_factory=dict)
    unless_known: dict[int, Problems] = field(default_factory=dict)
    causes: list[int] = field(default_factory=list)


def rows_of(storing: Preparation, blocks: Iterable[Block]) -> Iterator[BlockRows]:
    """Give what the lines of each block come to; this is what a worker does."""
    gc.set_threshold(200_000, 20, 100)  # hardly anything is garbage in circles
    return (read_rows(storing, block) for block in blocks)


def read_rows(storing: Preparation, block: Block) -> BlockRows:
    """Return what the lines of a block come to, each by itself."""
    made = BlockRows(block.first)
    quick = _quick() if len(block.data) >= QUICK_FROM else _not_at_all
    for number, raw in block.lines():
        row = quick(number, raw)
        if row is not None:
            made.rows.append(row)
            if row[TOPIC] in CAUSES and not _is_of_a_log(raw):
                made.causes.append(number)
            continue
        try:
            row, unless_known = whole_row(storing, number, raw)
        except FactRefused as refused:
            made.refused[number] = refused.problems
            continue
        made.rows.append(row)
        if row[TOPIC] in CAUSES and not _is_of_a_log(raw):
            made.causes.append(number)
        if unless_known:
            made.unless_known[number] = unless_known
    return made


def _is_of_a_log(raw: bytes) -> bool:
    return b'"position"' in raw and "position" in line_of(0, raw).document


def _quick() -> Callable[[int, bytes], Row | None]:
    from register.importing.fast_path import quick_row  # noqa: PLC0415  # small files don't need it

    return quick_row


def _not_at_all(_number: int, _raw: bytes) -> None:
    return None


def whole_row(storing: Preparation, number: int, raw: bytes) -> tuple[Row, Problems]:
    """Return the row of a line, and why it is refused unless the log has the fact already.

    Raises FactRefused with everything that is wrong with it.
    """
    line = line_of(number, raw)
    if line.problem is not None:
        raise FactRefused((line.problem,))
    made = storing.storable(read_fact(line.document), number)
    return made[:6], made.unless_known
