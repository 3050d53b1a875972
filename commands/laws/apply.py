"""`register roll` and `register instrument apply`: what follows from laws, shown and recorded."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import click

from aggregates.law.duties import code_of
from aggregates.law.obligations import problems_of as problems_of_designation
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import say
from commands.shell.session import jurisdiction_code, opened, platform_slug, today, user_name
from commands.shell.tables import table
from projections.queries import laws
from register.format.codec import document_of, identified
from register.format.schemas import read_fact
from register.importing.obligations import (
    MissingObligations,
    Scope,
    apply_laws,
    outstanding,
    supposed,
)
from register.log.points import day, known_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from sqlalchemy import Connection

    from aggregates.vocabulary.events import PlatformDesignated
    from projections.embedded import EmbeddedRegister

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

COLUMNS = (
    *("platform", "jurisdiction", "instrument", "category", "type", "requirement", "due"),
    *("occurred", "duty", "note", "id", "refers_to", "position"),
)
FARTHEST_YEARS = 20
AHEAD = timedelta(365)


def with_scope(command: Decorated) -> Decorated:
    """Add --platform, --jurisdiction and --dry-run to a command."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Show it, and record nothing."),
        click.option("--jurisdiction", metavar="NAME", help="Only there: code or name."),
        click.option("--platform", metavar="NAME", help="Only of it: slug, name or alias."),
    ):
        command = option(command)
    return command


@click.command(epilog="Example: register roll --until 2026-12-31 --dry-run")
@click.option(
    "--until",
    metavar="DAY",
    help="Through which day periods may begin; default: a year from today.",
)
@with_scope
@with_user
@with_format("table", "json", "jsonl", "csv")
@with_database
def roll(until: str | None, by: str | None, database: str | None, **options: Any) -> None:
    """Record recurring duties ahead: each report of each period that begins by a day.

    They follow from the designations and the laws that are recorded; doing it again records
    nothing twice, and an amended law changes what was recorded ahead by itself.
    """
    last = _until(until) or today() + AHEAD
    with opened(database) as register:
        with register.reading() as connection:
            scope = _scope(connection, None, options)
        _apply(register, scope, last, by, options)


@click.command(epilog="Example: register instrument apply EU-DSA --platform TikTok --dry-run")
@click.argument("instrument")
@click.option(
    "--until", metavar="DAY", help="With recurring duties that begin by then; default: today."
)
@click.option(
    "--category",
    metavar="NAME",
    help="What if the platform were designated in it? With --platform and --dry-run.",
)
@click.option("--occurred", metavar="EDTF", help="When it would be; default: today.")
@with_scope
@with_user
@with_format("table", "json", "jsonl", "csv")
@with_database
def apply(
    instrument: str, until: str | None, by: str | None, database: str | None, **options: Any
) -> None:
    """Record the obligations under the law INSTRUMENT that are still missing.

    A designation brings its obligations along by itself, and so does an amendment. This is for
    a law that became known after the designation; and with --dry-run to see who would be
    obliged to do what by when, with --category before anybody is designated.
    """
    with opened(database) as register:
        with register.reading() as connection:
            law = laws.resolve(connection, instrument)
            scope = _scope(connection, law, options)
            if options["category"] is not None:
                _show([_what_if(connection, scope, options, until)], [], options["form"])
                return
        if options["occurred"] is not None:
            raise click.UsageError(
                "--occurred is for a designation in thought: give its --category"
            )
        _apply(register, scope, _until(until) or today(), by, options)


def _until(text: str | None) -> date | None:
    """Return the day asked for; refuse one that is too far for anybody's calendar."""
    if text is None:
        return None
    found = day(text)
    if found.year > today().year + FARTHEST_YEARS:
        raise click.UsageError(f"--until {text} is more than {FARTHEST_YEARS} years ahead")
    return found


def _scope(connection: Connection, law: str | None, options: dict[str, Any]) -> Scope:
    return Scope(
        law,
        platform_slug(connection, options["platform"]),
        jurisdiction_code(options["jurisdiction"]),
    )


