"""Reported figures as reports tell them: how many of what, what became of it, what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.vocabulary.fields import RemovalOutcome
from reports.model import Foreign
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from projections.queries.figures import ReportedFigure
    from reports.facts.fact_text import FactText
    from reports.model import Run


@dataclass(frozen=True, slots=True)
class FigureText:
    """Tells figures in a teller's language."""

    teller: FactText

    def what(self, one: ReportedFigure) -> Run:
        """Return what was reported; of what was not removed, why."""
        kind: Run = (vocabulary.word(self.teller.language, "type", one.type),)
        if one.outcome is None or one.outcome == RemovalOutcome.REMOVED:
            return kind
        became = vocabulary.word(self.teller.language, "outcome", one.outcome)
        return self.teller.language.aside(kind, became.label)

    def number(self, one: ReportedFigure) -> Run | None:
        """Return how many, as corrected; None: no number was told."""
        if one.count is None:
            return None
        told = {"count": one.count, "qualifier": one.qualifier, "unit": one.unit}
        return self.teller.figure(
            {name: part for name, part in {**told, "basis": one.basis}.items() if part is not None}
        )

    def reported_by(self, one: ReportedFigure, document: Mapping[str, Any]) -> Run | None:
        """Return by whose account it is: its actor, if nobody else is named."""
        if one.reported_by:
            return (vocabulary.word(self.teller.language, "role", one.reported_by),)
        return self.teller.actor(document) or None

    def asked_by(self, one: ReportedFigure, document: Mapping[str, Any]) -> Run | None:
        """Return who acted, where that is not by whose account it is."""
        return (self.teller.actor(document) or None) if one.reported_by else None

    def of_what(self, one: ReportedFigure) -> Run | None:
        """Return the category, the services, and what the reporter counts, where that changed."""
        language = self.teller.language
        parts: list[Run] = [(Foreign(part),) for part in (one.category, *one.services) if part]
        if one.definition:
            field = vocabulary.field(language, "definition")
            parts.append(language.labelled(field, (Foreign(one.definition),)))
        return language.series(parts) if parts else None

    def restated(self, one: ReportedFigure) -> Run | None:
        """Return when the number was last corrected, and what was reported first."""
        if one.restated is None:
            return None
        language = self.teller.language
        day: Run = (language.when(one.restated),)
        if one.was is None:
            return day
        return language.run("{day} (before: {number})", day=day, number=language.number(one.was))
