"""`register bundle`: evidence of what held, to hand over to somebody who trusts nobody."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.proof.keys import signer_of, with_key
from commands.shell.completion import complete_jurisdictions, complete_platforms
from commands.shell.files import refuse_no_file, replacing
from commands.shell.options import with_database, with_format, with_known
from commands.shell.printing import as_json, note, say
from commands.shell.session import now, opened, question, relationship_key
from evidence.bundle import BundleRequest, write_bundle
from evidence.check import verify_bundle
from evidence.errors import NoEvidence
from evidence.proof import latest_proof
from integrity.errors import KeyProblem
from integrity.keys.signing_keys import keys
from projections.checkpoint import make_checkpoint
from register.store.database import reading

if TYPE_CHECKING:
    from evidence.proof import Proof
    from projections.embedded import EmbeddedRegister


@click.command(
    epilog="Example: register bundle TikTok Kazakhstan --at 2024-04-30 --out tiktok-kz.zip"
)
@click.argument("platform", shell_complete=complete_platforms)
@click.argument("jurisdiction", shell_complete=complete_jurisdictions)
@click.option("--at", metavar="DAY", help="The day asked about; default: today.")
@with_known
@click.option("--out", metavar="FILE", required=True, help="The zip file to write.")
@click.option(
    "--complete",
    is_flag=True,
    help="With the columns of the whole log, so that nothing can be left out.",
)
@with_key
@with_format("table", "json")
@with_database
def bundle(  # noqa: PLR0913  # one parameter for each option of the contract
    platform: str,
    jurisdiction: str,
    at: str | None,
    known: str | None,
    out: str,
    key_file: str | None,
    form: str,
    database: str | None,
    *,
    complete: bool,
) -> None:
    """Write the evidence of what holds between PLATFORM and JURISDICTION into one zip file.

    It has the facts as they are stored, the proofs that they are in the signed log, the sources
    that are archived, the standing and why, a page to read, and a program of one file that
    checks it all with Python alone. The last kept checkpoint is used, or a new one is signed if
    that doesn't go as far.
    """
    refuse_no_file(Path(out), "--out")
    with opened(database) as register:
        with register.reading() as connection:
            asked = question(connection, at=at, known=known, public_by=None)
            key = relationship_key(connection, platform, jurisdiction)
        proof = _proof(register, asked.known.position, key_file)
        wanted = BundleRequest(key, asked, proof, complete)
        with replacing(Path(out)) as path:
            with register.reading() as connection, path.open("wb") as file:
                write_bundle(connection, wanted, file)
            _refuse_damaged(path, proof.keys[0][0])
    _tell(Path(out), proof, form)


def _proof(register: EmbeddedRegister, position: int, key_file: str | None) -> Proof:
    """Return the last kept checkpoint, or a new one if that does not cover the position."""
    with reading(register.engine) as connection:
        found = latest_proof(connection, position)
        chain = keys(connection)
    if found is not None:
        return found
    try:
        signer = signer_of(chain, key_file)
    except KeyProblem as problem:
        raise NoEvidence(
            f"no kept checkpoint covers position {position}, and none can be signed here: {problem}"
        ) from None
    make_checkpoint(register, signer, now())
    with reading(register.engine) as connection:
        found = latest_proof(connection, position)
    if found is None:
        raise NoEvidence(f"no checkpoint covers position {position}: 'register checkpoint'")
    note(f"A checkpoint of {found.size} facts was signed and kept.")
    return found


def _refuse_damaged(path: Path, vkey: str) -> None:
    """Check a bundle as its reader will: none is handed out that does not hold."""
    report = verify_bundle(path, [vkey])
    if not report.verified:
        raise NoEvidence(
            f"the bundle would not hold ({report.place}: {report.problem}): 'register verify' "
            "says what is wrong with the log"
        )


def _tell(out: Path, proof: Proof, form: str) -> None:
    with out.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if form == "json":
        made: dict[str, Any] = {"file": str(out), "sha256": digest}
        as_json({**made, "origin": proof.origin, "size": proof.size, "root": proof.root})
        return
    say(f"{out} is written and checked, under the checkpoint of {proof.size} facts.")
    say(f"SHA-256: {digest}")
    note(f"Give its reader the register's first key in another way: {proof.keys[0][0]}")
