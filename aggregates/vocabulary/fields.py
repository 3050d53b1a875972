"""The values that facts are made of: checked texts, sources, actors, and the details of types.

Each class is the one source of its fields: typed decoding (msgspec) reads it, and
`register.format.schemas` derives the JSON Schema from it.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from msgspec import UNSET, Meta, Struct, UnsetType

from aggregates.dates.windows import window
from aggregates.errors import InvalidCode

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_INTEGER = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact (RFC 7493, section 2.2)."""


class Edtf(str):
    """A date in EDTF, level 0 and 1 and the countable part of level 2 (ISO 8601-2)."""

    __slots__ = ()
    FORMAT: ClassVar = "edtf"

    @classmethod
    def checked(cls, text: str) -> Edtf:
        """Return the text as a date; raise InvalidDate."""
        window(text)
        return cls(text)


class _Code(str):
    """A text of one form; subclasses give the pattern and what the form is called."""

    __slots__ = ()
    FORMAT: ClassVar[str]
    PATTERN: ClassVar[re.Pattern[str]]
    EXPECTED: ClassVar[str]

    @classmethod
    def checked(cls, text: str) -> _Code:
        """Return the text as this kind of code; raise InvalidCode."""
        if len(text) > 200 or not cls.PATTERN.fullmatch(text):
            raise InvalidCode(f"{text[:60]!r} is not {cls.EXPECTED}")
        return cls(text)


class Slug(_Code):
    """A short name in small ASCII letters, digits and hyphens."""

    __slots__ = ()
    FORMAT = "slug"
    PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
    EXPECTED = "a slug (small letters and digits, joined by hyphens, such as local-office)"


class FactId(_Code):
    """A UUID in its usual form (RFC 9562): hexadecimal in small letters, with hyphens."""

    __slots__ = ()
    FORMAT = "uuid"
    PATTERN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
    EXPECTED = "a UUID (such as 3f2b7c1e-0000-4000-8000-000000000000)"


class Jurisdiction(_Code):
    """ISO 3166-1 alpha-2, ISO 3166-2, EU, or 001 for the world (UN M49)."""

    __slots__ = ()
    FORMAT = "jurisdiction"
    PATTERN = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|001", re.ASCII)
    EXPECTED = "a jurisdiction (ISO 3166: KZ or US-MT; EU; 001 for the world)"


class LanguageTag(_Code):
    """A well-formed BCP 47 language tag (RFC 5646, section 2.1, without grandfathered tags)."""

    __slots__ = ()
    FORMAT = "language-tag"
    PATTERN = re.compile(
        r"([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"
        r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*"
        r"(-[xX](-[A-Za-z0-9]{1,8})+)?",
        re.ASCII,
    )
    EXPECTED = "a language tag (BCP 47, such as ru or kk-Cyrl)"


class Sha256(_Code):
    """A SHA-256 hash as 64 small hexadecimal digits."""

    __slots__ = ()
    FORMAT = "sha256"
    PATTERN = re.compile(r"[0-9a-f]{64}", re.ASCII)
    EXPECTED = "a SHA-256 hash (64 hexadecimal digits in small letters)"


class Url(_Code):
    """An absolute http or https address."""

    __slots__ = ()
    FORMAT = "web-address"
    PATTERN = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
    EXPECTED = "a web address (it starts with http:// or https://)"

    @classmethod
    def checked(cls, text: str) -> _Code:
        """Return the address; raise InvalidCode. Addresses may be longer than other codes."""
        if len(text) > 4_000 or not cls.PATTERN.fullmatch(text):
            raise InvalidCode(f"{text[:60]!r} is not {cls.EXPECTED}")
        return cls(text)


class FullDate(_Code):
    """A full date (RFC 3339, section 5.6): year, month and day."""

    __slots__ = ()
    FORMAT = "date"
    PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
    EXPECTED = "a day (such as 2026-11-30)"

    @classmethod
    def checked(cls, text: str) -> _Code:
        """Return the text as a day of the calendar; raise InvalidCode."""
        code = super().checked(text)
        try:
            date.fromisoformat(text)
        except ValueError:
            raise InvalidCode(f"{text} is no day of the calendar") from None
        return code


