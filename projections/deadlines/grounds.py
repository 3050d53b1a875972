"""What is known of the facts that set due days: the law, its time zone, the note, a source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.claims import day_of_deadline, knowledge
from aggregates.errors import InvalidDate
from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES
from aggregates.vocabulary.shapes import CorrectionFact
from projections.queries.laws import instruments
from register.log.known import in_log_order
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.law.instrument import InstrumentState
    from aggregates.vocabulary.shapes import Fact

_CLAIMS = tuple(TYPES[name].topic() for name in sorted(CLAIM_TYPES))


@dataclass(frozen=True, slots=True)
class DueDayGround:
    """A fact that set a day, as corrected, in the words that a calendar needs.

    ``dues`` are the due days that it was known to have, before and after each correction.
    ``instrument`` is the law that it names, ``title`` and ``time_zone`` are that law's, if the
    log has it; ``sources`` are titles and addresses.
    """

    id: str
    told: str
    is_pledge: bool
    dues: frozenset[date]
    instrument: str | None
    title: str | None
    time_zone: str | None
    note: str | None
    sources: tuple[tuple[str | None, str | None], ...]


@dataclass(slots=True)
class _Told:
    """A fact as corrected, and the due days that it and its corrections have said."""

    fact: Fact
    dues: set[date]


def grounds(connection: Connection, through: int, ids: Iterable[str]) -> dict[str, DueDayGround]:
    """Return what is known of facts at a position of the log, by id."""
    facts = _told(connection, through, ids)
    laws = instruments(connection, through) if facts else {}
    return {name: _ground(told, laws) for name, told in facts.items()}


def _told(connection: Connection, through: int, ids: Iterable[str]) -> dict[str, _Told]:
    """Return facts after their corrections; one that was retracted, as it was recorded."""
    reader = LogReader(connection)
    by_stream = defaultdict(list)
    for entry in reader.by_ids(dict.fromkeys(ids)).values():
        by_stream[entry.stream].append(entry)
    found: dict[str, _Told] = {}
    for stream, entries in by_stream.items():
        claims = reader.of_stream_and_types(stream, _CLAIMS)
        facts = in_log_order((*entries, *claims), through=through)
        of_stream = {one.id: _Told(one.fact, _dues(one.fact)) for one in facts}
        for one in facts:
            if isinstance(one.fact, CorrectionFact) and one.fact.refers_to in of_stream:
                of_stream[one.fact.refers_to].dues |= _dues(one.fact.details.replacement)
        for one in knowledge(facts).facts:
            of_stream[one.id].fact = one.fact
        found |= of_stream
    return found


def _dues(told: Any) -> set[date]:
    """Return the due day that a fact or a replacement has."""
    details = getattr(told, "details", None)
    due = details.get("due") if isinstance(details, dict) else getattr(details, "due", None)
    try:
        day = day_of_deadline(due) if isinstance(due, str) else None
    except InvalidDate:
        return set()  # it corrects nothing then (`knowledge.corrected`)
    return set() if day is None else {day}


def _ground(told: _Told, laws: dict[str, InstrumentState]) -> DueDayGround:
    fact = told.fact
    named = getattr(fact, "legal_basis", None)
    law = laws.get(named) if named else None
    return DueDayGround(
        id=str(fact.id),
        told=f"{fact.type_name()} of {fact.occurred}",
        is_pledge=fact.EFFECT is not None and fact.EFFECT.act is Act.PLEDGE,
        dues=frozenset(told.dues),
        instrument=named,
        title=law.told.title if law else None,
        time_zone=law.told.timezone if law else None,
        note=fact.note,
        sources=tuple((one.title, one.url) for one in fact.sources),
    )
