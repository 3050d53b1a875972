"""The leaf of each row of the log: canonical JSON (RFC 8785) that binds all of its columns.

It has the SHA-256 of the payload in the payload's place, so that where a fact stands can be
proved to somebody who may not read it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from integrity.merkle import leaf_hash

if TYPE_CHECKING:
    from register.reader import Entry

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


_ENCODE = msgspec.json.Encoder().encode


def leaf_of(entry: Entry) -> bytes:
    """Return the leaf of a row of the log.

    A row that was written past the register may have what JSON has no place for; it has some
    leaf all the same, and no row that the register writes has that one.
    """
    leaf = Leaf(
        entry.fact_id,
        sha256(entry.payload).hexdigest(),
        entry.position,
        entry.recorded_at,
        entry.recorded_by,
        entry.stream,
        entry.type,
        entry.version,
    )
    try:
        return _ENCODE(leaf)
    except (ValueError, TypeError):
        return _of_a_damaged_row(msgspec.structs.asdict(leaf))


def _of_a_damaged_row(leaf: dict[str, Any]) -> bytes:
    return json.dumps({"damaged": {name: repr(value) for name, value in leaf.items()}}).encode()


def hash_of(entry: Entry) -> bytes:
    """Return the hash of the leaf of a row of the log."""
    return leaf_hash(leaf_of(entry))