class MediaType(_Code):
    """A media type, with its parameters (RFC 9110, section 8.3.1)."""

    __slots__ = ()
    FORMAT = "media-type"
    PATTERN = re.compile(
        r"[\w!#$&^.+-]+/[\w!#$&^.+-]+"
        r"( ?; ?[\w!#$&^.+-]+=([\w!#$&^.+:-]+|\"[ !#-\[\]-~]*\"))*",
        re.ASCII,
    )
    EXPECTED = "a media type (such as application/pdf, or text/html; charset=utf-8)"


class Currency(_Code):
    """An ISO 4217 currency code."""

    __slots__ = ()
    FORMAT = "currency"
    PATTERN = re.compile(r"[A-Z]{3}", re.ASCII)
    EXPECTED = "a currency code (ISO 4217, such as RUB)"


class Duration(_Code):
    """A length of time in whole units, longer than none (RFC 3339, appendix A)."""

    __slots__ = ()
    FORMAT = "duration"
    PATTERN = re.compile(
        r"P(?:[1-9]\d{0,3}W"
        r"|(?=\d|T\d)(?:[1-9]\d{0,3}Y)?(?:[1-9]\d{0,3}M)?(?:[1-9]\d{0,3}D)?"
        r"(?:T(?=\d)(?:[1-9]\d{0,3}H)?(?:[1-9]\d{0,3}M)?)?)",
        re.ASCII,
    )
    EXPECTED = "a duration (ISO 8601, in whole units, such as P4M, P90D or PT24H)"


class TimeZone(_Code):
    """A time zone of the IANA database."""

    __slots__ = ()
    FORMAT = "time-zone"
    PATTERN = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){1,2}", re.ASCII)
    EXPECTED = "a time zone (IANA, such as Asia/Almaty)"

    @classmethod
    def checked(cls, text: str) -> _Code:
        """Return the text as a time zone that exists; raise InvalidCode."""
        if not cls.PATTERN.fullmatch(text) or text not in _zones():
            raise InvalidCode(f"{text[:60]!r} is not {cls.EXPECTED}")
        return cls(text)


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415  # it looks at a thousand files

    return frozenset(available_timezones())


CHECKED: tuple[type[Edtf | _Code], ...] = (
    Edtf,
    Slug,
    FactId,
    Jurisdiction,
    LanguageTag,
    Sha256,
    Url,
    FullDate,
    MediaType,
    Currency,
    Duration,
    TimeZone,
)
"""Every checked text; decoding calls `checked`, and the schema names its `FORMAT`."""


@lru_cache(maxsize=16_384)
def check_text(kind: Callable[[str], object], text: str) -> object:
    """Return the text as that kind (one of CHECKED); raise InvalidDate or InvalidCode."""
    return cast(type[Edtf | _Code], kind).checked(text)


def decode_text(kind: Any, value: object) -> object:
    """Decode a checked text for msgspec (its ``dec_hook``); raise ValueError for any other."""
    if not isinstance(value, str):
        raise InvalidCode(f"a text was expected, and {value!r} was found")
    return check_text(kind, value)


Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
ShortText = Annotated[str, Meta(min_length=1, max_length=500)]
Texts = Annotated[list[ShortText], Meta(max_length=1_000)]
Services = Annotated[list[ShortText], Meta(max_length=1_000, extra_json_schema={"minItems": 1})]
"""Services of the platform, by name; that there is one, `aggregates.vocabulary.refusals` sees to."""

ONE_SCOPE = {"not": {"const": "all"}}
"""What the published schema says of a scope that isn't every one, as `refusals` does."""

Scope = Annotated[str, Meta(min_length=1, max_length=500, extra_json_schema=ONE_SCOPE)]
InstrumentId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?!\n)")]
SEALED = "sealed:1:"
"""How a personal text begins as the log keeps it; base64 (RFC 4648) of what was sealed follows."""

PersonalText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=3_000,
        pattern=r"^(?:sealed:1:[A-Za-z0-9+/]+={0,2}|(?!sealed:)[\s\S]{1,500})$(?!\n)",
        extra={"personal": True},
        extra_json_schema={"x-personal": True},
    ),
]
"""A text about a person, which can be forgotten: up to 500 characters in the clear, or sealed."""

