"""Read model: the relationships that have facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from projections.tables import relationship
from register.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from register.reader import Entry


@dataclass(frozen=True, slots=True, order=True)
class RelationshipKey:
    """A platform and a jurisdiction."""

    platform: str
    jurisdiction: str


def handle(connection: Connection, entries: Sequence[Entry]) -> None:
    """Count the facts of each relationship."""
    rows: dict[str, dict[str, Any]] = {}
    for entry in entries:
        kind, _, rest = entry.stream.partition("/")
        if kind != "relationship":
            continue
        platform, _, jurisdiction = rest.partition("/")
        row = rows.setdefault(
            entry.stream,
            {
                "platform": platform,
                "jurisdiction": jurisdiction,
                "facts": 0,
                "first_position": entry.position,
            },
        )
        row["facts"] += 1
        row["last_position"] = entry.position
    upsert(
        connection,
        relationship,
        list(rows.values()),
        keys=("platform", "jurisdiction"),
        values=lambda new: {
            "facts": relationship.c.facts + new.facts,
            "last_position": new.last_position,
        },
    )


def relationships(
    connection: Connection,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
    through: int,
) -> list[RelationshipKey]:
    """Return the relationships with a fact at a position up to ``through``, sorted."""
    query = select(relationship.c.platform, relationship.c.jurisdiction).where(
        relationship.c.first_position <= through
    )
    if platform is not None:
        query = query.where(relationship.c.platform == platform)
    if jurisdiction is not None:
        query = query.where(relationship.c.jurisdiction == jurisdiction)
    return sorted(RelationshipKey(row[0], row[1]) for row in connection.execute(query))


def count(connection: Connection) -> int:
    """Return how many relationships there are."""
    return connection.execute(select(func.count()).select_from(relationship)).scalar_one()
