"""`register checkpoint cosign`: what a witness runs, without a register."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.shell.printing import note
from commands.shell.session import now
from integrity.checkpoints.checkpoints import check
from integrity.checkpoints.cosignatures import cosigned, refuse_discontinuity
from integrity.checkpoints.proofs import read_consistency
from integrity.keys.files import read_key
from integrity.notes import read_vkey

LONGEST = 2_000_000
"""Bytes of a note or a proof that are read; none has so many."""


@click.command(
    epilog="Example: register checkpoint cosign new.txt --vkey example.org/register+5c1f7b3f+AQAC… "
    "--key-file w1.key --since last.txt --proof proof.json > cosigned.txt"
)
@click.argument("file")
@click.option(
    "--vkey",
    "vkeys",
    required=True,
    multiple=True,
    help="The public key of the register; after a rotation, each one that you trust.",
)
@click.option("--key-file", required=True, metavar="FILE", help="The witness's private key.")
@click.option("--since", metavar="OLDER", help="The checkpoint that you signed last.")
@click.option(
    "--proof",
    "proof_file",
    metavar="PROOF",
    help="What `register checkpoint proof` printed of the older size.",
)
def cosign(
    file: str, vkeys: tuple[str, ...], key_file: str, since: str | None, proof_file: str | None
) -> None:
    """Sign a checkpoint as a witness.

    It prints the checkpoint in FILE (- is standard input) with your signature, and needs no
    register at hand. The register itself must have signed it. With --since and --proof it is
    refused unless it goes on from the checkpoint that you signed last: keep what this prints for
    the next time.
    """
    log = [read_vkey(each) for each in vkeys]
    content = content_of(file)
    newer, _ = check(content, log)
    if since is not None:
        older, _ = check(content_of(since), log)
        proof = read_consistency(content_of(proof_file)) if proof_file else None
        refuse_discontinuity(older, newer, proof)
    witness = read_key(Path(key_file))
    signed = cosigned(content, log, witness, seconds=int(now().timestamp()))
    click.echo(signed, nl=False)
    if since is None:
        note("Not compared with an earlier checkpoint: keep this one for --since next time.")


def content_of(file: str) -> bytes:
    """Return the bytes of a file; ``-`` is standard input."""
    if file == "-":
        content: bytes = sys.stdin.buffer.read(LONGEST)
        return content
    with Path(file).open("rb") as stream:
        return stream.read(LONGEST)
