"""Two moments, each a day and a point of the log, as addresses name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from projections.queries.status import Question
from register.log.points import day, known_at
from web.asking.narrowing import narrowing

if TYPE_CHECKING:
    from web.asking.view import View

BACK = timedelta(days=30)
"""How far back changes are looked for, where an address does not say."""


def for_programs(view: View, before: Question, after: Question) -> str:
    """Return the address of the HTTP API with what changed between two questions."""
    moments = {"from": before, "to": after}
    said = {name: f"{one.at.isoformat()}@{one.known.position}" for name, one in moments.items()}
    where = narrowing(view).where
    return view.asked.for_programs("/api/v1/changes", ("public-by",), **said, **where)


def earlier(at: date) -> date:
    """Return the day that changes are looked for from, at the earliest the first that there is."""
    return at - min(BACK, at - date.min)


@dataclass(frozen=True, slots=True)
class ComparedMoments:
    """What is compared: a day and a point of the log, and another such pair."""

    view: View
    before: Question
    after: Question

    @property
    def between(self) -> Question:
        """The later day by the earlier knowledge: what lies before it the world did, after it we."""
        return Question(self.after.at, self.before.known, self.after.public_by)


def moments_of(view: View) -> ComparedMoments:
    """Return what an address compares: ``from`` and ``to``, each DAY or DAY@KNOWN."""
    asked = view.question
    otherwise = Question(earlier(asked.at), asked.known, asked.public_by)
    before = _moment(view, view.query.get("from"), otherwise)
    return ComparedMoments(view, before, _moment(view, view.query.get("to"), asked))


def _moment(view: View, text: str | None, otherwise: Question) -> Question:
    if not text:
        return otherwise
    at, _, known = text.partition("@")
    return Question(day(at), known_at(view.connection, known or None), view.question.public_by)
