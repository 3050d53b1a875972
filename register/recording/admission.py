"""The rules by which a fact is taken or refused, whichever way it comes.

What they look at is true for good: facts are never removed, nor platforms unregistered. But
three things may come in between, where no lock is held: a fact with the same id, the document of
a quote, and that a person was forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, cast

from aggregates import platform as platforms
from aggregates import relationship as relationships
from aggregates.errors import FactRefused, Problem, Problems
from aggregates.law import instrument as instruments
from aggregates.law import obligations
from aggregates.platform import Platform
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import FactCorrected, PlatformDesignated
from aggregates.vocabulary.shapes import instrument_stream, platform_stream
from register.format.codec import TOPICS
from register.recording.name_owners import NameOwners
from register.recording.preparation import PreparedFact, is_same, person_sealed_in
from register.store.tables import DESIGNATED
from register.suggestions import did_you_mean, known_ones

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from aggregates.vocabulary.shapes import (
        AnswerFact,
        ClaimFact,
        Fact,
        InstrumentFact,
        PlatformFact,
        RelationshipFact,
    )
    from register.log.reader import Entry, LogReader
    from register.persons.keys import Persons


Seen: TypeAlias = "Entry | PreparedFact"
"""A fact of the log, or one that was accepted before."""


@dataclass(frozen=True, slots=True)
class LogView:
    """What a decision sees: the log, and of the input what was accepted before.

    ``recorded`` has, of the facts in question and those that they cite, all that the log has;
    ``accepted`` gives one of the input by its id. ``unfound`` is what is wrong with quotes, by line.
    """

    reader: LogReader
    recorded: Mapping[str, Entry]
    accepted: Callable[[str], PreparedFact | None]
    unfound: Mapping[int, Problems]

    def earlier(self, fact_id: str, line: int) -> PreparedFact | None:
        """Return a fact that was accepted before a line; None: there is none."""
        found = self.accepted(fact_id)
        return found if found is not None and found.line < line else None


@dataclass(slots=True)
class AdmissionCache:
    """What is remembered from one view to the next, with those accepted that the log lacks.

    ``beforehand`` are platforms and laws, as streams, that are known to be registered.
    """

    persons: Persons | None
    beforehand: Collection[str] = ()
    registered: dict[str, bool] = field(default_factory=dict)
    named: NameOwners = field(default_factory=NameOwners)
    laws: dict[str, list[Event]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    laws_accepted: int = 0

    def is_registered(self, stream: str, reader: LogReader) -> bool:
        """Tell whether a platform or a law is registered: its stream begins with that."""
        if stream in self.beforehand:
            return True
        if stream not in self.registered:
            self.registered[stream] = stream in reader.versions([stream])
        return self.registered[stream]

    def streams(self) -> set[str]:
        """Return the platforms and laws found registered, or that are by what was accepted."""
        return {stream for stream, is_registered in self.registered.items() if is_registered}

    def law(self, name: str, reader: LogReader) -> list[Event]:
        """Return the events of a law."""
        if name not in self.laws:
            self.laws[name] = reader.instrument(name)
        return self.laws[name]


class Admission:
    """Decides on facts, in their order, by one view."""

    def __init__(self, view: LogView, cache: AdmissionCache) -> None:
        self._view = view
        self._cache = cache
        self._reader = view.reader
        self._knows_forgotten = False
        self._recorded_names: NameOwners | None = None
        self._has_laws: bool | None = None

    def problems(self, one: PreparedFact) -> Problems:
        """Return all that is wrong with a fact that is not known; if nothing is, it is accepted.

        Facts that are decided on later see those accepted.
        """
        kind, _, name = one.stream.partition("/")
        found = (
            *self._against(one, kind, name),
            *(one.unless_known or self._against_forgotten(one)),
            *self._view.unfound.get(one.line, ()),
        )
        if not found:
            self._accept(one, kind, name)
        return found

    def problems_beside(self, one: PreparedFact, known: Seen, place: str) -> Problems:
        """Return what is wrong with a fact whose id is known: nothing, if it says the same."""
        if is_same(known.payload, one.payload, self._is_forgotten):
            return ()
        return one.unless_known or overwrites(one.id, place)

    def _against(self, one: PreparedFact, kind: str, name: str) -> Problems:
        match kind:
            case "platform":
                return self._against_platform(one, name)
            case "instrument":
                return self._against_instrument(one, name)
            case "relationship":
                return (
                    *self._unregistered("platform", "$.platform", name.partition("/")[0]),
                    *self._against_laws(one),
                    *self._against_law(one),
                    *self._against_cited(one),
                )
            case _:
                return ()

    def _against_platform(self, one: PreparedFact, slug: str) -> Problems:
        registered = self._cache.is_registered(platform_stream(slug), self._reader)
        fact = cast("PlatformFact", one.fact())
        try:
            platforms.record(Platform(slug, registered=registered), fact)
        except FactRefused as refused:
            return refused.problems
        if self._recorded_names is None:
            self._recorded_names = NameOwners.of(self._reader)
        return self._recorded_names.taken(fact) or self._cache.named.taken(fact)

    def _against_instrument(self, one: PreparedFact, name: str) -> Problems:
        try:
            instruments.record(self._law(name), cast("InstrumentFact", one.fact()))
        except FactRefused as refused:
            return refused.problems
        return ()

    def _unregistered(self, kind: str, path: str, name: str) -> Problems:
        """Say that a platform or law is not among the registered ones, and which may be meant."""
        if self._cache.is_registered(f"{kind}/{name}", self._reader):
            return ()
        start = f"{kind}/"
        here = {it.removeprefix(start) for it in self._cache.streams() if it.startswith(start)}
        known = sorted(here | set(self._reader.names(kind)))
        hint = did_you_mean(name, known) or known_ones(known)
        return (Problem(path, f"{kind} {name!r} is not registered{hint}"),)

    def _against_laws(self, one: PreparedFact) -> Problems:
        """Refuse a legal basis, or a law to designate under, that is not registered.

        A register that keeps no laws takes any: there is none that it could be misspelt for.
        """
        if not may_name_law(one.type, one.payload):
            return ()
        unknown = [
            (path, name)
            for path, name in laws_of(one.fact())
            if not self._cache.is_registered(instrument_stream(name), self._reader)
        ]
        if not unknown or not self._keeps_laws():
            return ()
        return tuple(chain(*(self._unregistered("instrument", *law) for law in unknown)))

    def _against_law(self, one: PreparedFact) -> Problems:
        """Refuse a designation in a category that its law doesn't have."""
        if one.type != DESIGNATED:
            return ()
        designation = cast("PlatformDesignated", one.fact())
        if (law := designation.details.instrument) is None:
            return ()
        steps = instruments.history(law, self._law(law))
        return tuple(obligations.problems_of(designation, steps, partial(self._successors, law)))

    def _successors(self, law: str) -> list[str]:
        """Return the laws that say that they came in the place of another."""
        known = ((one, self._law(one)) for one in self._reader.names("instrument"))
        return [
            one
            for one, events in known
            if law in (instruments.replay(one, events).told.replaces or ())
        ]

    def _against_cited(self, one: PreparedFact) -> Problems:
        if one.cited is None:
            return ()
        found = self._view.recorded.get(one.cited) or self._view.earlier(one.cited, one.line)
        if found is not None and _surely_fits(one, found):
            return ()
        facts = {} if found is None else {one.cited: found.fact()}
        fact = cast("RelationshipFact | AnswerFact | ClaimFact", one.fact())
        try:
            relationships.record(relationships.Relationship(one.stream, 0, facts), fact)
        except FactRefused as refused:
            return refused.problems
        return ()

    def _against_forgotten(self, one: PreparedFact) -> Problems:
        """Refuse a fact about somebody whom the log says to be forgotten."""
        person = person_sealed_in(one.payload)
        if person is None or person not in self._forgotten():
            return ()
        reason = f"{person} was forgotten, and can't be recorded again"
        return (Problem("$.details.representative.person", reason),)

    def _is_forgotten(self, person: str) -> bool:
        """Tell whether a person was forgotten: the log says so, or the key store does."""
        persons = self._cache.persons
        gone = persons is not None and persons.is_forgotten(person)
        return gone or person in self._forgotten()

    def _forgotten(self) -> set[str]:
        if not self._knows_forgotten:
            self._cache.forgotten.update(self._reader.names("person"))
            self._knows_forgotten = True
        return self._cache.forgotten

    def _keeps_laws(self) -> bool:
        if self._has_laws is None:
            self._has_laws = bool(self._reader.names("instrument"))
        return self._has_laws or bool(self._cache.laws_accepted)

    def _law(self, name: str) -> list[Event]:
        return self._cache.law(name, self._reader)

    def _accept(self, one: PreparedFact, kind: str, name: str) -> None:
        match kind:
            case "platform":
                self._cache.registered[one.stream] = True
                self._cache.named.add(cast("PlatformFact", one.fact()))
            case "instrument":
                self._cache.registered[one.stream] = True
                self._cache.laws_accepted += 1
                events = self._law(name)
                events.append(Event(one.stream, len(events) + 1, one.fact()))
            case "person":
                self._cache.forgotten.add(name)
            case _:
                pass


