"""The shape that all facts share: domain.md, "What is recorded: a fact"."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from aggregates.vocabulary.effects import Effect
from aggregates.vocabulary.fields import (
    Actor,
    Answer,
    Archived,
    Comment,
    Correction,
    DatedDemand,
    Demand,
    Edtf,
    Erasure,
    FactId,
    Figure,
    InstrumentId,
    Jurisdiction,
    Measure,
    Promise,
    Representation,
    RepresentationPledge,
    Scoped,
    Sha256,
    ShortText,
    Slug,
    Sources,
    Step,
    Text,
    Value,
)
from aggregates.vocabulary.law import Instrument


class Fact(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="type",
):
    """One thing that is said to have happened, cited from at least one source."""

    VERSION: ClassVar[int] = 1
    EFFECT: ClassVar[Effect | None] = None
    KNOWN: ClassVar[type[Value] | None] = None
    """Of a type with free details: the members that have a meaning, and what they take."""

    id: FactId | None = None
    occurred: Edtf
    actor: Actor | None = None
    sources: Sources
    note: Text | None = None

    @classmethod
    def type_name(cls) -> str:
        """Return the stored name of the type: ``block-threatened``."""
        return str(cls.__struct_config__.tag)

    @classmethod
    def topic(cls) -> str:
        """Return the stored name with the version of its fields: ``block-threatened/1``."""
        return f"{cls.type_name()}/{cls.VERSION}"

    def stream(self) -> str:
        """Return the name of the aggregate that this fact belongs to."""
        raise NotImplementedError


class RelationshipFact(Fact, frozen=True, kw_only=True):
    """A fact between a platform and a jurisdiction."""

    platform: Slug
    jurisdiction: Jurisdiction
    legal_basis: ShortText | None = None
    caused_by: FactId | None = None
    case: ShortText | None = None

    def stream(self) -> str:
        """Return ``relationship/tiktok/KZ``."""
        return relationship_stream(self.platform, self.jurisdiction)


class StepFact(RelationshipFact, frozen=True, kw_only=True):
    """A step on the requirement that the type names."""

    details: Step = Step()


class PromiseFact(RelationshipFact, frozen=True, kw_only=True):
    """A pledge to meet the requirement that the type names."""

    details: Promise = Promise()


class RepresentationFact(RelationshipFact, frozen=True, kw_only=True):
    """A step on a requirement that a person meets, who may be named."""

    details: Representation = Representation()


class RepresentationPledgeFact(RelationshipFact, frozen=True, kw_only=True):
    """A pledge to name a person."""

    details: RepresentationPledge = RepresentationPledge()


class DemandFact(RelationshipFact, frozen=True, kw_only=True):
    """A step on the requirement that the fact names."""

    details: Demand


class DatedDemandFact(RelationshipFact, frozen=True, kw_only=True):
    """A step, with a deadline, on the requirement that the fact names."""

    details: DatedDemand


class MeasureFact(RelationshipFact, frozen=True, kw_only=True):
    """A measure, in its scope."""

    details: Measure = Measure()


class MeasureEndFact(RelationshipFact, frozen=True, kw_only=True):
    """The end of measures, in their scope."""

    details: Scoped = Scoped()


class DialogueFact(RelationshipFact, frozen=True, kw_only=True):
    """A fact without effect on the standing; its details are free."""

    details: dict[str, Any] = {}


class FigureFact(RelationshipFact, frozen=True, kw_only=True):
    """A reported figure."""

    details: Figure = Figure()


class AnswerFact(Fact, frozen=True, kw_only=True):
    """An answer to a request, which is an earlier fact of the same relationship.

    It has no ``caused_by``: nothing follows from a request by a rule.
    """

    platform: Slug
    jurisdiction: Jurisdiction
    legal_basis: ShortText | None = None
    case: ShortText | None = None
    details: Answer

    def stream(self) -> str:
        """Return ``relationship/tiktok/KZ``."""
        return relationship_stream(self.platform, self.jurisdiction)


class ClaimFact(Fact, frozen=True, kw_only=True):
    """A claim about an earlier fact of the same relationship."""

    platform: Slug
    jurisdiction: Jurisdiction
    refers_to: FactId
    legal_basis: ShortText | None = None
    case: ShortText | None = None
    details: Comment = Comment()

    def stream(self) -> str:
        """Return ``relationship/tiktok/KZ``."""
        return relationship_stream(self.platform, self.jurisdiction)


class CorrectionFact(ClaimFact, frozen=True, kw_only=True):
    """A claim that says what a fact should have said."""

    details: Correction  # type: ignore[assignment]  # narrower, and nothing is assigned


class PlatformFact(Fact, frozen=True, kw_only=True):
    """A fact about a platform itself."""

    platform: Slug

    def stream(self) -> str:
        """Return ``platform/tiktok``."""
        return platform_stream(self.platform)


class InstrumentFact(Fact, frozen=True, kw_only=True):
    """A step in the life of a legal instrument."""

    instrument: InstrumentId
    jurisdiction: Jurisdiction | None = None
    details: Instrument = Instrument()

    def stream(self) -> str:
        """Return ``instrument/RU-236-FZ``."""
        return instrument_stream(self.instrument)


class PersonFact(Fact, frozen=True, kw_only=True):
    """A step in what the register knows of a person."""

    person: Slug
    details: Erasure

    def stream(self) -> str:
        """Return ``person/kz-representative-1``."""
        return f"person/{self.person}"


class DocumentFact(Fact, frozen=True, kw_only=True):
    """A fact about a document that sources cite, by the SHA-256 of its bytes."""

    document: Sha256
    details: Archived

    def stream(self) -> str:
        """Return ``document/`` and the hash."""
        return document_stream(self.document)


def relationship_stream(platform: str, jurisdiction: str) -> str:
    """Return the name of a relationship's aggregate."""
    return f"relationship/{platform}/{jurisdiction}"


def platform_stream(platform: str) -> str:
    """Return the name of a platform's aggregate."""
    return f"platform/{platform}"


def instrument_stream(instrument_id: str) -> str:
    """Return the name of a legal instrument's aggregate."""
    return f"instrument/{instrument_id}"


def document_stream(sha256: str) -> str:
    """Return the name of a document's aggregate."""
    return f"document/{sha256}"
