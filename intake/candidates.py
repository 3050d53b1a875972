"""Which sentences of an article may tell of a fact, and what each would say: rules, no more.

The whole of it is a function of the text. It orders suggestions; a person reads the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from intake.candidate import Candidate
from intake.mentions.dates import dates
from intake.mentions.figures import FigureMention, figures
from intake.mentions.places import AUTHORITY, ArticlePlaces, PlaceMention, places
from intake.mentions.platforms import PlatformMention, PlatformNames
from intake.reading.sentences import Span, sentences
from intake.types.ranking import RankedType, ranked
from intake.types.stems import families
from register.documents.quote_selector import selected

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 2.1
"""How many points the likeliest type of a sentence needs for it to be shown."""

WITHOUT_PLATFORM = 0.3
"""How many more it needs where no platform is named in the sentence or before it."""

_SHORTEST = 25
"""A sentence of fewer letters says too little."""

_MOST_BEFORE = 3
_WHERE_DATA_IS = "data-location-declared"
"""The place that a sentence of this type names is the data's, and not whose law it is about."""


class _Named(NamedTuple):
    """What a sentence names."""

    platforms: list[tuple[str, bool]]
    places: list[PlaceMention]
    figures: list[FigureMention]
    families: dict[str, list[str]]

    def signs(self) -> set[str]:
        """Return its families, and what its mentions are signs of."""
        return (
            set(self.families)
            | ({"platform"} if self.platforms else set())
            | ({"authority"} if any(one.how == AUTHORITY for one in self.places) else set())
            | ({"money"} if any(one.currency for one in self.figures) else set())
            | ({"number"} if any(not one.currency for one in self.figures) else set())
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article, as its sentences are read one after the other."""

    text: str
    language: str
    published: str | None
    names: PlatformNames
    outside: Sequence[Span]
    article: ArticlePlaces

    def candidate(
        self, span: Span, named: _Named, before: list[tuple[str, bool]]
    ) -> Candidate | None:
        """Return what a sentence may tell of; None: nothing that is worth showing."""
        sentence = self.text[span.start : span.end]
        types = ranked(named.signs())
        if not _is_shown(types, sentence, has_platform=bool(named.platforms or before)):
            return None
        quote = selected(self.text, span.start, span.end)
        if quote is None:
            return None
        names = tuple(one.type_name for one in types)
        return Candidate(
            start=span.start,
            end=span.end,
            quote=quote,
            types=names,
            platforms=_platforms(named.platforms, before),
            jurisdictions=tuple(self._jurisdictions(named.places, names)),
            occurred=tuple(dates(sentence, self.language, self.published)),
            figures=tuple(named.figures),
            actor=_actor(named),
            why=tuple(dict.fromkeys(word for words in named.families.values() for word in words)),
            outside=any(one.start <= span.start < one.end for one in self.outside),
        )

    def named(self, span: Span) -> _Named:
        sentence = self.text[span.start : span.end]
        return _Named(
            self.names.named(sentence),
            places(sentence, self.language),
            figures(sentence),
            families(sentence, self.language),
        )

    def _jurisdictions(self, mentioned: list[PlaceMention], types: Sequence[str]) -> list[str]:
        if _WHERE_DATA_IS in types[:3]:
            return self.article.likeliest([])
        return self.article.likeliest(mentioned)


def candidates(
    text: str,
    *,
    language: str,
    published: str | None,
    names: PlatformNames,
    outside: Sequence[Span] = (),
    title: str | None = None,
) -> list[Candidate]:
    """Return what the sentences of a text may tell of, in their order.

    ``published`` is EDTF, and dates such as "yesterday" hang on it. Of what stands outside of the
    article nothing is a candidate; who wants it marks it. A language without tables gives none.
    """
    reading = _Reading(
        text, language, published, names, outside, _places_of(text, language, outside, title)
    )
    found: list[Candidate] = []
    before: list[tuple[str, bool]] = []
    for span in sentences(text):
        if any(one.start <= span.start < one.end for one in outside):
            continue
        named = reading.named(span)
        if (one := reading.candidate(span, named, before)) is not None:
            found.append(one)
        before = (named.platforms or before)[:_MOST_BEFORE]
    return found


def at(
    text: str,
    span: Span,
    *,
    language: str,
    published: str | None,
    names: PlatformNames,
    title: str | None = None,
) -> Candidate | None:
    """Return the candidate of a part of a text that a person has marked; None: it can't be quoted.

    It is shown whatever its words are; without types, the person says which.
    """
    quote = selected(text, span.start, span.end)
    if quote is None:
        return None
    reading = _Reading(text, language, published, names, (), _places_of(text, language, (), title))
    named = reading.named(span)
    sentence = text[span.start : span.end]
    types = tuple(one.type_name for one in ranked(named.signs()))
    return Candidate(
        start=span.start,
        end=span.end,
        quote=quote,
        types=types,
        platforms=_platforms(named.platforms, []),
        jurisdictions=tuple(reading.article.likeliest(named.places)),
        occurred=tuple(dates(sentence, language, published)),
        figures=tuple(named.figures),
        actor=_actor(named),
    )


def _is_shown(types: list[RankedType], sentence: str, *, has_platform: bool) -> bool:
    if not types or len(sentence) < _SHORTEST:
        return False
    return types[0].points >= SHOWN + (0.0 if has_platform else WITHOUT_PLATFORM)


def _places_of(
    text: str, language: str, outside: Sequence[Span], title: str | None
) -> ArticlePlaces:
    """Return the jurisdictions of an article, without what stands outside of it."""
    parts, place = [], 0
    for one in outside:
        parts.append(text[place : one.start])
        place = one.end
    return ArticlePlaces.of("\n".join([*parts, text[place:]]), language, title=title)


def _platforms(
    own: list[tuple[str, bool]], before: list[tuple[str, bool]]
) -> tuple[PlatformMention, ...]:
    """Return the platforms that a sentence names, and then those that were named last before it."""
    here = [PlatformMention(slug, "sentence", registered) for slug, registered in own]
    there = [PlatformMention(slug, "before", known) for slug, known in before]
    return tuple({one.slug: one for one in [*there, *here]}[slug] for slug in _once(here + there))


def _once(mentions: Sequence[PlatformMention]) -> list[str]:
    return list(dict.fromkeys(one.slug for one in mentions))


def _actor(named: _Named) -> dict[str, str] | None:
    """Return the authority that a sentence names as who acted; None: it names none."""
    found = next((one for one in named.places if one.how == AUTHORITY), None)
    return None if found is None else {"name": found.words, "role": "authority"}
