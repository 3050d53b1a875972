"""By which rules a request has to be answered: its own, or the laws'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aggregates.claims import Known, effect_window
from aggregates.law.instrument import category_named
from aggregates.law.response_times import clocks_of, law_on
from aggregates.vocabulary.events import PlatformDesignated, RemovalRequested

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregates.claims import Knowledge
    from aggregates.law.instrument import LawStep

ORDER, DESIGNATION, ASSUMED = "order", "designation", "assumed"
"""By what a clock runs: the request says so itself; the law, for a category that the platform is
designated in; or the longest of the law's, because category or kind are not known."""


class Rule(NamedTuple):
    """Within what time to answer, and by which law and duty."""

    within: str
    by: str
    instrument: str | None
    duty: str | None = None
    article: str | None = None
    zone: str | None = None
    doubtful: bool = False


class DesignationInForce(NamedTuple):
    """A designation, and from which day on it counts."""

    on: date
    known: Known
    fact: PlatformDesignated


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for requests in one relationship, by its designations and the laws."""

    designations: tuple[DesignationInForce, ...]
    doubtful: frozenset[str]
    laws: Mapping[str, Sequence[LawStep]]

    @classmethod
    def of(cls, known: Knowledge, laws: Mapping[str, Sequence[LawStep]]) -> Rules:
        """Return those for what is known."""
        found = [
            DesignationInForce(effect_window(one)[1], one, one.fact)
            for one in known.facts
            if isinstance(one.fact, PlatformDesignated)
        ]
        in_order = sorted(found, key=lambda one: (one.on, one.known.position))
        return cls(tuple(in_order), known.doubtful, laws)

    def for_request(self, request: RemovalRequested, on: date) -> list[Rule]:
        """Return by what rules a request of a day has to be answered, by the laws of that day."""
        basis, within = request.legal_basis, request.details.within
        if within is not None:
            law = law_on(self.laws.get(basis or "", ()), on)
            return [Rule(within, ORDER, basis, zone=law.told.timezone if law else None)]
        designated = self._designated(on)
        names = list(designated) if basis is None else [basis]
        kind = request.details.request
        return [
            rule
            for name in names
            for rule in self._of_law(name, on, designated.get(name, ()), kind)
        ]

    def _designated(self, on: date) -> dict[str, list[DesignationInForce]]:
        """Return by law the designations that count on a day: the last for the same services."""
        last = {
            (one.fact.details.instrument, tuple(one.fact.details.services or ())): one
            for one in self.designations
            if one.on <= on and one.fact.details.instrument is not None
        }
        found: dict[str, list[DesignationInForce]] = {}
        for (instrument, _), one in last.items():
            found.setdefault(str(instrument), []).append(one)
        return found

    def _of_law(
        self, name: str, on: date, designated: Iterable[DesignationInForce], kind: str | None
    ) -> list[Rule]:
        """Return the rules of one law, each duty's once."""
        if (law := law_on(self.laws.get(name, ()), on)) is None:
            return []
        found: dict[str, Rule] = {}
        grounds = [
            (one.known.id, category_named(law, one.fact.details.category)) for one in designated
        ]
        for ground, category in grounds or [("", None)]:
            matching, assumed = clocks_of(law, category, kind)
            for duty, clock in matching:
                by = ASSUMED if assumed else DESIGNATION
                rest = (duty.article, law.told.timezone, ground in self.doubtful)
                found.setdefault(duty.duty, Rule(clock.within, by, law.id, duty.duty, *rest))
        return list(found.values())
