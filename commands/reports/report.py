"""`register report`: what people read, made from the log, and made again from what it states."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from commands.reports.colophon_options import colophon, with_colophon
from commands.reports.report_files import again, made, targets
from commands.reports.series import (
    INDEX,
    ending_of_dossiers,
    folder_of,
    place_of,
    refuse_no_series,
    series,
    with_index,
)
from commands.shell.files import refuse_no_file
from commands.shell.options import with_database, with_format, with_horizon, with_known
from commands.shell.printing import as_json, note, say
from commands.shell.session import (
    jurisdiction_code,
    opened,
    platform_slug,
    question,
    row_or_column,
    warn_of_set_aside,
)
from register.distribution import version
from reports.context import point
from reports.kinds.audit.signatures import newest_checkpoint
from reports.kinds.registry import KINDS
from reports.rendering import FORMATS, format_of, stated
from reports.statement import FORMAT, RULES, ReportQuestion, Statement
from reports.statement_checks import MOST_ROWS, refuse_invalid
from reports.words.language import LANGUAGES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister

LONGEST = 500
"""How many rows of a table readers see at most, unless they ask for more."""


@click.command(
    epilog="Example: register report dossier TikTok Kazakhstan --at 2024-04-30 --out tiktok-kz.html"
)
@click.argument("kind", required=False, type=click.Choice(list(KINDS)), metavar="[KIND]")
@click.argument("names", nargs=-1, metavar="[PLATFORM] [JURISDICTION]")
@click.option("--platform", metavar="NAME", help="Of this platform only.")
@click.option("--jurisdiction", metavar="NAME", help="Of this jurisdiction only.")
@click.option("--at", metavar="DAY", help="The day asked about; default: today.")
@with_known
@click.option(
    "--from",
    "before",
    metavar="DAY[@KNOWN]",
    help="For changes: the first question, a day and a position or moment of the log.",
)
@with_horizon("For deadlines: ")
@click.option(
    "--out",
    metavar="FILE",
    help=f"The file to write; its ending says how: {', '.join(FORMATS)}. Of a series: a folder.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the report; what comes from sources stays in theirs.",
)
@click.option(
    "--public",
    is_flag=True,
    help="For readers outside: without quotes that may not be passed on, and without persons.",
)
@click.option(
    "--rows",
    "longest",
    type=click.IntRange(1, MOST_ROWS),
    default=LONGEST,
    show_default=True,
    help="How many rows of a table html, pdf, docx and md show at most; the other formats have all.",
)
@click.option(
    "--all",
    "series",
    is_flag=True,
    help="A dossier of each relationship that has a standing, with an index, into the folder --out.",
)
@click.option(
    "--with-dossiers",
    "dossiers",
    metavar="FOLDER",
    help="For a matrix: a dossier of each relationship, to which its cells lead, into this folder.",
)
@click.option(
    "--as",
    "ending",
    type=click.Choice(FORMATS),
    help="What dossiers of a series are; default: what the matrix is, if people read it, else html.",
)
@click.option("--table", metavar="NAME", help="Which table a csv holds; default: the main one.")
@with_colophon
@click.option("--again", metavar="FILE", help="Make a report again, from what its file states.")
@with_format("table", "json")
@with_database
def report(form: str, database: str | None, **options: Any) -> None:
    """Write a report of one KIND: dossier, jurisdiction, platform, matrix, deadlines, changes, audit.

    A dossier is of PLATFORM in JURISDICTION (with --all: one of each), the kinds of that name of one of them, all others of
    everything unless they are named. With --again a report is made from what its file states:
    beside it to compare the two (status 1 if they differ), or to --out.
    """
    if options["again"] is not None:
        _make_again(form, database, options)
        return
    if options["kind"] is None:
        raise click.UsageError(f"say which KIND of report: {', '.join(KINDS)}")
    if options["out"] is None:
        raise click.UsageError("say by --out which file to write")
    refuse_no_series(options)
    if not options["series"]:
        _refuse_contradictions(options, Path(options["out"]))
    with opened(database) as register, register.reading() as connection:
        warn_of_set_aside(connection)
        files, statement = _made(register, connection, options)
    _tell(files, statement, form)


def _made(
    register: EmbeddedRegister, connection: Connection, options: dict[str, Any]
) -> tuple[list[Path], Statement]:
    """Make what is asked for; return its files, and what it states of its making."""
    statement = _statement(connection, options)
    if options["series"]:
        folder = folder_of(options["out"], "--out")
        ending = options["ending"] or "html"
        return with_index(register, connection, statement, folder, ending), statement
    refuse_invalid(statement, frozenset(KINDS))
    out = Path(options["out"])
    if options["dossiers"] is not None:
        folder = folder_of(options["dossiers"], "--with-dossiers")
        ending = options["ending"] or ending_of_dossiers(out)
        whole = msgspec.structs.replace(statement, kind="dossier")
        statement = msgspec.structs.replace(statement, dossiers=place_of(folder, out, ending))
        refuse_invalid(statement, frozenset(KINDS))
        series(register, connection, whole, folder, ending)
    return made(register, connection, statement, out, table=options["table"]), statement


def _refuse_contradictions(options: dict[str, Any], out: Path) -> None:
    ending = format_of(out)
    for one in targets(out):
        refuse_no_file(one, "--out")
    kind = options["kind"]
    if (options["before"] is not None) != (kind == "changes"):
        raise click.UsageError("--from is for changes, and they need it")
    if (options["within"] is not None or options["overdue"]) and kind != "deadlines":
        raise click.UsageError("--within and --overdue are for deadlines")
    if options["table"] is not None and ending != "csv":
        raise click.UsageError(f"--table chooses what a csv holds; a {ending} has all tables")


def _statement(connection: Connection, options: dict[str, Any]) -> Statement:
    asked = question(connection, at=options["at"], known=options["known"], public_by=None)
    platform, jurisdiction = _about(connection, options)
    return Statement(
        report=FORMAT,
        kind=options["kind"],
        platform=platform,
        jurisdiction=jurisdiction,
        at=asked.at,
        known=point(connection, asked.known),
        before=_before(connection, options["before"]),
        checkpoint=_checkpoint(connection, options["kind"], asked.known.position),
        within=None if options["within"] is None else options["within"].days,
        overdue=options["overdue"] if options["kind"] == "deadlines" else None,
        longest=options["longest"],
        public=options["public"],
        colophon=colophon(options),
        language=options["language"],
        rules=RULES,
        register=version(),
    )


def _checkpoint(connection: Connection, kind: str, position: int) -> int | None:
    """Return the signed checkpoint that an audit names, so that later ones change nothing."""
    return newest_checkpoint(connection, position) if kind == "audit" else None


def _before(connection: Connection, text: str | None) -> ReportQuestion | None:
    if text is None:
        return None
    day, _, known = text.partition("@")
    asked = question(connection, at=day, known=known or None, public_by=None)
    return ReportQuestion(at=asked.at, known=point(connection, asked.known))


def _about(connection: Connection, options: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return platform and jurisdiction as the kind of report needs them."""
    kind, names = options["kind"], list(options["names"])
    if len(names) > 2:
        raise click.UsageError("a report is of one platform and one jurisdiction at most")
    if kind == "jurisdiction" and len(names) == 1 and options["jurisdiction"] is None:
        options = {**options, "jurisdiction": names.pop()}
    first, second = (*names, None, None)[:2]
    if first is not None and (
        options["platform"] is not None or (second and options["jurisdiction"])
    ):
        raise click.UsageError("name each platform and jurisdiction once")
    if first is not None:
        found = row_or_column(connection, first, second or options["jurisdiction"])
    else:
        found = (
            platform_slug(connection, options["platform"]),
            jurisdiction_code(options["jurisdiction"]),
        )
    return found


