"""A checkpoint of the log as it is now: the tree is brought up to it, and what it says is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.checkpoints.checkpoints import make
from integrity.errors import CheckpointRefused
from projections.engine.projector import head_of
from projections.read_models import tree
from register.store.database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

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
    proofs = tree.proofs(connection)
    size, root = tree.head(connection)
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
