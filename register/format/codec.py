"""Facts as bytes: one canonical form (RFC 8785), ids from content, topics, and upcasts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid5

import msgspec
import rfc8785

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import MAX_INTEGER
from aggregates.vocabulary.personal import without_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aggregates.vocabulary.shapes import Fact

NAMESPACE = UUID("6c1b3f0a-9f0e-5d0e-8a53-1c7f7f1b7a10")
"""The namespace (RFC 9562, version 5) of fact ids that are derived from content."""

TOPICS: Mapping[str, type[Fact]] = {kind.topic(): kind for kind in TYPES.values()}

_ENCODER = msgspec.json.Encoder(order="sorted")

_TRUST_TEXT: Callable[[type[Any], Any], Any] = str.__new__
"""How a checked text is made of one in the log, where it was checked on its way in.

Replay never refuses, and calls no function of Python for it, as each fact has eight of them.
"""

UPCASTS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By the topic of an older version: a function from its payload to the next version's.

A stored payload is never migrated: it is read through these, for ever.
"""


def document_of(fact: Fact) -> dict[str, Any]:
    """Return a fact as JSON: fields that say nothing are left out."""
    return cast(dict[str, Any], msgspec.to_builtins(fact, enc_hook=str))


def canonical(document: Any) -> bytes:
    """Return the canonical JSON of a document (RFC 8785, JCS), in UTF-8.

    Raises ValueError for what I-JSON has no place for: whole numbers beyond 2**53, NaN and
    infinity, and half a surrogate pair. Most facts have neither fractions nor names beyond
    ASCII; those are the same bytes from msgspec, some ten times as fast.
    """
    return _ENCODER.encode(document) if is_plain(document) else rfc8785.dumps(document)


def is_plain(node: Any) -> bool:
    """Tell whether sorting names by code point and printing as is makes the canonical form."""
    match node:
        case str() | bool() | None:
            return True
        case int():
            return abs(node) <= MAX_INTEGER
        case dict():
            return all(name.isascii() and is_plain(value) for name, value in node.items())
        case list():
            return all(is_plain(item) for item in node)
        case _:
            return False


def identified(fact: Fact) -> Fact:
    """Return the fact with its id, derived from its content if it has none (uuid5).

    A person's name and contact are left out of the content: the id outlives them, and whoever
    guesses a name could try it against a hash of it, long after it was forgotten. So two facts
    that differ in these alone are one fact with two contents, and the second is refused.
    """
    if fact.id is not None:
        return fact
    name = canonical(without_texts(document_of(fact))).decode()
    return msgspec.structs.replace(fact, id=str(uuid5(NAMESPACE, name)))


def encode(fact: Fact) -> bytes:
    """Return the bytes that the log keeps of a fact."""
    return canonical(document_of(fact))


def decode(topic: str, payload: bytes) -> Fact:
    """Return the fact of stored bytes; raise msgspec.DecodeError if they are damaged."""
    return _decoder(topic).decode(payload) if topic in TOPICS else _upcast(topic, payload)


@cache
def _decoder(topic: str) -> msgspec.json.Decoder[Any]:
    """Return what reads a topic; few of them are met in one run, and each takes time to make."""
    return msgspec.json.Decoder(TOPICS[topic], dec_hook=_TRUST_TEXT)


def _upcast(topic: str, payload: bytes) -> Fact:
    document = msgspec.json.decode(payload)
    while topic not in TOPICS:
        if topic not in UPCASTS:
            raise msgspec.DecodeError(f"no event class reads the stored topic {topic!r}")
        document = UPCASTS[topic](document)
        name, _, version = topic.partition("/")
        topic = f"{name}/{int(version) + 1}"
    return msgspec.convert(document, TOPICS[topic], dec_hook=_TRUST_TEXT)
