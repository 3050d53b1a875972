"""What facts cite and what of it is archived: lists, and all that is known of one source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from register.documents import archive as documents
from register.documents.citations import Citation, citations
from register.documents.quote_checks import DocumentTexts, Lookup
from register.documents.text import text_of
from register.errors import NoText, UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from register.documents.archive import Telling

_HASH = re.compile(r"[0-9a-f]{8,64}")
TELLS = "document-archived"


@dataclass(slots=True)
class CitedSource:
    """A source as facts cite it: by hash, or by address alone; ``facts`` is how many do."""

    sha256: str | None
    url: str | None
    archived: bool = False
    facts: int = 0


class Quoted(NamedTuple):
    """A citation of a document; ``found`` is None where nothing can be looked up."""

    citation: Citation
    found: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What is known of one document: what facts tell of it, and where it is cited from.

    ``size`` is None if it is not archived; ``no_text`` says why it has no text.
    """

    sha256: str
    size: int | None
    no_text: str | None
    told: list[Telling]
    cited: list[Quoted]


@dataclass(frozen=True, slots=True)
class SourceListing:
    """Documents, and the citations that name only an address of theirs."""

    documents: list[KnownDocument] = field(default_factory=list)
    by_url: list[Citation] = field(default_factory=list)


def cited_sources(connection: Connection, *, through: int) -> list[CitedSource]:
    """Return the sources with a hash or an address, in the order in which they came up.

    What tells of a document doesn't count as citing it. A fact that cites one twice counts once.
    """
    found: dict[tuple[str | None, str | None], CitedSource] = {}
    last: dict[tuple[str | None, str | None], int] = {}
    for one in citations(connection, through=through):
        sha256, url = one.cited.sha256, one.cited.url
        if sha256 is None and url is None:
            continue
        key = (sha256, None if sha256 else url)
        source = found.setdefault(key, CitedSource(sha256, url))
        source.url = source.url or url
        if one.type != TELLS and last.get(key) != one.position:
            source.facts += 1
            last[key] = one.position
    there = documents.archived_among(connection, (sha256 for sha256, _ in found if sha256))
    for source in found.values():
        source.archived = source.sha256 in there
    return list(found.values())


def shown(connection: Connection, name: str, *, through: int) -> SourceListing:
    """Return what is known of a hash, the beginning of one, or an address.

    Raises UnknownDocument if nothing is.
    """
    if "://" in name:
        return _of_url(connection, name, through)
    sha256 = resolved(connection, name, through=through)
    known = _known(connection, sha256, through)
    urls = {told.fact.details.url for told in known.told} - {None}
    by_url = [one for url in sorted(map(str, urls)) for one in _by_url(connection, url, through)]
    return SourceListing([known], [one for one in by_url if one.cited.sha256 is None])


def resolved(connection: Connection, name: str, *, through: int) -> str:
    """Return the hash that is meant by one, or by 8 of its first digits or more."""
    wanted = name.lower()
    if not _HASH.fullmatch(wanted):
        raise UnknownDocument(
            f"{name!r} is neither a web address nor a SHA-256 hash, or 8 of its digits at least"
        )
    names = {sha256 for sha256 in documents.told_of(connection) if sha256.startswith(wanted)}
    names |= {sha256 for sha256, _ in documents.archived(connection) if sha256.startswith(wanted)}
    if not names:
        having = f'"sha256":"{wanted}'.encode()
        cited = (one.cited.sha256 for one in citations(connection, through=through, having=having))
        names = {sha256 for sha256 in cited if sha256 and sha256.startswith(wanted)}
    if len(names) == 1:
        return names.pop()
    if names:
        raise UnknownDocument(f"{len(names)} documents begin with {name}: give more digits")
    raise UnknownDocument(f"no document {name} is archived, and none is cited")


def _of_url(connection: Connection, url: str, through: int) -> SourceListing:
    found = list(_by_url(connection, url, through))
    if not found:
        raise UnknownDocument(f"no source with the address {url} is archived or cited")
    hashes = dict.fromkeys(one.cited.sha256 for one in found if one.cited.sha256)
    return SourceListing(
        [_known(connection, sha256, through) for sha256 in hashes],
        [one for one in found if one.cited.sha256 is None],
    )


def _by_url(connection: Connection, url: str, through: int) -> Iterator[Citation]:
    having = msgspec.json.encode(url)
    found = citations(connection, through=through, having=having)
    return (one for one in found if one.cited.url == url)


def _known(connection: Connection, sha256: str, through: int) -> KnownDocument:
    content = documents.content(connection, sha256)
    return KnownDocument(
        sha256,
        None if content is None else len(content),
        None if content is None else _no_text(connection, sha256, content),
        documents.tellings(connection, sha256),
        list(_quoted(connection, sha256, through)),
    )


def _no_text(connection: Connection, sha256: str, content: bytes) -> str | None:
    try:
        text_of(content, documents.media_type(connection, sha256))
    except NoText as none:
        return str(none)
    return None


def _quoted(connection: Connection, sha256: str, through: int) -> Iterator[Quoted]:
    lookup = Lookup(connection, DocumentTexts())
    is_archived = bool(documents.archived_among(connection, [sha256]))
    for one in citations(connection, through=through, having=sha256.encode()):
        if one.cited.sha256 != sha256 or one.type == TELLS:
            continue
        if one.cited.quote is None or not is_archived:
            yield Quoted(one, None, None)
            continue
        try:
            reason = lookup.found(one.cited)
            yield Quoted(one, reason is None, reason)
        except NoText as none:
            yield Quoted(one, None, str(none))
