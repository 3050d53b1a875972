"""Where measurement contradicts what is announced, as known at K."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projections.queries.status import statuses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.queries.status import Question, Status

COLUMNS = (
    "platform",
    "jurisdiction",
    "at",
    "observed",
    "since",
    "until",
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


def contradiction(one: Status) -> dict[str, Any]:
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
        "access": standing.access,
        "ahead": standing.ahead,
        "announced_by": _announced(one),
        "observed_by": list(seen.because) if seen else [],
    }
