"""What aided entry reaches on a gold set, by language: measured, never promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from register.documents.quote_selector import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intake.candidate import Candidate
    from intake.gold import GoldArticle, GoldFact

ALL = "all"
"""The name of the row of all languages."""


@dataclass(slots=True)
class IntakeMeasures:
    """Counts over articles of one language; a share of nothing is None."""

    language: str
    articles: int = 0
    seconds: float = 0.0
    facts: int = 0
    shown: int = 0
    candidates: int = 0
    right: int = 0
    first: int = 0
    three: int = 0
    platform: int = 0
    jurisdiction: int = 0
    dated: int = 0
    date: int = 0
    dropped: int = 0
    of_shown: dict[str, int] = field(default_factory=dict)

    def add(self, other: IntakeMeasures) -> None:
        """Add the counts of another."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def to_json(self) -> dict[str, Any]:
        """Return the counts, and the shares they make."""
        return {
            "language": self.language,
            "articles": self.articles,
            "facts": self.facts,
            "shown": _share(self.shown, self.facts),
            "precision": _share(self.right, self.candidates),
            "type_first": _share(self.first, self.facts),
            "type_among_three": _share(self.three, self.facts),
            "platform": _share(self.platform, self.shown),
            "jurisdiction": _share(self.jurisdiction, self.shown),
            "date": _share(self.date, self.dated),
            "dropped": self.dropped,
            "seconds_per_article": _share(self.seconds, self.articles),
        }


_COUNTS = (
    *("articles", "seconds", "facts", "shown", "candidates", "right", "first", "three"),
    *("platform", "jurisdiction", "dated", "date", "dropped"),
)


def measured(
    article: GoldArticle,
    text: str,
    found: Sequence[Candidate],
    *,
    seconds: float,
    dropped: int = 0,
) -> IntakeMeasures:
    """Return what the candidates of one article reach.

    A fact is shown where a candidate has one of its quotes. Of those that have, the one with the
    best place for the type counts. Type is measured of all facts, the other fields of those shown.
    """
    words = {one.start: normalised(text[one.start : one.end]) for one in found}
    having = [
        (fact, [one for one in found if _has(words[one.start], fact)]) for fact in article.facts
    ]
    result = IntakeMeasures(article.language, articles=1, seconds=seconds, dropped=dropped)
    result.facts = len(article.facts)
    result.candidates = len(found)
    result.right = len({one.start for _, some in having for one in some})
    for fact, some in having:
        if some:
            _count(result, fact, min(some, key=lambda one: _place(one, fact)))
    return result


def by_language(found: Iterable[IntakeMeasures]) -> list[IntakeMeasures]:
    """Return the sums by language, and at last of all."""
    whole = IntakeMeasures(ALL)
    sums: dict[str, IntakeMeasures] = {}
    for one in found:
        sums.setdefault(one.language, IntakeMeasures(one.language)).add(one)
        whole.add(one)
    return [*(sums[language] for language in sorted(sums)), whole]


def _has(sentence: str, fact: GoldFact) -> bool:
    """Tell whether a sentence has the words of a fact, or most of a quote that goes beyond it."""
    return any(normalised(quote) in sentence for quote in fact.quotes)


def _place(candidate: Candidate, fact: GoldFact) -> int:
    types = candidate.types
    return types.index(fact.type_name) if fact.type_name in types else len(types) + 5


def _count(result: IntakeMeasures, fact: GoldFact, candidate: Candidate) -> None:
    place = _place(candidate, fact)
    result.shown += 1
    result.first += place == 0
    result.three += place < 3
    result.platform += fact.platform is None or fact.platform in {
        one.slug for one in candidate.platforms
    }
    result.jurisdiction += fact.jurisdiction in (None, *candidate.jurisdictions[:1])
    if fact.occurred is not None:
        result.dated += 1
        result.date += bool(candidate.occurred) and _is_same(
            candidate.occurred[0].edtf, fact.occurred
        )


def _is_same(found: str, wanted: str) -> bool:
    """Tell whether a date is the wanted one, at the precision of the wanted one."""
    if found == wanted:
        return True
    told, window_ = window(found), window(wanted)
    if None in (told.first, told.last, window_.first, window_.last):
        return False
    return window_.first <= told.first and told.last <= window_.last  # type: ignore[operator]


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
