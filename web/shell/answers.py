"""Answers: bytes with an ETag, kept for as long as nothing that they rest on has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from gzip import compress
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from projections.queries.status import set_aside_count
from projections.standing.lookup import reached
from register.distribution import version
from web.shell.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from projections.read_models.relationships import RelationshipKey
    from web.asking.view import View
    from web.shell.page import Page

MOST_BYTES = 64 * 2**20
"""How many bytes of finished answers are kept at most."""

MOST_LETTERS = 32 * 2**20
"""How many letters of pages without their frame are kept at most."""


LEVEL = 1
"""How hard gzip tries: the least, which is the fastest."""

SMALL = 2_000
"""An answer of so many bytes is sent as it is: it goes in two packets at most."""

GZIPPED = "-gzip"
"""What the tag of an answer ends with for those who take gzip: its bytes are others (RFC 9110, 8.8.3.3)."""

AT_ONCE = 2
"""How many answers are made at once, of as many threads as there are.

Python runs one thread at a time: one makes its answer while another waits for the database, and
more would only take the time from each other, three times as long for everybody.
"""


Answered = TypeVar("Answered")


@dataclass(slots=True)
class FinishedAnswers:
    """Finished answers by what they rest on, and pages that the next fact need not change."""

    _makers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "answers")
    )
    _answers: Kept[bytes] = field(default_factory=lambda: Kept(MOST_BYTES, len))
    _pages: Kept[Page] = field(default_factory=lambda: Kept(MOST_LETTERS, lambda page: page.size))

    def in_turn(self, answer: Callable[[], Answered]) -> Answered:
        """Return what answers a request, when it is its turn: who asked first comes first."""
        return self._makers.submit(answer).result()

    def close(self) -> None:
        """Let the threads that make answers end."""
        self._makers.shutdown(wait=False)

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer under a key, made now if it is not kept."""
        return self._answers.get(key, make)

    def coded(self, tag: str, content: bytes) -> bytes:
        """Return the bytes of an answer as gzip (RFC 1952), under the tag that they have so."""
        return self._answers.get(tag, lambda: compress(content, LEVEL, mtime=0))

    def page(self, view: View, about: RelationshipKey, make: Callable[[View], Page]) -> Page:
        """Return a page about a relationship, made now if what it rests on has changed.

        Nothing else of the log bears on it, so it stays while facts of others are recorded.
        """
        _, done = reached(view.connection)
        changed = view.site.changes.of(view.connection, view.head, about)
        if changed is None or done != view.head:
            return make(view)
        return self._pages.get(_page_key(view, about, changed), lambda: make(view))


def key_of(view: View, path: str, query: str, beside: object = None) -> str:
    """Return what an answer rests on: the log, its read models, what is asked, by whom, of which release.

    ``beside`` is what it rests on that is not in the log. The same key means the same bytes, so it
    is the ETag, too.
    """
    _, done = reached(view.connection)
    known = view.question.known.position
    return _hashed(view, path, query, known, view.head, done, view.principal.handle, beside)


def _page_key(view: View, about: RelationshipKey, changed: int) -> str:
    """Return what a page about a relationship rests on; of all that is known, only what is its own."""
    known = view.question.known.position
    all_known = known >= view.head
    asked = sorted(view.asked.kept().items()), sorted(view.query.items())
    return _hashed(view, view.path, asked, about, changed, all_known or known)


def _hashed(view: View, *rests_on: object) -> str:
    generation, _ = reached(view.connection)
    persons = view.site.register.persons
    parts = (
        *rests_on,
        view.language.code,
        view.question.at.isoformat(),
        view.question.public_by,
        generation,
        set_aside_count(view.connection),
        persons and persons.state(),
        *sorted(view.principal.may),
        view.site.today().isoformat(),
        version(),
    )
    return sha256(repr(parts).encode()).hexdigest()[:32]


def takes_gzip(accepted: str) -> bool:
    """Tell whether an Accept-Encoding names gzip, and not as what may not come (RFC 9110, 12.5.3)."""
    for part in accepted.lower().replace(" ", "").split(","):
        name, *weight = part.split(";")
        if name == "gzip":
            return not any(one.rstrip("0.") == "q=" for one in weight)
    return False
