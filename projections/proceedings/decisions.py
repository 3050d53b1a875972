"""The decisions of one relationship, and which of them a later fact is about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.vocabulary.events import FinePaid
from projections.proceedings.links import (
    CAUSE,
    DECISIONS,
    TIES,
    ProceedingLink,
    decisions_of,
    ties,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from aggregates.vocabulary.shapes import Fact
    from projections.proceedings.links import Subject


@dataclass(frozen=True, slots=True)
class DatedSubject:
    """A fact of proceedings in the order of the world, with what it is about.

    ``first`` is the first day on which it may have happened, ``on`` the day of its effect;
    ``matter`` is its subject without the sum of money, which ties payments only.
    """

    id: str
    fact: Fact
    subject: Subject
    matter: Subject
    first: date | None
    on: date

    def may_precede(self, day: date) -> bool:
        """Tell whether it may have happened by a day."""
        return self.first is None or self.first <= day


class _Level:
    """Decisions that are tied to a fact by the same, the surest of which is ``by``.

    They are in the order of the world, so that those before a day are cut off, not looked at.
    """

    def __init__(self, by: str, decided: Sequence[DatedSubject]) -> None:
        self.by = by
        self._ids = [one.id for one in decided]
        self._days = [one.on for one in decided]
        self._vague = [at for at, one in enumerate(decided) if one.first != one.on]
        self._decided = decided

    def before(self, day: date) -> list[str]:
        """Return the decisions that may have been made by a day."""
        count = bisect_right(self._days, day)
        later = self._vague[bisect_left(self._vague, count) :]
        vague = (self._decided[at] for at in later)
        return [*self._ids[:count], *(one.id for one in vague if one.may_precede(day))]


_Tie = tuple[type["Fact"], bool, str, object]


class DecisionIndex:
    """Findings, fines and sanctions by the fact they are, and by each thing that ties.

    A relationship may have thousands, and as many facts that may be about them: which ones are
    tied, and how surely, is found once for all facts that say the same of what they are about.
    """

    def __init__(self, facts: Iterable[DatedSubject]) -> None:
        self._by_id: dict[str, DatedSubject] = {}
        self._alike: dict[tuple[type[Fact], bool, Subject], list[int]] = {}
        self._by_tie: dict[_Tie, dict[str | None, list[Subject]]] = {}
        self._levels_by_id: dict[tuple[type[Fact], str], Sequence[_Level]] = {}
        self._levels: dict[tuple[type[Fact], bool, Subject], list[_Level]] = {}
        for one in facts:
            if isinstance(one.fact, DECISIONS):
                self._add(type(one.fact), one.subject, pays=True)
                self._add(type(one.fact), one.matter, pays=False)
                self._by_id[one.id] = one
        self._decided = tuple(self._by_id.values())

    def _add(self, kind: type[Fact], subject: Subject, *, pays: bool) -> None:
        alike = self._alike.setdefault((kind, pays, subject), [])
        if not alike:
            for name, value in _told(subject):
                by_case = self._by_tie.setdefault((kind, pays, name, value), {})
                by_case.setdefault(subject.case, []).append(subject)
        alike.append(len(self._by_id))

    def link(
        self,
        one: DatedSubject,
        settled: AbstractSet[str],
        *,
        without: AbstractSet[str] = frozenset(),
    ) -> ProceedingLink:
        """Return what a fact is about, of the decisions that may have come before it.

        Of those that are tied to it as surely, the ``settled`` come last; those ``without``
        which it is asked are passed over.
        """
        about: list[str] = []
        among: list[str] = []
        tie = None
        for kind in decisions_of(one.fact):
            by, found = self._tied(one, kind, settled, without)
            if found:
                sure = len(found) == 1 or (
                    not isinstance(one.fact, FinePaid) and self._is_one_decision(found)
                )
                (about if sure else among).extend(found)
                tie = by if sure and tie is None else tie
        return ProceedingLink(tuple(about), tuple(among), tie)

    def _tied(
        self,
        one: DatedSubject,
        kind: type[Fact],
        settled: AbstractSet[str],
        without: AbstractSet[str],
    ) -> tuple[str, list[str]]:
        """Return the decisions of a kind that are tied to a fact most surely, and by what."""
        for level in self._levels_of(one, kind):
            came = level.before(one.on)
            if without:
                came = [name for name in came if name not in without]
            if came:
                return level.by, [name for name in came if name not in settled] or came
        return CAUSE, []

    def _levels_of(self, one: DatedSubject, kind: type[Fact]) -> Sequence[_Level]:
        """Return what `_ranked` gives, behind the decision that a fact says that it follows from."""
        if (kind, one.id) not in self._levels_by_id:
            self._levels_by_id[kind, one.id] = [
                *self._caused(one, kind),
                *self._alike_to(one, kind),
            ]
        return self._levels_by_id[kind, one.id]

    def _caused(self, one: DatedSubject, kind: type[Fact]) -> Iterator[_Level]:
        cause = self._by_id.get(getattr(one.fact, "caused_by", None) or "")
        if cause is not None and isinstance(cause.fact, kind):
            yield _Level(CAUSE, (cause,))

    def _alike_to(self, one: DatedSubject, kind: type[Fact]) -> Sequence[_Level]:
        pays = isinstance(one.fact, FinePaid)
        asked = (kind, pays, one.subject if pays else one.matter)
        if asked not in self._levels:
            self._levels[asked] = list(self._ranked(*asked))
        return self._levels[asked]

    def _ranked(self, kind: type[Fact], pays: bool, subject: Subject) -> Iterator[_Level]:  # noqa: FBT001  # what is asked
        """Give the decisions that anything ties to a subject, the surest first."""
        ranked: dict[tuple[bool, ...], list[int]] = {}
        for other in dict.fromkeys(self._near(kind, pays, subject)):
            rank = ties(subject, other, pays=pays)
            if any(rank):
                ranked.setdefault(rank, []).extend(self._alike[kind, pays, other])
        for rank in sorted(ranked, reverse=True):
            decided = [self._decided[place] for place in sorted(ranked[rank])]
            yield _Level(TIES[rank.index(True)], decided)

    def _near(self, kind: type[Fact], pays: bool, subject: Subject) -> Iterator[Subject]:  # noqa: FBT001  # what is asked
        """Give what has something in common with a subject, and is of no other case."""
        for tie in _told(subject):
            by_case = self._by_tie.get((kind, pays, *tie), {})
            cases = by_case if subject.case is None else (None, subject.case)
            for case in cases:
                yield from by_case.get(case, ())

    def _is_one_decision(self, found: Sequence[str]) -> bool:
        """Tell whether decisions were made in one case on one day."""
        first = self._by_id[found[0]]
        return first.subject.case is not None and all(
            one.subject.case == first.subject.case and one.fact.occurred == first.fact.occurred
            for one in map(self._by_id.__getitem__, found)
        )


def _told(subject: Subject) -> Iterator[tuple[str, object]]:
    """Give what a subject tells of what ties."""
    told = ((name, getattr(subject, name)) for name in TIES)
    return ((name, value) for name, value in told if value is not None)
