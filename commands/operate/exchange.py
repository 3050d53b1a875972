"""`register import` and `register export`."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from commands.operate.fact_files import lines_of
from commands.operate.named_lines import NamedLines
from commands.operate.table_import import (
    TableRequest,
    import_one_table,
    print_tables,
    refuse_table_options,
    report_table,
)
from commands.shell.files import beside
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, note, safe, say
from commands.shell.progress import import_progress
from commands.shell.session import opened, opener_for, today, user_name
from projections.queries.persons import damaged, require_keys
from register.importing.importer import MAX_REPORTED, ImportOptions, ImportResult
from register.log.export import export_lines
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exchange.importers.mapped_import import TableResult
    from projections.embedded import EmbeddedRegister

STANDARD_INPUT = "-"


@click.command(
    "import", epilog="Example: register import facts.jsonl --on-error skip --format json"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Check everything, and record nothing.")
@click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    default="stop",
    show_default=True,
    help="stop: nothing of a file with a bad line; skip: the rest, and FILE.rejected.jsonl "
    "(or .csv, of a table).",
)
@click.option(
    "--mapping",
    metavar="NAME|FILE",
    help="Read tables by this mapping (register mapping --help); default: .csv and .xlsx are forms.",
)
@click.option("--sheet", metavar="NAME", help="Of a workbook: which sheet.")
@click.option("--published", metavar="DATE", help="When the table was published, for its sources.")
@click.option("--sha256", metavar="HASH", help="The archived table, for its sources.")
@with_user
@with_format("table", "json")
@with_database
def import_(
    files: tuple[str, ...],
    on_error: str,
    by: str | None,
    form: str,
    database: str | None,
    *,
    dry_run: bool,
    **asked: str | None,
) -> None:
    """Record the facts of FILEs (- is standard input): JSON Lines, a JSON array, forms, tables.

    The same file again records nothing. Each bad line is named with file, line (of a table the
    column or the cell), and every reason.
    """
    request, skip = TableRequest(**asked), on_error == "skip"
    request.check()
    by = user_name(by)
    total, tables = ImportResult(), []
    with opened(database) as register:
        for name in files:
            if request.is_meant(name):
                options = ImportOptions(by, dry_run=dry_run, skip_refused=skip)
                tables.append(_import_table(register, name, request, options))
                continue
            refuse_table_options(request)
            result = _import_one(register, name, by=by, dry_run=dry_run, skip=skip)
            _report(result)
            total.add(result)
    if tables:
        print_tables(tables, form, dry_run=dry_run)
    if len(tables) < len(files):
        _print(total, form, dry_run=dry_run)
    if total.refused or any(table.refused for table in tables):
        click.get_current_context().exit(1)


def _import_table(
    register: EmbeddedRegister, name: str, request: TableRequest, options: ImportOptions
) -> TableResult:
    """Import a table, and name what was refused of it."""
    result = import_one_table(register, name, request, options, today=today().isoformat())
    report_table(result)
    return result


def _import_one(
    register: EmbeddedRegister, name: str, *, by: str, dry_run: bool, skip: bool
) -> ImportResult:
    with ExitStack() as stack:
        shown = "standard input" if name == STANDARD_INPUT else name
        stream = NamedLines(lines_of(stack.enter_context(_source(name)), shown), register)
        stack.callback(stream.tell)
        told = stack.enter_context(import_progress(name, _size(name)))
        rejected = stack.enter_context(_rejected(name, wanted=skip and not dry_run))
        options = ImportOptions(
            recorded_by=by,
            dry_run=dry_run,
            skip_refused=skip,
            on_refused=rejected,
            on_step=told,
        )
        return register.import_file(stream, shown, options)


def _size(name: str) -> int | None:
    """Return the size of a file in bytes; None: it is standard input."""
    return None if name == STANDARD_INPUT else Path(name).stat().st_size


@contextmanager
def _source(name: str) -> Iterator[IO[bytes]]:
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream


@contextmanager
def _rejected(name: str, *, wanted: bool) -> Iterator[Callable[[bytes], None]]:
    """Write refused lines to FILE.rejected.jsonl, which is made with the first of them."""
    if not wanted:
        yield lambda _: None
        return
    source = None if name == STANDARD_INPUT else Path(name)
    path = source or Path("standard-input")
    path = path.with_name(f"{path.name}.rejected.jsonl")
    with ExitStack() as stack:
        opened_file: list[IO[bytes]] = []

        def write(raw: bytes) -> None:
            if not opened_file:
                opened_file.append(stack.enter_context(beside(source, path)))
                note(f"Refused lines go to {path}.")
            opened_file[0].write(raw if raw.endswith(b"\n") else raw + b"\n")

        yield write


def _report(result: ImportResult) -> None:
    for refusal in result.refusals:
        note(safe_lines(str(refusal)))
    if result.refused > len(result.refusals):
        note(f"… and {result.refused - MAX_REPORTED} more refused lines.")


def safe_lines(text: str) -> str:
    """Return several lines, each safe for a terminal."""
    return "\n".join(safe(line) for line in text.splitlines())


def _print(total: ImportResult, form: str, *, dry_run: bool) -> None:
    if form == "json":
        as_json(
            {
                "read": total.read,
                "recorded": total.recorded,
                "duplicates": total.duplicates,
                "refused": total.refused,
                **({"followed": total.followed} if total.followed else {}),
            }
        )
        return
    verb = "would be recorded" if dry_run else "recorded"
    say(
        f"{total.read} read, {total.recorded} {verb}, "
        f"{total.duplicates} duplicates, {total.refused} refused"
    )
    if total.followed:
        say(f"{total.followed} obligations recorded, which follow from them by law")


@click.command(epilog="Example: register export > log.jsonl")
@click.option(
    "--from-position",
    type=click.IntRange(1, 2**63 - 1),
    default=1,
    help="The first position; default: 1.",
)
@click.option(
    "--sealed", is_flag=True, help="Names and contacts of persons as the log has them, sealed."
)
@with_format("jsonl")
@with_database
def export(from_position: int, form: str, database: str | None, *, sealed: bool) -> None:  # noqa: ARG001  # one format so far
    """Write the log as JSON Lines: each fact with its position, recorded_at and recorded_by.

    Imported into an empty register it makes the same facts, with positions of its own. Names
    and contacts of persons are in the clear, unless they were forgotten: keep it accordingly.
    """
    output = sys.stdout.buffer
    with opened(database) as register, register.reading() as connection:
        through = known_at(connection, None).position
        opener = opener_for(register, connection)
        if not sealed:
            require_keys(connection, opener)  # before half of it is written
            for person in damaged(connection, opener):
                note(f"The key to {person} opens nothing, and what it should is left out.")
        opened_as = dict if sealed else opener.exported
        lines = export_lines(connection, opened_as, from_position=from_position, through=through)
        for line in lines:
            output.write(line)
    output.flush()
