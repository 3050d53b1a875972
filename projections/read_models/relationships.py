"""Read model: the relationships that have facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from projections.tables import projection, relationship
from register.store.tables import log
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry


NAME = "relationship"
"""The name of the read model."""

_UPSERT = Upsert(
    relationship,
    keys=("platform", "jurisdiction"),
    values=lambda new: {
        "facts": relationship.c.facts + new.facts,
        "last_position": new.last_position,
    },
)


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
    _UPSERT.run(connection, list(rows.values()))


def counted(connection: Connection, through: int) -> list[dict[str, Any]]:
    """Return the rows that the log up to a position makes."""
    query = (
        select(log.c.stream, func.count(), func.min(log.c.position), func.max(log.c.position))
        .where(log.c.stream >= "relationship/", log.c.stream < "relationship0")
        .where(log.c.position <= through)
        .group_by(log.c.stream)
        .order_by(log.c.stream)
    )
    rows = []
    for stream, facts, first, last in connection.execute(query):
        _, platform, jurisdiction = stream.split("/", 2)
        row = {"platform": platform, "jurisdiction": jurisdiction, "facts": facts}
        rows.append({**row, "first_position": first, "last_position": last})
    return rows


def relationships(
    connection: Connection,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
    through: int,
) -> list[RelationshipKey]:
    """Return the relationships with a fact at a position up to ``through``, sorted.

    Those that the read model has not seen yet, because another writer kept it from catching
    up, are taken from the log: no standing is left out.
    """
    query = select(relationship.c.platform, relationship.c.jurisdiction).where(
        relationship.c.first_position <= through
    )
    if platform is not None:
        query = query.where(relationship.c.platform == platform)
    if jurisdiction is not None:
        query = query.where(relationship.c.jurisdiction == jurisdiction)
    found = {RelationshipKey(row[0], row[1]) for row in connection.execute(query)}
    seen = select(projection.c.position).where(projection.c.name == NAME)
    for key in not_seen_yet(connection, connection.execute(seen).scalar() or 0, through):
        if platform in (None, key.platform) and jurisdiction in (None, key.jurisdiction):
            found.add(key)
    return sorted(found)


def not_seen_yet(connection: Connection, done: int, through: int) -> set[RelationshipKey]:
    """Return the relationships of facts above a position, up to another."""
    if done >= through:
        return set()
    query = select(log.c.stream).where(log.c.position > done, log.c.position <= through)
    streams = set(connection.execute(query).scalars())
    parts = [stream.split("/") for stream in streams if stream.startswith("relationship/")]
    return {RelationshipKey(platform, jurisdiction) for _, platform, jurisdiction in parts}


def count(connection: Connection) -> int:
    """Return how many relationships there are."""
    return connection.execute(select(func.count()).select_from(relationship)).scalar_one()