Quantity = Annotated[int, Meta(ge=0, le=MAX_INTEGER)] | Annotated[float, Meta(ge=0, le=MAX_INTEGER)]


class Role(StrEnum):
    """Who an actor is to the matter."""

    AUTHORITY = "authority"
    PLATFORM = "platform"
    LEGISLATURE = "legislature"
    COURT = "court"
    PRESS = "press"
    CIVIL_SOCIETY = "civil-society"
    MEASUREMENT = "measurement"


class Qualifier(StrEnum):
    """How a reported figure is to be read."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    ABOUT = "about"
    AT_MOST = "at-most"


class FigureBasis(StrEnum):
    """Under what something was removed: the law, or the platform's own rules."""

    LAW = "law"
    COMMUNITY_RULES = "community-rules"


class RemovalOutcome(StrEnum):
    """What became of the items that a figure of removals counts."""

    REMOVED = "removed"
    NOT_FOUND = "not-found"
    REFUSED = "refused"
    NOT_ENOUGH_INFORMATION = "not-enough-information"
    ALREADY_REMOVED = "already-removed"


class CourtOutcome(StrEnum):
    """What a court makes of what it rules on."""

    UPHELD = "upheld"
    ANNULLED = "annulled"
    REDUCED = "reduced"
    REMITTED = "remitted"


class Extent(StrEnum):
    """How much of a block is seen."""

    FULL = "full"
    PARTIAL = "partial"


class StayedPart(StrEnum):
    """What of a requirement a stay may cover."""

    OBLIGATION = "obligation"
    FINDING = "finding"
    FINE = "fine"


class AnswerOutcome(StrEnum):
    """What a platform made of a request."""

    COMPLIED = "complied"
    PARTLY = "partly"
    REFUSED = "refused"
    OTHER = "other"


class Reliability(StrEnum):
    """How reliable a source is (admiralty scale)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a fact: never changed, and with no field that it doesn't know."""


class Actor(Value, frozen=True, kw_only=True):
    """Who acted, said or measured it."""

    name: ShortText | None = None
    role: Role | None = None


class Quote(Value, frozen=True, kw_only=True):
    """Words of the source, and where they stand (W3C Web Annotation, TextQuoteSelector)."""

    exact: Text
    prefix: Text | None = None
    suffix: Text | None = None


class Source(Value, frozen=True, kw_only=True):
    """Where a fact is known from; it has a title or an address, or both."""

    url: Url | None = None
    title: ShortText | None = None
    publisher: ShortText | None = None
    author: ShortText | None = None
    published: Edtf | None = None
    language: LanguageTag | None = None
    retrieved: Edtf | None = None
    sha256: Sha256 | None = None
    quote: Text | Quote | None = None
    locator: ShortText | None = None
    announces: bool = False
    licence: ShortText | None = None
    reliability: Reliability | None = None
    credibility: Annotated[int, Meta(ge=1, le=6)] | None = None

    def __post_init__(self) -> None:
        """Refuse a source that nobody could find again."""
        if self.title is None and self.url is None:
            raise InvalidCode("a source needs a title or a url")


Sources = Annotated[list[Source], Meta(min_length=1, max_length=1_000)]


class Details(Value, frozen=True, kw_only=True):
    """What every type may say of itself."""

    reasons: Texts | ShortText | None = None
    services: Services | None = None


class Step(Details, frozen=True, kw_only=True):
    """Details of a step on a requirement that the type names.

    ``order`` names the order under which it stands, such as a court's docket number.
    """

    instance: ShortText | None = None
    order: ShortText | None = None
    place: ShortText | None = None
    name: ShortText | None = None
    contact: ShortText | None = None


class Promise(Step, frozen=True, kw_only=True):
    """Details of a pledge: with the day by which it is to be kept."""

    due: Edtf | None = None


class Person(Value, frozen=True, kw_only=True):
    """A natural person, under a pseudonym that stays when name and contact are forgotten.

    Texts marked as personal are sealed before anything of the fact is written.
    """

    person: Slug
    name: PersonalText | None = None
    contact: PersonalText | None = None


