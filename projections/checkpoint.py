"""A checkpoint of the log as it is now: the tree is brought up to it, and what it says is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.checkpoints.checkpoints import make
from integrity.checkpoints.proofs import prove_inclusion
from integrity.checkpoints.store import kept_or_last
from integrity.checkpoints.text import open_checkpoint
from integrity.errors import CheckpointRefused, ProofRefused
from integrity.leaves import leaf_of
from projections.engine.projector import head_of
from projections.read_models import tree
from register.log.reader import LogReader
from register.store.database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from integrity.checkpoints.proofs import InclusionProof
    from integrity.checkpoints.store import StoredCheckpoint
    from integrity.merkle import Proofs
    from integrity.notes import Signer
    from projections.embedded import EmbeddedRegister


def make_checkpoint(register: EmbeddedRegister, signer: Signer, now: datetime) -> StoredCheckpoint:
    """Sign and keep a checkpoint of all facts that were recorded before; see `integrity`.

    It is committed when this returns. If the machine stops before, nothing is kept.
    """
    with reading(register.engine) as connection:
        recorded = head_of(connection)
    register.catch_up()
    with writing(register.engine) as connection:
        return make(connection, _sound_tree, signer, now, at_least=recorded)


def _sound_tree(connection: Connection) -> Proofs:
    """Return what makes proofs of the tree; raise CheckpointRefused if its head is not its own."""
    size, root = tree.head(connection)
    proofs = tree.proofs(connection)  # a projector may have come further meanwhile
    try:
        sound = proofs.root(size) == root
    except LookupError:
        sound = False
    if not sound:
        raise CheckpointRefused(
            f"the tree of {size} facts has not the root that is kept of it: "
            "'register rebuild tree' makes it anew"
        )
    return proofs


def inclusion_proof(connection: Connection, position: int, size: int | None) -> InclusionProof:
    """Prove that the fact at a position is in the kept checkpoint of so many facts, or in the last.

    Raises CheckpointRefused where none is kept, and ProofRefused where it can't be proved.
    """
    checkpoint = open_checkpoint(kept_or_last(connection, size).note).checkpoint
    entry = LogReader(connection).at_positions([position]).get(position)
    if entry is None:
        raise ProofRefused(f"the log has no fact at position {position}")
    return prove_inclusion(tree.proofs(connection), position, leaf_of(entry), checkpoint)
