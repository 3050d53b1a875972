"""Archiving documents: their bytes, and the facts that tell of them, in one transaction."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from register.documents import archive as documents
from register.documents.media_types import guessed
from register.errors import BadDocument
from register.format.schemas import read_fact
from register.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Connection

    from aggregates.vocabulary.events import DocumentArchived
    from register.application import Register
    from register.recording.recording import Outcome

MAX_BYTES = 100_000_000
"""No document is larger: databases keep each in one value, and hold it in memory to hash it."""

_ARCHIVING = 2019071520200115
"""The advisory lock on PostgreSQL of who archives: two could wait for each other's documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Bytes to archive, with what somebody says of them; the media type is guessed, if need be.

    Nothing is recorded of a document that is archived already, unless something new is said.
    """

    content: bytes
    name: str | None = None
    media_type: str | None = None
    language: str | None = None
    url: str | None = None
    retrieved: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """What became of an offer: ``kept`` if the bytes are new, an outcome if a fact was needed."""

    sha256: str
    size: int
    media_type: str
    url: str | None
    kept: bool
    outcome: Outcome | None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that can be archived; raise BadDocument or OSError."""
    check_file(path)
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    _refuse_size(str(path), len(content))
    return content


def check_file(path: Path, *, limited: bool = True) -> None:
    """Raise BadDocument unless a file can be archived, as far as one sees without reading it."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise BadDocument(f"{path} is a folder: name the files in it")
    if not stat.S_ISREG(found.st_mode):
        raise BadDocument(f"{path} is not a file with bytes of its own")
    if limited or not found.st_size:
        _refuse_size(str(path), found.st_size)


def _refuse_size(name: str, size: int) -> None:
    if not size:
        raise BadDocument(f"{name} is empty")
    if size > MAX_BYTES:
        raise BadDocument(f"{name} has more than {MAX_BYTES:,} bytes, the most for a document")


def archive(
    register: Register, offers: Iterable[Offer], *, recorded_by: str, today: date
) -> list[Archiving]:
    """Archive documents and record the facts about them: all, or none.

    Bytes go to the database as they come, so memory has to hold one document. Raises
    FactRefused if what is said of one is not valid.
    """
    with writing(register.engine) as connection:
        _one_at_a_time(connection)
        kept = [_keep(connection, offer, today) for offer in offers]
        register.recorder.lock(connection)
        recording = register.recording_on(connection, recorded_by=recorded_by)
        needed = _needed(connection, kept)
        outcomes = iter(recording.record([one.fact for one in needed]))
        by_place = {id(one): next(outcomes) for one in needed}
        return [_told(one, by_place.get(id(one))) for one in kept]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An offer whose bytes are in the database: without them, with its fact."""

    said: dict[str, str]
    fact: DocumentArchived
    is_new: bool


def _one_at_a_time(connection: Connection) -> None:
    """Keep other archivers waiting until the commit; on SQLite all writers wait anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_ARCHIVING,))


def _keep(connection: Connection, offer: Offer, today: date) -> _Kept:
    sha256 = documents.sha256_of(offer.content)
    fact = _fact(offer, sha256, today)
    said = {
        name: value
        for name in ("media_type", "language", "url", "retrieved", "title")
        if (value := getattr(offer, name)) is not None
    }
    return _Kept(said, fact, documents.keep(connection, sha256, offer.content))


def _fact(offer: Offer, sha256: str, today: date) -> Any:
    """Return the fact of an offer; raise FactRefused."""
    day = today.isoformat() if offer.retrieved is None else _day_of(offer.retrieved)
    shared = {"url": offer.url, "language": offer.language, "retrieved": offer.retrieved}
    title = offer.title or (None if offer.url else offer.name or sha256)
    return read_fact(
        {
            "type": "document-archived",
            "document": sha256,
            "occurred": day,
            "details": {
                "media_type": offer.media_type or guessed(offer.content, offer.name or ""),
                "size": len(offer.content),
                "name": offer.name,
                **shared,
            },
            "sources": [{"title": title, "sha256": sha256, **shared}],
        }
    )


def _day_of(retrieved: str) -> str:
    """Return a date without its time of day; an interval as it is."""
    return retrieved if "/" in retrieved else retrieved.partition("T")[0]


def _needed(connection: Connection, kept: Sequence[_Kept]) -> list[_Kept]:
    """Return those of which something is said that no fact says yet."""
    known: dict[str, list[DocumentArchived]] = {}
    needed = []
    for one in kept:
        sha256 = one.fact.document
        if sha256 not in known:
            known[sha256] = [told.fact for told in documents.tellings(connection, sha256)]
        if not any(_says(fact, one.said) for fact in known[sha256]):
            known[sha256].append(one.fact)
            needed.append(one)
    return needed


def _says(fact: DocumentArchived, said: dict[str, str]) -> bool:
    told = {"title": fact.sources[0].title}
    return all(told.get(name, getattr(fact.details, name, None)) == said[name] for name in said)


def _told(one: _Kept, outcome: Outcome | None) -> Archiving:
    details = one.fact.details
    return Archiving(
        sha256=one.fact.document,
        size=details.size,
        media_type=details.media_type,
        url=details.url,
        kept=one.is_new,
        outcome=outcome,
    )
