"""Reported figures: how much was asked for or removed, by whose account, as known at K."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.claims import Known, effect_window, knowledge
from aggregates.dates.windows import window
from aggregates.vocabulary.events import (
    CLAIM_TYPES,
    TYPES,
    FactCorrected,
    NoRequestsReported,
    RemovalReported,
    RemovalRequested,
)
from aggregates.vocabulary.fields import Figure as Told
from aggregates.vocabulary.fields import RemovalOutcome
from aggregates.vocabulary.shapes import FigureFact, relationship_stream
from projections.queries.facts import known_of_types
from projections.read_models.relationships import RelationshipKey
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from projections.queries.status import Question

REQUESTED = RemovalRequested.type_name()
REPORTED = RemovalReported.type_name()
NO_REQUESTS = NoRequestsReported.type_name()

_FIGURES = tuple(TYPES[name].topic() for name in (REQUESTED, REPORTED, NO_REQUESTS))
_TOPICS = (*_FIGURES, *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)))


FIGURE_COLUMNS = (
    "platform",
    "jurisdiction",
    "type",
    "occurred",
    "count",
    "qualifier",
    "unit",
    "period",
    "first",
    "last",
    "outcome",
    "basis",
    "category",
    "services",
    "definition",
    "reported_by",
    "restated",
    "was",
    "disputed",
    "fact",
)


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A reported figure, as corrected.

    ``count`` is None where requests or removals were reported without a number, and where it is
    reported that no requests came. ``first`` and ``last`` are the days of its ``period``, or of
    the fact itself, where it names none; ``first`` is None where they have no beginning. Figures
    of another ``outcome`` or ``definition`` count something else. One that a correction gives
    another number is ``restated`` (when, as EDTF); ``was`` is the number that was reported first.
    """

    key: RelationshipKey
    fact: str
    type: str
    occurred: str
    on: date
    count: int | float | None
    qualifier: str | None
    unit: str | None
    period: str | None
    first: date | None
    last: date
    outcome: str | None
    basis: str | None
    category: str | None
    services: tuple[str, ...]
    definition: str | None
    reported_by: str | None
    asked_by: str | None
    restated: str | None
    was: int | float | None
    disputed: bool

    @property
    def order(self) -> tuple[Any, ...]:
        """The order in which figures are listed: by relationship, then through time."""
        return (self.key, self.last, self.first or date.min, self.on, self.fact)

    @property
    def kind(self) -> tuple[str, ...]:
        """What is counted, but for its definition, and whose account it is: one line over time."""
        told = (self.unit, self.outcome, self.basis, self.category, self.reported_by, self.asked_by)
        return (self.type, *(part or "" for part in told), *self.services)

    def to_json(self) -> dict[str, Any]:
        """Return the row's JSON."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "type": self.type,
            "occurred": self.occurred,
            "count": self.count,
            "qualifier": self.qualifier,
            "unit": self.unit,
            "period": self.period,
            "first": self.first and self.first.isoformat(),
            "last": self.last.isoformat(),
            "outcome": self.outcome,
            "basis": self.basis,
            "category": self.category,
            "services": list(self.services),
            "definition": self.definition,
            "reported_by": self.reported_by,
            "restated": self.restated,
            "was": self.was,
            "disputed": self.disputed,
            "fact": self.fact,
        }


def figures(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[ReportedFigure]:
    """Return the figures that have taken effect by T, by relationship and through time.

    Nothing is folded: of each relationship that has figures these are read, the claims, and what
    the figures follow from.
    """
    found: list[ReportedFigure] = []
    for stream in _streams(connection, question.known.position, platform, jurisdiction):
        facts = known_of_types(
            connection,
            stream,
            _TOPICS,
            through=question.known.position,
            public_by=question.public_by,
        )
        known = knowledge(facts)
        recorded = {one.id: one for one in facts}
        _, slug, code = stream.split("/")
        key = RelationshipKey(slug, code)
        found += [
            _figure(
                key,
                one,
                recorded[one.id],
                [recorded[claim] for claim in known.corrected_by.get(one.id, ())],
                disputed=one.id in known.doubtful,
            )
            for one in known.facts
            if one.fact.topic() in _FIGURES and effect_window(one)[1] <= question.at
        ]
    return sorted(found, key=lambda one: one.order)


def _streams(
    connection: Connection, through: int, platform: str | None, jurisdiction: str | None
) -> list[str]:
    if platform is not None and jurisdiction is not None:
        return [relationship_stream(platform, jurisdiction)]
    return LogReader(connection).relationships_with(
        _FIGURES, through, platform=platform, jurisdiction=jurisdiction
    )


def _figure(
    key: RelationshipKey,
    known: Known,
    recorded: Known,
    corrections: Sequence[Known],
    *,
    disputed: bool,
) -> ReportedFigure:
    """Return a figure as corrected; ``recorded`` is the same fact as it was recorded."""
    fact = known.fact
    begins, on, _ = effect_window(known)
    told = _told(fact)
    restated = _restated(corrections)
    period = told.period
    first, last = (begins, on) if period is None else _days(period, on)
    return ReportedFigure(
        key=key,
        fact=known.id,
        type=fact.type_name(),
        occurred=fact.occurred,
        on=on,
        count=told.count,
        qualifier=told.qualifier,
        unit=told.unit,
        period=period,
        first=first,
        last=last,
        outcome=_outcome(fact),
        basis=told.basis,
        category=told.category,
        services=tuple(told.services or ()),
        definition=told.definition,
        reported_by=told.reported_by,
        asked_by=fact.actor.name if fact.actor else None,
        restated=restated,
        was=None if restated is None else _told(recorded.fact).count,
        disputed=disputed,
    )


def _told(fact: Fact) -> Told:
    return fact.details if isinstance(fact, FigureFact) else Told()


def _outcome(fact: Fact) -> str | None:
    """Return what became of what is counted: removed, unless it says otherwise."""
    if not isinstance(fact, RemovalReported):
        return None
    return fact.details.outcome or RemovalOutcome.REMOVED


def _restated(corrections: Iterable[Known]) -> str | None:
    """Return when the number was last corrected; None: it is as first reported."""
    found = None
    for one in corrections:
        if isinstance(one.fact, FactCorrected):
            patch = msgspec.to_builtins(one.fact.details.replacement, enc_hook=str)
            if "count" in (patch.get("details") or {}):
                found = one.fact.occurred
    return found


def _days(period: str, on: date) -> tuple[date | None, date]:
    """Return the days of a period; one that has no end goes on through the fact's own day."""
    found = window(period)
    if "/" not in period:
        return found.first, found.last or on
    end = period.partition("/")[2]
    last = on if end in ("", "..") else found.last or on
    return found.first, max(last, found.first or last)