class Representation(Step, frozen=True, kw_only=True):
    """Details of a step on a requirement that a person meets.

    ``name`` and ``contact`` are for firms and functions, and stay for ever in the clear;
    what is about a person belongs in ``representative``.
    """

    representative: Person | None = None


class RepresentationPledge(Promise, frozen=True, kw_only=True):
    """Details of a pledge to name a person: with the day by which it is to be kept."""

    representative: Person | None = None


class Demand(Details, frozen=True, kw_only=True):
    """Details of a step on a requirement that the fact names.

    Where it follows from a law, ``duty`` is the law's name for it, and ``set_by`` the fact of
    the instrument's life by which the law said so: the version of the law.
    """

    requirement: Slug
    instance: ShortText | None = None
    order: ShortText | None = None
    place: ShortText | None = None
    duty: Slug | None = None
    set_by: FactId | None = None


class DatedDemand(Demand, frozen=True, kw_only=True):
    """Details of a step that sets a deadline on a requirement."""

    due: Edtf | None = None


class Fine(Details, frozen=True, kw_only=True):
    """Details of a fine or its payment; with a requirement, of one for a breach of it."""

    requirement: Slug | None = None
    instance: ShortText | None = None
    order: ShortText | None = None
    amount: Quantity | None = None
    currency: Currency | None = None


class SanctionStep(Details, frozen=True, kw_only=True):
    """Details of a sanction that is neither a fine nor a measure on access: of which kind."""

    kind: ShortText | None = None
    requirement: Slug | None = None
    instance: ShortText | None = None
    order: ShortText | None = None
    until: Edtf | None = None


class Scoped(Details, frozen=True, kw_only=True):
    """Details of what ends measures, or holds them back: where they apply, and by which order.

    The scope ``all`` means every one.
    """

    scope: ShortText | None = None
    order: ShortText | None = None
    place: ShortText | None = None


class Easing(Scoped, frozen=True, kw_only=True):
    """Details of the easing of blocks, with the last day of what is left if that has a term."""

    until: Edtf | None = None


class Measure(Details, frozen=True, kw_only=True):
    """Details of a measure: where, by which order, and the last day of one that has a term."""

    scope: Scope | None = None
    order: ShortText | None = None
    place: ShortText | None = None
    until: Edtf | None = None


PLATFORMS_OWN = "^(?!nationwide$)"


class Withdrawal(Details, frozen=True, kw_only=True):
    """Details of what the platform itself withdraws: a service, a feature or a region.

    An ``order`` may be noted; it keeps no measures apart, because nobody ordered them.
    """

    scope: (
        Annotated[
            str,
            Meta(min_length=1, max_length=500, pattern=PLATFORMS_OWN, extra_json_schema=ONE_SCOPE),
        ]
        | None
    ) = None
    order: ShortText | None = None
    place: ShortText | None = None


class Restoration(Details, frozen=True, kw_only=True):
    """Details of what the platform itself restores; the scope ``all`` means everything."""

    scope: Annotated[str, Meta(min_length=1, max_length=500, pattern=PLATFORMS_OWN)] | None = None
    order: ShortText | None = None
    place: ShortText | None = None


class Proposal(Measure, frozen=True, kw_only=True):
    """Details of a proposed block."""

    stage: ShortText | None = None


class Order(Measure, frozen=True, kw_only=True):
    """Details of an ordered block; ``effective``, the day from which it is to hold, is noted."""

    effective: Edtf | None = None


class Resumption(Scoped, frozen=True, kw_only=True):
    """Details of the end of a stay, of a requirement or of measures."""

    requirement: Slug | None = None
    instance: ShortText | None = None


class Stay(Resumption, frozen=True, kw_only=True):
    """Details of a stay, of a requirement (or of parts of it alone) or of measures."""

    until: Edtf | None = None
    of: Annotated[list[StayedPart], Meta(min_length=1, max_length=10)] | None = None


class Observation(Value, frozen=True, kw_only=True):
    """What is known of the details of an observation, which are free otherwise."""

    services: Services | None = None
    scope: Scope | None = None
    until: Edtf | None = None


