"""What follows from facts that were just recorded: obligations, by the laws that the log has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from aggregates.events import TYPES, PlatformDesignated
from aggregates.facts import CorrectionFact, InstrumentFact, RelationshipFact
from aggregates.instrument import history
from aggregates.obliging import OBLIGATIONS, following
from register.codec import identified
from register.designations import designated_under, designations
from register.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.facts import Fact
    from aggregates.instrument import Step
    from aggregates.obliging import Obligation

_OBLIGATIONS = tuple(kind.topic() for kind in OBLIGATIONS)
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
            return list(due_under(reader, cause))
        case InstrumentFact(instrument=law):
            steps = history(law, reader.instrument(law))
            return [
                fact
                for one in designated_under(reader, law)
                for fact in due_under(reader, one.fact, steps)
            ]
        case CorrectionFact(refers_to=target):
            return [
                fact
                for one in designations(reader, [cause.stream()])
                if one.fact.id == target
                for fact in due_under(reader, one.fact)
            ]
        case _:
            return []


def due_under(
    reader: LogReader,
    designation: PlatformDesignated,
    steps: Sequence[Step] | None = None,
    *,
    until: date | None = None,
) -> list[Obligation]:
    """Return the facts, with ids, that follow from a designation and are not recorded.

    With ``until`` the instances of recurring duties that begin by that day are among them.
    """
    law = designation.details.instrument
    if law is None:
        return []
    steps = history(law, reader.instrument(law)) if steps is None else steps
    if not any(step.law.told.duties for step in steps):
        return []
    rows = reader.of_stream_and_types(designation.stream(), _OBLIGATIONS)
    recorded = [cast("Obligation", row.fact()) for row in rows]
    from register.workdays import workdays  # noqa: PLC0415  # holidays are read when needed

    known = {row.fact_id for row in rows}
    found = following(designation, steps, recorded, workdays, until=until)
    return [_as_new(one, known) for one in found]


def _as_new(one: Obligation, known: set[str]) -> Obligation:
    """Return a fact with an id that the log doesn't have: it may say once more what it said."""
    whole = cast("Obligation", identified(one))
    while whole.id in known:
        one = msgspec.structs.replace(one, note=f"{one.note} Again.")
        whole = cast("Obligation", identified(one))
    known.add(str(whole.id))
    return whole


def cites(fact: Fact, cause: Fact) -> bool:
    """Tell whether a fact was brought along that follows from a designation."""
    return isinstance(fact, RelationshipFact) and fact.caused_by == cause.id
