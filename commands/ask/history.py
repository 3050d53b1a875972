"""`register history`, `register conflicts` and `register search`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from aggregates.vocabulary.events import TYPES
from commands.shell.completion import complete_jurisdictions, complete_platforms
from commands.shell.fact_words import say_sources, what
from commands.shell.listing import answer, each_or_json, rows_or_json
from commands.shell.options import with_database, with_format, with_known, with_public_by
from commands.shell.printing import note, say
from commands.shell.session import (
    jurisdiction_code,
    opened,
    opener_for,
    platform_slug,
    question,
    relationship_key,
)
from commands.shell.tables import table
from projections.queries.chronicle import chronicle
from projections.queries.history import FACT_COLUMNS, Conflict, FactView, all_conflicts
from projections.queries.history import history as history_of
from projections.queries.search import (
    LONGEST_WORD,
    SearchAsked,
    best_hits,
    latest_hits,
    snippet,
)
from register.errors import UnknownType
from register.log.export import recorded_document
from register.log.points import day
from register.log.reader import LogReader
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey


@click.command(epilog="Example: register history Telegram Kazakhstan --order log")
@click.argument("platform", shell_complete=complete_platforms)
@click.argument("jurisdiction", shell_complete=complete_jurisdictions)
@click.option(
    "--order",
    type=click.Choice(["world", "log"]),
    default="world",
    show_default=True,
    help="By the day on which a fact takes effect, or as it was recorded.",
)
@with_known
@with_public_by
@with_format("table", "json", "jsonl", "csv")
@with_database
def history(
    platform: str,
    jurisdiction: str,
    order: str,
    known: str | None,
    public_by: str | None,
    form: str,
    database: str | None,
) -> None:
    """List the facts between PLATFORM and JURISDICTION, with the claims about them."""
    with opened(database) as register, register.reading() as connection:
        asked = question(connection, at=None, known=known, public_by=public_by)
        key = relationship_key(connection, platform, jurisdiction)
        shown = opener_for(register, connection).shown
        positions, facts = _facts(connection, asked, key, order)
        told = (replace(one, document=shown(one.document)) for one in facts)
        if form != "table":
            each_or_json(form, (one.to_json() for one in told), FACT_COLUMNS)
        elif not positions:
            note(f"No fact is known of {key.platform} in {key.jurisdiction}.")
        else:
            for one in told:
                _print_told(one, positions)


def _facts(
    connection: Connection, asked: Question, key: RelationshipKey, order: str
) -> tuple[Mapping[str, int], Iterable[FactView]]:
    """Return the facts' positions by id, and the facts one by one, read a few at a time.

    Of what was public by a day, every fact has to be looked at first.
    """
    if asked.public_by is not None:
        told = history_of(connection, asked, key, order=order)
        return {one.document["id"]: one.document["position"] for one in told}, told
    found = chronicle(connection, asked, key)
    lines = found.lines
    if order == "log":
        lines = sorted(lines, key=lambda line: line.position)
    return {line.id: line.position for line in lines}, found.told(lines)


def _print_told(told: FactView, positions: Mapping[str, int]) -> None:
    document = told.document
    say(f"{_days(told)}  {document['type']}  (position {document['position']})")
    for line in (_remarks(told, positions), what(document)):
        if line:
            say(f"    {line}")
    say_sources(document, "    ")


def _days(told: FactView) -> str:
    if told.first is None:
        return f"… {told.on}"
    return str(told.on) if told.first >= told.on else f"{told.first} … {told.on}"


def _remarks(told: FactView, positions: Mapping[str, int]) -> str:
    about = told.document.get("refers_to")
    remarks = [
        f"about position {positions.get(about, about)}" if about else "",
        "disputed" if told.disputed else "",
        _by("corrected by", told.corrected_by, positions),
        _by("retracted by", (told.retracted_by,) if told.retracted_by else (), positions),
        "" if told.in_effect or told.retracted_by else "its cause has no effect",
    ]
    return ", ".join(remark for remark in remarks if remark)


def _by(verb: str, claims: tuple[str, ...], positions: Mapping[str, int]) -> str:
    if not claims:
        return ""
    return f"{verb} position {', '.join(str(positions.get(claim, claim)) for claim in claims)}"


@click.command(epilog="Example: register conflicts --format json")
@with_known
@with_public_by
@with_format("table", "json", "jsonl")
@with_database
def conflicts(known: str | None, public_by: str | None, form: str, database: str | None) -> None:
    """List the disputed facts with both sides and their sources."""
    with opened(database) as register, register.reading() as connection:
        asked = question(connection, at=None, known=known, public_by=public_by)
        shown = opener_for(register, connection).shown
        found = [conflict.shown(shown) for conflict in all_conflicts(connection, asked)]
    answer(form, found, _print_conflicts, nothing="Nothing is disputed.")


def _print_conflicts(found: Sequence[Conflict]) -> None:
    for conflict in found:
        document = conflict.fact.document
        say(f"{document['platform']} {document['jurisdiction']}")
        _print_side("said", conflict.fact)
        for told in conflict.denials:
            _print_side("denied", told)
        for told in conflict.confirmations:
            _print_side("confirmed", told)
        say()


def _print_side(verb: str, told: FactView) -> None:
    document = told.document
    say(f"  {verb}: {document['type']} of {document['occurred']}  [{document['id']}]")
    if words := what(document):
        say(f"    {words}")
    say_sources(document, "    ")


@click.command(epilog="Example: register search fine court --jurisdiction RU --since 2021")
@click.argument("text", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 2**31 - 1), default=50, show_default=True)
@click.option("--platform", shell_complete=complete_platforms, help="Only facts about it.")
@click.option("--jurisdiction", shell_complete=complete_jurisdictions, help="Only facts there.")
@click.option("--type", "type_name", help="Only facts of this type (see: register types).")
@click.option("--since", metavar="DAY", help="Only what may have happened on that day or later.")
@click.option("--until", metavar="DAY", help="Only what may have happened until that day.")
@click.option(
    "--order",
    type=click.Choice(["rank", "log"]),
    default="rank",
    show_default=True,
    help="What says most of the words first (of the latest 200), or the latest recorded.",
)
@with_known
@with_format("table", "json", "jsonl", "csv")
@with_database
def search(
    text: tuple[str, ...],
    limit: int,
    order: str,
    known: str | None,
    form: str,
    database: str | None,
    **narrow: str | None,
) -> None:
    """List the facts that have every word of TEXT, in facts, sources or notes, any script.

    A word is found at the beginning of longer ones, if it has more than two letters; case,
    accents and punctuation don't count.
    """
    if max(map(len, text), default=0) > LONGEST_WORD:
        raise click.UsageError(f"a word to search for is at most {LONGEST_WORD} characters long")
    with opened(database) as register, register.reading() as connection:
        asked = _asked(connection, " ".join(text), narrow)
        through = question(connection, at=None, known=known, public_by=None).known.position
        hits = best_hits if order == "rank" else latest_hits
        found = hits(connection, asked, through=through, limit=limit)
        shown = opener_for(register, connection).shown
        entries = LogReader(connection).at_positions(one["position"] for one in found.documents)
        told = [shown(recorded_document(entries[one["position"]])) for one in found.documents]
    if found.further is not None:
        note(f"There are more than these {len(told)}: --limit says how many.")
    places = [snippet(one, asked.words) for one in found.documents]
    if form == "table":
        _print_hits(told, places)
    else:
        rows = [{**one, "found": place} for one, place in zip(told, places, strict=True)]
        rows_or_json(form, rows, FACT_COLUMNS)


def _asked(connection: Connection, words: str, narrow: Mapping[str, str | None]) -> SearchAsked:
    """Return what is searched for; raise click.UsageError where that is nothing."""
    since, until = narrow["since"], narrow["until"]
    if (kind := narrow["type_name"]) is not None and kind not in TYPES:
        raise UnknownType(f"there is no type of fact {kind!r}{did_you_mean(kind, TYPES)}")
    asked = SearchAsked(
        words,
        platform_slug(connection, narrow["platform"]),
        jurisdiction_code(narrow["jurisdiction"]),
        kind,
        None if since is None else day(since),
        None if until is None else day(until),
    )
    if not words.strip() and not asked.is_narrow:
        raise click.UsageError("give a word to search for")
    return asked


def _print_hits(told: Sequence[Mapping[str, Any]], places: Sequence[str]) -> None:
    table(
        ("position", "occurred", "type", "about", "what", "found"),
        [
            (
                document["position"],
                document["occurred"],
                document["type"],
                _about(document),
                what(document) or document["sources"][0].get("title", ""),
                place,
            )
            for document, place in zip(told, places, strict=True)
        ],
    )
    if not told:
        note("No fact has all of these words.")


def _about(document: Mapping[str, Any]) -> str:
    names = ("platform", "instrument", "person", "document", "jurisdiction")
    parts = (document.get(name) for name in names)
    return " ".join(part for part in parts if part)
