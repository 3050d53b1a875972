"""`register source`: what is cited, what of it is archived, and whether it says what is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import msgspec

from commands.documents.add import add, unfound_document, unfound_line
from commands.documents.files import counted, export, get
from commands.shell.listing import rows_or_json
from commands.shell.options import with_database, with_format
from commands.shell.printing import as_json, note, say
from commands.shell.session import opened
from register.clock import iso
from register.documents import archive
from register.documents.quote_checks import unfound
from register.documents.sources import KnownDocument, Quoted, cited_sources, shown
from register.log.points import known_at

if TYPE_CHECKING:
    from register.documents.archive import Telling
    from register.documents.citations import Citation

COLUMNS = ("sha256", "url", "archived", "facts")


@click.group(epilog="Example: register source show https://example.org/order.pdf")
def source() -> None:
    """Archive the sources of facts, and look up quotes in them."""


source.add_command(add)
source.add_command(get)
source.add_command(export)


@source.command("list", epilog="Example: register source list --missing --format csv")
@click.option("--missing", is_flag=True, help="Only hashes under which nothing is archived.")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_sources(form: str, database: str | None, *, missing: bool) -> None:
    """List the sources that facts cite by hash or address: whether archived, by how many facts."""
    with opened(database) as register, register.reading() as connection:
        found = cited_sources(connection, through=known_at(connection, None).position)
    if missing:
        found = [one for one in found if one.sha256 is not None and not one.archived]
    rows = [{name: getattr(one, name) for name in COLUMNS} for one in found]
    if form != "table":
        rows_or_json(form, rows, COLUMNS)
        return
    for one in found:
        state = "archived" if one.archived else "missing" if one.sha256 else "by address"
        say(f"{one.sha256 or '-'}  {state}, {counted(one.facts, 'fact')}  {one.url or ''}".rstrip())
    if not found:
        note("Nothing is missing." if missing else "No source is cited by hash or address.")


@source.command("show", epilog="Example: register source show 3f2b7c1e")
@click.argument("name", metavar="SHA256|URL")
@with_format("table", "json")
@with_database
def show(name: str, form: str, database: str | None) -> None:
    """Show a document by its hash (8 digits are enough) or address, and where it is cited."""
    with opened(database) as register, register.reading() as connection:
        found = shown(connection, name, through=known_at(connection, None).position)
    if form == "json":
        as_json(
            {
                "documents": [_known_document(one) for one in found.documents],
                "by_url_only": [_citation(one) for one in found.by_url],
            }
        )
        return
    for one in found.documents:
        _print_known(one)
    if found.by_url:
        say("Cited by its address only, without a hash:")
    for cited in found.by_url:
        say(f"  {cited.type}, fact {cited.fact_id} (position {cited.position})")


def _known_document(one: KnownDocument) -> dict[str, Any]:
    return {
        "sha256": one.sha256,
        "archived": one.size is not None,
        "size": one.size,
        "no_text": one.no_text,
        "told": [_telling(told) for told in one.told],
        "cited": [
            {**_citation(quoted.citation), "found": quoted.found, "reason": quoted.reason}
            for quoted in one.cited
        ],
    }


def _telling(told: Telling) -> dict[str, Any]:
    return {
        "fact": told.entry.fact_id,
        "position": told.entry.position,
        "recorded_at": iso(told.entry.recorded_at),
        "recorded_by": told.entry.recorded_by,
        "title": told.fact.sources[0].title,
        **msgspec.to_builtins(told.fact.details, enc_hook=str),
    }


def _citation(one: Citation) -> dict[str, Any]:
    return {
        "fact": one.fact_id,
        "position": one.position,
        "type": one.type,
        "path": one.cited.path,
        "quote": one.cited.quote,
    }


def _print_known(one: KnownDocument) -> None:
    say(one.sha256)
    say("  not archived" if one.size is None else f"  archived, {one.size:,} bytes")
    if one.no_text:
        say(f"  quotes are not looked up: {one.no_text}")
    for told in one.told:
        details = told.fact.details
        where = [details.media_type, details.language, details.url, details.name]
        say(f"  {', '.join(str(part) for part in where if part)}")
        when = f"retrieved {details.retrieved}, " if details.retrieved else ""
        day = iso(told.entry.recorded_at).partition("T")[0]
        say(f"    {when}archived {day} by {told.entry.recorded_by}")
    say("  cited by:" if one.cited else "  no fact cites it")
    for quoted in one.cited:
        _print_quoted(quoted)


def _print_quoted(one: Quoted) -> None:
    citation = one.citation
    say(f"    {citation.type}, fact {citation.fact_id} (position {citation.position})")
    quote = citation.cited.quote
    if quote is None:
        return
    say(f"      «{quote if isinstance(quote, str) else quote.exact}»")
    if one.found:
        say("      found once")
    elif one.reason is not None:
        say(f"      {'can’t be looked up: ' if one.found is None else ''}{one.reason}")


@source.command("check", epilog="Example: register source check --format json")
@with_format("table", "json")
@with_database
def check(form: str, database: str | None) -> None:
    """Check every document's bytes against its hash, and every quote against its document.

    Exit status 1 if a document is damaged, or a quote is not found exactly once in one that is
    archived. Hashes that facts cite and under which nothing is archived are counted.
    """
    with opened(database) as register, register.reading() as connection:
        through = known_at(connection, None).position
        damaged = list(archive.damaged(connection))
        wrong = list(unfound(connection, through=through))
        count = sum(1 for _ in archive.archived(connection))
        missing = len(archive.missing(connection, through=through))
    if form == "json":
        as_json(
            {
                "documents": count,
                "missing": missing,
                "damaged": damaged,
                "quotes_not_found": [unfound_document(one) for one in wrong],
            }
        )
    else:
        for sha256 in damaged:
            say(f"damaged: the bytes of document {sha256} have another hash")
        for one in wrong:
            say(f"quote not found: {unfound_line(one)}")
        say(
            f"{counted(count, 'document')}, {missing} missing, {len(damaged)} damaged, "
            f"{counted(len(wrong), 'quote')} not found"
        )
    if damaged or wrong:
        click.get_current_context().exit(1)
