"""`register verify`: what an auditor asks first, of the register or of a bundle from it."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from commands.shell.files import read_small
from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, note, say
from commands.shell.progress import facts_progress
from commands.shell.session import opened
from projections.verification.standing_check import StandingSample, verified_through
from projections.verification.verify import (
    VerificationRequest,
    Verified,
    is_readable,
    root_text,
    to_json,
    verified,
    with_brought,
)
from register.clock import iso

SAMPLE = 25
"""How many standings are compared with a replay where nothing else is asked for."""


@click.command(
    epilog="Example: register verify --checkpoint checkpoint.txt --replay; "
    "register verify evidence.zip --key VKEY"
)
@click.argument("bundle", required=False, type=click.Path(path_type=Path))
@click.option(
    "--checkpoint",
    "brought",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A checkpoint that was kept elsewhere: it alone finds a tail removed with all traces.",
)
@click.option(
    "--key",
    metavar="VKEY",
    help="The register's public key as you know it; default: the first that the register keeps.",
)
@click.option(
    "--root",
    "roots",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Certificates of time-stamping authorities (PEM), to check timestamps by.",
)
@click.option(
    "--replay",
    is_flag=True,
    help="Also compare every row of the read models with a replay of the log.",
)
@click.option(
    "--seed",
    metavar="TEXT",
    help=f"What chooses the {SAMPLE} standings that are compared; default: drawn by lot.",
)
@with_format("table", "json")
@with_database
def verify(  # noqa: PLR0913  # one parameter for each option of the contract
    bundle: Path | None,
    brought: Path | None,
    key: str | None,
    roots: tuple[Path, ...],
    seed: str | None,
    form: str,
    database: str | None,
    *,
    replay: bool,
) -> None:
    """Check that nobody touched the log; exit status 1 if something is not as it was recorded.

    Every row is held against the rows before it, its own content, and the Merkle tree; the tree
    against every checkpoint; the whole schema and the keys against what the register made; some
    standings against a replay. The first place of each kind of damage is named.

    With BUNDLE, a file of 'register bundle', that is checked instead. It needs no database.
    """
    if bundle is not None:
        if brought or roots or replay:
            raise click.UsageError("with a bundle there is only --key")
        _verify_bundle(bundle, key, form)
        return
    certificates = [_certificates(path) for path in roots]
    with opened(database) as register, register.reading() as connection:
        some = None if replay else StandingSample(SAMPLE, seed or secrets.token_hex(4))
        wanted = VerificationRequest(vkey=key, roots=certificates, replay=replay, sample=some)
        if brought is not None and is_readable(connection):
            wanted = with_brought(connection, wanted, read_small(brought))
        facts = verified_through(connection)
        with facts_progress("Verifying", facts * (1 + replay)) as told:
            done = verified(connection, wanted, told)
    if form == "json":
        as_json(to_json(done, wanted))
    else:
        _print(done, wanted)
    if done.findings:
        click.get_current_context().exit(1)


def _verify_bundle(path: Path, key: str | None, form: str) -> None:
    from evidence.check import verify_bundle  # noqa: PLC0415  # the log is verified without it

    report = verify_bundle(path, [] if key is None else [key])
    if form == "json":
        as_json(report.to_json())
    else:
        for line in report.lines:
            say(line)
    if not report.verified:
        click.get_current_context().exit(1)


def _certificates(path: Path) -> bytes:
    content = read_small(path)
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise click.UsageError(f"{path} has no certificate in PEM")
    return content


def _print(done: Verified, wanted: VerificationRequest) -> None:
    for finding in done.findings:
        say(str(finding))
    if done.findings:
        _say_what_agrees(done)
        note("What each finding means, and what to do: docs/how-to/verify-a-register.md")
        return
    say(f"The log is whole: {done.facts} facts, root {root_text(done.root)}.")
    _say_what_agrees(done)
    if wanted.replay:
        say(f"Every row is what a replay of {done.facts} facts makes.")
    elif wanted.sample is not None and done.standings.of:
        seen = done.standings
        say(
            f"{seen.checked} of {seen.of} standings were compared with a replay, and are what it "
            f"makes (--seed {wanted.sample.seed} chooses the same)."
        )
        if seen.checked < seen.of:
            note("The others, lists and texts were not compared: --replay compares every row.")
    if wanted.brought is None:
        note(
            "A tail removed with all its traces shows only against a checkpoint that was kept "
            "elsewhere: --checkpoint FILE."
        )
    if wanted.vkey is None and done.checkpoints:
        note("The key was taken from the register itself; give the one that you know: --key VKEY.")


def _say_what_agrees(done: Verified) -> None:
    agreeing = [one for one in done.checkpoints if one.size in done.agreed]
    if agreeing:
        last = agreeing[-1]
        signers = ", ".join(each.signature.who for each in last.signed if each.valid) or "nobody"
        say(
            f"{len(agreeing)} of {len(done.checkpoints)} kept checkpoints agree with it; the last "
            f"is of {last.size} facts, signed by {signers}, and kept as made {iso(last.made_at)}, "
            "a time that nothing proves."
        )
    elif not done.checkpoints:
        note("No checkpoint is kept: 'register checkpoint' makes one.")
    _say_what_was_left(done)
    if done.brought_agrees:
        say("The checkpoint that was brought agrees with it.")


def _say_what_was_left(done: Verified) -> None:
    if unvouched := sum(one.unvouched for one in done.checkpoints):
        note(
            f"Not compared: {unvouched} of the kept checkpoints. They are signed by a key that the "
            "one you gave has followed, and does not vouch for: give that key, if you know it."
        )
    if done.lost_documents:
        note(
            f"Archived documents that are gone: {done.lost_documents}. "
            "'register source list --missing' names those that facts cite."
        )
