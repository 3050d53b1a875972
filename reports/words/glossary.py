"""The glossary: every word that reports show, with what it means; one source for help and docs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.vocabulary.events import TYPES
from reports.words import explained, proceeding_words, report_words, standing_sentences, vocabulary
from reports.words.fact_words import FACT_TYPES
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reports.words.language import Language, Message


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word by its code, and what it means, in English."""

    code: str
    message: Message
    meaning: str

    def label(self, language: Language) -> str:
        """Return what the word is called in a language."""
        return language.word(self.message)


@dataclass(frozen=True, slots=True)
class GlossaryPart:
    """The words of one kind."""

    title: str
    entries: tuple[GlossaryEntry, ...]


def glossary() -> Iterator[GlossaryPart]:
    """Give all words by kind, the most telling kinds first."""
    for title, context, words in _STANDING:
        yield GlossaryPart(title, tuple(_standing(context, words)))
    for title, further, meanings in _FURTHER:
        yield GlossaryPart(title, tuple(_entries(further, meanings)))
    types = {name: _of_type(name) for name in FACT_TYPES}
    yield GlossaryPart("Facts", tuple(_entries(FACT_TYPES, types)))


_STANDING = (
    ("Compliance", "compliance", vocabulary.COMPLIANCE),
    ("Access", "access", vocabulary.ACCESS),
    ("What is ahead", "ahead", vocabulary.AHEAD),
    ("What is measured", "observed", vocabulary.OBSERVED),
    ("The state of a requirement", "state", vocabulary.STATE),
    ("By law or not", "basis", vocabulary.BASIS),
)
"""The kinds of words whose meanings reports tell, too."""

_MARKS: dict[str, Message] = {
    "disputed": report_words.DOUBT["yes"],
    "old": standing_sentences.OLD,
    "contradicted": standing_sentences.CONTRADICTED,
    "approximate": vocabulary.CERTAINTY["approximate"],
    "exact": vocabulary.CERTAINTY["exact"],
}
_MARK_MEANINGS = {
    "old": MEANING["mark", "old"][1],
    "contradicted": MEANING["mark", "contradicted"][1],
    "approximate": MEANING["certainty", "approximate"][1],
    **explained.MARKS,
    **explained.CERTAINTY,
}
_FURTHER: tuple[tuple[str, Mapping[str, Message], Mapping[str, str]], ...] = (
    ("Marks", _MARKS, _MARK_MEANINGS),
    ("How far a measure goes", vocabulary.LEVEL, explained.LEVELS),
    ("Whether a measure holds", vocabulary.SLOT, explained.SLOTS),
    ("Where a measure applies", vocabulary.SCOPE, explained.SCOPES),
    ("Whose measure it is", vocabulary.SIDE, explained.SIDES),
    ("Requirements", vocabulary.REQUIREMENT, explained.REQUIREMENTS),
    ("Who set a day", vocabulary.SET_BY, explained.SET_BY),
    ("What began a period", vocabulary.BEGAN, explained.BEGAN),
    ("What came to its day", report_words.CAUSE, explained.CAUSES),
    ("What differs", report_words.WHAT, explained.DIFFERENCES),
    ("Why a fact counts now", report_words.GROUP, explained.GROUPS),
    ("Why a fact no longer counts", report_words.UNDONE, explained.GROUPS),
    ("Whether it is disputed", report_words.DOUBT, explained.DOUBTS),
    ("What became of a decision", proceeding_words.BECAME, explained.BECAME),
    ("Sums of fines", proceeding_words.SUMS, explained.SUMS),
    ("Requests with a time to answer", report_words.ANSWER, explained.ANSWERS),
    ("Who set the time to answer", report_words.BY, explained.ANSWER_BY),
    ("What is not known", report_words.GAP, explained.GAPS),
    ("The life of a law", report_words.STAGE, explained.STAGES),
    ("How something ended", vocabulary.OUTCOME, explained.OUTCOMES),
    ("How much was out of reach", vocabulary.EXTENT, explained.EXTENTS),
    ("What a stay holds back", vocabulary.STAYED_PART, explained.STAYED_PARTS),
    ("Who says or does it", vocabulary.ROLE, explained.ROLES),
    ("How exact a number is", vocabulary.QUALIFIER, explained.QUALIFIERS),
    ("Under what something was removed", vocabulary.FIGURE_BASIS, explained.FIGURE_BASES),
    ("What is counted", vocabulary.UNIT, explained.UNITS),
)
"""The other kinds: title, words, and what they mean."""


def _standing(context: str, words: Mapping[str, Message]) -> Iterator[GlossaryEntry]:
    for code, message in words.items():
        yield GlossaryEntry(code, message, MEANING[context, code][1])


def _entries(words: Mapping[str, Message], meanings: Mapping[str, str]) -> Iterator[GlossaryEntry]:
    for code, message in words.items():
        yield GlossaryEntry(code, message, meanings[code])


def _of_type(name: str) -> str:
    """Return what a type of fact means: the first sentence of its class."""
    told = (TYPES[name].__doc__ or "").partition("\n\n")[0]
    return " ".join(told.split())
