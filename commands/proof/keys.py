"""`register key`: the key that signs checkpoints. The private one is a file of its own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, note, safe, say
from commands.shell.session import now, opened
from integrity.errors import KeyProblem
from integrity.keys.files import file_name, read_key, write_key
from integrity.keys.signing_keys import (
    begin,
    key_problems,
    keys,
    latest,
    new_signer,
    refuse_other,
    refuse_second,
    rotate,
)
from register.clock import iso
from register.store.database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from integrity.keys.signing_keys import SigningKey
    from integrity.notes import Signer, Verifier

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SEED_BYTES = 32


def with_key(command: Decorated) -> Decorated:
    """Add --key, the file with the private key."""
    return click.option(
        "--key",
        "key_file",
        metavar="FILE",
        envvar="REGISTER_KEY",
        help="The file with the private key (or REGISTER_KEY); default: where `key init` puts it.",
    )(command)


def folder_of_keys() -> Path:
    """Return the user's own folder for private keys (XDG base directories)."""
    configured = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    return (configured if configured.is_absolute() else Path.home() / ".config") / "register/keys"


def key_path(verifier: Verifier, given: str | None) -> Path:
    """Return where the private key of a public one is: as given, or in the folder of keys."""
    return Path(given) if given else folder_of_keys() / file_name(verifier)


def signer_of(chain: Sequence[SigningKey], given: str | None) -> Signer:
    """Return the private key of the register's latest; raise KeyProblem."""
    path = key_path(latest(chain), given)
    try:
        signer = read_key(path)
    except KeyProblem as problem:
        raise KeyProblem(f"{problem} (REGISTER_KEY=FILE names another place)") from None
    try:
        refuse_other(signer, chain)
    except KeyProblem as problem:
        raise KeyProblem(f"{path} does not fit: {problem}") from None
    return signer


@click.group(epilog="Example: register key show")
def key() -> None:
    """Make, show and replace the key that signs checkpoints.

    The database has only the public keys. The private key is a file that you keep, apart from
    the database and its backups.
    """


@key.command("init", epilog="Example: register key init --name example.org/register")
@click.option(
    "--name",
    metavar="ORIGIN",
    help="The name of the log for ever, such as example.org/register; default: one made up.",
)
@click.option(
    "--file",
    metavar="FILE",
    envvar="REGISTER_KEY",
    help="Where to write the private key (or REGISTER_KEY).",
)
@with_format("table", "json")
@with_database
def init(name: str | None, file: str | None, form: str, database: str | None) -> None:
    """Make the register's first key.

    The file is written for its owner alone, and never over another.
    """
    signer = new_signer(secrets.token_bytes(SEED_BYTES), name)
    path = key_path(signer.verifier, file)
    with opened(database) as register:
        with reading(register.engine) as connection:
            refuse_second(connection)
        write_key(path, signer)  # before the row: no public key is kept without its private one
        with writing(register.engine) as connection:
            made = begin(connection, signer, now())
    _print_made(made, path, form, file)


@key.command("rotate", epilog="Example: register key rotate")
@click.option("--file", metavar="FILE", help="Where to write the new private key.")
@with_key
@with_format("table", "json")
@with_database
def rotate_key(file: str | None, key_file: str | None, form: str, database: str | None) -> None:
    """Make a new key.

    It has the same name, and the key before endorses it. Checkpoints are signed by the new one
    from now on. The old file stays: delete it when its backups are in order, or keep it locked
    away.
    """
    with opened(database) as register:
        with reading(register.engine) as connection:
            old = signer_of(keys(connection), key_file)
        signer = new_signer(secrets.token_bytes(SEED_BYTES), old.name)
        beside = str(Path(key_file).parent / file_name(signer.verifier)) if key_file else None
        path = key_path(signer.verifier, file or beside)
        write_key(path, signer)
        with writing(register.engine) as connection:
            made = rotate(connection, old, signer, now())
    _print_made(made, path, form, file or beside)


def _print_made(made: SigningKey, path: Path, form: str, elsewhere: str | None) -> None:
    if form == "json":
        as_json({"vkey": made.vkey, "private_key": str(path)})
        return
    say(made.vkey)
    note(f"The private key is in {safe(path)}. Keep a copy of it apart from the database.")
    if elsewhere:
        note(f"Commands that sign need REGISTER_KEY={safe(path)}, or --key.")
    note("Give the line above to those who check your checkpoints.")


@key.command("show", epilog="Example: register key show --format json")
@with_key
@with_format("table", "json")
@with_database
def show(key_file: str | None, form: str, database: str | None) -> None:
    """Show the keys.

    The public one, where its private key is, and all before it with their endorsements.
    """
    with opened(database) as register, reading(register.engine) as connection:
        chain = keys(connection)
    document = _document(chain, key_file)
    if form == "json":
        as_json(document)
        return
    _print(document)


def _document(chain: Sequence[SigningKey], key_file: str | None) -> dict[str, Any]:
    current = latest(chain)
    try:
        signer_of(chain, key_file)
        problem = None
    except KeyProblem as found:
        problem = str(found)
    return {
        "name": current.name,
        "vkey": current.vkey,
        "first_vkey": chain[0].vkey,
        "key_id": current.key_id.hex(),
        "private_key": str(key_path(current, key_file)),
        "private_key_problem": problem,
        "keys": [
            {
                "vkey": each.vkey,
                "created_at": iso(each.created_at),
                "endorsement": each.endorsement,
            }
            for each in chain
        ],
        "problems": key_problems(chain),
    }


def _print(document: dict[str, Any]) -> None:
    say(f"key: {document['vkey']}")
    if document["first_vkey"] != document["vkey"]:
        say(f"first key, for those who check: {document['first_vkey']}")
    say(f"key id: {document['key_id']}")
    say(f"private key: {document['private_key']}")
    if document["private_key_problem"]:
        note(f"The private key can't be used: {safe(document['private_key_problem'])}")
    for each in document["keys"]:
        say()
        say(f"{each['vkey']}, made {each['created_at']}")
        if each["endorsement"]:
            say("endorsed by the key before:")
            for line in each["endorsement"].splitlines():
                say(f"  {line}")
    for problem in document["problems"]:
        note(f"Wrong: {safe(problem)}.")
