"""The workers of a rebuild: each replays relationships, or makes texts, in a process of its own.

They only read. What they make goes through a short queue to the one process that writes:
several writers on SQLite wait for each other, and each finds its memory of pages outdated.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty
from typing import TYPE_CHECKING, Any, TypeAlias

from aggregates.errors import RegisterError
from projections.book_store import Store
from projections.replay import UNREADABLE, Part, replay
from projections.texts import folded_words
from register.database import open_engine, reading
from register.errors import RebuildStopped
from register.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

RANGE = 5_000
"""How many positions of the log a worker makes the texts of at once."""

AHEAD = 8
"""How many packets of rows may wait for the writer: so much memory at most."""

PATIENCE_SECONDS = 0.5
"""How long the writer waits for a packet before it looks whether the workers still live."""


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
class Texts:
    """The texts of a range of positions, and what could not be read."""

    positions: Range
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[int, Exception] = field(default_factory=dict)


Packet: TypeAlias = Part | Texts


def work(url: str, shares: Sequence[Share | Range], *, workers: int) -> Iterator[Packet]:
    """Give what the shares come to, packet by packet, made in this process or in several.

    Raises RebuildStopped if one of them is killed.
    """
    if workers < 2 or len(shares) < 2:
        engine = open_engine(url)
        try:
            for share in shares:
                yield from _packets(engine, share)
        finally:
            engine.dispose()
        return
    context = multiprocessing.get_context("spawn")
    given: Any = context.Queue()
    made: Any = context.Queue(AHEAD)
    processes = [
        context.Process(target=_serve, args=(url, given, made), daemon=True) for _ in range(workers)
    ]
    with _deaf_to_interrupts():
        for process in processes:
            process.start()
    try:
        for each in (*shares, *[None] * workers):
            given.put(each)
        yield from _received(processes, made)
    finally:
        for process in processes:
            process.kill()
            process.join()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C, and let the processes that are started here ignore it for good."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say so
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _received(processes: Sequence[Any], made: Any) -> Iterator[Packet]:
    """Give packets until each worker has said that there are no more."""
    working = len(processes)
    while working:
        try:
            found = made.get(timeout=PATIENCE_SECONDS)
        except Empty:
            if any(process.exitcode for process in processes):
                raise RebuildStopped(
                    "a process of the rebuild was killed; what readers see has not changed, "
                    "and the rebuild can be started again"
                ) from None
            continue
        if isinstance(found, Exception):
            raise found
        if found is None:
            working -= 1
        else:
            yield found


def _serve(url: str, given: Any, made: Any) -> None:
    """Deal with shares until there are no more.

    A Ctrl-C is for the process that asked, which then ends this one.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(200_000, 20, 100)  # hardly anything of a replay is garbage in circles
    engine = open_engine(url)
    try:
        while (share := given.get()) is not None:
            for packet in _packets(engine, share):
                made.put(packet)
        made.put(None)
    except RegisterError as error:
        made.put(error)
    except Exception as error:  # noqa: BLE001  # it is raised where the rebuild was asked for
        made.put(RebuildStopped(f"a process of the rebuild failed: {error!r}"))
    finally:
        engine.dispose()


def _end_with_parent() -> None:
    """End this process if the one that asked is killed: nobody would take what it makes."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _packets(engine: Engine, share: Share | Range) -> Iterator[Packet]:
    """Give what a share comes to. Each has a transaction of its own, so that none is long."""
    with reading(engine) as connection:
        if isinstance(share, Range):
            yield _texts(connection, share)
            return
        for task in share.tasks:
            store = Store(connection, task.relationship, task.stream)
            yield from replay(store, through=share.through)


def _texts(connection: Connection, positions: Range) -> Texts:
    found = Texts(positions)
    for entry in LogReader(connection).between(positions.after, positions.through):
        try:
            found.rows.append({"position": entry.position, "folded": folded_words(entry)})
        except UNREADABLE as error:
            found.errors[entry.position] = error
    return found
