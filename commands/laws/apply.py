"""`register roll` and `register instrument apply`: what follows from laws, shown and recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import click

from aggregates.law.obligations import problems_of as problems_of_designation
from aggregates.law.obligations import waiting
from commands.laws.due_words import obligations_of, say_waiting, show
from commands.shell.options import with_database, with_format, with_user
from commands.shell.session import jurisdiction_code, opened, platform_slug, today, user_name
from projections.queries import laws
from register.format.codec import identified
from register.format.schemas import read_fact
from register.importing.obligations import (
    Scope,
    apply_laws,
    outstanding,
    supposed,
)
from register.log.points import day, known_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from sqlalchemy import Connection

    from aggregates.law.instrument import LawStep
    from aggregates.vocabulary.events import PlatformDesignated
    from projections.embedded import EmbeddedRegister

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ANY_PLATFORM = "any-platform"
"""What is supposed to be designated where no platform is named."""

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
    help="What if the platform (default: any) were designated in it? With --dry-run.",
)
@click.option("--occurred", "--on", metavar="EDTF", help="When it would be; default: today.")
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
                _suppose(connection, scope, options, until)
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


def _suppose(
    connection: Connection, scope: Scope, options: dict[str, Any], until: str | None
) -> None:
    """Show what a designation would bring along, and what of it would have to wait."""
    now = known_at(connection, None).position
    steps = laws.histories(connection, now)[str(scope.instrument)]
    designation = _supposed(scope, steps, options)
    due = supposed(connection, designation, until=_until(until))
    show([due], [], options["form"])
    if options["form"] == "table":
        for duty in waiting(designation, steps, {one.details.duty for one in obligations_of(due)}):
            say_waiting(duty)


def _supposed(
    scope: Scope, steps: Sequence[LawStep], options: dict[str, Any]
) -> PlatformDesignated:
    """Return a designation that nobody has recorded; refuse one that the law would not take."""
    jurisdiction = scope.jurisdiction or steps[-1].law.jurisdiction
    if not options["dry_run"] or jurisdiction is None:
        raise click.UsageError(
            "--category is for trying: give --dry-run with it, and --jurisdiction where the law "
            "has none. 'register record platform-designated' records a designation"
        )
    document = {
        "type": "platform-designated",
        "platform": scope.platform or ANY_PLATFORM,
        "jurisdiction": jurisdiction,
        "occurred": options["occurred"] or today().isoformat(),
        "details": {"instrument": scope.instrument, "category": options["category"]},
        "sources": [{"title": "in thought"}],
    }
    designation = cast("PlatformDesignated", identified(read_fact(document)))
    for problem in problems_of_designation(designation, steps):
        about = "--category: " if problem.path.endswith("category") else ""
        raise click.UsageError(f"{about}{problem.reason}")
    return designation


def _apply(
    register: EmbeddedRegister,
    scope: Scope,
    until: date,
    by: str | None,
    options: dict[str, Any],
) -> None:
    if options["dry_run"]:
        with register.reading() as connection:
            show(outstanding(connection, scope, until=until), [], options["form"])
        return
    done = apply_laws(register.register, scope, until=until, recorded_by=user_name(by))
    register.catch_up()
    positions = [outcome.position for _, outcomes in done for outcome in outcomes]
    show([due for due, _ in done], positions, options["form"])
