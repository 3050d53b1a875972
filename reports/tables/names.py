"""What a report calls things: platforms, jurisdictions, words, days; each is made but once.

A matrix says the same few words thousands of times, and CLDR takes its time for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from reports.model import CardPlace, Code, Column, Foreign, Paragraph, Word
from reports.words import report_words, standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from projections.fold.standing import MeasureStanding, Observed, RequirementStanding
    from projections.queries.status import Status
    from projections.read_models.relationships import RelationshipKey
    from reports.context import ReportContext
    from reports.model import Day, Inline, Number, Run
    from reports.tables.fields import Field, Fields
    from reports.words.language import Language

BOTH = ("platform", "jurisdiction")
"""Both sides of a relationship."""


class Keyed(Protocol):
    """What is about one relationship."""

    @property
    def key(self) -> RelationshipKey:
        """The relationship."""


@dataclass(frozen=True, slots=True)
class ReportNames:
    """Names in a report's language; ``words`` are those used so far, by context and code.

    ``shows`` tells which side of a relationship readers have to be told in each row.
    """

    language: Language
    platforms: Mapping[str, Foreign]
    shows: tuple[str, ...] = BOTH
    words: dict[tuple[str, str], Word] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _days: dict[date, Day] = field(default_factory=dict)
    _numbers: dict[int, Number] = field(default_factory=dict)

    def platform(self, slug: str) -> Foreign:
        """Return the name that a platform had, as known at K."""
        return self.platforms.get(slug) or Foreign(slug)

    def jurisdiction(self, code: str) -> str:
        """Return a jurisdiction's name."""
        if code not in self._places:
            self._places[code] = self.language.jurisdiction(code)
        return self._places[code]

    def day(self, on: date | None) -> Day | None:
        """Return a day, written in full; None: there is none."""
        if on is None:
            return None
        if on not in self._days:
            self._days[on] = self.language.day(on)
        return self._days[on]

    def number(self, value: int) -> Number:
        """Return a number."""
        if value not in self._numbers:
            self._numbers[value] = self.language.number(value)
        return self._numbers[value]

    def word(self, context: str, code: str) -> Word:
        """Return a word of a closed vocabulary; it is noted as used."""
        found = self.words.get((context, code))
        if found is None:
            found = self.words[context, code] = vocabulary.word(self.language, context, code)
        return found

    def kind_word(self, context: str, code: str) -> Word:
        """Return a word that only some kinds of report use."""
        return report_words.word(self.language, context, code)

    def requirement(self, code: str) -> Inline:
        """Return what a requirement is called, with the instance of a recurring one."""
        return vocabulary.named(self.language, "requirement", code)

    def level(self, one: MeasureStanding) -> Word:
        """Return the level of a measure, with whether it is stayed."""
        return vocabulary.level(self.language, one)

    def level_word(self, code: str, *, stayed: bool) -> Word:
        """Return a level of measures, with whether one is stayed."""
        return vocabulary.level_word(self.language, code, stayed=stayed)

    def state(self, one: RequirementStanding) -> Run:
        """Return the state of a requirement; of an unconfirmed one, what it was before, too."""
        word = self.word("state", one.state)
        if one.was is None:
            return (word,)
        was = self.language.tr("was: {word}", word=self.word("state", one.was).label)
        return self.language.aside((word,), was)

    def ahead(self, code: str | None) -> Word | None:
        """Return what hangs over access; None: nothing does."""
        return None if code is None else self.word("ahead", code)

    def marks(self, *, disputed: bool, approximate: bool = False) -> Run:
        """Return what is doubtful about something; empty: nothing is."""
        found: list[Inline] = []
        if disputed:
            found.append(self.disputed)
        if approximate:
            found.append(self.approximate)
        return tuple(found)

    def of(self, one: Status, context: str, code: str) -> Word:
        """Return a word of a standing as a whole; where its sources are old, it is faded."""
        word = self.word(context, code)
        return replace(word, faded=True) if one.is_old else word

    def words_of(self, one: Status) -> Iterator[Word]:
        """Give the words of a standing as a whole: compliance, access, and what is ahead, if any."""
        standing = one.period.standing
        yield self.of(one, "compliance", standing.compliance)
        yield self.of(one, "access", standing.access)
        if standing.ahead is not None:
            yield self.of(one, "ahead", standing.ahead)

    def marks_of(self, one: Status) -> Run:
        """Return what is doubtful about a standing, and what measurements see of it."""
        standing = one.period.standing
        approximate = standing.certainty == "approximate"
        found = [*self.marks(disputed=standing.disputed, approximate=approximate)]
        if standing.observed is not None:
            found.append(self.observed(standing.observed))
        return tuple(found)

    def observed(self, one: Observed) -> Word:
        """Return what measurements see; it is noted as used."""
        self.word("observed", one.state)
        if one.contradicts:
            self.words["mark", "contradicted"] = standing_sentences.observed(self.language, one)
        return standing_sentences.observed(self.language, one)

    @property
    def old(self) -> Word:
        """The mark of what no source has spoken of for long; it is noted as used."""
        found = self.words["mark", "old"] = standing_sentences.old(self.language)
        return found

    @property
    def disputed(self) -> Word:
        """The mark of what is disputed."""
        return standing_sentences.disputed(self.language)

    @property
    def approximate(self) -> Word:
        """The mark of what a vague date leaves open; it is noted as used."""
        self.word("certainty", "approximate")
        return standing_sentences.approximate(self.language)

    def key_fields(self) -> Fields[Keyed]:
        """Return the fields that name a relationship to readers: those that ``shows`` has."""
        tr = self.language.tr
        fields: dict[str, Field[Keyed]] = {
            "platform": (
                Column("platform_name", tr("Platform"), width=20, place=CardPlace.HEAD),
                lambda one: self.platform(one.key.platform),
            ),
            "jurisdiction": (
                Column("jurisdiction_name", tr("Jurisdiction"), width=20, place=CardPlace.HEAD),
                lambda one: self.jurisdiction(one.key.jurisdiction),
            ),
        }
        return tuple(fields[name] for name in self.shows)

    def code_fields(self) -> Fields[Keyed]:
        """Return the fields that name a relationship to programs, besides those for readers."""
        tr = self.language.tr
        missing = replace(self, shows=tuple(name for name in BOTH if name not in self.shows))
        return (
            *(missing.key_fields() if missing.shows else ()),
            (
                Column("platform", tr("Platform’s id"), width=14),
                lambda one: Code(one.key.platform),
            ),
            (
                Column("jurisdiction", tr("Jurisdiction’s code"), width=8),
                lambda one: Code(one.key.jurisdiction),
            ),
        )


def names_for(
    making: ReportContext, slugs: Iterable[str], *, shows: tuple[str, ...] = BOTH
) -> ReportNames:
    """Return the names for a report that is about some platforms."""
    return ReportNames(making.language, making.platforms(sorted(set(slugs))), shows)


def narrowed(making: ReportContext) -> tuple[Paragraph, ...]:
    """Return what a report keeps to, where it was asked of one platform or jurisdiction only."""
    asked, run = making.statement, making.language.run
    told = []
    if asked.platform is not None:
        name = making.platforms([asked.platform])[asked.platform]
        told.append(run("This report is about {platform} only.", platform=name))
    if asked.jurisdiction is not None:
        place = making.language.jurisdiction(asked.jurisdiction)
        told.append(run("This report is about {jurisdiction} only.", jurisdiction=place))
    return tuple(map(Paragraph, told))
