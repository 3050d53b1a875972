"""Answers: bytes with an ETag, kept for as long as nothing that they rest on has changed."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from projections.queries.status import set_aside_count
from projections.standing.lookup import reached
from register.distribution import version

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.asking.view import View

MOST_BYTES = 64 * 2**20
"""How many bytes of finished answers are kept at most."""


AT_ONCE = 2
"""How many answers are made at once, of as many threads as there are.

Python runs one thread at a time: one makes its answer while another waits for the database, and
more would only take the time from each other, three times as long for everybody.
"""


Answered = TypeVar("Answered")


@dataclass(slots=True)
class FinishedAnswers:
    """Finished answers by what they rest on; those asked for longest ago go first."""

    most: int = MOST_BYTES
    _makers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "answers")
    )
    _held: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def in_turn(self, answer: Callable[[], Answered]) -> Answered:
        """Return what answers a request, when it is its turn: who asked first comes first."""
        return self._makers.submit(answer).result()

    def close(self) -> None:
        """Let the threads that make answers end."""
        self._makers.shutdown(wait=False)

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer under a key, made now if it is not kept."""
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._held and len(made) <= self.most:
                self._held[key] = made
                self._size += len(made)
            while self._size > self.most:
                _, gone = self._held.popitem(last=False)
                self._size -= len(gone)
        return made


def key_of(view: View, path: str, query: str) -> str:
    """Return what an answer rests on: the log, its read models, what is asked, by whom, of which release.

    The same key means the same bytes, so it is the ETag, too.
    """
    generation, done = reached(view.connection)
    parts = (
        path,
        query,
        view.language.code,
        view.question.at.isoformat(),
        view.question.known.position,
        view.head,
        generation,
        done,
        set_aside_count(view.connection),
        view.principal.handle,
        *sorted(view.principal.may),
        view.site.today().isoformat(),
        version(),
    )
    return sha256(repr(parts).encode()).hexdigest()[:32]
