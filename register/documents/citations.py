"""What facts cite: the sources of stored payloads, and of corrections what they put in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import LargeBinary, bindparam, func, select

from aggregates.vocabulary.fields import Quote  # msgspec reads it
from register.log.reader import stored_bytes
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection

    from aggregates.vocabulary.shapes import Fact

PAGE = 5_000
"""How many positions of the log are looked at in one query."""

WITH_HASH = b'"sha256":"'
WITH_QUOTE = b'"quote":'
"""They stand so in a payload with such a field, and in no text: there the quotes are escaped."""


class SourceMention(NamedTuple):
    """One source of a fact: where it stands in it (a JSON path), and what it says."""

    path: str
    url: str | None
    title: str | None
    sha256: str | None
    quote: str | Quote | None


class Citation(NamedTuple):
    """One source of a fact of the log."""

    position: int
    fact_id: str
    type: str
    cited: SourceMention


class _Source(Struct):
    url: str | None = None
    title: str | None = None
    sha256: str | None = None
    quote: str | Quote | None = None


class _Replacement(Struct):
    sources: list[_Source] | UnsetType = UNSET


class _Correction(Struct):
    replacement: _Replacement


class _Payload(Struct):
    type: str
    sources: list[_Source]
    details: msgspec.Raw = msgspec.Raw()


class _Claim(Struct):
    type: str
    refers_to: str
    details: dict[str, Any] = {}


_CLAIM = msgspec.json.Decoder(_Claim)
_PAYLOADS = msgspec.json.Decoder(_Payload)
_CORRECTIONS = msgspec.json.Decoder(_Correction)


def cited_in(payload: bytes) -> Iterator[SourceMention]:
    """Give the sources of a fact's payload. Raises msgspec.DecodeError if it is damaged."""
    told = _PAYLOADS.decode(payload)
    yield from _cited(told.sources, "$.sources")
    if told.type == "fact-corrected":
        replaced = _CORRECTIONS.decode(told.details).replacement.sources
        if replaced is not UNSET:
            yield from _cited(replaced, "$.details.replacement.sources")


def _cited(sources: list[_Source], path: str) -> Iterator[SourceMention]:
    for place, one in enumerate(sources):
        yield SourceMention(f"{path}[{place}]", one.url, one.title, one.sha256, one.quote)


def may_quote(payload: bytes) -> bool:
    """Tell whether a payload may have a source with both a hash and a quote; in no time."""
    if b"sha256" not in payload:  # three times as fast: its letters are rarer than quotes
        return False
    return WITH_HASH in payload and WITH_QUOTE in payload


def quotes_a_document(fact: Fact) -> bool:
    """Tell whether a fact has a source with both a hash and a quote."""
    sources = list(fact.sources)
    replacement = getattr(getattr(fact, "details", None), "replacement", None)
    if isinstance(more := getattr(replacement, "sources", None), list):
        sources += more
    return any(source.sha256 is not None and source.quote is not None for source in sources)


def citations(connection: Connection, *, through: int, having: bytes = b"") -> Iterator[Citation]:
    """Give the sources of the log up to a position, of payloads that have some bytes.

    It takes the log page by page, so memory stays flat. Payloads that are damaged are passed
    over: `register verify` names them.
    """
    columns = (log.c.position, log.c.fact_id, log.c.type, log.c.payload)
    query = select(*columns).where(
        log.c.position > bindparam("after"), log.c.position <= bindparam("last")
    )
    if having:
        query = query.where(_has(connection, having))
    query = query.order_by(log.c.position)
    for after in range(0, through, PAGE):
        last = min(after + PAGE, through)
        for row in connection.execute(query, {"after": after, "last": last}).all():
            yield from _of_row(row.position, row.fact_id, row.type, stored_bytes(row.payload))


def _has(connection: Connection, wanted: bytes) -> ColumnElement[bool]:
    part = bindparam("part", wanted, LargeBinary)
    if connection.dialect.name == "sqlite":
        return func.instr(log.c.payload, part) > 0
    return func.position(part.op("IN")(log.c.payload)) > 0


def _of_row(position: int, fact_id: str, topic: str, payload: bytes) -> Iterator[Citation]:
    try:
        found = list(cited_in(payload))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    for cited in found:
        yield Citation(position, fact_id, topic.partition("/")[0], cited)


def put_right(connection: Connection) -> set[str]:
    """Return the ids of facts whose sources count no more: retracted, or replaced by a correction.

    A retraction that is itself retracted has no effect, and of several corrections the last
    one that has some counts.
    """
    query = (
        select(log.c.fact_id, log.c.payload)
        .where(log.c.type.in_(("fact-retracted/1", "fact-corrected/1")))
        .order_by(log.c.position.desc())
    )
    gone: set[str] = set()
    replaced: set[str] = set()
    for fact_id, payload in connection.execute(query):
        try:
            claim = _CLAIM.decode(stored_bytes(payload))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue  # `register verify` names it
        if fact_id in gone:
            continue
        if claim.type == "fact-retracted":
            gone.add(claim.refers_to)
        elif "sources" in (claim.details.get("replacement") or {}):
            if claim.refers_to in replaced:
                gone.add(fact_id)
            replaced.add(claim.refers_to)
    return gone | replaced
