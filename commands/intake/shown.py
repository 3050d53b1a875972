"""How candidates are shown: the sentence in full, and under it what would be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.shell.printing import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.intake.brought import BroughtArticle
    from intake.candidate import Candidate
    from intake.mentions.dates import DateMention
    from intake.mentions.figures import FigureMention
    from intake.mentions.platforms import PlatformMention
    from intake.registered import KnownFact


def document(
    brought: BroughtArticle, found: Sequence[Candidate], dropped: dict[str, int]
) -> dict[str, Any]:
    """Return an article and its candidates as JSON."""
    article = brought.article
    return {
        "document": {
            "sha256": brought.sha256,
            "media_type": brought.media_type,
            "archived": brought.is_archived,
            "language": article.language,
            "published": article.published,
            "title": article.title,
        },
        "outside": [article.text[one.start : one.end] for one in article.outside],
        "candidates": [one.to_json() for one in found],
        "dropped": dropped,
    }


def show(candidate: Candidate, text: str, *, number: int, of: int) -> None:
    """Print a candidate: its sentence in full, and what stands behind it."""
    say(f"[{number}/{of}] {' '.join(text[candidate.start : candidate.end].split())}")
    _line("type", candidate.types)
    _line("platform", [_platform(one) for one in candidate.platforms])
    _line("jurisdiction", candidate.jurisdictions)
    _line("occurred", [_date(one) for one in candidate.occurred])
    _line("figure", [_figure(one) for one in candidate.figures])
    if candidate.proposed_by is not None:
        _line("proposed by", [candidate.proposed_by])
    _line("because of", candidate.why)


def show_known(known: Sequence[KnownFact]) -> None:
    """Print the facts of the register that may be the same."""
    for one in known:
        about = one.note or one.title or ""
        say(
            f"  known already: {one.position} {one.type_name} {one.occurred}  {about[:80]}".rstrip()
        )


def _line(name: str, values: Sequence[str]) -> None:
    if values:
        say(f"  {name:<13} {', '.join(values)}")


def _platform(one: PlatformMention) -> str:
    where = "" if one.where == "sentence" else " (named before)"
    return f"{one.slug}{where}{'' if one.registered else ' (not registered)'}"


def _date(one: DateMention) -> str:
    return f"{one.edtf} ({one.words or 'day of publication'})"


def _figure(one: FigureMention) -> str:
    told = [one.qualifier, f"{one.count:,}", one.currency or one.unit]
    return " ".join(part for part in told if part)
