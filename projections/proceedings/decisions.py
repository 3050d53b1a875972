"""The decisions of one relationship, found by what may tie a later fact to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.claims import effect_window
from projections.proceedings.links import DECISIONS, PriorDecision, Subject, is_about_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from aggregates.claims import Known
    from projections.proceedings.dispositions import Disposition


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision, what it is about, and the first day on which it may have been made."""

    known: Known
    subject: Subject
    first: date | None


class DecisionIndex:
    """Findings, fines and sanctions by the fact they are, and by each thing that ties.

    A relationship may have thousands, and as many facts that may be about them.
    """

    def __init__(self, facts: Iterable[Known]) -> None:
        self._decided: list[_Decided] = []
        self._by: dict[tuple[str, object], list[int]] = {}
        for one in facts:
            if isinstance(one.fact, DECISIONS):
                subject = Subject.of(one.fact)
                for tie in (("cause", one.id), *_ties(subject)):
                    self._by.setdefault(tie, []).append(len(self._decided))
                self._decided.append(_Decided(one, subject, effect_window(one)[0]))

    def before(
        self, known: Known, on: date, became: Mapping[str, Disposition]
    ) -> Iterator[PriorDecision]:
        """Give the decisions that may have come before a fact of a day, and that it may be about."""
        if not is_about_decisions(known.fact):
            return
        cause = getattr(known.fact, "caused_by", None)
        places: set[int] = set()
        for tie in (("cause", cause), *_ties(Subject.of(known.fact))):
            places.update(self._by.get(tie, ()))
        for place in sorted(places):
            one = self._decided[place]
            if one.first is None or one.first <= on:
                yield PriorDecision(one.known, one.subject, settled=became[one.known.id].settled)


def _ties(subject: Subject) -> Iterator[tuple[str, object]]:
    """Give what ties two facts that both have it."""
    told: tuple[tuple[str, object], ...] = (
        ("case", subject.case),
        ("order", subject.order),
        ("requirement", subject.requirement),
        ("law", subject.law),
        ("amount", subject.amount),
    )
    return ((name, value) for name, value in told if value is not None)
