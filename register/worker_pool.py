"""Processes that work for one: it gives them things, and takes what they make of them.

They go through short queues, so memory stays bounded. A Ctrl-C is for the process that asked,
which then ends its workers; if that one is killed, they end by themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing.connection import wait
from queue import Queue
from typing import TYPE_CHECKING, Any, TypeAlias

from aggregates.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Self

AHEAD = 8
"""How many packets may wait for the process that takes them: so much memory at most."""

Serve: TypeAlias = "Callable[[Iterable[Any]], Iterable[Any]]"
"""What a worker does with all that it is given; a function that can be imported by name."""

Stopped: TypeAlias = "Callable[[str], RegisterError]"
"""Makes the error for a worker that was killed or failed, from these words."""


class Workers:
    """So many processes; use it as a context manager, which ends them.

    Each has a pipe of its own, whose other end nobody else holds: so the end of a process is
    seen even if it was killed in the middle of a packet.
    """

    def __init__(self, serve: Serve, count: int, stopped: Stopped) -> None:
        context = multiprocessing.get_context("spawn")
        self._given: Any = context.Queue()
        pipes = [context.Pipe(duplex=False) for _ in range(count)]
        self._working: list[Any] = [receiver for receiver, _ in pipes]
        self._senders = [sender for _, sender in pipes]
        self._stopped = stopped
        self._processes = [
            context.Process(target=_work, args=(serve, self._given, sender), daemon=True)
            for sender in self._senders
        ]

    def __enter__(self) -> Self:
        with _deaf_to_interrupts():
            for process in self._processes:
                process.start()
        for sender in self._senders:
            sender.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.kill()
            process.join()
        self._given.cancel_join_thread()
        self._given.close()

    def give(self, thing: Any) -> None:
        """Give a thing to the worker that is free first."""
        self._given.put(thing)

    def take(self) -> Any:
        """Return the next packet that one of them made; None: one of them is done.

        Raises a RegisterError that was raised in a worker, and that of `stopped` if one was
        killed or failed in any other way.
        """
        receiver: Any = wait(self._working)[0]
        try:
            found = receiver.recv()
        except (EOFError, OSError):
            raise self._stopped("was killed") from None
        if isinstance(found, RegisterError):
            raise found
        if isinstance(found, _Failure):
            raise self._stopped(f"failed: {found}")
        if found is None:
            self._working.remove(receiver)
        return found

    def rest(self) -> Iterator[Any]:
        """Give all packets that are still to come: nothing more will be given to the workers."""
        for _ in self._processes:
            self.give(None)
        while self._working:
            packet = self.take()
            if packet is not None:
                yield packet


class _Failure(Exception):
    """An error that no worker should have; its text is the error's."""


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


def _work(serve: Serve, given: Any, sender: Any) -> None:
    """Serve until there is nothing more to do."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    ahead: Queue[Any] = Queue(AHEAD)
    sending = threading.Thread(target=_send, args=(ahead, sender))
    sending.start()
    try:
        for packet in serve(iter(given.get, None)):
            ahead.put(packet)
    except RegisterError as error:
        ahead.put(error)
    except Exception as error:  # noqa: BLE001  # it is raised where the work was asked for
        ahead.put(_Failure(repr(error)))
    ahead.put(None)
    sending.join()


def _send(ahead: Queue[Any], sender: Any) -> None:
    """Send what was made, while more is being made; None is the end."""
    while (packet := ahead.get()) is not None:
        sender.send(packet)
    sender.send(None)


def _end_with_parent() -> None:
    """End this process if the one that asked is killed: nobody would take what it makes."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