def laws_of(fact: Fact) -> Iterator[tuple[str, str]]:
    """Give the laws that a fact of a relationship rests on or is under, with their JSON paths."""
    if (basis := getattr(fact, "legal_basis", None)) is not None:
        yield "$.legal_basis", str(basis)
    match fact:
        case PlatformDesignated(details=told) if told.instrument is not None:
            yield "$.details.instrument", told.instrument
        case FactCorrected(details=told) if isinstance(told.replacement.legal_basis, str):
            yield "$.details.replacement.legal_basis", told.replacement.legal_basis
        case _:
            return


def may_name_law(topic: str, payload: bytes) -> bool:
    """Tell, in no time, whether a fact may rest on a law or be under one."""
    return topic == DESIGNATED or b'"legal_basis":' in payload


def overwrites(fact_id: str, place: str) -> Problems:
    """Say that a fact is already somewhere with other content."""
    return (Problem("$.id", f"fact {fact_id} is {place} with other content"),)


def _surely_fits(one: PreparedFact, cited: Seen) -> bool:
    """Tell if it needs no closer look that a fact may cite another; most are of such types."""
    kind, other = TOPICS.get(one.type), TOPICS.get(cited.type)
    if kind is None or other is None or one.stream != cited.stream:
        return False
    return relationships.surely_accepts(kind, other)
