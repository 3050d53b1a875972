"""A relationship's facts in the order of the world, by a thin index: for hundreds of thousands.

`projections.queries.history` holds every fact with all that it says. Here only a line for each is kept,
and the facts that claims and causes tie together; the rest is read when it is told, in batches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from aggregates.claims import Knowledge, Known, knowledge
from aggregates.dates.occurrence import occurrence
from aggregates.vocabulary.shapes import ClaimFact, relationship_stream
from projections.queries.history import FactView, told_from
from register.clock import day_of
from register.format.codec import TOPICS
from register.log.known import facts_of, in_log_order, known_of
from register.log.reader import LogReader, stored_bytes, stored_fact
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.dates.occurrence import Dated
    from aggregates.vocabulary.shapes import Fact
    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey

BATCH = 500
"""How many facts are read at once when they are told."""


class ChronicleLine(NamedTuple):
    """One fact in the order of the world.

    ``opens`` is the first day of a vague date, if that is before the day of effect; ``sources``
    is how many sources the fact has.
    """

    on: date
    time: str
    position: int
    id: str
    type: str
    sources: int
    opens: date | None


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The facts of a relationship as known at K.

    ``known`` is of those tied to others only; ``corrected`` has those of them that count, as
    corrected, by position.
    """

    connection: Connection
    lines: Sequence[ChronicleLine]
    known: Knowledge
    corrected: Mapping[int, Known]

    def told(self, lines: Iterable[ChronicleLine]) -> Iterator[FactView]:
        """Give the facts of some lines with all that they say, in that order, read in batches."""
        for some in _batches(lines):
            yield from self.at(line.position for line in some)

    def at(self, positions: Iterable[int]) -> Iterator[FactView]:
        """Give the facts at positions, in that order."""
        wanted = list(positions)
        entries = LogReader(self.connection).at_positions(wanted)
        for position in wanted:
            entry = entries[position]
            fact = self.corrected.get(position)
            if fact is None:
                fact = known_of(entry)
            yield told_from(fact, self.known, entry)

    def on(self, day: date) -> Sequence[ChronicleLine]:
        """Return the lines of the facts that took effect on a day, in their order."""
        begin = bisect_left(self.lines, day, key=lambda line: line.on)
        return self.lines[begin : bisect_right(self.lines, day, key=lambda line: line.on)]

    def opening(self) -> dict[date, list[ChronicleLine]]:
        """Return the facts with an effect that may have happened from a day on, by that day."""
        found: dict[date, list[ChronicleLine]] = {}
        for line in self.lines:
            if line.opens is not None:
                found.setdefault(line.opens, []).append(line)
        return found

    def disputed(self) -> list[ChronicleLine]:
        """Return the lines of the facts that are denied."""
        return [line for line in self.lines if line.id in self.known.denied]


def chronicle(connection: Connection, question: Question, key: RelationshipKey) -> Chronicle:
    """Return the facts of a relationship, claims included, as known at K."""
    lines: dict[int, ChronicleLine] = {}
    tied: set[str] = set()
    for thin in _facts(connection, key, question.known.position):
        lines[thin.line.position] = thin.line
        if (other := thin.refers_to or thin.caused_by) is not None:
            tied |= {thin.line.id, other}
    found = knowledge(_named(connection, tied, lines))
    for known in found.facts:
        lines[known.position] = _line_of(known)
    corrected = {one.position: one for one in found.facts}
    return Chronicle(connection, sorted(lines.values()), found, corrected)


class _Cited(msgspec.Struct):
    published: str | None = None
    announces: bool = False


class _Told(msgspec.Struct):
    """What a line is made of: a tenth of the work of reading all that a fact says."""

    id: str
    occurred: str
    sources: list[_Cited]
    refers_to: str | None = None
    caused_by: str | None = None


class _Thin(NamedTuple):
    line: ChronicleLine
    refers_to: str | None
    caused_by: str | None


_decode = msgspec.json.Decoder(_Told).decode


def _line_of(known: Known) -> ChronicleLine:
    return _line(known.position, known.recorded_on, type(known.fact), known.id, known.fact)


def _line(
    position: int, recorded_on: date, kind: type[Fact], fact_id: str, told: Dated
) -> ChronicleLine:
    first, last, time = occurrence(told, recorded_on)
    on = recorded_on if last is None else last
    opens = first if first is not None and first < on and kind.EFFECT is not None else None
    return ChronicleLine(on, time, position, fact_id, kind.type_name(), len(told.sources), opens)


def _facts(connection: Connection, key: RelationshipKey, through: int) -> Iterator[_Thin]:
    """Give the facts one by one, in the order of the log: the driver keeps a few at a time."""
    stream = relationship_stream(key.platform, key.jurisdiction)
    query = facts_of(stream, log.c.position <= through).execution_options(yield_per=BATCH)
    for position, topic, recorded_at, payload in connection.execute(query):
        yield _thin(position, topic, day_of(recorded_at), payload)


def _thin(position: int, topic: str, recorded_on: date, payload: bytes) -> _Thin:
    """Return a fact as a line; one of an old version, or that is damaged, is read as a whole."""
    kind = TOPICS.get(topic)
    try:
        told: Any = _decode(stored_bytes(payload)) if kind is not None else None
    except (msgspec.DecodeError, ValueError):
        told = None
    if kind is None or told is None:
        told = stored_fact(position, topic, payload)
        kind = type(told)
    line = _line(position, recorded_on, kind, str(told.id), told)
    refers_to = told.refers_to if issubclass(kind, ClaimFact) else None
    return _Thin(line, refers_to, getattr(told, "caused_by", None))


def _named(
    connection: Connection, ids: set[str], lines: Mapping[int, ChronicleLine]
) -> list[Known]:
    """Return facts by id, of those that are known here, in the order of the log."""
    entries = LogReader(connection).by_ids(sorted(ids)).values()
    return in_log_order(entry for entry in entries if entry.position in lines)


def _batches(lines: Iterable[ChronicleLine]) -> Iterator[tuple[ChronicleLine, ...]]:
    ahead = iter(lines)
    while some := tuple(islice(ahead, BATCH)):
        yield some
