"""The calendar of the due days that somebody asks for: what is open in it, and what is met or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchange.exporters.icalendar import Look, calendar
from projections.deadlines.changes import scheduled
from projections.read_models.platform_names import names_at
from register import jurisdictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from sqlalchemy import Connection

    from projections.deadlines.deadlines import DeadlineHorizon
    from projections.deadlines.rows import Selection
    from projections.queries.status import Question


def deadline_calendar(
    connection: Connection,
    asked: Question,
    wanted: Selection,
    horizon: DeadlineHorizon,
    alarms: Sequence[timedelta],
) -> tuple[bytes, dict[str, int]]:
    """Return a calendar's bytes, and how many deadlines are in it, open and cancelled.

    With --within it has those too that were due by then once: who has that event has to learn
    where it went.
    """
    found = [
        one
        for one in scheduled(connection, asked, wanted)
        if any(day <= horizon.last for day in one.days)
    ]
    slugs = {one.deadline.key.platform for one in found}
    slugs |= {wanted.platform} if wanted.platform else set()
    names = names_at(connection, slugs, asked.known.position)
    made = calendar(found, Look(_name(wanted, names), names, alarms))
    count = sum(one.is_open for one in found)
    return made, {"deadlines": count, "cancelled": len(found) - count}


def _name(wanted: Selection, names: Mapping[str, str]) -> str:
    """Return what a calendar is called: by what was asked for."""
    about = (
        names[wanted.platform] if wanted.platform else None,
        jurisdictions.name(wanted.jurisdiction) if wanted.jurisdiction else None,
        wanted.requirement,
    )
    told = ", ".join(part for part in about if part)
    return f"Deadlines: {told}" if told else "Deadlines"