def _what_if(
    connection: Connection, scope: Scope, options: dict[str, Any], until: str | None
) -> MissingObligations:
    now = known_at(connection, None).position
    steps = laws.histories(connection, now)[str(scope.instrument)]
    jurisdiction = scope.jurisdiction or steps[-1].law.jurisdiction
    if not options["dry_run"] or scope.platform is None or jurisdiction is None:
        raise click.UsageError(
            "--category is for trying: give --platform and --dry-run with it, and --jurisdiction "
            "where the law has none. 'register record platform-designated' records a designation"
        )
    document = {
        "type": "platform-designated",
        "platform": scope.platform,
        "jurisdiction": jurisdiction,
        "occurred": options["occurred"] or today().isoformat(),
        "details": {"instrument": scope.instrument, "category": options["category"]},
        "sources": [{"title": "in thought"}],
    }
    designation = cast("PlatformDesignated", identified(read_fact(document)))
    for problem in problems_of_designation(designation, steps):
        raise click.UsageError(f"--category: {problem.reason}")
    return supposed(connection, designation, until=_until(until))


def _apply(
    register: EmbeddedRegister,
    scope: Scope,
    until: date,
    by: str | None,
    options: dict[str, Any],
) -> None:
    if options["dry_run"]:
        with register.reading() as connection:
            _show(outstanding(connection, scope, until=until), [], options["form"])
        return
    done = apply_laws(register.register, scope, until=until, recorded_by=user_name(by))
    register.catch_up()
    positions = [outcome.position for _, outcomes in done for outcome in outcomes]
    _show([due for due, _ in done], positions, options["form"])


def _show(found: Iterable[MissingObligations], positions: list[int], form: str) -> None:
    rows = [row for due in found for row in _rows(due)]
    for row, position in zip(rows, positions, strict=False):
        row["position"] = position
    show = partial(_print, recorded=bool(positions))
    nothing = "Nothing follows that is not recorded already."
    answer(form, rows, show, columns=COLUMNS, nothing=nothing)


def _rows(due: MissingObligations) -> list[dict[str, Any]]:
    told = due.designation
    common = {
        "platform": told.platform,
        "jurisdiction": told.jurisdiction,
        "instrument": told.details.instrument,
        "category": told.details.category,
    }
    return [{**common, **_row(document_of(fact)), "position": None} for fact in due.facts]


def _row(fact: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of an obligation, or of the claim that one was none."""
    details = fact["details"]
    requirement = details.get("requirement")
    return {
        "type": fact["type"],
        "requirement": requirement and code_of(requirement, details.get("instance")),
        "due": details.get("due"),
        "occurred": fact["occurred"],
        "duty": details.get("duty"),
        "note": fact.get("note") or details.get("reason"),
        "id": fact["id"],
        "refers_to": fact.get("refers_to"),
    }


def _why(note: str) -> str:
    """Return which duty it is, and ? for what is unverified of it: the law has that in words."""
    said, doubts, _ = note.partition(" Unverified: ")
    article = said.partition(": ")[0].partition(", ")[2]
    return f"{article or said}{' ?' if doubts else ''}"


def _print(rows: Sequence[dict[str, Any]], *, recorded: bool) -> None:
    columns = ("of", "obligation", "requirement", "due", "from", "why")
    table(
        columns,
        [
            (
                f"{row['platform']} {row['jurisdiction']}",
                row["type"].removeprefix("obligation-").removeprefix("fact-"),
                row["requirement"] or row["refers_to"][:8],
                row["due"] or "",
                row["occurred"],
                _why(row["note"]),
            )
            for row in rows
        ],
    )
    say(f"{len(rows)} {'recorded' if recorded else 'would be recorded'}")
    if any(" Unverified: " in row["note"] for row in rows):
        say(f"? something of it is unverified: register instrument show {rows[0]['instrument']}")
