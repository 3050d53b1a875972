"""`register gaps`: what laws ask of a platform, and nothing is known about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from commands.shell.listing import answer
from commands.shell.options import (
    with_database,
    with_format,
    with_question,
    with_relationship,
)
from commands.shell.printing import note, safe
from commands.shell.session import opened, question, relationship_key, warn_of_set_aside
from commands.shell.tables import table
from projections.queries.gaps import GAP_COLUMNS, Gap, GapKind
from projections.queries.gaps import gaps as gaps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MEANINGS = {
    GapKind.UNRECORDED: "it follows from the designation, and is not recorded: register instrument apply",
    GapKind.NOTHING_HEARD: "nothing but what the law asks is known",
    GapKind.NOT_DESIGNATED: "no designation is known, so whether the law applies is not either",
}


@click.command(epilog="Example: register gaps TikTok Kazakhstan --at 2024-04-22")
@with_relationship
@click.option("--all", "every", is_flag=True, help="Of all relationships with a fact.")
@with_question
@with_format("table", "json", "jsonl", "csv")
@with_database
def gaps(
    platform: str | None,
    jurisdiction: str | None,
    form: str,
    database: str | None,
    *,
    every: bool,
    **asked: Any,
) -> None:
    """List what laws ask of PLATFORM in JURISDICTION, and nothing is known about.

    They are the laws under which it is designated, and the others in force there.
    """
    if every == bool(platform or jurisdiction) or (platform and not jurisdiction):
        raise click.UsageError("give a platform and a jurisdiction, or --all")
    with opened(database) as register, register.reading() as connection:
        key = None
        if platform and jurisdiction:
            key = relationship_key(connection, platform, jurisdiction)
        warn_of_set_aside(connection)
        found = gaps_of(connection, question(connection, **asked), key)
    answer(
        form,
        found,
        _print,
        columns=GAP_COLUMNS,
        nothing="There is no gap: of all that the recorded laws ask there, something is known.",
    )


def _print(found: Sequence[Gap]) -> None:
    table(
        ("of", "gap", "law", "requirement", "due", "what is asked"),
        [
            (
                f"{one.key.platform} {one.key.jurisdiction}",
                Text(one.kind, style="" if one.kind is GapKind.NOT_DESIGNATED else "yellow"),
                ", ".join(filter(None, (one.instrument, one.duty.article))),
                one.requirement,
                "" if one.due is None else one.due,
                _title(one),
            )
            for one in found
        ],
    )
    for kind in GapKind:
        if any(one.kind is kind for one in found):
            note(f"{kind}: {MEANINGS[kind]}")
    for told in sorted({told for one in found for told in one.duty.unverified or ()}):
        note(safe(f"? unverified: {told}"))


def _title(one: Gap) -> str:
    doubt = " ?" if one.duty.unverified else ""
    return f"{one.duty.title}{doubt} ({one.category})"
