"""A candidate: a sentence that may tell of a fact, with the form behind it filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake.mentions.dates import DateMention
    from intake.mentions.figures import FigureMention
    from intake.mentions.platforms import PlatformMention


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence, and what a fact could say of it; a person decides whether it is one.

    ``start`` and ``end`` are offsets into the article's text. ``quote`` stands in it exactly once,
    as `register.documents.quote_selector` compares. All lists have the likeliest first. ``why`` has
    the words that spoke for the types; ``proposed_by`` the name of a language model, if one did.
    """

    start: int
    end: int
    quote: Mapping[str, str]
    types: tuple[str, ...]
    platforms: tuple[PlatformMention, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    occurred: tuple[DateMention, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    actor: Mapping[str, str] | None = None
    why: tuple[str, ...] = ()
    outside: bool = False
    proposed_by: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "quote": dict(self.quote),
            "start": self.start,
            "end": self.end,
            "outside": self.outside,
            "types": list(self.types),
            "platforms": [one.to_json() for one in self.platforms],
            "jurisdictions": list(self.jurisdictions),
            "occurred": [one.to_json() for one in self.occurred],
            "figures": [one.to_json() for one in self.figures],
            "actor": None if self.actor is None else dict(self.actor),
            "why": list(self.why),
            "proposed_by": self.proposed_by,
        }
