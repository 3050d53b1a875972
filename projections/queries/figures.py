"""Reported figures: how much was asked for or removed, by whose account, as known at K."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, effect_window, knowledge
from aggregates.dates.windows import window
from aggregates.vocabulary.events import (
    CLAIM_TYPES,
    TYPES,
    NoRequestsReported,
    RemovalReported,
    RemovalRequested,
)
from aggregates.vocabulary.fields import Figure as Told
from aggregates.vocabulary.shapes import FigureFact, relationship_stream
from projections.queries.facts import known_of_types
from projections.read_models.relationships import RelationshipKey
from register.log.reader import LogReader

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
    "basis",
    "category",
    "reported_by",
    "disputed",
    "fact",
)


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A reported figure, as corrected.

    ``count`` is None where requests or removals were reported without a number, and where it is
    reported that no requests came. ``first`` and ``last`` are the days of its ``period``, or of
    the fact itself, where it names none; ``first`` is None where they have no beginning.
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
    basis: str | None
    category: str | None
    reported_by: str | None
    disputed: bool

    @property
    def order(self) -> tuple[Any, ...]:
        """The order in which figures are listed: by relationship, then through time."""
        return (self.key, self.last, self.first or date.min, self.on, self.fact)

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
            "basis": self.basis,
            "category": self.category,
            "reported_by": self.reported_by,
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
        _, slug, code = stream.split("/")
        key = RelationshipKey(slug, code)
        found += [
            _figure(key, one, disputed=one.id in known.doubtful)
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


def _figure(key: RelationshipKey, known: Known, *, disputed: bool) -> ReportedFigure:
    fact = known.fact
    begins, on, _ = effect_window(known)
    told = fact.details if isinstance(fact, FigureFact) else Told()
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
        basis=told.basis,
        category=told.category,
        reported_by=told.reported_by,
        disputed=disputed,
    )


def _days(period: str, on: date) -> tuple[date | None, date]:
    """Return the days of a period; one that has no end goes on through the fact's own day."""
    found = window(period)
    if "/" not in period:
        return found.first, found.last or on
    end = period.partition("/")[2]
    last = on if end in ("", "..") else found.last or on
    return found.first, max(last, found.first or last)
