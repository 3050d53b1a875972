"""`register checkpoint`: sign what the log is, and keep it with the signatures of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.proof.cosign import content_of, cosign
from commands.proof.keys import signer_of, with_key
from commands.proof.proof import proof
from commands.proof.timestamp import timestamp
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, note, say
from commands.shell.session import now, opened
from commands.shell.tables import table
from integrity.checkpoints.checkpoints import add_signatures, kept_checkpoints, look_at
from integrity.checkpoints.documents import checkpoint_document, signature_document
from integrity.checkpoints.store import kept_or_last
from integrity.keys.signing_keys import keys
from integrity.keys.witnesses import witnesses
from projections.checkpoint import make_checkpoint
from register.store.database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from integrity.checkpoints.checkpoints import KeptCheckpoint

COLUMNS = ("size", "made_at", "root", "signed_by", "timestamps", "problems")


@click.group(invoke_without_command=True, epilog="Example: register checkpoint > checkpoint.txt")
@with_key
@with_format("note", "json")
@with_database
@click.pass_context
def checkpoint(ctx: click.Context, key_file: str | None, form: str, database: str | None) -> None:
    """Sign and keep what the log is now, and print it: how many facts, and the root of its tree.

    Who has a checkpoint can find out later whether the facts up to it were touched, added to or
    removed. It is refused if it would contradict the last one that was kept.
    """
    if database is not None:
        ctx.obj = database
    if ctx.invoked_subcommand is not None:
        if form != "note":
            raise click.UsageError(f"--format goes after {ctx.invoked_subcommand!r}")
        return
    with opened(database) as register:
        with reading(register.engine) as connection:
            signer = signer_of(keys(connection), key_file)
        made = make_checkpoint(register, signer, now())
        with reading(register.engine) as connection:
            found = look_at(connection, made)
    _print(found, form)


@checkpoint.command("show", epilog="Example: register checkpoint show 254")
@click.argument("size", type=click.IntRange(min=0), required=False)
@click.option(
    "--as-signed",
    is_flag=True,
    help="Only the register's own signature: what timestamps are of.",
)
@with_format("note", "json")
@with_database
def show(size: int | None, form: str, database: str | None, *, as_signed: bool) -> None:
    """Print a kept checkpoint.

    It is the one of SIZE facts, by default the last, with all its signatures.
    """
    with opened(database) as register, reading(register.engine) as connection:
        found = look_at(connection, kept_or_last(connection, size))
    if as_signed:
        click.echo(found.kept.as_signed, nl=False)
        return
    _print(found, form)


def _print(found: KeptCheckpoint, form: str) -> None:
    for problem in found.problems:
        note(f"Wrong: {problem}.")
    if form == "json":
        as_json(checkpoint_document(found))
    else:
        click.echo(found.kept.note, nl=False)


@checkpoint.command("list", epilog="Example: register checkpoint list")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_checkpoints(form: str, database: str | None) -> None:
    """List the kept checkpoints.

    It says when each was made, who signed it, and what is wrong with it.
    """
    with opened(database) as register, reading(register.engine) as connection:
        rows = [_row(one) for one in kept_checkpoints(connection)]
    nothing = "No checkpoint is kept yet: register checkpoint --help"
    answer(form, rows, _print_rows, columns=COLUMNS, nothing=nothing)


def _print_rows(rows: Sequence[dict[str, Any]]) -> None:
    table(
        ("facts", "made", "root", "signed by", "timestamps", "problems"),
        [[_cell(row[name]) for name in COLUMNS] for row in map(_to_the_second, rows)],
    )


def _row(one: KeptCheckpoint) -> dict[str, Any]:
    document = checkpoint_document(one)
    stamps = [f"{each['at'] or '?'} {each['authority'] or ''}" for each in document["timestamps"]]
    wrong = [problem for each in document["timestamps"] for problem in each["problems"]]
    return {
        **{name: document[name] for name in ("size", "made_at", "root")},
        "signed_by": [each["key"] for each in document["signatures"] if each["valid"]],
        "timestamps": stamps,
        "problems": [*document["problems"], *wrong],
    }


def _to_the_second(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "made_at": f"{row['made_at'][:19]}Z"}


def _cell(value: Any) -> object:
    return ", ".join(value) if isinstance(value, list) else value


@checkpoint.command("add", epilog="Example: register checkpoint add cosigned.txt")
@click.argument("file")
@with_format("table", "json")
@with_database
def add(file: str, form: str, database: str | None) -> None:
    """Keep further signatures.

    FILE is a note of a kept checkpoint (- is standard input). The signatures that are new in it
    have to be by known witnesses, or by this register, and of the very same checkpoint. If one is
    not, none is kept.
    """
    content = content_of(file)
    with opened(database) as register, writing(register.engine) as connection:
        added = add_signatures(connection, content, witnesses(connection))
    if form == "json":
        as_json({"added": [signature_document(one) for one in added]})
        return
    for one in added:
        say(f"{one.signature.who} has signed.")
    if not added:
        note("All these signatures are kept already.")


for command in (cosign, proof, timestamp):
    checkpoint.add_command(command)
