"""What follows from facts that were just recorded: obligations, by the laws that the log has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from aggregates.law.instrument import history
from aggregates.law.obligation_facts import OBLIGATIONS
from aggregates.law.obligations import following, points_of, recorded_of
from aggregates.law.triggers import TRIGGER_TYPES, any_waits, may_trigger
from aggregates.vocabulary.events import (
    CLAIM_TYPES,
    TYPES,
    FactRetracted,
    InformationRequested,
    PlatformDesignated,
    UsersReported,
)
from aggregates.vocabulary.shapes import ClaimFact, CorrectionFact, InstrumentFact
from register.format.codec import identified
from register.laws.designations import designated_under, designations
from register.laws.workdays import workdays
from register.log.known import in_log_order
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.claims import Known
    from aggregates.law.duties import Points
    from aggregates.law.instrument import LawStep
    from aggregates.vocabulary.shapes import Fact

OBLIGATION_TOPICS = frozenset(kind.topic() for kind in OBLIGATIONS)
_TOPICS = (*OBLIGATION_TOPICS, *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)))
TRIGGERS = frozenset(kind.topic() for kind in TRIGGER_TYPES)
"""The topics of what duties may wait for: of them something follows for who is designated."""

_CAUSES = (InstrumentFact, PlatformDesignated, CorrectionFact, FactRetracted)
CAUSES = TRIGGERS | {kind.topic() for kind in TYPES.values() if issubclass(kind, _CAUSES)}
"""The topics of facts from which others may follow."""

CLAIMS = frozenset(topic for topic in CAUSES if topic.startswith("fact-"))
"""Those of them that are claims: something follows only if they are about a designation."""


def may_have_consequences(fact: Fact) -> bool:
    """Tell whether anything may follow from a fact."""
    return isinstance(fact, _CAUSES) or may_trigger(fact)


def consequences(connection: Connection, cause: Fact) -> list[Fact]:
    """Return the facts, with ids, that follow from one that stands in the log by now.

    From a designation follow the obligations of its category, by the law as the log has it;
    from a step of a law what it changes for those who are designated under it, and from what
    duties wait for those duties; from a correction of any of these, or from one that is taken
    back, what that changes.
    """
    reader = LogReader(connection)
    match cause:
        case PlatformDesignated():
            return due_under(reader, cause, because=cause)
        case InstrumentFact(instrument=law):
            return [
                fact
                for one in designated_under(reader, law)
                for fact in due_under(reader, one.fact, because=cause)
            ]
        case ClaimFact() | InformationRequested() | UsersReported():
            return [
                fact
                for one in _concerned(reader, cause)
                for fact in due_under(reader, one, because=cause)
            ]
        case _:
            return []


def _concerned(reader: LogReader, cause: Fact) -> list[PlatformDesignated]:
    """Return the designations with effect now that a fact, or what a claim is about, concerns.

    Those are the designation itself, and of what duties wait for, all under laws with such duties.
    """
    about = _about(reader, cause)
    if not isinstance(about, PlatformDesignated | InformationRequested | UsersReported):
        return []
    found = (one.fact for one in designations(reader, [cause.stream()]))
    if isinstance(about, PlatformDesignated):
        return [one for one in found if one.id == about.id]
    return [one for one in found if any_waits(_steps(reader, one))]


def _about(reader: LogReader, fact: Fact) -> Fact | None:
    """Return what a claim is about in the end, or the fact itself."""
    about: Fact | None = fact
    while isinstance(about, ClaimFact):
        target = str(about.refers_to)
        entry = reader.by_ids([target]).get(target)
        about = None if entry is None else entry.fact()
    return about


def due_under(
    reader: LogReader,
    designation: PlatformDesignated,
    *,
    until: date | None = None,
    because: Fact | None = None,
    steps: Sequence[LawStep] | None = None,
) -> list[Fact]:
    """Return the facts, with ids, that follow from a designation and are not recorded.

    With ``until`` the instances of recurring duties that begin by that day are among them.
    ``because`` is the fact from which it is known, and ``steps`` the law's history, where it is
    not that of the log.
    """
    if steps is None:
        steps = _steps(reader, designation)
    topics = {*_TOPICS, *TRIGGERS} if any_waits(steps) else _TOPICS
    rows = reader.of_stream_and_types(designation.stream(), topics)
    facts = in_log_order(rows)
    recorded = recorded_of(designation, facts)
    if not recorded.mine and not any(step.law.told.duties for step in steps):
        return []
    found = following(
        designation,
        steps,
        recorded,
        workdays,
        until=until,
        because=because,
        elsewhere=cache(lambda: _elsewhere(reader, designation, steps, facts, until)),
    )
    known = {row.fact_id for row in rows}
    return [_as_new(one, known) for one in found]


def _steps(reader: LogReader, designation: PlatformDesignated) -> list[LawStep]:
    law = designation.details.instrument
    return [] if law is None else history(law, reader.instrument(law))


def _elsewhere(
    reader: LogReader,
    designation: PlatformDesignated,
    steps: Sequence[LawStep],
    facts: Sequence[Known],
    until: date | None,
) -> list[Points]:
    """Return what the other designations of the relationship under the same law ask for."""
    others = (one.fact for one in designations(reader, [designation.stream()]))
    return [
        points_of(one, steps, recorded_of(one, facts), workdays, until=until)
        for one in others
        if one.id != designation.id and one.details.instrument == designation.details.instrument
    ]


def _as_new(one: Fact, known: set[str]) -> Fact:
    """Return a fact with an id that the log doesn't have: it may say once more what it said."""
    whole = identified(one)
    while whole.id in known:
        one = msgspec.structs.replace(one, note=f"{one.note or ''} Again.".strip())
        whole = identified(one)
    known.add(str(whole.id))
    return whole


def cites(fact: Fact, cause: Fact) -> bool:
    """Tell whether a fact is an obligation that was brought along with a designation."""
    return isinstance(fact, OBLIGATIONS) and fact.caused_by == cause.id
