"""The leaf of each row of the log: canonical JSON (RFC 8785) that binds all of its columns.

It has the SHA-256 of the payload in the payload's place, so that where a fact stands can be
proved to somebody who may not read it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from integrity.merkle import leaf_hash
from register.log.reader import stored_bytes

if TYPE_CHECKING:
    from register.log.reader import Entry

NOTHING = leaf_hash(b"")
"""The hash in the place of a position that the log has lost. No fact has it."""


class Leaf(msgspec.Struct, frozen=True):
    """What a leaf binds, its names in the order of RFC 8785; ``recorded_at`` in µs since 1970."""

    id: str
    payload_sha256: str
    position: int
    recorded_at: int
    recorded_by: str
    stream: str
    type: str
    version: int


Row = tuple[int, Any, Any, Any, Any, Any, Any, Any]
"""A row of the log, its columns in their order; but for the position all may be damaged."""

_ENCODE = msgspec.json.Encoder().encode
_COLUMNS = attrgetter(
    "position", "stream", "version", "type", "fact_id", "recorded_at", "recorded_by", "payload"
)


def leaf_of_row(row: Row) -> bytes:
    """Return the leaf of a row of the log: its columns in their order.

    A row that was written past the register may have what JSON has no place for; it has some
    leaf all the same, and no row that the register writes has that one.
    """
    position, stream, version, topic, fact_id, recorded_at, recorded_by, payload = row
    try:
        hashed = sha256(stored_bytes(payload)).hexdigest()
        return _ENCODE(
            Leaf(fact_id, hashed, position, recorded_at, recorded_by, stream, topic, version)
        )
    except (ValueError, TypeError):
        return json.dumps({"damaged": [repr(value) for value in row]}).encode()


def hash_of_row(row: Row) -> bytes:
    """Return the hash of the leaf of a row of the log."""
    return leaf_hash(leaf_of_row(row))


def leaf_of(entry: Entry) -> bytes:
    """Return the leaf of an entry of the log."""
    return leaf_of_row(_COLUMNS(entry))


def hash_of(entry: Entry) -> bytes:
    """Return the hash of the leaf of an entry of the log."""
    return leaf_hash(leaf_of(entry))
