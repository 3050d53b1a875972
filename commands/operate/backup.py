"""`register backup` and `register restore`."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shell.files import read_small
from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, say
from commands.shell.progress import facts_progress
from commands.shell.session import database_url, opened
from projections.backup.backup import Copied, Steps, back_up, facts_of
from projections.backup.restore import Brought, opened_backup
from projections.backup.restore import restore as restore_into
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.embedded import EmbeddedRegister

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: register backup register-2026-11-22.db")
@click.argument("file", type=_FILE)
@with_format("table", "json")
@with_database
def backup(file: Path, form: str, database: str | None) -> None:
    """Write a backup of the register, as it is now, to a new FILE, while others record.

    It has the log with its positions and times, the checkpoints, the public keys and the
    documents, and is compared with the register's tree and checkpoints. It has no private key,
    and no key of a person.
    """
    with opened(database) as register:
        facts = facts_of(register.engine)
        with _steps(facts) as steps:
            done = back_up(register.engine, file, steps)
    _tell(form, done, f"{file} has {_facts(done.facts)}.")


@click.command(
    epilog="Example: register --database sqlite:///new.db restore register-2026-11-22.db"
)
@click.argument("file", type=_FILE)
@click.option(
    "--checkpoint",
    "brought",
    metavar="FILE",
    type=_FILE,
    help="A checkpoint that you kept: the backup has to have the facts that it was made of.",
)
@with_format("table", "json")
@with_database
def restore(file: Path, brought: Path | None, form: str, database: str | None) -> None:
    """Restore a backup into a new or empty register, with its positions and times.

    The backup is compared with its tree and its checkpoints before anything is written. All of
    it is restored, or nothing; then the read models are made anew.
    """
    url = database_url(database)
    mine = None if brought is None else Brought(str(brought), read_small(brought))
    with opened_backup(file) as source:
        facts = source.facts
        with facts_progress("Examining", facts) as told:
            whole = source.examine(mine, told)
        migrate(url)
        with opened(database) as register:
            with _steps(facts) as steps:
                restore_into(source, register.engine, whole, steps)
            _make_read_models(register, facts)
    _tell(form, whole, f"{_facts(whole.facts)} restored.")


def _make_read_models(register: EmbeddedRegister, facts: int) -> None:
    with facts_progress("Making the read models", facts) as told:
        register.catch_up(lambda done, of: told(done * facts // max(of, 1)))


@contextmanager
def _steps(facts: int) -> Iterator[Steps]:
    """Show how far the copying is, and then the comparison."""
    with facts_progress("Copying and comparing", 2 * facts) as told:
        yield Steps(told, told)


def _tell(form: str, done: Copied, first: str) -> None:
    root = base64.b64encode(done.root).decode()
    if form == "json":
        brought = {} if done.brought is None else {"brought": done.brought}
        as_json({"facts": done.facts, "root": root, "checkpoint": done.checkpoint, **brought})
        return
    say(first)
    say(f"Root of its tree: {root}")
    if done.checkpoint is None:
        say("The register has no checkpoint yet.")
    else:
        say(f"Verified against its last checkpoint, of {_facts(done.checkpoint)}.")
    if done.brought is not None:
        say(f"Verified against your checkpoint, of {_facts(done.brought)}.")


def _facts(count: int) -> str:
    return "1 fact" if count == 1 else f"{count} facts"
