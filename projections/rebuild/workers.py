"""The workers of a rebuild: each replays relationships, or makes texts, in a process of its own.

They only read. What they make goes through a short queue to the one process that writes:
several writers on SQLite wait for each other, and each finds its memory of pages outdated.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from projections.read_models.search_text import folded_words
from projections.standing.replay import UNREADABLE, ReplayPacket, replay
from projections.standing.snapshot_store import SnapshotStore
from register.errors import RebuildStopped
from register.log.reader import LogReader
from register.store.database import open_engine, reading
from register.worker_pool import Workers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

RANGE = 5_000
"""How many positions of the log a worker makes the texts of at once."""


@dataclass(frozen=True, slots=True)
class Task:
    """A relationship to replay: its number in the new generation, its stream, its facts."""

    relationship: int
    stream: str
    facts: int


@dataclass(frozen=True, slots=True)
class Share:
    """Relationships for one worker, and the last position that counts."""

    tasks: list[Task]
    through: int


@dataclass(frozen=True, slots=True)
class Range:
    """Positions of the log above ``after``, up to ``through``."""

    after: int
    through: int


@dataclass(slots=True)
class SearchTexts:
    """The texts of a range of positions, and what could not be read."""

    positions: Range
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[int, Exception] = field(default_factory=dict)


Packet: TypeAlias = ReplayPacket | SearchTexts


def work(
    url: str, shares: Sequence[Share | Range], *, workers: int
) -> Generator[Packet, None, None]:
    """Give what the shares come to, packet by packet, made in this process or in several.

    Close it where it is left before its end: a server that is gone is told then, not later.
    Raises RebuildStopped if one of them is killed.
    """
    if workers < 2 or len(shares) < 2:
        yield from _served(url, shares)
        return
    with Workers(partial(_serve, url), workers, _stopped) as helpers:
        for share in shares:
            helpers.give(share)
        yield from helpers.rest()


def _stopped(how: str) -> RebuildStopped:
    return RebuildStopped(
        f"a process of the rebuild {how}; what readers see has not changed, "
        "and the rebuild can be started again"
    )


def _serve(url: str, shares: Iterable[Share | Range]) -> Iterator[Packet]:
    gc.set_threshold(200_000, 20, 100)  # hardly anything of a replay is garbage in circles
    yield from _served(url, shares)


def _served(url: str, shares: Iterable[Share | Range]) -> Iterator[Packet]:
    engine = open_engine(url)
    try:
        for share in shares:
            yield from _packets(engine, share)
    finally:
        engine.dispose()


def _packets(engine: Engine, share: Share | Range) -> Iterator[Packet]:
    """Give what a share comes to. Each has a transaction of its own, so that none is long."""
    with reading(engine) as connection:
        if isinstance(share, Range):
            yield _texts(connection, share)
            return
        for task in share.tasks:
            store = SnapshotStore(connection, task.relationship, task.stream)
            yield from replay(store, through=share.through)


def _texts(connection: Connection, positions: Range) -> SearchTexts:
    found = SearchTexts(positions)
    for entry in LogReader(connection).between(positions.after, positions.through):
        try:
            found.rows.append({"position": entry.position, "folded": folded_words(entry)})
        except UNREADABLE as error:
            found.errors[entry.position] = error
    return found
