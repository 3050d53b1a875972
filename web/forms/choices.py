"""What can be chosen in a field: platforms, jurisdictions, requirements, laws, facts of the relationship."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from aggregates.claims import knowledge
from aggregates.vocabulary.events import REQUESTS, REQUIREMENTS
from projections.queries.facts import known_facts
from projections.queries.laws import entries, instruments
from projections.read_models import platform_names
from register import jurisdictions
from register.errors import UnknownJurisdiction, UnknownPlatform
from register.log.reader import LogReader
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregates.law.instrument import InstrumentState
    from aggregates.platform import Platform
    from aggregates.vocabulary.shapes import Fact
    from projections.read_models.relationships import RelationshipKey
    from reports.words.language import Language
    from web.asking.view import View
    from web.forms.fields import SingleField

MOST_FACTS = 500
"""How many facts of a relationship can be chosen from, the latest."""


class Option(NamedTuple):
    """What is sent, and what is read."""

    value: str
    label: str


@dataclass(frozen=True)
class FormChoices:
    """What the register offers for the fields of a form, about one relationship or none yet."""

    view: View
    key: RelationshipKey | None

    def to_choose(self, leaf: SingleField) -> list[Option] | None:
        """Return all that may stand in a field; None: it is typed."""
        match leaf.name, leaf.form:
            case "caused_by", _:
                return self._facts(())
            case "request", "uuid":
                return self._facts(REQUESTS)
            case _, "uuid":
                return self._law_facts()
            case "requirement", "slug":
                return self._requirements()
        return None

    def to_suggest(self, name: str) -> list[Option]:
        """Return what may be meant by what is typed into a field of a name."""
        language = self.view.language
        match name:
            case "jurisdiction":
                return list(_places(language.code))
            case "platform" | "successor":
                return self._platforms()
            case "legal_basis" | "instrument" | "replaces":
                return sorted(
                    Option(name, law.told.title or "") for name, law in self._laws.items()
                )
            case "scope":
                return list(_labelled(language, "scope", vocabulary.SCOPE))
            case "unit":
                return list(_labelled(language, "unit", vocabulary.UNIT))
            case "services" | "service":
                return [Option(one, "") for one in self._services()]
            case "language":
                return [Option(tag, language.language(tag)) for tag in jurisdictions.LANGUAGES]
        return []

    @cached_property
    def _laws(self) -> dict[str, InstrumentState]:
        return instruments(self.view.connection, self.view.head)

    @cached_property
    def _registered(self) -> list[Platform]:
        return platform_names.platforms(self.view.connection)

    def _platforms(self) -> list[Option]:
        found = (one for one in self._registered if one.registered)
        return [Option(self.platform(one.slug), one.slug) for one in found]

    def platform(self, slug: str) -> str:
        """Return what to type for a platform: its name, if that is its alone."""
        name = next((one.name for one in self._registered if one.slug == slug), None) or slug
        try:
            is_its_own = platform_names.resolve(self.view.connection, name) == slug
        except UnknownPlatform:
            is_its_own = False
        return name if is_its_own else slug

    def _services(self) -> Iterable[str]:
        if self.key is None:
            return ()
        return LogReader(self.view.connection).platform(self.key.platform).services

    def _requirements(self) -> list[Option]:
        further = {
            duty.requirement: duty.requirement for law in self._laws.values() for duty in law.duties
        }
        named = {code: self._requirement(code) for code in (*REQUIREMENTS, *further)}
        return sorted((Option(*one) for one in named.items()), key=lambda one: one.label.casefold())

    def _requirement(self, code: str) -> str:
        found = vocabulary.named(self.view.language, "requirement", code)
        return getattr(found, "label", code)

    def _facts(self, types: Iterable[str]) -> list[Option]:
        if self.key is None:
            return []
        known = known_facts(self.view.connection, self.key, through=self.view.head)
        wanted = set(types)
        facts = [
            one.fact
            for one in reversed(knowledge(known).facts)
            if not wanted or one.fact.type_name() in wanted
        ]
        return [self._fact(one) for one in facts[:MOST_FACTS]]

    def _law_facts(self) -> list[Option]:
        return [
            Option(one.fact_id, f"{name}: {self._fact(one.fact()).label}")
            for name, facts in entries(self.view.connection, self.view.head).items()
            for one in facts
        ]

    def _fact(self, fact: Fact) -> Option:
        return Option(str(fact.id), fact_label(self.view.language, fact))


def fact_label(language: Language, fact: Fact) -> str:
    """Return a fact by its type and its day."""
    kind = vocabulary.word(language, "type", fact.type_name()).label
    return f"{kind}, {language.when(fact.occurred).label}"


def place_name(language: str, code: str) -> str:
    """Return what to type for a jurisdiction: its name, if that is understood."""
    name = jurisdictions.name(code, language)
    try:
        return name if jurisdictions.resolve(name) == code else code
    except UnknownJurisdiction:
        return code


@cache
def _places(language: str) -> tuple[Option, ...]:
    codes = jurisdictions.country_codes()
    found = (Option(place_name(language, code), code) for code in codes)
    return tuple(sorted(found, key=lambda one: one.value.casefold()))


def _labelled(language: Language, context: str, codes: Iterable[str]) -> Iterator[Option]:
    for code in codes:
        found = vocabulary.named(language, context, code)
        yield Option(code, getattr(found, "label", ""))
