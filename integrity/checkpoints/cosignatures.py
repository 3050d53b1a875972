"""What a witness does: it looks at a checkpoint, and signs it if it goes on from the last one.

It needs no database: the log's public key, the checkpoint, and the one that it signed before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.checkpoints.checkpoints import check
from integrity.checkpoints.text import open_checkpoint
from integrity.errors import CheckpointRefused
from integrity.notes import Note, SignatureKind, Signer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from integrity.checkpoints.proofs import ConsistencyProof
    from integrity.checkpoints.text import Checkpoint
    from integrity.notes import Verifier


def as_witness(signer: Signer) -> Signer:
    """Return a key as a witness uses it: a key of golang.org/x/mod/sumdb/note is one as well."""
    return Signer(signer.name, SignatureKind.WITNESS, signer.seed)


def cosigned(
    content: str | bytes, log: Sequence[Verifier], witness: Signer, *, seconds: int
) -> str:
    """Return a checkpoint's note with a witness's signature, made so many seconds after 1970.

    Raises NoteRefused unless the log itself has signed it, and CheckpointRefused for a key of
    the log's own name.
    """
    checkpoint, _ = check(content, log)
    if witness.name == checkpoint.origin:
        raise CheckpointRefused(f"{witness.name} is the log itself, which can't be its own witness")
    note = open_checkpoint(content).note
    line = as_witness(witness).sign(note.text, seconds=seconds)
    return Note(note.text, (*note.signatures, line)).whole


def refuse_discontinuity(
    older: Checkpoint, newer: Checkpoint, proof: ConsistencyProof | None
) -> None:
    """Raise CheckpointRefused unless a checkpoint is the same log's, and goes on from an older."""
    if older.origin != newer.origin:
        raise CheckpointRefused(f"the older checkpoint is of {older.origin}, not {newer.origin}")
    if older.size > newer.size:
        raise CheckpointRefused(
            f"the checkpoint has {newer.size} facts, and the older one had {older.size}"
        )
    if older.size == newer.size:
        if older.root != newer.root:
            raise CheckpointRefused(f"two checkpoints of {older.size} facts have different roots")
        return
    if proof is None:
        raise CheckpointRefused(
            f"a proof is needed that the checkpoint goes on from {older.size} facts: "
            f"'register checkpoint proof --from {older.size}' makes it"
        )
    if not proof.holds(older, newer):
        raise CheckpointRefused(
            f"the proof does not show that {newer.size} facts go on from {older.size}: "
            "what was recorded may have been changed"
        )
