"""What the page of a bundle and its README tell: a standing, its facts, and how to check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.queries.history import FactView
    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page tells; ``standing`` is the contract's JSON, None while there is none.

    ``archived`` are the SHA-256 of the documents that are in the bundle.
    """

    key: RelationshipKey
    name: str
    question: Question
    standing: Json | None
    facts: list[FactView]
    archived: frozenset[str]
    note: str
    vkeys: tuple[str, ...]
    complete: bool

    @property
    def by_id(self) -> dict[str, FactView]:
        """The facts, by id."""
        return {one.document["id"]: one for one in self.facts}
