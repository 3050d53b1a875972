"""Where measurement contradicts what is announced, as known at K."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.claims import knowledge
from projections.queries.facts import known_facts
from projections.queries.status import periods_of, statuses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from projections.queries.status import Question, Status

COLUMNS = (
    "platform",
    "jurisdiction",
    "at",
    "observed",
    "since",
    "until",
    "differs_since",
    "measured",
    "access",
    "ahead",
    "announced_by",
    "observed_by",
)


def contradicted(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Status]:
    """Return the standings in which what is observed contradicts what is announced."""
    found = statuses(connection, question, platform=platform, jurisdiction=jurisdiction)
    return [one for one in found if (seen := one.period.standing.observed) and seen.contradicts]


def _announced(one: Status) -> list[str]:
    """Return the facts that access rests on: those of the measures in force."""
    measures = one.period.standing.measures
    ids = (fact for item in measures if item.slot == "in-force" for fact in item.because)
    return list(dict.fromkeys(ids))


def differs_since(connection: Connection, one: Status) -> date:
    """Return the first of the days in a row on which the two differ, up to the day asked."""
    first = one.period.since
    for period in reversed(periods_of(connection, one.question, one.key)):
        if period.since > first:
            continue
        seen = period.standing.observed
        if seen is None or not seen.contradicts or (period.until or first) < first:
            break
        first = period.since
    return first


def measured(details: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return how much was measured, if an observation says so; its details may say anything."""
    numbers = {
        name: told
        for name in ("measurements", "anomalies", "confirmed", "failures")
        if isinstance(told := details.get(name), int)
    }
    if not {"measurements", "anomalies"} <= numbers.keys():
        return None
    networks = details.get("networks")
    count = len(networks) if isinstance(networks, list) else networks
    return {**numbers, **({"networks": count} if isinstance(count, int) else {})}


def _measured(connection: Connection, one: Status) -> dict[str, Any] | None:
    """Return how much was measured by the latest observation, as corrected."""
    seen, asked = one.period.standing.observed, one.question
    if seen is None:
        return None
    facts = known_facts(
        connection, one.key, through=asked.known.position, public_by=asked.public_by
    )
    found = next((known for known in knowledge(facts).facts if known.id == seen.because[-1]), None)
    details = None if found is None else getattr(found.fact, "details", None)
    return measured(details) if isinstance(details, dict) else None


def contradiction(connection: Connection, one: Status) -> dict[str, Any]:
    """Return the JSON of a standing that is contradicted, with the facts of both sides by id."""
    standing = one.period.standing
    seen = standing.observed
    return {
        "platform": one.key.platform,
        "jurisdiction": one.key.jurisdiction,
        "at": one.question.at.isoformat(),
        "known": one.question.known.to_json(),
        "observed": seen and seen.state,
        "since": seen and seen.since.isoformat(),
        "until": seen and seen.until.isoformat(),
        "differs_since": differs_since(connection, one).isoformat(),
        "measured": _measured(connection, one),
        "access": standing.access,
        "ahead": standing.ahead,
        "announced_by": _announced(one),
        "observed_by": list(seen.because) if seen else [],
    }
