"""Comparing the read models with a replay of the log, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from projections.engine.projector import all_projections
from projections.read_models import platform_names as names
from projections.read_models import relationships, search_text
from projections.standing.replay import UNREADABLE
from projections.tables import fact_text, platform_name, projection, relationship
from projections.verification.mismatch import Mismatch, differing, of_fact
from projections.verification.standing_check import StandingCheck, aside_in, place_of
from register.log.reader import LogReader
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from projections.verification.standing_check import Progress
    from register.log.reader import Entry

BATCH = 2_000
"""How many facts' texts are compared at once."""


def of_projections(connection: Connection) -> Iterator[Mismatch]:
    """Name what says that a projection has come further than the log, and those that are none."""
    known = {one.name for one in all_projections()}
    last = connection.execute(select(func.max(log.c.position))).scalar() or 0
    is_number = isinstance(last, int)  # else it is a finding of the schema's, or of the walk's
    for row in connection.execute(select(projection).order_by(projection.c.name)):
        if row.name not in known:
            yield Mismatch("projection", row.name, "the register has no projection of this name")
        elif is_number and row.position > last:
            what = f"it says that it came to position {row.position}, and the log ends at {last}"
            yield Mismatch("projection", row.name, what)


def mismatches(connection: Connection, progress: Progress) -> Iterator[Mismatch]:
    """Give, of each relationship and each read model, the first row that a replay differs in."""
    yield from _relationships(connection)
    yield from _names(connection)
    yield from _texts(connection)
    yield from StandingCheck(connection).all(progress)


def _position(connection: Connection, name: str) -> int:
    query = select(projection.c.position).where(projection.c.name == name)
    return connection.execute(query).scalar() or 0


def _relationships(connection: Connection) -> Iterator[Mismatch]:
    through = _position(connection, relationships.NAME)
    wanted = {place_of(row): row for row in relationships.counted(connection, through)}
    rows = connection.execute(select(relationship)).mappings()
    found = {place_of(row): dict(row) for row in rows}
    for place in sorted(wanted.keys() | found.keys()):
        if wanted.get(place) != found.get(place):
            what = differing(wanted.get(place), found.get(place))
            position = wanted[place]["last_position"] if place in wanted else None
            yield of_fact(connection, "relationship", place, what, position)
            return


def _names(connection: Connection) -> Iterator[Mismatch]:
    wanted: dict[tuple[str, str], str] = {}
    facts: dict[tuple[str, str], int] = {}
    aside = aside_in(connection, names.NAME)
    for entry in LogReader(connection).of_kind("platform", _position(connection, names.NAME)):
        try:
            told = names.named(entry)
        except UNREADABLE as error:
            if entry.position in aside:
                continue
            place = entry.stream.partition("/")[2]
            yield of_fact(
                connection, "log", place, f"the fact can't be read: {error}", entry.position
            )
            return
        if entry.position in aside:
            yield _needlessly(names.NAME, entry)
            return
        wanted |= told
        facts |= dict.fromkeys(told, entry.position)
    found = {
        (row.folded, row.platform): row.name for row in connection.execute(select(platform_name))
    }
    for key in sorted(wanted.keys() | found.keys()):
        if wanted.get(key) != found.get(key):
            what = f"it says {found.get(key)!r}, and the log {wanted.get(key)!r}"
            place = f"{key[1]} ({key[0]})"
            yield of_fact(connection, "platform_name", place, what, facts.get(key))
            return


def _texts(connection: Connection) -> Iterator[Mismatch]:
    aside = aside_in(connection, search_text.NAME)
    reader, after, head = LogReader(connection), 0, _position(connection, search_text.NAME)
    beyond = (fact_text.c.position < 1) | (fact_text.c.position > head)
    foreign = connection.execute(select(func.min(fact_text.c.position)).where(beyond)).scalar()
    if foreign is not None:
        what = "a row stands there that no fact makes"
        yield Mismatch("fact_text", f"position {foreign}", what)
        return
    while entries := list(reader.between(after, head, limit=BATCH)):
        query = select(fact_text).where(
            fact_text.c.position > after, fact_text.c.position <= entries[-1].position
        )
        found = {row.position: row.folded for row in connection.execute(query)}
        for entry in entries:
            try:
                words = search_text.folded_words(entry.payload)
            except UNREADABLE as error:
                if entry.position in aside:
                    continue
                words = f"unreadable: {error}"
            if entry.position in aside:
                yield _needlessly(search_text.NAME, entry)
                return
            if found.pop(entry.position, None) != words:
                what = "its words are not those of the fact"
                place = f"position {entry.position}"
                yield Mismatch("fact_text", place, what, entry.position, entry.fact_id)
                return
        if found:
            place = f"position {min(found)}"
            yield Mismatch("fact_text", place, "a row stands there that no fact makes")
            return
        after = entries[-1].position
    if not search_text.index_agrees(connection):
        yield Mismatch("fact_word", "the index", "it has not the words that are kept")


def _needlessly(name: str, entry: Entry) -> Mismatch:
    what = f"the fact is set aside in {name}, and could be handled: `register rebuild {name}`"
    return Mismatch("set_aside", f"position {entry.position}", what, entry.position, entry.fact_id)
