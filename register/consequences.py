"""What follows from facts that were just recorded: obligations, by the laws that the log has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from aggregates.events import CLAIM_TYPES, TYPES, PlatformDesignated
from aggregates.facts import CorrectionFact, InstrumentFact, RelationshipFact
from aggregates.instrument import history
from aggregates.knowledge import Known
from aggregates.obliging import OBLIGATIONS, following, recorded_of
from register.clock import day_of
from register.codec import identified
from register.designations import designated_under, designations
from register.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.facts import Fact
    from aggregates.instrument import Step

_TOPICS = (
    *(kind.topic() for kind in OBLIGATIONS),
    *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)),
)
_CAUSES = (InstrumentFact, PlatformDesignated, CorrectionFact)
CAUSES = frozenset(kind.topic() for kind in TYPES.values() if issubclass(kind, _CAUSES))
"""The topics of facts from which others may follow."""


def may_have_consequences(fact: Fact) -> bool:
    """Tell whether anything may follow from a fact."""
    return isinstance(fact, _CAUSES)


def consequences(connection: Connection, cause: Fact) -> list[Fact]:
    """Return the facts, with ids, that follow from one that stands in the log by now.

    From a designation follow the obligations of its category, by the law as the log has it;
    from a step of a law what it changes for those who are designated under it, and from a
    correction of a designation what that changes.
    """
    reader = LogReader(connection)
    match cause:
        case PlatformDesignated():
            return due_under(reader, cause, because=cause)
        case InstrumentFact(instrument=law):
            steps = history(law, reader.instrument(law))
            return [
                fact
                for one in designated_under(reader, law)
                for fact in due_under(reader, one.fact, steps, because=cause)
            ]
        case CorrectionFact(refers_to=target):
            return [
                fact
                for one in designations(reader, [cause.stream()])
                if one.fact.id == target
                for fact in due_under(reader, one.fact, because=cause)
            ]
        case _:
            return []


def due_under(
    reader: LogReader,
    designation: PlatformDesignated,
    steps: Sequence[Step] | None = None,
    *,
    until: date | None = None,
    because: Fact | None = None,
) -> list[Fact]:
    """Return the facts, with ids, that follow from a designation and are not recorded.

    With ``until`` the instances of recurring duties that begin by that day are among them.
    ``because`` is the fact from which it is known.
    """
    law = designation.details.instrument
    if law is None:
        return []
    steps = history(law, reader.instrument(law)) if steps is None else steps
    if not any(step.law.told.duties for step in steps):
        return []
    rows = reader.of_stream_and_types(designation.stream(), _TOPICS)
    facts = [Known(row.position, day_of(row.recorded_at), row.fact()) for row in rows]
    from register.workdays import workdays  # noqa: PLC0415  # holidays are read when needed

    found = following(
        designation,
        steps,
        recorded_of(designation, facts),
        workdays,
        until=until,
        because=because,
    )
    known = {row.fact_id for row in rows}
    return [_as_new(one, known) for one in found]


def _as_new(one: Fact, known: set[str]) -> Fact:
    """Return a fact with an id that the log doesn't have: it may say once more what it said."""
    whole = identified(one)
    while whole.id in known:
        one = msgspec.structs.replace(one, note=f"{one.note or ''} Again.".strip())
        whole = identified(one)
    known.add(str(whole.id))
    return whole


def cites(fact: Fact, cause: Fact) -> bool:
    """Tell whether a fact was brought along that follows from a designation."""
    return isinstance(fact, RelationshipFact) and fact.caused_by == cause.id
