"""Options that commands share; apart, because some commands open no database."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import click

from commands.shell.completion import complete_jurisdictions, complete_platforms
from commands.shell.vouched_clock import vouch

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_SPAN = re.compile(r"(\d{1,5}) ?(d|days?|w|weeks?)?", re.ASCII)


def span(text: str) -> timedelta:
    """Return a time given in whole days or weeks (90, 90d, 2w)."""
    if (found := _SPAN.fullmatch(text)) is None:
        raise click.BadParameter(f"{text!r} is not a number of days or weeks (such as 90d or 2w)")
    return timedelta(int(found[1]) * (7 if (found[2] or "").startswith("w") else 1))


def with_horizon(of: str = "") -> Callable[[Decorated], Decorated]:
    """Add --within and --overdue, which say what `DeadlineHorizon` does; ``of`` begins their help."""

    def added(command: Decorated) -> Decorated:
        overdue = click.option("--overdue", is_flag=True, help=f"{of}Only days that have passed.")(
            command
        )
        return click.option(
            "--within",
            type=span,
            metavar="SPAN",
            help=f"{of}Only days ahead, so near (90d, 2w); with --overdue the passed ones, too.",
        )(overdue)

    return added


def with_database(command: Decorated) -> Decorated:
    """Add --database to a command, after its name as well as before it."""
    return click.option(
        "--database",
        metavar="URL",
        default=None,
        help="Where the register is; default: as given before the command's name.",
    )(command)


def with_format(*choices: str) -> Callable[[Decorated], Decorated]:
    """Add --format with these choices; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="How to print the answer.",
    )


def with_known(command: Decorated) -> Decorated:
    """Add --known, the point of the log at which it is asked."""
    return click.option(
        "--known",
        metavar="POSITION|DATETIME",
        help="As known at a position of the log, or at a moment (UTC); default: now.",
    )(command)


def with_public_by(command: Decorated) -> Decorated:
    """Add --public-by, the day by which a source must have been published."""
    return click.option(
        "--public-by",
        metavar="DAY",
        help="Only facts that had a published source by that day.",
    )(command)


def with_question(command: Decorated) -> Decorated:
    """Add --at, --known and --public-by, the question of a day."""
    at = click.option("--at", metavar="DAY", help="The day asked about; default: today.")
    return at(with_known(with_public_by(command)))


def with_relationship(command: Decorated) -> Decorated:
    """Add a platform and a jurisdiction that may be left out."""
    platform = click.argument("platform", required=False, shell_complete=complete_platforms)
    place = click.argument("jurisdiction", required=False, shell_complete=complete_jurisdictions)
    return platform(place(command))


def with_user(command: Decorated) -> Decorated:
    """Add --by, who records, and --clock-is-right, which `session.opened` asks for."""
    by = click.option(
        "--by", metavar="NAME", help="Who records; default: REGISTER_USER, or the login name."
    )
    right = click.option(
        "--clock-is-right",
        is_flag=True,
        envvar="REGISTER_CLOCK_IS_RIGHT",
        expose_value=False,
        callback=_note_the_clock,
        help="Record although the clock here is far from the last fact, or from the server's.",
    )
    return by(right(command))


def _note_the_clock(context: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click calls it
    vouch(context, value=value)


def with_url(command: Decorated) -> Decorated:
    """Add --url, the address at which browsers reach the register."""
    return click.option(
        "--url",
        metavar="URL",
        envvar="REGISTER_URL",
        help="The address that browsers have for the register (or REGISTER_URL), such as "
        "https://register.example.org; default: that of this machine.",
    )(command)
