"""Proofs as documents: that a fact is in a tree, or that a tree goes on from an older one.

All hashes are in base64, as the root is in a checkpoint (RFC 9162, 2.1.3 and 2.1.4).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Literal

import msgspec

from integrity.errors import ProofRefused
from integrity.merkle import SIZE, leaf_hash, verify_consistency, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Callable

    from integrity.checkpoints.text import Checkpoint
    from integrity.merkle import Proofs


class InclusionProof(msgspec.Struct, frozen=True, kw_only=True):
    """That the leaf of a position is in the tree of a checkpoint; its index is one less."""

    proof: Literal["inclusion"] = "inclusion"
    position: int
    size: int
    root: str
    leaf: str
    hashes: list[str]

    def raw_hashes(self) -> list[bytes]:
        """Return the hashes; raise ProofRefused if one is none."""
        return _hashes(self.hashes)

    def holds(self, found: Checkpoint) -> bool:
        """Tell whether it proves that the leaf is in a checkpoint's tree."""
        return found.size == self.size and verify_inclusion(
            leaf_hash(self.leaf.encode()),
            index=self.position - 1,
            size=found.size,
            proof=self.raw_hashes(),
            root=found.root,
        )


class ConsistencyProof(msgspec.Struct, frozen=True, kw_only=True):
    """That the tree of a checkpoint goes on from the tree of its first facts."""

    proof: Literal["consistency"] = "consistency"
    from_size: int
    from_root: str
    size: int
    root: str
    hashes: list[str]

    def holds(self, older: Checkpoint, newer: Checkpoint) -> bool:
        """Tell whether it proves that a checkpoint's tree goes on from an older one's."""
        return (older.size, newer.size) == (self.from_size, self.size) and verify_consistency(
            older=older.size,
            older_root=older.root,
            size=newer.size,
            root=newer.root,
            proof=_hashes(self.hashes),
        )


def prove_inclusion(
    proofs: Proofs, position: int, leaf: bytes, checkpoint: Checkpoint
) -> InclusionProof:
    """Prove that a leaf stands at its position in the tree of a checkpoint.

    Raises ProofRefused if it does not, or there is no such position in it.
    """
    if not 1 <= position <= checkpoint.size:
        raise ProofRefused(
            f"the checkpoint has {checkpoint.size} facts, and so none at position {position}"
        )
    made = InclusionProof(
        position=position,
        size=checkpoint.size,
        root=checkpoint.root_text,
        leaf=leaf.decode(),
        hashes=_proof(lambda: proofs.inclusion(position - 1, checkpoint.size)),
    )
    if not made.holds(checkpoint):
        raise ProofRefused(
            f"the fact at position {position} can't be proved to be in the checkpoint of "
            f"{checkpoint.size} facts: the log or its tree was changed since; see 'register verify'"
        )
    return made


def prove_consistency(proofs: Proofs, older: int, checkpoint: Checkpoint) -> ConsistencyProof:
    """Prove that the tree of a checkpoint goes on from the tree of its first facts.

    Raises ProofRefused if it is no checkpoint of this tree, or of fewer facts.
    """
    if not 0 <= older <= checkpoint.size:
        raise ProofRefused(
            f"the checkpoint has {checkpoint.size} facts, and so goes on from none of {older}"
        )
    before = _before(proofs, older, checkpoint)
    made = ConsistencyProof(
        from_size=older,
        from_root=before.root_text,
        size=checkpoint.size,
        root=checkpoint.root_text,
        hashes=_proof(lambda: proofs.consistency(older, checkpoint.size)),
    )
    if not made.holds(before, checkpoint):
        raise ProofRefused(
            f"the tree can't be proved to go on to the checkpoint of {checkpoint.size} facts: "
            "the log or its tree was changed since; see 'register verify'"
        )
    return made


def _before(proofs: Proofs, older: int, checkpoint: Checkpoint) -> Checkpoint:
    try:
        return type(checkpoint)(checkpoint.origin, older, proofs.root(older))
    except LookupError as lost:
        raise ProofRefused(f"{lost}: 'register rebuild tree' makes the tree anew") from None


def _proof(make: Callable[[], list[bytes]]) -> list[str]:
    try:
        return [_text(hashed) for hashed in make()]
    except LookupError as lost:
        raise ProofRefused(f"{lost}: 'register rebuild tree' makes the tree anew") from None


def read_consistency(content: bytes) -> ConsistencyProof:
    """Return a proof of consistency from its JSON; raise ProofRefused if it is none."""
    try:
        return msgspec.json.decode(content, type=ConsistencyProof)
    except (msgspec.DecodeError, UnicodeError) as problem:
        raise ProofRefused(f"this is no proof of consistency in JSON: {problem}") from None


def _hashes(texts: list[str]) -> list[bytes]:
    found = []
    for text in texts:
        try:
            hashed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            hashed = b""
        if len(hashed) != SIZE:
            raise ProofRefused(f"{text!r} in the proof is no hash: {SIZE} bytes in base64")
        found.append(hashed)
    return found


def _text(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode("ascii")
