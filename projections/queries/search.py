"""Facts that have all words of a search, narrowed and ranked; and where in them the words stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.personal import without_texts
from projections.read_models.search_text import Term, search, terms_of, whole_words, words_of
from register.log.export import recorded_document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection


AT_ONCE = 200
"""How many facts are read at once, and how many of the latest are ranked."""

MOST_READ = 5_000
"""How many facts that have the words are looked at, at most, for some that are not narrowed away."""

LONGEST_WORD = 1_000
"""How many characters a word that is asked for may have."""

AROUND = 12
"""How many words of a text are shown before and behind the first that is found."""

FEW_LETTERS = 100
"""A text of so many letters has its words remembered."""

_NOT_TOLD = frozenset(
    {"id", "refers_to", "caused_by", "sha256", "position", "recorded_at", "recorded_by"}
)


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """What is searched for: words, and what the facts have to be like; None: it does not matter.

    ``first`` and ``last`` are days on which they may have happened; ``before`` is a position.
    What is recorded of persons alone is left out where ``persons`` is False.
    """

    words: str = ""
    platform: str | None = None
    jurisdiction: str | None = None
    type_name: str | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None
    persons: bool = True

    @property
    def is_narrow(self) -> bool:
        """Tell whether it asks for more than words."""
        return self != SearchAsked(self.words, persons=self.persons)

    def terms(self) -> list[Term]:
        """Return what the index is asked for: the words, and those of what is narrowed to."""
        names = (self.platform, self.jurisdiction, self.type_name)
        narrow = [term for name in names if name is not None for term in whole_words(name)]
        return list(dict.fromkeys((*terms_of(self.words), *narrow)))

    def has(self, document: Mapping[str, Any]) -> bool:
        """Tell whether a fact is like that."""
        if not self.persons and "person" in document:
            return False
        wanted = (self.platform, self.jurisdiction, self.type_name)
        found = (document.get("platform"), document.get("jurisdiction"), document["type"])
        return all(
            one is None or one == told for one, told in zip(wanted, found, strict=True)
        ) and self._is_in_time(str(document["occurred"]))

    def _is_in_time(self, occurred: str) -> bool:
        if self.first is None and self.last is None:
            return True
        try:
            found = window(occurred)
        except InvalidDate:
            return False
        begins, ends = found.first or date.min, found.last or date.max
        return begins <= (self.last or date.max) and ends >= (self.first or date.min)


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Facts, as stored; ``further``: the position before which there are more, None: nowhere."""

    documents: list[dict[str, Any]]
    further: int | None


def latest_hits(
    connection: Connection, asked: SearchAsked, *, through: int, limit: int
) -> SearchHits:
    """Return so many facts at most, the latest recorded first."""
    if asked.words.strip() and not terms_of(asked.words):
        return SearchHits([], None)  # it asks for what no word has
    terms = asked.terms()
    if asked.before is not None:
        through = min(through, asked.before - 1)
    found: list[dict[str, Any]] = []
    read = 0
    while read < MOST_READ:
        entries = search(connection, terms, through=through, limit=AT_ONCE)
        for entry in entries:
            document = without_texts(recorded_document(entry))
            if asked.has(document):
                if len(found) == limit:
                    return SearchHits(found, found[-1]["position"])
                found.append(document)
        if len(entries) < AT_ONCE:
            return SearchHits(found, None)
        read += len(entries)
        through = entries[-1].position - 1
    return SearchHits(found, through + 1)


def best_hits(
    connection: Connection, asked: SearchAsked, *, through: int, limit: int
) -> SearchHits:
    """Return so many facts at most, of the latest 200 that are found, or as many as the limit.

    First come those that say more of the words themselves, and not in their sources alone, and
    as whole words; of equal ones the latest recorded.
    """
    found = latest_hits(connection, asked, through=through, limit=max(AT_ONCE, limit))
    terms = terms_of(asked.words)
    ranked = sorted(found.documents, key=lambda one: -relevance(one, terms))
    further = found.further if len(ranked) <= limit else ranked[limit - 1]["position"]
    return SearchHits(ranked[:limit], further)


def relevance(document: Mapping[str, Any], terms: Sequence[Term]) -> int:
    """Return how much a fact says of some words; of each up to four."""
    cited = _texts(document.get("sources", []), "", None, of_source=True)
    sources = words_of(" ".join(one.text for one in cited))
    rest = {name: value for name, value in document.items() if name != "sources"}
    own = words_of(" ".join(one.text for one in _texts(rest, "", None, of_source=False)))
    return sum(
        (4 if term.word in own else 3 if term.found_in(own) else 2 if term.word in sources else 1)
        for term in terms
    )


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text of a fact that has a word: in which field, of a source or not, in which language."""

    field: str
    of_source: bool
    language: str | None
    text: str


def places(document: Mapping[str, Any], words: str) -> Iterator[FoundText]:
    """Give the texts of a fact that have any of the words, addresses last."""
    terms = terms_of(words)
    addresses: list[FoundText] = []
    for one in _texts(document, "", None, of_source=False):
        if _has_any(terms, one.text):
            if one.field != "url":
                yield one
            else:
                addresses.append(one)
    yield from addresses


def snippet(document: Mapping[str, Any], words: str) -> str:
    """Return the text around the first place of a word, after the field that it stands in."""
    for one in places(document, words):
        before, parts, behind = marked(one.text, words)
        told = " ".join(part for part, _ in parts)
        return f"{one.field}: {'… ' if before else ''}{told}{' …' if behind else ''}"
    return ""


def marked(text: str, words: str) -> tuple[bool, list[tuple[str, bool]], bool]:
    """Return the words of a text around the first that is found, each with whether it is.

    The first and the last value tell whether more stands before and behind.
    """
    terms = terms_of(words)
    parts = [(part, _has_any(terms, part)) for part in text.split()]
    first = next((place for place, (_, found) in enumerate(parts) if found), 0)
    start, end = max(0, first - AROUND), first + 2 * AROUND
    return start > 0, parts[start:end], end < len(parts)


def _has_any(terms: Sequence[Term], text: str) -> bool:
    words = _words_of_a_few(text) if len(text) <= FEW_LETTERS else words_of(text)
    return any(term.found_in(words) for term in terms)


@lru_cache(maxsize=8_192)
def _words_of_a_few(text: str) -> Collection[str]:
    """Return the words of a short text: hits have the same ones again and again."""
    return words_of(text)


def _texts(node: Any, field: str, language: str | None, *, of_source: bool) -> Iterator[FoundText]:
    match node:
        case str():
            yield FoundText(field, of_source, language, node)
        case list():
            for one in node:
                yield from _texts(one, field, language, of_source=of_source)
        case dict():
            said = node.get("language")
            inner = said if isinstance(said, str) else language
            for name, value in node.items():
                if name not in _NOT_TOLD:
                    within = of_source or name == "sources"
                    is_part = field == "actor" or name in ("exact", "prefix", "suffix")
                    called = field if is_part else name
                    yield from _texts(value, called, inner, of_source=within)
