"""Numbers with what they count, inflected as each language asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words import vocabulary

if TYPE_CHECKING:
    from reports.model import Run
    from reports.words.language import Language


def counted(language: Language, count: float, unit: str | None) -> Run:
    """Return a number with its unit; a unit that the vocabulary lacks stands as it was recorded."""
    number = language.number(count)
    if not unit:
        return (number,)
    told = _counted(language, count, unit)
    if told is None:
        return (number, " ", vocabulary.named(language, "unit", unit))
    return (told,)


def _counted(language: Language, count: float, unit: str) -> str | None:
    if not isinstance(count, int):
        return None  # a share of something: no language counts by it
    trn = language.trn
    match unit:
        case "items":
            return trn("{count} item", "{count} items", count)
        case "videos":
            return trn("{count} video", "{count} videos", count)
        case "accounts":
            return trn("{count} account", "{count} accounts", count)
        case "channels":
            return trn("{count} channel", "{count} channels", count)
        case "requests":
            return trn("{count} request", "{count} requests", count)
        case "users":
            return trn("{count} user", "{count} users", count)
        case "percent":
            return trn("{count} percent", "{count} percent", count)
        case _:
            return None
