"""Recording facts: decide on each against the log, then append all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.errors import FactRefused
from register.documents.quote_checks import QuoteChecks
from register.laws.consequences import cites, consequences, may_have_consequences
from register.log.mapper import StoredFact
from register.log.reader import LogReader
from register.recording.admission import Admission, AdmissionCache, LogView
from register.recording.preparation import Preparation, PreparedFact

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from register.log.recorder import LogRecorder
    from register.persons.keys import Persons


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact: recorded at a position, or found there already.

    ``follows`` are the facts that follow from it by a law, recorded in the same transaction.
    """

    fact_id: str
    position: int
    duplicate: bool
    follows: tuple[Outcome, ...] = ()

    def last_position(self) -> int:
        """Return the last position of the fact and of what follows from it."""
        return max(self.position, *(one.last_position() for one in self.follows), 0)


class Recording:
    """Records facts within one transaction of a connection that may write.

    ``registered`` are platforms and laws, as streams, that are known to be registered.
    """

    def __init__(
        self,
        connection: Connection,
        recorder: LogRecorder,
        persons: Persons | None,
        registered: Collection[str],
        *,
        recorded_by: str,
    ) -> None:
        self.connection = connection
        self._recorder = recorder
        self._recorded_by = recorded_by
        self._preparation = Preparation(persons, recorded_by)
        self._cache = AdmissionCache(persons, registered)
        self._reader = LogReader(connection)
        self._quotes = QuoteChecks()

    def registered(self) -> set[str]:
        """Return platforms and laws, as streams, that it found registered, or registered itself."""
        return self._cache.streams()

    def record(self, facts: Sequence[Fact]) -> list[Outcome]:
        """Record facts, all or none; raise FactRefused for the first one that is refused.

        Later facts see the earlier ones. Nothing is committed here.
        """
        given = [self._given(line, fact) for line, fact in enumerate(facts)]
        prepared = [one for one in given if isinstance(one, PreparedFact)]
        versions = self._reader.versions(one.stream for one in prepared)
        new: dict[str, PreparedFact] = {}
        view = self._view(prepared, new)
        decided = _decided(given, view, Admission(view, self._cache), new)
        positions = self._append(list(new.values()), versions)
        positions.update((name, entry.position) for name, entry in view.recorded.items())
        follows = self._follow(new)
        return [
            Outcome(one.id, positions[one.id], duplicate=False, follows=follows.get(one.id, ()))
            if one is new.get(one.id)
            else Outcome(one.id, positions[one.id], duplicate=True)
            for one in decided
        ]

    def _given(self, line: int, fact: Fact) -> PreparedFact | FactRefused:
        try:
            return self._preparation.storable(fact, line)
        except FactRefused as refused:
            return refused

    def _view(self, given: Sequence[PreparedFact], new: Mapping[str, PreparedFact]) -> LogView:
        cited = (one.cited for one in given if one.cited is not None)
        recorded = self._reader.by_ids([*(one.id for one in given), *cited])
        payloads = ((one.line, one.payload) for one in given if one.id not in recorded)
        unfound = self._quotes.of_many(self.connection, payloads)
        return LogView(self._reader, recorded, new.get, unfound)

    def _append(self, new: Sequence[PreparedFact], versions: dict[str, int]) -> dict[str, int]:
        """Append facts in the versions that follow those that were seen; return their positions."""
        rows: list[StoredFact] = []
        for one in new:
            version = versions[one.stream] = versions.get(one.stream, 0) + 1
            rows.append(StoredFact(one.stream, version, one.type, one.payload, one.id))
        positions = self._recorder.insert_events(
            rows, recorded_by=self._recorded_by, connection=self.connection
        )
        return dict(zip((one.id for one in new), positions, strict=True))

    def _follow(self, new: Mapping[str, PreparedFact]) -> dict[str, tuple[Outcome, ...]]:
        """Append what follows from the facts that were just appended, by the id of the cause.

        Whoever brings along what follows from a designation knows better.
        """
        facts = {fact_id: one.fact() for fact_id, one in new.items()}
        found: dict[str, tuple[Outcome, ...]] = {}
        for fact_id, cause in facts.items():
            if may_have_consequences(cause) and not any(cites(it, cause) for it in facts.values()):
                further = consequences(self.connection, cause)
                found[fact_id] = tuple(self.record(further)) if further else ()
        return found


def _decided(
    given: Sequence[PreparedFact | FactRefused],
    view: LogView,
    admission: Admission,
    new: dict[str, PreparedFact],
) -> list[PreparedFact]:
    """Return the facts, with those that are not known yet added to the new ones, by id."""
    decided: list[PreparedFact] = []
    for one in given:
        if isinstance(one, FactRefused):
            raise one
        if (entry := view.recorded.get(one.id)) is not None:
            problems = admission.problems_beside(one, entry, f"at position {entry.position}")
        elif (earlier := new.get(one.id)) is not None:
            problems = admission.problems_beside(one, earlier, "earlier in the same input")
        else:
            problems = admission.problems(one)
            new[one.id] = one
        if problems:
            raise FactRefused(problems)
        decided.append(one)
    return decided
