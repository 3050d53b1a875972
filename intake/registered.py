"""What the register has for aided entry: platforms' names, and facts like one that is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregates.claims import Known, knowledge
from aggregates.dates.windows import window
from intake.mentions.platforms import PlatformNames
from projections.queries.facts import known_facts
from projections.read_models.relationships import RelationshipKey
from projections.tables import platform_name

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

NEAR = timedelta(31)
"""How far apart facts of a type may have happened that may be the same."""


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of the register that may be the one that a candidate tells of."""

    id: str
    position: int
    type_name: str
    occurred: str
    note: str | None
    title: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "id": self.id,
            "position": self.position,
            "type": self.type_name,
            "occurred": self.occurred,
            "note": self.note,
            "title": self.title,
        }


def platform_names(connection: Connection) -> PlatformNames:
    """Return the names by which the register's platforms are found in a text."""
    rows = connection.execute(select(platform_name.c.platform, platform_name.c.name)).all()
    return PlatformNames.of((row.platform, row.name) for row in rows)


def known_alike(
    connection: Connection,
    *,
    platform: str,
    jurisdiction: str,
    type_name: str,
    occurred: str,
    through: int,
) -> list[KnownFact]:
    """Return the facts in effect of a type and relationship within 31 days of a date, in log order."""
    key = RelationshipKey(platform, jurisdiction)
    wanted = window(occurred)
    return [
        _told(one)
        for one in knowledge(known_facts(connection, key, through=through)).facts
        if one.fact.type_name() == type_name and _is_near(one, wanted.first, wanted.last)
    ]


def _is_near(one: Known, first: date | None, last: date | None) -> bool:
    """Tell whether two windows are at most 31 days apart; one that is open is near on its side."""
    other = window(one.fact.occurred)
    after = other.first is not None and last is not None and other.first - last > NEAR
    before = first is not None and other.last is not None and first - other.last > NEAR
    return not after and not before


def _told(one: Known) -> KnownFact:
    return KnownFact(
        id=str(one.fact.id),
        position=one.position,
        type_name=one.fact.type_name(),
        occurred=str(one.fact.occurred),
        note=one.fact.note,
        title=one.fact.sources[0].title,
    )


def platform_slugs(connection: Connection) -> list[str]:
    """Return the slugs of the register's platforms, in their order."""
    query = select(platform_name.c.platform).distinct().order_by(platform_name.c.platform)
    return [str(slug) for slug in connection.execute(query).scalars()]
