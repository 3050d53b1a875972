"""Facts that have all words of a search, narrowed; and in which of their fields the words stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.personal import without_texts
from projections.read_models.search_text import search
from register.jurisdictions import folded
from register.log.export import recorded_document
from web.asking.narrowing import Narrowing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from register.log.reader import Entry
    from web.asking.view import View

AT_ONCE = 200
"""How many facts are read at once."""

MOST_READ = 5_000
"""How many facts that have the words are looked at, at most, for some that are not narrowed away."""

_NOT_TOLD = frozenset(
    {"id", "refers_to", "caused_by", "sha256", "position", "recorded_at", "recorded_by"}
)


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """What is searched for: words, and what the facts have to be like."""

    words: str
    kept: Narrowing
    type_name: str | None
    first: date | None
    last: date | None
    before: int | None

    @property
    def is_empty(self) -> bool:
        """Tell whether it asks for nothing at all."""
        return not (
            self.words
            or self.kept.platform
            or self.kept.jurisdiction
            or self.type_name
            or self.first
            or self.last
        )

    @property
    def is_plain(self) -> bool:
        """Tell whether it asks for words only."""
        return bool(self.words) and self == SearchAsked(
            self.words, Narrowing(), None, None, None, None
        )

    def has(self, document: Mapping[str, Any]) -> bool:
        """Tell whether a fact is like that."""
        if self.type_name not in (None, document["type"]):
            return False
        for name, wanted in self.kept.where.items():
            if wanted not in (None, document.get(name)):
                return False
        return self._is_in_time(str(document["occurred"]))

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
    """Some facts, as stored, the latest recorded first; ``further``: where the next ones begin."""

    documents: list[dict[str, Any]]
    further: int | None


def hits(view: View, asked: SearchAsked, limit: int) -> SearchHits:
    """Return so many facts at most; those of persons are not told."""
    through = view.question.known.position
    if asked.before is not None:
        through = min(through, asked.before - 1)
    found: list[dict[str, Any]] = []
    read = 0
    while read < MOST_READ:
        entries = search(view.connection, asked.words, through=through, limit=AT_ONCE)
        for entry in entries:
            document = _document(entry)
            if document is not None and asked.has(document):
                if len(found) == limit:
                    return SearchHits(found, found[-1]["position"])
                found.append(document)
        if len(entries) < AT_ONCE:
            return SearchHits(found, None)
        read += len(entries)
        through = entries[-1].position - 1
    return SearchHits(found, through + 1)


def _document(entry: Entry) -> dict[str, Any] | None:
    """Return a fact as it is searched: without what is sealed of a person; None: it is of one."""
    if entry.stream.startswith("person/"):
        return None
    return without_texts(recorded_document(entry))


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text of a fact that has a word: in which field, of a source or not, in which language."""

    field: str
    of_source: bool
    language: str | None
    text: str


def places(document: dict[str, Any], words: str) -> Iterator[FoundText]:
    """Give the texts of a fact that have any of the words, addresses last."""
    wanted = folded(words).split()
    addresses: list[FoundText] = []
    for one in _texts(document, "", None, of_source=False):
        told = folded(one.text)
        if any(word in told for word in wanted):
            if one.field != "url":
                yield one
            else:
                addresses.append(one)
    yield from addresses


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


def marked(text: str, words: str) -> tuple[bool, list[tuple[str, bool]], bool]:
    """Return the words of a text around the first that is found, each with whether it is.

    The first and the last value tell whether more stands before and behind.
    """
    wanted = folded(words).split()
    parts = [(part, any(word in folded(part) for word in wanted)) for part in text.split()]
    first = next((place for place, (_, found) in enumerate(parts) if found), 0)
    start, end = max(0, first - 15), first + 35
    return start > 0, parts[start:end], end < len(parts)
