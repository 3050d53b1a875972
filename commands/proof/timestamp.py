"""`register checkpoint timestamp`: an authority says when a checkpoint was there (RFC 3161)."""

from __future__ import annotations

import secrets
import ssl
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from commands.shell.files import read_small
from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, note, safe, say
from commands.shell.session import now, opened
from integrity.checkpoints.store import kept_or_last
from integrity.checkpoints.timestamps import keep, request, usable_roots
from integrity.errors import TimestampRefused
from register.clock import iso
from register.store.database import reading, writing

if TYPE_CHECKING:
    from integrity.checkpoints.timestamps import Stamp

PATIENCE_SECONDS = 30.0
LONGEST = 1_000_000
NONCE_BITS = 64


@click.command(
    epilog="Example: register checkpoint timestamp --tsa https://tsa.example --root tsa-root.pem"
)
@click.argument("size", type=click.IntRange(min=0), required=False)
@click.option("--tsa", metavar="URL", help="Ask this authority, over HTTP.")
@click.option(
    "--request",
    "request_file",
    metavar="FILE",
    help="Write the request there, to send it yourself; with --response, the one it answers.",
)
@click.option("--response", "response_file", metavar="FILE", help="Keep this answer.")
@click.option(
    "--root",
    "root_files",
    metavar="CERT.pem",
    multiple=True,
    help="The authority's root certificate; default: those that the system trusts.",
)
@with_format("table", "json")
@with_database
def timestamp(  # options of a command
    size: int | None,
    tsa: str | None,
    request_file: str | None,
    response_file: str | None,
    root_files: tuple[str, ...],
    form: str,
    database: str | None,
) -> None:
    """Have a checkpoint timestamped.

    It is the kept one of SIZE facts, by default the last. The timestamp is of the note as the
    register signed it (`checkpoint show --as-signed`), is checked before it is kept, and checked
    again by `register verify`.
    """
    if (tsa is None) == (request_file is None and response_file is None):
        raise click.UsageError("say how: --tsa URL, or --request FILE and then --response FILE")
    with opened(database) as register:
        with reading(register.engine) as connection:
            found = kept_or_last(connection, size)
        asked = request(found.as_signed, secrets.randbits(NONCE_BITS))
        if request_file and not response_file:
            Path(request_file).write_bytes(asked)
            note(f"The request is in {safe(request_file)}; keep the answer with --response.")
            return
        if response_file:
            answer = read_small(Path(response_file))
            known = read_small(Path(request_file)) if request_file else None
        else:
            answer, known = _answer(str(tsa), asked), asked
        roots = _roots(root_files)
        with writing(register.engine) as connection:
            stamp = keep(connection, found.size, answer, roots, now(), asked=known)
    _print(found.size, stamp, form)


def _print(size: int, stamp: Stamp, form: str) -> None:
    if form == "json":
        as_json({"size": size, "at": iso(stamp.at), "authority": stamp.authority})
        return
    say(f"The checkpoint of {size} facts was there at {iso(stamp.at)}, says {stamp.authority}.")


def _answer(url: str, asked: bytes) -> bytes:
    """Return an authority's answer (RFC 3161, 3.4); raise TimestampRefused."""
    if not _is_web_address(url):
        raise TimestampRefused(
            f"{url!r} is no address of an authority, such as https://tsa.example"
        )
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        with urlopen(Request(url, asked, headers), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # the scheme is checked above
            content: bytes = answer.read(LONGEST)
    except HTTPError as error:
        raise TimestampRefused(f"{url} answers with {error.code} {error.reason}") from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise TimestampRefused(f"{url} can't be reached: {reason}") from None
    return content


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _roots(files: tuple[str, ...]) -> list[bytes]:
    """Return the given certificates, or those of the system; raise TimestampRefused."""
    if files:
        return [read_small(Path(file)) for file in files]
    path = ssl.get_default_verify_paths().cafile
    if path is None:
        raise TimestampRefused("the system names no trusted certificates: give --root CERT.pem")
    return usable_roots(Path(path).read_bytes())
