"""`register diff`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_public_by
from commands.shell.printing import say
from commands.shell.session import (
    jurisdiction_code,
    opened,
    platform_slug,
    question,
    warn_of_set_aside,
)
from projections.changes.diff import Difference
from projections.changes.diff import diff as diff_of
from projections.queries.history import told_of
from projections.read_models.platform_names import display_names
from register import jurisdictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.claims import Known
    from projections.queries.status import Question


CAUSES = {
    "due": "a due day passed, and nothing was heard of it",
    "silence": "silence lasted: nobody has confirmed it",
    "fine": "a fine no longer counts",
    "stay": "a stay ran out",
    "fade": "a threat or a proposal faded",
    "term": "the time of a measure is over",
    "seen": "what was measured no longer counts",
    "window": "a fact may have happened from here on",
}
"""How what came to its day is told."""


@click.command(epilog="Example: register diff --from 2019-07-20 --to 2020-01-02 --platform TikTok")
@click.option(
    "--from",
    "before",
    required=True,
    metavar="DAY[@KNOWN]",
    help="The first question: a day, and a position or moment of the log (default: its end).",
)
@click.option("--to", "after", required=True, metavar="DAY[@KNOWN]", help="The second question.")
@click.option("--platform", metavar="NAME", help="Only this platform.")
@click.option("--jurisdiction", metavar="NAME", help="Only this jurisdiction.")
@with_public_by
@with_format("table", "json", "jsonl")
@with_database
def diff(
    before: str,
    after: str,
    platform: str | None,
    jurisdiction: str | None,
    public_by: str | None,
    form: str,
    database: str | None,
) -> None:
    """Tell what changed between two days, as known at two points of the log, and why.

    It tells apart new facts of the world, facts learned late, claims (corrections,
    retractions, denials), and the mere passing of time.
    """
    with opened(database) as register, register.reading() as connection:
        first = _question(connection, before, public_by)
        second = _question(connection, after, public_by)
        names = display_names(connection)
        warn_of_set_aside(connection)
        found = diff_of(
            connection,
            first,
            second,
            platform=platform_slug(connection, platform),
            jurisdiction=jurisdiction_code(jurisdiction),
        )
    backwards = second.known.position < first.known.position
    answer(form, found, partial(_print, names, backwards=backwards), nothing="Nothing changed.")


def _question(connection: Connection, text: str, public_by: str | None) -> Question:
    day, _, known = text.partition("@")
    return question(connection, at=day, known=known or None, public_by=public_by)


def _print(names: Mapping[str, str], found: Sequence[Difference], *, backwards: bool) -> None:
    for one in found:
        name = names.get(one.key.platform, one.key.platform)
        place = jurisdictions.name(one.key.jurisdiction)
        say(f"{name} in {place} ({one.key.jurisdiction})")
        _print_changes(one, backwards=backwards)
        say()


def _print_changes(one: Difference, *, backwards: bool) -> None:
    for what, before, after in one.changes:
        say(f"  {what}: {before or 'none'} → {after or 'none'}")
    _print_facts("new", one.new)
    _print_facts("not known then" if backwards else "learned late", one.late)
    _print_facts("not claimed then" if backwards else "claimed", one.claims)
    for passing in one.time:
        causes = [CAUSES[cause] for cause in passing.causes]
        why = f" ({', '.join(causes)})" if causes else ""
        say(f"    by the passing of time, {passing.day}{why}: {', '.join(passing.what)}")
        for fact in passing.because:
            say(f"      by fact {fact}")


def _print_facts(verb: str, facts: Sequence[Known]) -> None:
    for known in facts:
        say(f"    {verb}: {told_of(known)}  [{known.id}]")
