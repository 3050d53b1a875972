"""Options, and settings of the surroundings, that say by whom and for whom a report is made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.shell.session import today
from reports.statement import Colophon

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_LINES = {
    "organisation": "Whose report it is",
    "author": "Who made it",
    "confidentiality": "Who may read it",
    "contact": "Whom readers may ask",
}
"""The lines of a colophon, and what each says."""


def with_colophon(command: Decorated) -> Decorated:
    """Add an option for each line of the colophon; each may be set in the surroundings for good."""
    added = click.option(
        "--made-on",
        metavar="DAY",
        help="The day of its making (2026-11-30); default: today, where one of the four above is "
        "given.",
    )(command)
    for name, told in reversed(_LINES.items()):
        variable = f"REGISTER_{name.upper()}"
        added = click.option(
            f"--{name}", metavar="TEXT", envvar=variable, help=f"{told}; or by {variable}."
        )(added)
    return added


def colophon(options: Mapping[str, Any]) -> Colophon | None:
    """Return what is said of a report's making; None: nothing."""
    told = {name: " ".join(options[name].split()) for name in _LINES if options[name]}
    if not told and options["made_on"] is None:
        return None
    return Colophon(**told, made_on=_day(options["made_on"]))


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a day (2026-11-30)", param_hint="--made-on"
        ) from None
