"""`register source add`: files into the register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregates.errors import FactRefused, Problem
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, note, safe, say
from commands.shell.session import opened, today, user_name
from register.documents.quote_checks import Unfound, unfound
from register.errors import BadDocument
from register.importing.documents import Archiving, Offer, archive, check_file, read_file
from register.importing.warc import LeftOut, is_warc, responses
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.embedded import EmbeddedRegister

OF_A_FILE = ("retrieved", "media_type")
"""What a WARC says itself, of each document."""


@click.command(
    epilog="Example: register source add order.pdf --url https://example.org/order.pdf "
    "--retrieved 2024-05-03"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option("--url", metavar="URL", help="Where it was retrieved; of a WARC: only this answer.")
@click.option("--retrieved", metavar="EDTF", help="When it was retrieved; default: not said.")
@click.option("--media-type", metavar="TYPE", help="Default: by its first bytes and its name.")
@click.option("--language", metavar="TAG", help="Its language (BCP 47).")
@click.option("--title", metavar="TEXT", help="Its title; default: the file's name.")
@click.option("--whole", is_flag=True, help="Archive a WARC file itself too.")
@with_user
@with_format("table", "json")
@with_database
def add(
    files: tuple[str, ...], form: str, by: str | None, database: str | None, **options: Any
) -> None:
    """Archive FILEs: their bytes, and the fact that tells of them.

    The same file again changes nothing, unless something new is said of it. A file has at most
    100,000,000 bytes. Of a WARC (.warc, .warc.gz) each answer of a server becomes a document.
    Quotes that facts have of a document, and that are not found in it, are named.
    """
    whole = options.pop("whole")
    paths = [Path(name) for name in files]
    _check(paths, options)
    done: list[Archiving] = []
    left_out: list[LeftOut] = []
    with opened(database) as register:
        for path in paths:
            offers = _offers(path, options, left_out, whole=whole)
            done += _archived(register, offers, by, path)
        register.catch_up()
        with register.reading() as connection:
            through = known_at(connection, None).position
            of = {one.sha256 for one in done}
            wrong = list(unfound(connection, through=through, of=of))
    _print(done, left_out, wrong, form)


def _check(paths: list[Path], options: dict[str, Any]) -> None:
    """Refuse what can be seen to be wrong before the first file is archived."""
    for path in paths:
        check_file(path, limited=not is_warc(path))
        given = [name for name in OF_A_FILE if options[name] is not None]
        if is_warc(path) and given:
            names = " and ".join(f"--{name.replace('_', '-')}" for name in given)
            raise click.UsageError(f"{path} is a WARC, which says {names} itself")
    if options["url"] is not None and len(paths) > 1 and not any(map(is_warc, paths)):
        raise click.UsageError("--url is of one file: name the others in further commands")


def _offers(
    path: Path, options: dict[str, Any], left_out: list[LeftOut], *, whole: bool
) -> Iterator[Offer]:
    if not is_warc(path):
        yield Offer(content=read_file(path), name=path.name, **options)
        return
    found = 0
    said = {name: options[name] for name in ("language", "title")}
    for one in responses(path, url=options["url"], on_left_out=left_out.append, said=said):
        found += 1
        yield one
    if whole:
        yield Offer(content=read_file(path), name=path.name, media_type=_warc_type(path))
    elif not found:
        reasons = "; ".join(f"{one.url}: {one.reason}" for one in left_out[:3])
        about = f" of {options['url']}" if options["url"] else ""
        raise BadDocument(
            f"{path} has no answer{about} that can be archived" + (f" ({reasons})" * bool(reasons))
        )


def _warc_type(path: Path) -> str:
    return "application/gzip" if path.suffix.lower() == ".gz" else "application/warc"


def _archived(
    register: EmbeddedRegister, offers: Iterator[Offer], by: str | None, path: Path
) -> list[Archiving]:
    try:
        return archive(register.register, offers, recorded_by=user_name(by), today=today())
    except FactRefused as refused:
        problems = (Problem(_option(one.path), one.reason) for one in refused.problems)
        told = "; ".join(str(one) for one in dict.fromkeys(problems))
        raise BadDocument(f"{path}: {told}") from None


def _option(path: str) -> str:
    """Return the option that a field of the fact comes from."""
    name = path.rpartition(".")[2]
    return "--retrieved" if name == "occurred" else f"--{name.replace('_', '-')}"


def _print(done: list[Archiving], left_out: list[LeftOut], wrong: list[Unfound], form: str) -> None:
    if form == "json":
        as_json(
            {
                "documents": [_document(one) for one in done],
                "left_out": [one._asdict() for one in left_out],
                "quotes_not_found": [unfound_document(one) for one in wrong],
            }
        )
    else:
        for one in done:
            say(f"{one.sha256} {_what_happened(one)}: {_about(one)}")
    for one_left in left_out:
        note(safe(f"Left out: {one_left.url}: {one_left.reason}."))
    for one_wrong in wrong:
        note(safe(f"Quote not found: {unfound_line(one_wrong)}"))


def _about(one: Archiving) -> str:
    url = f", {one.url}" if one.url else ""
    return f"{one.media_type}, {one.size:,} bytes{url}"


def _what_happened(one: Archiving) -> str:
    if one.outcome is not None:
        return f"archived at position {one.outcome.position}"
    return "archived again, its fact was there" if one.kept else "was archived already"


def _document(one: Archiving) -> dict[str, Any]:
    outcome = one.outcome
    return {
        "sha256": one.sha256,
        "size": one.size,
        "media_type": one.media_type,
        "url": one.url,
        "kept": one.kept,
        "id": None if outcome is None else outcome.fact_id,
        "position": None if outcome is None else outcome.position,
    }


def unfound_line(one: Unfound) -> str:
    """Return a quote that is not found as one line."""
    citation = one.citation
    return (
        f"fact {citation.fact_id} (position {citation.position}), "
        f"{citation.cited.path}.quote: {one.reason}"
    )


def unfound_document(one: Unfound) -> dict[str, Any]:
    """Return a quote that is not found as JSON."""
    citation = one.citation
    return {
        "fact": citation.fact_id,
        "position": citation.position,
        "path": f"{citation.cited.path}.quote",
        "sha256": citation.cited.sha256,
        "reason": one.reason,
    }
