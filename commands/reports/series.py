"""A series of dossiers, one of each relationship, with an index; it stops, and goes on, at any file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click
import msgspec

from commands.reports.report_files import made, targets
from commands.shell.printing import note
from commands.shell.progress import facts_progress
from projections.queries.status import statuses
from reports.errors import InvalidStatement
from reports.kinds.matrix import dossier_name
from reports.rendering import format_of, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister
    from reports.statement import Statement

INDEX = "index.html"
READ = frozenset({"html", "pdf", "docx", "md"})
"""The formats that people read as they are."""


def ending_of_dossiers(out: Path) -> str:
    """Return what the dossiers beside a matrix are, unless told: the same, if people read it."""
    ending = format_of(out)
    return ending if ending in READ else "html"


def refuse_no_series(options: dict[str, Any]) -> None:
    """Refuse what is for a series of dossiers only, where none is asked for."""
    if options["series"] and options["kind"] != "dossier":
        raise click.UsageError("--all is for dossiers: report dossier --all --out FOLDER")
    if options["series"] and options["table"] is not None:
        raise click.UsageError("--table chooses what one csv holds")
    if options["dossiers"] is not None and options["kind"] != "matrix":
        raise click.UsageError("--with-dossiers is for a matrix")
    if options["ending"] is not None and not (options["series"] or options["dossiers"]):
        raise click.UsageError("--as is for a series of dossiers: with --all or --with-dossiers")


def folder_of(text: str, option: str) -> Path:
    """Return the folder of a series, made where its parent is there; refuse what is none."""
    folder = Path(text)
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder, and {option} names one")
    if not folder.parent.is_dir():
        raise click.UsageError(f"there is no folder {folder.parent} to make {folder.name} in")
    folder.mkdir(exist_ok=True)
    return folder


def place_of(folder: Path, beside: Path, ending: str) -> str:
    """Return where the dossiers of a folder are to a file, as its statement has it."""
    told = Path(os.path.relpath(folder, beside.parent)).as_posix()
    return f"*.{ending}" if told == "." else f"{quote(told)}/*.{ending}"


def series(
    register: EmbeddedRegister, connection: Connection, whole: Statement, folder: Path, ending: str
) -> list[Path]:
    """Make the dossier of each relationship that has a standing; return their files.

    ``whole`` states a dossier of all, or of a row or a column. A file that states the same of its
    making is left as it is, so that the same command goes on where it was stopped.
    """
    wanted = list(_wanted(connection, whole, folder, ending))
    done, kept = 0, 0
    try:
        with facts_progress("Making dossiers", len(wanted)) as progress:
            for statement, path in wanted:
                if _is_there(statement, path):
                    kept += 1
                else:
                    made(register, connection, statement, path)
                done += 1
                progress(1)
    finally:
        if done < len(wanted):
            note(f"{done} of {len(wanted)} dossiers are there; the same command makes the others.")
        elif kept:
            note(f"{kept} of {len(wanted)} dossiers were there already, and are left as they are.")
    return [path for _, path in wanted]


def _wanted(
    connection: Connection, whole: Statement, folder: Path, ending: str
) -> Iterator[tuple[Statement, Path]]:
    """Give what each dossier is to state of its making, and its file."""
    found = statuses(
        connection, whole.question, platform=whole.platform, jurisdiction=whole.jurisdiction
    )
    for key in (one.key for one in found):
        statement = msgspec.structs.replace(
            whole, platform=key.platform, jurisdiction=key.jurisdiction
        )
        yield statement, folder / f"{dossier_name(key)}.{ending}"


def _is_there(statement: Statement, path: Path) -> bool:
    """Tell whether a file is there that was made from the same; files are there whole or not."""
    if not all(one.is_file() for one in targets(path)):
        return False
    try:
        return stated(path) == statement
    except InvalidStatement:
        return False


def with_index(
    register: EmbeddedRegister, connection: Connection, whole: Statement, folder: Path, ending: str
) -> list[Path]:
    """Make a series and its index: a matrix, each cell of which leads to a dossier."""
    files = series(register, connection, whole, folder, ending)
    index = folder / INDEX
    place = place_of(folder, index, ending)
    made(register, connection, msgspec.structs.replace(whole, kind="matrix", dossiers=place), index)
    return [index, *files]
