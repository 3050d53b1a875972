"""`register mapping`: how tables of others are read, and the form for people to fill in."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from commands.shell.files import refuse_no_file, replacing
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format
from commands.shell.printing import note, safe, say
from commands.shell.session import opened
from commands.shell.tables import table as print_table
from exchange.importers.form import FormLists, form_columns, write_csv, write_workbook
from exchange.importers.guess import csv_of, guessed_file, guessed_mapping, mapping_name
from exchange.importers.mapping import find_mapping, find_text, known_names, read_mapping
from exchange.importers.platforms import Platforms
from exchange.importers.row_mapper import RowMapper
from exchange.importers.table_files import compiled, first_facts, opened_table
from exchange.importers.tables.workbook import WorkbookTable, is_workbook
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exchange.importers.mapping import TableMapping
    from exchange.importers.tables.table import TableFile

FIRST = 10
"""How many rows are shown as facts, for a person to look at before the first import."""

_COLUMNS = ("name", "format", "title", "publisher", "url")


@click.group(epilog="Example: register mapping guess figures.csv > figures.toml")
def mapping() -> None:
    """List, show, check and guess mappings of tables; write a form to fill in.

    A mapping says how the rows of a CSV file or a workbook become facts; register import
    --mapping uses it.
    """


@mapping.command("list", epilog="Example: register mapping list")
@with_format("table", "json", "jsonl", "csv")
def list_mappings(form: str) -> None:
    """List the mappings that come with the program."""
    found = [_row(find_mapping(name)) for name in known_names()]
    answer(form, found, _print, columns=_COLUMNS, nothing="There is none.")


def _row(found: TableMapping) -> dict[str, Any]:
    source = found.part("source")
    return {
        "name": found.name,
        "format": found.file.get("format", "csv"),
        "title": found.title,
        "publisher": source.get("publisher"),
        "url": source.get("url"),
    }


def _print(found: Sequence[dict[str, Any]]) -> None:
    names = _COLUMNS[:3]
    print_table(names, [[row[name] for name in names] for row in found])


@mapping.command("show", epilog="Example: register mapping show google-removals")
@click.argument("name", metavar="NAME|FILE")
def show(name: str) -> None:
    """Print a mapping as TOML, to read it or to start from it."""
    click.echo(find_text(name), nl=False)


@mapping.command("check", epilog="Example: register mapping check figures.toml figures.csv")
@click.argument("name", metavar="NAME|FILE")
@click.argument("table", required=False, type=click.Path())
@click.option("--sheet", metavar="NAME", help="Of a workbook: which sheet.")
def check(name: str, table: str | None, sheet: str | None) -> None:
    """Say what is wrong with a mapping; with a TABLE, print its first ten rows as facts."""
    found = find_mapping(name)
    for head in found.heads:
        RowMapper(found, head, workbook=found.file.get("format") == "xlsx")
    kinds = len(found.facts)
    say(f"{found.name}: a row makes up to {kinds} {'fact' if kinds == 1 else 'facts'}")
    if table is not None:
        platforms = Platforms(found.part("platforms"))
        with opened_table(table, found.file, sheet=sheet, platforms=platforms) as opened_file:
            _show_facts(opened_file, found)


def _show_facts(table: TableFile, found: TableMapping) -> None:
    for made in first_facts(table, compiled(found, table, {}), FIRST):
        if isinstance(made, bytes):
            say(msgspec.json.format(made, indent=0).decode())
        else:
            note(safe(f"refused: {made}"))


@mapping.command("guess", epilog="Example: register mapping guess figures.csv > figures.toml")
@click.argument("table", type=click.Path())
@click.option("--sheet", metavar="NAME", help="Of a workbook: which sheet.")
def guess(table: str, sheet: str | None) -> None:
    """Write a first mapping for a TABLE, with a comment at each guess.

    The first ten rows as facts go to standard error. Nothing is guessed when a table is imported.
    """
    path = Path(table)
    if is_workbook(table):
        file: dict[str, Any] = {"format": "xlsx", **({"sheet": sheet} if sheet else {})}
        with closing(WorkbookTable(path, {**file, "head": ["?"]}, sheet)) as opened_book:
            text = _guessed(opened_book, file, path, [])
    else:
        with path.open("rb") as stream:
            content = stream.read(10_000_000)
        file, remarks = guessed_file(content)
        text = _guessed(csv_of(content, table, file), file, path, remarks)
    click.echo(text, nl=False)
    sys.stdout.flush()
    found = read_mapping(text, f"the guess for {table}")
    with opened_table(table, found.file, sheet=sheet) as opened_file:
        for made in first_facts(opened_file, compiled(found, opened_file, {}), FIRST):
            note(safe(made.decode() if isinstance(made, bytes) else f"refused: {made}"))


def _guessed(table: TableFile, file: dict[str, Any], path: Path, remarks: list[str]) -> str:
    return guessed_mapping(table, file, mapping_name(path.stem), remarks)


@mapping.command(
    "template", epilog="Example: register mapping template obligation-imposed --out facts.xlsx"
)
@click.argument("types", nargs=-1, required=True, metavar="TYPE…")
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="facts.xlsx, with lists to choose from and an explanation; or facts.csv, the head alone.",
)
@with_database
def template(types: tuple[str, ...], out: Path, database: str | None) -> None:
    """Write a form for facts of some TYPEs, to fill in and import by register import FILE."""
    refuse_no_file(out, "--out")
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError(f"{out} ends neither in .xlsx nor in .csv")
    columns = form_columns(types, _lists(database))
    with replacing(out) as made:
        if out.suffix.lower() == ".xlsx":
            write_workbook(made, columns)
        else:
            with made.open("w", encoding="utf-8", newline="") as stream:
                write_csv(stream, columns)
    say(f"{out} is ready: fill in one fact a row, then register import {out}")


def _lists(database: str | None) -> FormLists:
    with opened(database) as register, register.reading() as connection:
        log = LogReader(connection)
        return FormLists(tuple(log.names("platform")), tuple(log.names("instrument")))
