"""What is known of one relationship, fact by fact, and what each further fact changes of it.

It comes to the same as `aggregates.claims` over all facts, at a cost that depends on
what a fact touches: a claim touches the fact it is about, and those that follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import msgspec

from aggregates.claims import Known, corrected
from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.shapes import ClaimFact, RelationshipFact
from projections.fold.happenings import happening
from projections.standing.track import FoldEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.fold.state import Happening


class FactReader(Protocol):
    """Where facts are read anew."""

    def facts(self, fact_ids: Sequence[str]) -> Sequence[Known]:
        """Return the facts with these ids as they were recorded, in the same order."""


class FoldChange(msgspec.Struct, frozen=True, gc=False):
    """How one fact entered the fold before and does after; None: it has no effect."""

    before: FoldEntry | None
    after: FoldEntry | None


@dataclass(slots=True)
class ClaimIndex:
    """The facts of a relationship as the claims leave them; `add` takes them in log order.

    It keeps no facts, only what the fold needs of them; what is corrected is loaded anew.
    """

    recorded: FactReader
    void: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    _happenings: dict[str, Happening] = field(default_factory=dict)
    _causes: dict[str, str] = field(default_factory=dict)
    _consequences: dict[str, list[str]] = field(default_factory=dict)
    _claims: dict[str, tuple[Act, str]] = field(default_factory=dict)
    _claims_on: dict[str, list[str]] = field(default_factory=dict)

    def add(self, known: Known) -> list[FoldChange]:
        """Take the next fact, and return what it changed of how facts enter the fold."""
        fact = known.fact
        if isinstance(fact, ClaimFact):
            return self._claim(known.id, fact)
        fact_id = known.id
        self._happenings[fact_id] = seen = happening(known)
        cause = fact.caused_by if isinstance(fact, RelationshipFact) else None
        if cause is None:
            return [FoldChange(None, FoldEntry(seen, doubtful=False))]
        self._causes[fact_id] = str(cause)
        self._consequences.setdefault(str(cause), []).append(fact_id)
        self._settle(fact_id)
        return [FoldChange(None, self._entered(fact_id))]

    def entered(self) -> list[FoldEntry]:
        """Return all facts that have effect as they enter the fold, in fold order."""
        found = (self._entered(fact_id) for fact_id in self._happenings)
        return sorted((one for one in found if one is not None), key=lambda one: one.happening.key)

    def __len__(self) -> int:
        """Return how many facts it knows."""
        return len(self._happenings) + len(self._claims)

    def _claim(self, claim_id: str, fact: ClaimFact) -> list[FoldChange]:
        act = fact.EFFECT.act if fact.EFFECT else Act.CONFIRM
        root, corrects = str(fact.refers_to), act is Act.CORRECT
        self._claims[claim_id] = (act, root)
        self._claims_on.setdefault(root, []).append(claim_id)
        while root in self._claims:
            corrects = corrects or self._claims[root][0] is Act.CORRECT
            root = self._claims[root][1]
        if root not in self._happenings:
            return []
        touched = list(self._with_consequences(root))
        before = [self._entered(fact_id) for fact_id in touched]
        if corrects:
            self._happenings[root] = self._corrected(root)
        for fact_id in touched:
            self._settle(fact_id)
        after = [self._entered(fact_id) for fact_id in touched]
        pairs = zip(before, after, strict=True)
        return [FoldChange(was, now) for was, now in pairs if was != now]

    def _settle(self, fact_id: str) -> None:
        """Decide whether a fact is void or doubtful; its cause is settled already."""
        cause = self._causes.get(fact_id)
        _keep(self.void, fact_id, holds=self._retracted(fact_id) or cause in self.void)
        _keep(self.doubtful, fact_id, holds=self._denied(fact_id) or cause in self.doubtful)

    def _entered(self, fact_id: str) -> FoldEntry | None:
        if fact_id in self.void:
            return None
        return FoldEntry(self._happenings[fact_id], fact_id in self.doubtful)

    def _with_consequences(self, root: str) -> Iterator[str]:
        """Give a fact and all that follow from it, causes before what they cause."""
        ahead = [root]
        while ahead:
            fact_id = ahead.pop()
            yield fact_id
            ahead += self._consequences.get(fact_id, ())

    def _effective(self, fact_id: str) -> Iterator[tuple[Act, str]]:
        """Give the claims on a fact, or on a claim, that are not retracted themselves."""
        for claim_id in self._claims_on.get(fact_id, ()):
            if not self._retracted(claim_id):
                yield self._claims[claim_id][0], claim_id

    def _retracted(self, fact_id: str) -> bool:
        """Tell whether a retraction that has effect is on it.

        Claims come after what they are about, so this ends.
        """
        return any(act is Act.RETRACT for act, _ in self._effective(fact_id))

    def _denied(self, fact_id: str) -> bool:
        said = [act for act, _ in self._effective(fact_id) if act in (Act.DENY, Act.CONFIRM)]
        return bool(said) and said[-1] is Act.DENY

    def _corrected(self, fact_id: str) -> Happening:
        corrections = [claim for act, claim in self._effective(fact_id) if act is Act.CORRECT]
        fact, *claims = self.recorded.facts([fact_id, *corrections])
        return happening(corrected(fact, claims))


def _keep(ids: set[str], fact_id: str, *, holds: bool) -> None:
    if holds:
        ids.add(fact_id)
    else:
        ids.discard(fact_id)
