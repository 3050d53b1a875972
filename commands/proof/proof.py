"""`register checkpoint proof`: that a fact is in a checkpoint, or that one goes on from another."""

from __future__ import annotations

import click

from commands.shell.options import with_database
from commands.shell.printing import as_json
from commands.shell.session import opened
from integrity.checkpoints.proofs import prove_consistency
from integrity.checkpoints.store import kept_or_last
from integrity.checkpoints.text import open_checkpoint
from projections.checkpoint import inclusion_proof
from projections.read_models import tree
from register.store.database import reading


@click.command(
    epilog="Example: register checkpoint proof 17 > proof.json; "
    "register checkpoint proof --from 254 > proof.json"
)
@click.argument("position", type=click.IntRange(min=1), required=False)
@click.option(
    "--from",
    "older",
    type=click.IntRange(min=0),
    metavar="SIZE",
    help="Prove that the checkpoint goes on from one of SIZE facts.",
)
@click.option(
    "--size",
    type=click.IntRange(min=0),
    help="Prove it of the kept checkpoint of so many facts; default: the last one.",
)
@with_database
def proof(position: int | None, older: int | None, size: int | None, database: str | None) -> None:
    """Print a proof as JSON.

    It proves that the fact at POSITION is in a checkpoint, or that the checkpoint goes on from an
    older one (--from). Hashes are in base64, in the order of RFC 9162. `leaf` is the text whose
    hash is in the tree: it has the SHA-256 of the fact as stored, and so proves it without showing
    it.
    """
    if (position is None) == (older is None):
        raise click.UsageError("say which proof: a POSITION, or --from SIZE")
    with opened(database) as register, reading(register.engine) as connection:
        if position is not None:
            as_json(inclusion_proof(connection, position, size))
        elif older is not None:
            checkpoint = open_checkpoint(kept_or_last(connection, size).note).checkpoint
            as_json(prove_consistency(tree.proofs(connection), older, checkpoint))
