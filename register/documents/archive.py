"""Archived documents: their bytes in the table `document`, and what the log tells of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from aggregates.vocabulary.events import DocumentArchived
from aggregates.vocabulary.shapes import document_stream
from register.documents.citations import WITH_HASH, citations
from register.documents.media_types import UNKNOWN
from register.errors import DamagedFact
from register.log.reader import Entry, LogReader, chunks
from register.store.tables import document, log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection


PAGE = 1_000
"""How many hashes are read in one query; of the bytes never more than one document's."""


class Telling(NamedTuple):
    """A fact that tells of a document."""

    entry: Entry
    fact: DocumentArchived


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content(connection: Connection, sha256: str) -> bytes | None:
    """Return the bytes that are archived under a hash, as they are; None: there are none."""
    found = connection.execute(
        select(document.c.content).where(document.c.sha256 == sha256)
    ).scalar()
    return None if found is None else _as_bytes(found)


def archived(connection: Connection) -> Iterator[tuple[str, int]]:
    """Give the hashes of all archived documents in their order, each with its size in bytes."""
    size = func.length(document.c.content)
    query = select(document.c.sha256, size).order_by(document.c.sha256).limit(PAGE)
    rows = connection.execute(query).all()
    while rows:
        yield from ((sha256, int(length)) for sha256, length in rows)
        rows = connection.execute(query.where(document.c.sha256 > rows[-1].sha256)).all()


def damaged(connection: Connection) -> Iterator[str]:
    """Give the hashes of documents whose bytes have another one; one document at a time."""
    for sha256, _ in archived(connection):
        found = content(connection, sha256)
        if found is not None and sha256_of(found) != sha256:
            yield sha256


def archived_among(connection: Connection, hashes: Iterable[str | None]) -> set[str]:
    """Return those of the hashes under which a document is archived."""
    found: set[str] = set()
    for chunk in chunks(hashes):
        query = select(document.c.sha256).where(document.c.sha256.in_(chunk))
        found.update(connection.execute(query).scalars())
    return found


def tellings(connection: Connection, sha256: str) -> list[Telling]:
    """Return the facts that tell of a document, in the order of the log."""
    query = select(log).where(log.c.stream == document_stream(sha256)).order_by(log.c.version)
    return [_telling(Entry(**row._mapping)) for row in connection.execute(query)]  # noqa: SLF001  # its public name


def _telling(entry: Entry) -> Telling:
    fact = entry.fact()
    if not isinstance(fact, DocumentArchived):
        raise DamagedFact(f"the fact at position {entry.position} tells of no archived document")
    return Telling(entry, fact)


def told_of(connection: Connection) -> list[str]:
    """Return the hashes of all documents that facts tell of, in their order."""
    return LogReader(connection).names("document")


def media_type(connection: Connection, sha256: str) -> str:
    """Return a document's media type, as the last fact says that tells of it.

    None does where somebody put bytes into the table by SQL: then nothing is known of them.
    """
    told = tellings(connection, sha256)
    return told[-1].fact.details.media_type if told else UNKNOWN


def missing(connection: Connection, *, through: int) -> list[str]:
    """Return the hashes that facts cite, and under which nothing is archived."""
    cited = {
        one.cited.sha256: None
        for one in citations(connection, through=through, having=WITH_HASH)
        if one.cited.sha256 is not None
    }
    there = archived_among(connection, cited)
    return [sha256 for sha256 in cited if sha256 not in there]


def lost(connection: Connection) -> list[str]:
    """Return the hashes of documents that facts tell of, and that are not here any more."""
    told = told_of(connection)
    there = archived_among(connection, told)
    return [sha256 for sha256 in told if sha256 not in there]


def keep(connection: Connection, sha256: str, content_: bytes) -> bool:
    """Archive bytes under their hash; tell whether that changed anything.

    Damaged bytes are replaced. Of two processes that archive the same, one waits for the
    other's commit, and then finds it done.
    """
    there = content(connection, sha256)
    if there == content_:
        return False
    if there is not None:
        connection.execute(delete(document).where(document.c.sha256 == sha256))
    connection.execute(insert(document).values(sha256=sha256, content=content_))
    return True


def _as_bytes(found: Any) -> bytes:
    """Return stored bytes, also where somebody put a text in their place by SQL."""
    return found.encode() if isinstance(found, str) else bytes(found)
