"""The workers of a rebuild: each replays relationships, or makes texts, in a process of its own.

They only read. What they make goes through a short queue to the one process that writes:
several writers on SQLite wait for each other, and each finds its memory of pages outdated.
"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import bindparam, select

from projections.read_models.search_text import folded_words
from projections.standing.replay import UNREADABLE, ReplayPacket, replay
from projections.standing.snapshot_store import SnapshotStore
from register.errors import RebuildStopped
from register.log.reader import stored_bytes
from register.store.database import open_engine, reading
from register.store.prepared import Prepared
from register.store.tables import log
from register.worker_pool import Workers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from typing import Self

    from sqlalchemy import Connection, Engine

RANGE = 5_000
"""How many positions of the log a worker makes the texts of at once."""

_PAYLOADS = Prepared(
    select(log.c.position, log.c.payload)
    .where(log.c.position > bindparam("after"), log.c.position <= bindparam("through"))
    .order_by(log.c.position)
)


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
    rows: list[tuple[int, str]] = field(default_factory=list)
    errors: dict[int, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShareDone:
    """Says that nothing more comes of a share."""


Packet: TypeAlias = ReplayPacket | SearchTexts | ShareDone


class Crew:
    """Who works for one rebuild: processes, started where there is enough to share, or nobody else.

    Use it as a context manager, which ends them. They stay for what is to be made next: to start
    one takes as long as to replay some thousand facts.
    """

    def __init__(self, url: str, count: int) -> None:
        self._url = url
        self._count = count
        self._started = ExitStack()
        self._helpers: Workers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    def made(self, shares: Sequence[Share | Range]) -> Generator[Packet, None, None]:
        """Give what the shares come to, packet by packet.

        Close it where it is left before its end: a server that is gone is told then, not later.
        Raises RebuildStopped if a process is killed.
        """
        if self._count < 2 or len(shares) < 2:
            yield from _served(self._url, shares)
            return
        if self._helpers is None:
            helpers = Workers(partial(_serve, self._url), self._count, _stopped)
            self._helpers = self._started.enter_context(helpers)
        for share in shares:
            self._helpers.give(share)
        yield from self._taken(self._helpers, len(shares))

    def _taken(self, helpers: Workers, shares: int) -> Iterator[Packet]:
        while shares:
            packet = helpers.take()
            if isinstance(packet, ShareDone):
                shares -= 1
            else:
                yield packet


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
            yield ShareDone()
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
    places = {"after": positions.after, "through": positions.through}
    for position, payload in _PAYLOADS.rows(connection, places):
        try:
            found.rows.append((position, folded_words(stored_bytes(payload))))
        except UNREADABLE as error:
            found.errors[position] = error
    return found
