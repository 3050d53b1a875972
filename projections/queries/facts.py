"""The facts of one relationship, up to a point of the log, as the fold takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from aggregates.claims import Known, public_on
from aggregates.vocabulary.shapes import relationship_stream
from register.errors import UnknownFact
from register.log.known import facts_of, known_of
from register.log.reader import Entry, LogReader, chunks
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from projections.read_models.relationships import RelationshipKey


def known_facts(
    connection: Connection,
    key: RelationshipKey,
    *,
    through: int,
    public_by: date | None = None,
) -> list[Known]:
    """Return the facts of a relationship with a position up to ``through``, in log order.

    With ``public_by`` they are marked as `seen_by` does.
    """
    stream = relationship_stream(key.platform, key.jurisdiction)
    rows = connection.execute(facts_of(stream, log.c.position <= through))
    return seen_by([known_of(row) for row in rows], public_by)


def known_of_types(
    connection: Connection,
    stream: str,
    topics: Iterable[str],
    *,
    through: int,
    public_by: date | None = None,
) -> list[Known]:
    """Return what `known_facts` does, of some types only, with all that these follow from.

    For claims to act on them, the types have to include those of claims.
    """
    read = known_of_streams(connection, [stream], topics, through=through, public_by=public_by)
    return next((facts for _, facts in read), [])


def known_of_streams(
    connection: Connection,
    streams: Iterable[str],
    topics: Iterable[str],
    *,
    through: int,
    public_by: date | None = None,
) -> Iterator[tuple[str, list[Known]]]:
    """Give what `known_of_types` returns, for each of some relationships that has any of it."""
    wanted = list(topics)
    for some in chunks(streams):
        for stream, rows in _with_causes(LogReader(connection), some, wanted).items():
            ordered = sorted(rows.values(), key=lambda one: one.position)
            yield stream, seen_by([one for one in ordered if one.position <= through], public_by)


def _with_causes(
    reader: LogReader, streams: Sequence[str], topics: list[str]
) -> dict[str, dict[str, Known]]:
    """Return facts of some types by relationship and id, with those that they follow from."""
    found: dict[str, dict[str, Known]] = {}
    read = reader.of_streams_and_types(streams, topics)
    rows = [row for some in read.values() for row in some]
    seen: set[str] = set()
    while rows:
        seen |= {row.fact_id for row in rows}
        causes = []
        for row in rows:
            one = known_of(row)
            found.setdefault(row.stream, {})[one.id] = one
            causes.append(getattr(one.fact, "caused_by", None))
        rows = list(reader.by_ids(one for one in causes if one and one not in seen).values())
    return found


def seen_by(facts: list[Known], public_by: date | None) -> list[Known]:
    """Return facts as they could be seen by a day (domain.md, P); None: all are seen.

    Those without a source surely published by then, whether it told of the event ahead or
    not, are marked as not public: a public claim may be about one.
    """
    if public_by is None:
        return facts
    return [replace(known, public=_public(known, public_by)) for known in facts]


def _public(known: Known, public_by: date) -> bool:
    published = public_on(known.fact)
    return published is not None and published <= public_by


def entries_by_id(connection: Connection, fact_ids: Iterable[str]) -> dict[str, Entry]:
    """Return the recorded facts with these ids."""
    return LogReader(connection).by_ids(fact_ids)


def entry_named(connection: Connection, text: str) -> Entry:
    """Return the recorded fact with an id, with a unique beginning of an id, or at a position.

    Raises UnknownFact.
    """
    reader = LogReader(connection)
    wanted = text.strip().lower()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 8:
        found = list(reader.at_positions([int(wanted)]).values())
    else:
        found = reader.by_beginning(wanted)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFact(f"several facts have an id that begins with {text!r}: give more of it")
    raise UnknownFact(f"there is no fact {text!r} (an id, the beginning of one, or a position)")
