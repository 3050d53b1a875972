"""Checkpoints as JSON: as they were signed, with what there is to say of each signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integrity.checkpoints.text import open_checkpoint
from register.clock import iso

if TYPE_CHECKING:
    from integrity.checkpoints.checkpoints import KeptCheckpoint
    from integrity.checkpoints.timestamps import KeptTimestamp
    from integrity.notes import SignatureCheck


def checkpoint_document(found: KeptCheckpoint) -> dict[str, Any]:
    """Return a kept checkpoint with its note, and what is to be said of all its signatures."""
    read = open_checkpoint(found.kept.note).checkpoint if found.root else None
    return {
        "origin": read and read.origin,
        "size": found.size,
        "root": read and read.root_text,
        "made_at": iso(found.made_at),
        "note": found.kept.note,
        "signatures": [signature_document(one) for one in found.signed],
        "timestamps": [_timestamp(one) for one in found.timestamps],
        "problems": list(found.problems),
    }


def signature_document(one: SignatureCheck) -> dict[str, Any]:
    """Return whose a signature is, and whether it is good."""
    return {
        "key": one.signature.who,
        "vkey": one.by.vkey if one.by else None,
        "valid": one.valid,
        "at": None if one.seconds is None else iso(one.seconds * 1_000_000),
    }


def _timestamp(one: KeptTimestamp) -> dict[str, Any]:
    return {
        "kept_at": iso(one.made_at),
        "at": iso(one.stamp.at) if one.stamp else None,
        "authority": one.stamp.authority if one.stamp else None,
        "unchecked": one.unchecked,
        "problems": list(one.problems),
    }
