"""`register doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from commands.shell.listing import rows_or_json
from commands.shell.options import with_database, with_format
from commands.shell.printing import say
from commands.shell.session import now, opened, opener_for, today
from projections.tables import platform_name
from projections.verification.doctor import about_persons, examine, installation
from projections.verification.findings import Finding
from projections.verification.surroundings import of_surroundings
from register.log.points import known_at
from reports.formats.pdf.fonts import advice_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@click.command(epilog="Example: register doctor --format json")
@with_format("table", "json", "jsonl")
@with_database
def doctor(form: str, database: str | None) -> None:
    """Tell what is wrong with this installation or register, and what to do about it.

    Exit status 1 if something is wrong; obligations without a deadline, requirements beyond the
    vocabulary, laws in use that nobody has checked for a year, files that others may use, fonts
    that papers need and that are not here, and servers that promise less than the register are
    only noted.
    """
    with opened(database) as register:
        found = installation(register.projector)
        with register.reading() as connection:
            found += of_surroundings(connection, now())
            found += examine(connection, through=known_at(connection, None).position, today=today())
            found += about_persons(connection, opener_for(register, connection))
            found += _of_fonts(connection)
    if form != "table":
        rows_or_json(form, [finding.to_json() for finding in found], ())
    else:
        _print(found)
    if not all(finding.is_note for finding in found):
        click.get_current_context().exit(1)


def _of_fonts(connection: Connection) -> list[Finding]:
    """Return the fonts that papers need for the names in this register, and that are not here."""
    names = "".join(connection.scalars(select(platform_name.c.folded)))
    return [Finding("font", "fonts", what, advice) for what, advice in advice_for(names)]


def _print(found: Sequence[Finding]) -> None:
    for finding in found:
        where = f"{finding.where}, fact {finding.fact}" if finding.fact else finding.where
        say(f"{'note, ' if finding.is_note else ''}{finding.kind}: {where}")
        say(f"  {finding.what}")
        say(f"  {finding.advice}")
    say(f"{len(found)} to look at." if found else "Nothing to look at.")
