"""What is not as it should be in a database, in one sentence: a row, or where one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from register.store.tables import log

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row that is not what a replay makes of the log, and the fact it comes from.

    ``place`` is the relationship, the platform's name or the position that it is about.
    """

    table: str
    place: str
    what: str
    position: int | None = None
    fact_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "table": self.table,
            "place": self.place,
            "what": self.what,
            "position": self.position,
            "fact": self.fact_id,
        }

    def __str__(self) -> str:
        """Return one sentence."""
        fact = f" (fact {self.fact_id}, position {self.position})" if self.fact_id else ""
        return f"{self.table}, {self.place}: {self.what}{fact}"


def differing(wanted: dict[str, Any] | None, found: dict[str, Any] | None) -> str:
    """Say in which columns a row differs."""
    if wanted is None or found is None:
        return "a row is missing" if found is None else "a row stands there that no fact makes"
    names = [name for name in wanted if wanted[name] != found[name]]
    told = [f"{name} is {found[name]!r}, and a replay makes {wanted[name]!r}" for name in names]
    return "; ".join(told)


def of_fact(
    connection: Connection, table: str, place: str, what: str, position: int | None
) -> Mismatch:
    """Return a mismatch with the id of the fact at a position."""
    if position is None:
        return Mismatch(table, place, what)
    query = select(log.c.fact_id).where(log.c.position == position)
    return Mismatch(table, place, what, position, connection.execute(query).scalar())
