"""`register source get` and `register source export`: archived bytes as files again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shell.options import with_database
from commands.shell.printing import note, say
from commands.shell.session import opened
from register.documents import archive
from register.documents.media_types import ending
from register.documents.sources import resolved
from register.errors import BadDocument, UnknownDocument
from register.log.points import known_at

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command(epilog="Example: register source get 3f2b7c1e --out order.pdf")
@click.argument("sha256")
@click.option("--out", required=True, metavar="FILE", help="A new file; - is standard output.")
@with_database
def get(sha256: str, out: str, database: str | None) -> None:
    """Write an archived document, by its hash (8 digits are enough), to a file."""
    with opened(database) as register, register.reading() as connection:
        name = resolved(connection, sha256, through=known_at(connection, None).position)
        content = _whole(connection, name)
    if out == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with Path(out).open("xb") as stream:
        stream.write(content)


def _whole(connection: Connection, sha256: str) -> bytes:
    """Return a document's bytes; raise UnknownDocument or BadDocument if they are not there."""
    content = archive.content(connection, sha256)
    if content is None:
        raise UnknownDocument(f"document {sha256} is not archived")
    if archive.sha256_of(content) != sha256:
        raise BadDocument(
            f"the bytes of document {sha256} are damaged: archive it again, or restore a backup"
        )
    return content


@click.command(epilog="Example: register source export documents")
@click.argument("folder")
@with_database
def export(folder: str, database: str | None) -> None:
    """Write all archived documents to FOLDER, each under its hash.

    `register source add FOLDER/*` archives them in a register with the same log. Files that
    are there already, with the right bytes, stay.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = there = 0
    with opened(database) as register, register.reading() as connection:
        for sha256, _ in archive.archived(connection):
            path = target / f"{sha256}{ending(archive.media_type(connection, sha256))}"
            if path.exists() and archive.sha256_of(path.read_bytes()) == sha256:
                there += 1
                continue
            path.write_bytes(_whole(connection, sha256))
            written += 1
    if there:
        note(f"{there} were there already.")
    say(f"{counted(written, 'document')} written to {target}")


def counted(number: int, name: str) -> str:
    """Return a number of things in words."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