def _make_again(form: str, database: str | None, options: dict[str, Any]) -> None:
    old = Path(options["again"])
    out = None if options["out"] is None else Path(options["out"])
    _refuse_others(options)
    statement = stated(old)
    if out is not None:
        if format_of(out) != format_of(old):
            raise click.UsageError(f"{out} has another ending than {old}")
        for one in targets(out):
            refuse_no_file(one, "--out")
    with opened(database) as register, register.reading() as connection:
        differing = again(register, connection, statement, old=old, out=out)
    if statement.rules != RULES:
        note(f"It was made by rules {statement.rules}; this register reads it by rules {RULES}.")
    if statement.register != version():
        note(f"It was made by register {statement.register}; this is {version()}.")
    if out is not None:
        _tell(targets(out), statement, form)
    else:
        _tell_differing(old, differing, form)


def _refuse_others(options: dict[str, Any]) -> None:
    """Refuse whatever a statement says already."""
    source_of = click.get_current_context().get_parameter_source
    taken = ("again", "out", "form", "database")
    for name in options.keys() - taken:
        if source_of(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError("--again takes all from the file, but --out and --database")


def _tell_differing(old: Path, differing: list[Path], form: str) -> None:
    """Say whether a report made again is the same; end with status 1 if it is not."""
    if form == "json":
        told = [str(one) for one in differing]
        as_json({"file": str(old), "identical": not told, "differs": told})
    elif not differing:
        say(f"{old} made again is the same to the byte.")
    if differing:
        for one in differing:
            note(f"{one} made again is not the same: it, or what it was made from, has changed.")
        click.get_current_context().exit(1)


def _tell(files: list[Path], statement: Statement, form: str) -> None:
    if form == "json":
        as_json({"files": [str(one) for one in files], "statement": statement.to_json()})
        return
    if files[0].name == INDEX and len(files) > 1:
        note(f"{files[0]} is written, and leads to {len(files) - 1} dossiers beside it.")
        return
    note(f"{' and '.join(str(one) for one in files)} {'is' if len(files) == 1 else 'are'} written.")
