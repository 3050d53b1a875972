"""What is known of the facts that set due days: the law, its time zone, the note, a source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.effects import Act
from aggregates.events import CLAIM_TYPES, TYPES
from projections.instruments import instruments
from projections.knowledge import Known, knowledge
from register.clock import day_of
from register.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from aggregates.facts import Fact
    from aggregates.instrument import Instrument

_CLAIMS = tuple(TYPES[name].topic() for name in sorted(CLAIM_TYPES))


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact that set a day, as corrected, in the words that a calendar needs.

    ``instrument`` is the law that it names, ``title`` and ``time_zone`` are that law's, if the
    log has it; ``sources`` are titles and addresses.
    """

    id: str
    told: str
    is_pledge: bool
    instrument: str | None
    title: str | None
    time_zone: str | None
    note: str | None
    sources: tuple[tuple[str | None, str | None], ...]


def grounds(connection: Connection, through: int, ids: Iterable[str]) -> dict[str, Ground]:
    """Return what is known of facts at a position of the log, by id."""
    facts = _as_corrected(connection, through, ids)
    if not facts:
        return {}
    laws = instruments(connection, through)
    return {name: _ground(fact, laws) for name, fact in facts.items()}


def _as_corrected(connection: Connection, through: int, ids: Iterable[str]) -> dict[str, Fact]:
    """Return facts after their corrections; one that was retracted, as it was recorded."""
    reader = LogReader(connection)
    by_stream = defaultdict(list)
    for entry in reader.by_ids(dict.fromkeys(ids)).values():
        by_stream[entry.stream].append(entry)
    found: dict[str, Fact] = {}
    for stream, entries in by_stream.items():
        claims = reader.of_stream_and_types(stream, _CLAIMS)
        rows = sorted({one.position: one for one in (*entries, *claims)}.items())
        facts = [
            Known(position, day_of(one.recorded_at), one.fact())
            for position, one in rows
            if position <= through
        ]
        found |= {one.id: one.fact for one in facts}
        found |= {one.id: one.fact for one in knowledge(facts).facts}
    return found


def _ground(fact: Fact, laws: dict[str, Instrument]) -> Ground:
    named = getattr(fact, "legal_basis", None)
    law = laws.get(named) if named else None
    return Ground(
        id=str(fact.id),
        told=f"{fact.type_name()} of {fact.occurred}",
        is_pledge=fact.EFFECT is not None and fact.EFFECT.act is Act.PLEDGE,
        instrument=named,
        title=law.told.title if law else None,
        time_zone=law.told.timezone if law else None,
        note=fact.note,
        sources=tuple((one.title, one.url) for one in fact.sources),
    )
