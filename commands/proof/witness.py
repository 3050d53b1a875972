"""`register witness`: those who sign checkpoints besides the register itself."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.proof.keys import SEED_BYTES
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format
from commands.shell.printing import note, safe, say
from commands.shell.session import now, opened
from commands.shell.tables import table
from integrity.checkpoints.cosignatures import as_witness
from integrity.keys.files import write_key
from integrity.keys.signing_keys import new_signer
from integrity.keys.witnesses import add_witness, known_since
from register.clock import iso
from register.store.database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence


COLUMNS = ("name", "vkey", "added_at")


@click.group(epilog="Example: register witness list")
def witness() -> None:
    """Know those who sign checkpoints as witnesses: others than who keeps the register."""


@witness.command("add", epilog="Example: register witness add witness.example/w1+5c1f7b3f+BAAC…")
@click.argument("vkey")
@with_database
def add(vkey: str, database: str | None) -> None:
    """Know a witness.

    VKEY is its public key. Its signatures are kept from now on.
    """
    with opened(database) as register, writing(register.engine) as connection:
        added = add_witness(connection, vkey, now())
    say(f"{vkey.strip()} is known{'' if added else ' already'}.")


@witness.command("list", epilog="Example: register witness list --format json")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_witnesses(form: str, database: str | None) -> None:
    """List the known witnesses."""
    with opened(database) as register, reading(register.engine) as connection:
        found = known_since(connection)
    rows = [{"name": each.name, "vkey": each.vkey, "added_at": iso(added)} for each, added in found]
    nothing = "No witness is known yet: register witness add --help"
    answer(form, rows, _print, columns=COLUMNS, nothing=nothing)


def _print(rows: Sequence[dict[str, str]]) -> None:
    table(COLUMNS[1:], [(row["vkey"], row["added_at"]) for row in rows])


@witness.command(
    "key", epilog="Example: register witness key --name witness.example/w1 --file w1.key"
)
@click.option("--name", required=True, help="The witness's name, such as witness.example/w1.")
@click.option("--file", required=True, metavar="FILE", help="Where to write the private key.")
def make_key(name: str, file: str) -> None:
    """Make a key for a witness.

    It prints the public key, and needs no register. The witness signs with `register checkpoint
    cosign`. The public key goes to the keeper of the register, for `register witness add`.
    """
    signer = as_witness(new_signer(secrets.token_bytes(SEED_BYTES), name))
    write_key(Path(file), signer)
    say(signer.verifier.vkey)
    note(f"The private key is in {safe(file)}.")
