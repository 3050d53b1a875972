"""Deciding on the facts of a file, in its order: against the log, and the lines before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aggregates import platform as platforms
from aggregates import relationship as relationships
from aggregates.errors import FactRefused, Problem, Problems
from aggregates.law import instrument as instruments
from aggregates.law import obligations
from aggregates.platform import Platform
from register.documents.quote_checks import QuoteChecks
from register.format.codec import TOPICS, decode
from register.importing.row import CITED, FACT_ID, LINE, PAYLOAD, STREAM, TOPIC
from register.laws.consequences import CAUSES
from register.recording.preparation import is_same, person_sealed_in
from register.recording.recording import forgotten, overwrites, unregistered
from register.store.tables import DESIGNATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from aggregates.vocabulary.event import Event
    from aggregates.vocabulary.events import PlatformDesignated
    from aggregates.vocabulary.shapes import (
        ClaimFact,
        Fact,
        InstrumentFact,
        PlatformFact,
        RelationshipFact,
    )
    from register.importing.block_rows import BlockRows
    from register.importing.row import Row
    from register.importing.staging import StagedFact, Staging
    from register.log.reader import Entry, LogReader
    from register.persons.keys import Persons

_MOST_STREAMS = 100_000
"""How many streams are remembered as open for facts."""


class FileAdmission:
    """Decides on rows and stages those accepted. The log is read through a new view each time.

    What is accepted stays so whatever others record meanwhile, but for three things: they may
    record a fact with the same id, archive a document that is quoted, or forget a person. The
    last makes no difference to what is kept: the text is sealed, and its key is gone.
    """

    def __init__(
        self,
        staging: Staging,
        log: Callable[[], AbstractContextManager[LogReader]],
        persons: Persons | None,
    ) -> None:
        self._staging = staging
        self._log = log
        self._known = _Known(persons)
        self._quotes = QuoteChecks()
        with log() as reader:
            self._empty = reader.head() is None

    def decide(self, read: BlockRows) -> dict[int, Problems]:
        """Stage the rows that are accepted; return what is wrong with others, by line.

        With a duplicate nothing is wrong; it is not staged.
        """
        rows, unless_known = read.rows, read.unless_known
        with self._log() as reader:
            recorded = self._recorded(reader, rows)
            self._known.forgotten.update(reader.names("person"))
            fresh = rows
            if recorded or unless_known:
                held = recorded.keys()
                fresh = [
                    row
                    for row in rows
                    if row[FACT_ID] not in held and row[LINE] not in unless_known
                ]
            together = self._staging.add(fresh)
            payloads = ((row[LINE], row[PAYLOAD]) for row in fresh)
            unfound = self._quotes.of_many(reader.connection, payloads)
            batch = _Batch(reader, self._staging, self._known, recorded, unfound)
            looked_at = (
                row
                for row in rows
                if not together
                or row[CITED] is not None
                or row[STREAM] not in self._known.open
                or row[FACT_ID] in recorded
                or row[LINE] in unless_known
                or row[TOPIC] in CAUSES
                or person_sealed_in(row[PAYLOAD]) is not None
                or row[LINE] in unfound
            )
            found = {
                row[LINE]: batch.problems_if_new(row, problems)
                if (problems := unless_known.get(row[LINE]))
                else batch.problems(row, staged=together)
                for row in looked_at
            }
            return {line: problems for line, problems in found.items() if problems}

    def _recorded(self, reader: LogReader, rows: Iterable[Row]) -> dict[str, Entry]:
        if self._empty:  # if others fill it meanwhile, the append will see it
            return {}
        cited = (other for row in rows if (other := row[CITED]) is not None)
        return reader.by_ids([*(row[FACT_ID] for row in rows), *cited])


class _Known:
    """What is remembered from batch to batch, to look less; what is registered stays so."""

    def __init__(self, persons: Persons | None) -> None:
        self.open: set[str] = set()
        self.registered: dict[str, bool] = {}
        self.forgotten: set[str] = set()
        self.persons = persons
        self.laws: dict[str, list[Event]] = {}

    def is_forgotten(self, person: str) -> bool:
        """Tell whether a person was forgotten: the log says so, or the key store does."""
        gone = self.persons is not None and self.persons.is_forgotten(person)
        return gone or person in self.forgotten

    def opens(self, stream: str) -> None:
        """Remember that facts without a cause may be recorded in a stream."""
        if len(self.open) >= _MOST_STREAMS:
            self.open.clear()
        self.open.add(stream)


class _Batch:
    """The rows of a batch that need a closer look."""

    def __init__(
        self,
        reader: LogReader,
        staging: Staging,
        known: _Known,
        recorded: dict[str, Entry],
        unfound: dict[int, Problems],
    ) -> None:
        self._reader = reader
        self._staging = staging
        self._known = known
        self._recorded = recorded
        self._unfound = unfound

    def problems(self, row: Row, *, staged: bool) -> Problems:
        """Return what is wrong with a row, which is staged if nothing is, unless it is known."""
        if (entry := self._recorded.get(row[FACT_ID])) is not None:
            place = f"at position {entry.position}"
            return self._same(row, entry.payload, place)
        if not staged and not self._staging.add([row]):
            line, *_, payload = self._staging.find(row[FACT_ID]) or (0, b"")
            return self._same(row, payload, f"earlier in the same input, in line {line},")
        found = self._against(row) + self._unfound.get(row[LINE], ())
        if found:
            self._staging.drop(row[LINE])
        return found

    def problems_if_new(self, row: Row, problems: Problems) -> Problems:
        """Return what is wrong with a row that only a known fact may have."""
        known: Entry | StagedFact | None = self._recorded.get(row[FACT_ID])
        known = known or self._staging.find(row[FACT_ID])
        same = known is not None and is_same(known.payload, row[PAYLOAD], self._known.is_forgotten)
        return () if same else problems

    def _same(self, row: Row, payload: bytes, place: str) -> Problems:
        same = is_same(payload, row[PAYLOAD], self._known.is_forgotten)
        return () if same else overwrites(row[FACT_ID], place)

    def _against(self, row: Row) -> Problems:
        kind, _, name = row[STREAM].partition("/")
        if kind == "person":
            return self._against_person(name)
        person = person_sealed_in(row[PAYLOAD])
        return self._against_others(row, kind, name) + forgotten(person, self._known.forgotten)

    def _against_person(self, person: str) -> Problems:
        """Refuse that somebody was forgotten whose key is here: no file destroys one."""
        persons = self._known.persons
        if persons is not None and persons.key(person) is not None:
            reason = f"the key of {person} is here: forget them by 'register forget {person}' first"
            return (Problem("$.person", reason),)
        self._known.forgotten.add(person)
        return ()

    def _against_others(self, row: Row, kind: str, name: str) -> Problems:
        if kind == "platform":
            return self._against_platform(row, name)
        if kind == "instrument":
            return self._against_instrument(row, name)
        slug = name.partition("/")[0]
        if kind == "relationship" and not self._is_registered(slug):
            return self._unregistered(slug) + self._against_cited(row)
        self._known.opens(row[STREAM])
        return self._against_cited(row) + self._against_law(row)

    def _against_instrument(self, row: Row, name: str) -> Problems:
        events = self._law(name)
        try:
            events.append(instruments.record(events, cast("InstrumentFact", _fact(row))))
        except FactRefused as refused:
            return refused.problems
        return ()

    def _against_law(self, row: Row) -> Problems:
        """Refuse a designation in a category that its law doesn't have."""
        if row[TOPIC] != DESIGNATED:
            return ()
        designation = cast("PlatformDesignated", _fact(row))
        if (law := designation.details.instrument) is None:
            return ()
        return tuple(obligations.problems_of(designation, instruments.history(law, self._law(law))))

    def _law(self, name: str) -> list[Event]:
        if name not in self._known.laws:
            self._known.laws[name] = self._reader.instrument(name)
        return self._known.laws[name]

    def _against_platform(self, row: Row, slug: str) -> Problems:
        platform = Platform(slug, registered=self._is_registered(slug))
        fact = cast("PlatformFact", _fact(row))
        try:
            event = platforms.record(platform, fact)
        except FactRefused as refused:
            return refused.problems
        self._known.registered[slug] = platforms.evolve(platform, event).registered
        return ()

    def _against_cited(self, row: Row) -> Problems:
        if (cited := row[CITED]) is None:
            return ()
        found = self._earlier(cited, row[LINE])
        if found is not None and _surely_fits(row, found):
            return ()
        fact = cast("RelationshipFact | ClaimFact", _fact(row))
        facts = {} if found is None else {cited: found.fact()}
        try:
            relationships.record(relationships.Relationship(row[STREAM], 0, facts), fact)
        except FactRefused as refused:
            return refused.problems
        return ()

    def _earlier(self, fact_id: str, line: int) -> Entry | StagedFact | None:
        """Return a fact of the log or of an earlier line; None: there is none."""
        if (entry := self._recorded.get(fact_id)) is not None:
            return entry
        found = self._staging.find(fact_id)
        return found if found is not None and found.line < line else None

    def _is_registered(self, slug: str) -> bool:
        if slug not in self._known.registered:
            self._known.registered[slug] = self._reader.platform(slug).registered
        return self._known.registered[slug]

    def _unregistered(self, slug: str) -> Problems:
        recorded = {name for name, registered in self._known.registered.items() if registered}
        return unregistered(slug, recorded | set(self._reader.names("platform")))


def _fact(row: Row) -> Fact:
    return decode(row[TOPIC], row[PAYLOAD])


def _surely_fits(row: Row, cited: Entry | StagedFact) -> bool:
    """Tell if it needs no closer look that a row may cite a fact; most are of such types."""
    kind, other = TOPICS.get(row[TOPIC]), TOPICS.get(cited.type)
    if kind is None or other is None or row[STREAM] != cited.stream:
        return False
    return relationships.surely_accepts(kind, other)
