"""Applying the laws of the log to whom is designated under them: all, some, or only in thought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.law.instrument import history
from aggregates.vocabulary.event import Event
from register.laws.consequences import due_under
from register.laws.designations import Designated, designated_under, designations
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.vocabulary.events import PlatformDesignated
    from aggregates.vocabulary.shapes import Fact, InstrumentFact
    from register.application import Register
    from register.recording.recording import Outcome


@dataclass(frozen=True, slots=True)
class Scope:
    """Which designations are meant; None: of whichever law, platform or jurisdiction."""

    instrument: str | None = None
    platform: str | None = None
    jurisdiction: str | None = None

    def has(self, designation: PlatformDesignated) -> bool:
        """Tell whether a designation is meant."""
        return (
            self.instrument in (None, designation.details.instrument)
            and self.platform in (None, designation.platform)
            and self.jurisdiction in (None, designation.jurisdiction)
        )


@dataclass(frozen=True, slots=True)
class MissingObligations:
    """What follows from a designation, and is not recorded."""

    designation: PlatformDesignated
    facts: list[Fact]


def outstanding(
    connection: Connection, scope: Scope, *, until: date | None = None
) -> list[MissingObligations]:
    """Return what follows from the designations of the log, and is not recorded yet.

    With ``until`` the instances of recurring duties that begin by that day are among them.
    """
    reader = LogReader(connection)
    found = (
        MissingObligations(one.fact, due_under(reader, one.fact, until=until))
        for one in _meant(reader, scope)
    )
    return [due for due in found if due.facts]


def supposed(
    connection: Connection, designation: PlatformDesignated, *, until: date | None = None
) -> MissingObligations:
    """Return what would follow from a designation that nobody has recorded."""
    return MissingObligations(
        designation, due_under(LogReader(connection), designation, until=until)
    )


def foreseen(connection: Connection, facts: Sequence[InstrumentFact]) -> list[MissingObligations]:
    """Return what would follow from designations of the log if steps of laws were recorded."""
    reader = LogReader(connection)
    found: list[MissingObligations] = []
    for law in dict.fromkeys(fact.instrument for fact in facts):
        events = reader.instrument(law)
        new = [one for one in facts if one.instrument == law]
        events += [Event(one.stream(), len(events) + n, one) for n, one in enumerate(new, 1)]
        steps = history(law, events)
        for one in designated_under(reader, law):
            due = due_under(reader, one.fact, because=new[-1], steps=steps)
            found.append(MissingObligations(one.fact, due))
    return [due for due in found if due.facts]


def apply_laws(
    register: Register, scope: Scope, *, until: date | None = None, recorded_by: str
) -> list[tuple[MissingObligations, list[Outcome]]]:
    """Record what is outstanding, all or none; doing it again records nothing."""
    with register.recording(recorded_by=recorded_by) as recording:
        return [
            (due, recording.record(due.facts))
            for due in outstanding(recording.connection, scope, until=until)
        ]


def _meant(reader: LogReader, scope: Scope) -> Iterator[Designated]:
    streams = sorted({entry.stream for entry in reader.designated()})
    for stream in streams:
        _, platform, jurisdiction = stream.split("/")
        if scope.platform in (None, platform) and scope.jurisdiction in (None, jurisdiction):
            yield from (one for one in designations(reader, [stream]) if scope.has(one.fact))
