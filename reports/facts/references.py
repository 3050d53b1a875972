"""Facts by id, in a few words: what reports write where one fact names another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from aggregates.relationship import merge_patch, without_nulls
from projections.queries.facts import entries_by_id
from register.log.export import recorded_document
from reports.model import Code, Ref
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from projections.queries.history import FactView
    from reports.context import ReportContext

LARGEST = 20_000
"""How many facts are remembered; those that are named most often come again soon."""


@dataclass(slots=True)
class FactReferences:
    """Facts by id, as a report may show them, and as corrected; read once, then remembered.

    ``corrected_by`` names the corrections at work (`aggregates.claims.Knowledge`).
    """

    making: ReportContext
    corrected_by: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _found: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def load(self, ids: Iterable[str]) -> None:
        """Read facts that will be named, all at once."""
        missing = [one for one in dict.fromkeys(ids) if one not in self._found]
        if len(self._found) + len(missing) > LARGEST:
            self._found.clear()
        entries = entries_by_id(self.making.connection, missing)
        known = self.making.statement.known.position
        for one in missing:
            entry = entries.get(one)
            seen = entry is not None and entry.position <= known
            self._found[one] = (
                self.making.show(recorded_document(entry)) if seen and entry else None
            )

    def document(self, fact: str) -> dict[str, Any] | None:
        """Return a fact as corrected; None: there was none with this id at K."""
        found = self._recorded(fact)
        return None if found is None else self._corrected(found)

    def told(self, told: FactView) -> FactView:
        """Return a fact of a history as this report shows it."""
        return replace(told, document=self._corrected(self.making.show(told.document)))

    def _recorded(self, fact: str) -> dict[str, Any] | None:
        if fact not in self._found:
            self.load([fact])
        return self._found[fact]

    def _corrected(self, document: dict[str, Any]) -> dict[str, Any]:
        claims = self.corrected_by.get(document["id"], ())
        corrections = (self._recorded(claim) for claim in claims)
        return as_corrected(document, [one for one in corrections if one]) if claims else document

    def ref(self, fact: str) -> Ref | Code:
        """Return a fact by its type and its day, or by its id where it was not known at K."""
        document = self.document(fact)
        if document is None:
            return Code(fact)
        language = self.making.language
        kind = vocabulary.word(language, "type", document["type"]).label
        return Ref(fact, f"{kind}, {language.when(document['occurred']).label}")


def as_corrected(document: dict[str, Any], corrections: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a fact's JSON after its corrections (facts, too), which are given in log order.

    Both are as they may be shown: a person whom a correction names stands opened in it.
    """
    for correction in corrections:
        patch = correction.get("details", {}).get("replacement", {})
        document = merge_patch(document, patch)
    return without_nulls(document)
