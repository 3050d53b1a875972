"""Reading the blocks of a file, one after another or side by side, in the file's order."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from register.errors import ImportStopped
from register.importing.block_rows import read_rows, rows_of
from register.worker_pool import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from register.format.lines import Block
    from register.importing.block_rows import BlockRows
    from register.recording.preparation import Preparation

ALONE = 32
"""How many blocks are read in this process before others are started to help."""

AHEAD = 3
"""How many blocks each worker has to do, or has done: so much memory at most."""


def read_all(
    storing: Preparation, blocks: Iterable[Block], workers: int
) -> Iterator[tuple[Block, BlockRows]]:
    """Give blocks with what their lines come to. Raises ImportStopped if a worker is killed."""
    left = iter(blocks)
    for block in islice(left, ALONE if workers > 1 else None):
        yield block, read_rows(storing, block)
    for block in left:
        with Workers(partial(rows_of, storing), workers, _stopped) as helpers:
            yield from _side_by_side(helpers, chain([block], left), AHEAD * workers)


def _side_by_side(
    helpers: Workers, blocks: Iterable[Block], ahead: int
) -> Iterator[tuple[Block, BlockRows]]:
    """Give what the workers make in the order of the file, which is read only so far ahead."""
    given: deque[Block] = deque()
    made: dict[int, BlockRows] = {}
    for block in blocks:
        given.append(block)
        helpers.give(block)
        if len(given) >= ahead:
            yield given[0], _taken(helpers, made, given.popleft())
    while given:
        yield given[0], _taken(helpers, made, given.popleft())


def _taken(helpers: Workers, made: dict[int, BlockRows], block: Block) -> BlockRows:
    while block.first not in made:
        rows: BlockRows = helpers.take()
        made[rows.first] = rows
    return made.pop(block.first)


def _stopped(how: str) -> ImportStopped:
    return ImportStopped(f"a process of the import {how}; nothing of the file was recorded")
