"""Facts that others rest on, in brief and as corrected; and what is disputed among them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aggregates.claims import effect_window, knowledge
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES
from aggregates.vocabulary.shapes import relationship_stream
from projections.queries.facts import known_facts
from register.log.export import recorded_document
from register.log.known import in_log_order
from register.log.reader import LogReader
from reports.facts.fact_text import FactText
from reports.facts.own_notes import note
from reports.facts.references import FactReferences, as_corrected
from reports.model import Code, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from projections.read_models.relationships import RelationshipKey
    from register.log.reader import Entry
    from reports.context import ReportContext

Json = dict[str, Any]

_CLAIMS = tuple(TYPES[name].topic() for name in sorted(CLAIM_TYPES))
_DENIAL, _CONFIRMATION = (TYPES[name] for name in ("fact-denied", "fact-confirmed"))


@dataclass(frozen=True, slots=True)
class Recalled:
    """Facts by id, as this report may show them, with when and who as corrected."""

    teller: FactText
    documents: Mapping[str, Json]
    corrected: frozenset[str] = field(default=frozenset())

    def brief(self, fact: str) -> Run:
        """Return a fact in a line; one that is not there by its id."""
        document = self.documents.get(fact)
        if document is None:
            return (Code(fact),)
        told = self.teller.brief(document)
        if fact in self.corrected:
            return self.teller.language.run("{fact}, as corrected", fact=told)
        return told

    def details(self, fact: str) -> tuple[Run, ...]:
        """Return what else a fact says, a run for each; but what it is about is told apart."""
        document = self.documents.get(fact, {})
        if not document:
            return ()
        told = {name: value for name, value in document.items() if name != "refers_to"}
        return (*self.teller.details(told), *self._note(document))

    def target(self, fact: str) -> Run | None:
        """Return the fact that a claim is about, in a line; None: it is no claim."""
        named = self.documents.get(fact, {}).get("refers_to")
        return None if named is None else self.brief(named)

    def _note(self, document: Json) -> Iterator[Run]:
        if document.get("note"):
            yield note(self.teller.language, document)


def recalled(making: ReportContext, ids: Iterable[str], *, through: int | None = None) -> Recalled:
    """Return facts with these ids, as known at a position; default: the one the report is made at."""
    reader = LogReader(making.connection)
    position = making.statement.known.position if through is None else through
    entries = reader.by_ids(dict.fromkeys(ids))
    by_stream: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        by_stream[entry.stream].append(entry)
    documents = {name: _shown(making, entry) for name, entry in entries.items()}
    corrected: set[str] = set()
    claims = reader.of_streams_and_types(by_stream, _CLAIMS)
    for stream in claims:
        about = {one.fact_id: one for one in claims[stream]}
        found = knowledge(in_log_order((*by_stream[stream], *claims[stream]), through=position))
        for name in found.corrected_by.keys() & documents.keys():
            corrections = [_shown(making, about[one]) for one in found.corrected_by[name]]
            documents[name] = as_corrected(documents[name], corrections)
            corrected.add(name)
    teller = FactText(making.language, FactReferences(making).ref)
    return Recalled(teller, documents, frozenset(corrected))


def _shown(making: ReportContext, entry: Entry) -> Json:
    return making.show(recorded_document(entry))


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact that took effect by T and is denied, with the claims for and against it, by id."""

    key: RelationshipKey
    fact: str
    denials: tuple[str, ...]
    confirmations: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """All facts that tell of it."""
        return (self.fact, *self.denials, *self.confirmations)


def disputes(making: ReportContext, keys: Iterable[RelationshipKey]) -> list[Dispute]:
    """Return what is disputed in relationships, as known at K.

    The facts of a relationship are read only where somebody has denied one of them.
    """
    reader = LogReader(making.connection)
    through = making.statement.known.position
    found: list[Dispute] = []
    streams = {relationship_stream(key.platform, key.jurisdiction): key for key in keys}
    denials = reader.of_streams_and_types(streams, [_DENIAL.topic()])
    for stream, key in streams.items():
        if any(one.position <= through for one in denials.get(stream, ())):
            found += _disputes(making, key)
    return found


def _disputes(making: ReportContext, key: RelationshipKey) -> Iterator[Dispute]:
    facts = known_facts(making.connection, key, through=making.statement.known.position)
    known = knowledge(facts)
    kinds = {one.id: type(one.fact) for one in facts}
    for one in known.facts:
        if one.id in known.denied and effect_window(one)[1] <= making.statement.at:
            claims = known.claims_on.get(one.id, ())
            yield Dispute(
                key,
                one.id,
                tuple(name for name in claims if kinds[name] is _DENIAL),
                tuple(name for name in claims if kinds[name] is _CONFIRMATION),
            )