class BlockObservation(Observation, frozen=True, kw_only=True):
    """What is known of the details of an observed block, which are free otherwise."""

    extent: Extent | None = None


class Matter(Value, frozen=True, kw_only=True):
    """What is known of the details of a step in proceedings, which are free otherwise."""

    requirement: Slug | None = None
    instance: ShortText | None = None
    order: ShortText | None = None


class Inquiry(Value, frozen=True, kw_only=True):
    """What is known of the details of a request for information, which are free otherwise.

    ``request`` is its kind in the words of the law: a law may make duties wait for it.
    """

    request: Slug | None = None


class Ruling(Matter, frozen=True, kw_only=True):
    """What is known of the details of a ruling, which are free otherwise.

    ``amount`` is what a fine comes to from then on, where the court reduces it.
    """

    outcome: CourtOutcome | None = None
    amount: Quantity | None = None
    currency: Currency | None = None


class Figure(Details, frozen=True, kw_only=True):
    """A reported number, with what it counts.

    ``definition`` is what the reporter counts, where that changed. Of a request, ``request`` is its kind in the words of the law, and ``within`` the time that
    it gives to answer, where it says so itself.
    """

    count: Quantity | None = None
    qualifier: Qualifier | None = None
    unit: ShortText | None = None
    period: Edtf | None = None
    basis: FigureBasis | None = None
    category: ShortText | None = None
    definition: ShortText | None = None
    reported_by: ShortText | None = None
    request: Slug | None = None
    within: Duration | None = None


class RemovalFigure(Figure, frozen=True, kw_only=True):
    """A reported number of items, with what became of them: removed, unless it says otherwise."""

    outcome: RemovalOutcome | None = None


class Answer(Details, frozen=True, kw_only=True):
    """Details of an answer: the fact of the request, what became of it, and of how many."""

    request: FactId
    outcome: AnswerOutcome | None = None
    count: Quantity | None = None


class Designation(Details, frozen=True, kw_only=True):
    """Details of a designation under a legal instrument.

    ``category`` is one of the instrument's, by its name, its title or what sources call it.
    """

    instrument: ShortText | None = None
    category: ShortText | None = None


class Comment(Value, frozen=True, kw_only=True):
    """Details of a confirmation or a denial."""

    reason: Text | None = None


class Replacement(Value, frozen=True, kw_only=True):
    """A JSON Merge Patch (RFC 7396): null takes a field away, and what is left out stays."""

    occurred: Edtf | UnsetType = UNSET
    actor: dict[str, Any] | UnsetType | None = UNSET
    details: dict[str, Any] | UnsetType | None = UNSET
    legal_basis: ShortText | UnsetType | None = UNSET
    case: ShortText | UnsetType | None = UNSET
    note: Text | UnsetType | None = UNSET
    sources: Sources | UnsetType = UNSET


class Correction(Value, frozen=True, kw_only=True):
    """Details of a correction: what the fact that it is about should have said."""

    replacement: Replacement
    reason: Text | None = None


class PlatformName(Value, frozen=True, kw_only=True):
    """Details of a registration of a platform."""

    name: ShortText
    operator: ShortText | None = None
    aliases: Texts | None = None
    services: Texts | None = None


class Renaming(Value, frozen=True, kw_only=True):
    """Details of a new name."""

    name: ShortText


class Operator(Value, frozen=True, kw_only=True):
    """Details of a change of who runs a platform."""

    operator: ShortText


class Service(Value, frozen=True, kw_only=True):
    """Details of a service that joins or leaves a platform."""

    service: ShortText


class Retirement(Value, frozen=True, kw_only=True):
    """Details of the end of a platform."""

    successor: Slug | None = None


class Erasure(Value, frozen=True, kw_only=True):
    """Details of the forgetting of a person: why."""

    reason: ShortText


class Archived(Value, frozen=True, kw_only=True):
    """Details of an archived document: what it is, and where it came from; size in bytes."""

    media_type: MediaType
    size: Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
    language: LanguageTag | None = None
    url: Url | None = None
    retrieved: Edtf | None = None
    name: ShortText | None = None
