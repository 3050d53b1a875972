"""What a timeline shows, in words: for those who can't see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.lists import format_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from reports.charts.lanes import Bar, Lane, Life
    from reports.words.language import Language

NAMED = 12
"""How many lanes are told of one by one."""


def told(life: Life, shown: Sequence[Lane], at: date, language: Language) -> str:
    """Return what the picture shows, in sentences."""
    return " ".join(_sentences(life, shown, at, language))


def _sentences(life: Life, shown: Sequence[Lane], at: date, language: Language) -> Iterator[str]:
    tr = language.tr
    yield tr(
        "A timeline from {first} on, with a line at {day}.",
        first=language.day(life.first).label,
        day=language.day(at).label,
    )
    held = [(lane, bar) for lane in life.lanes if (bar := lane.holding(at)) is not None]
    if held:
        yield tr("On that day: {parts}.", parts=_list(language, held))
    else:
        yield tr("On that day nothing holds yet.")
    days = {bar.since for lane in life.lanes for bar in lane.bars}
    changes = sum(life.first < day <= at for day in days)
    if changes:
        yield language.trn(
            "Until then there was {count} change.",
            "Until then there were {count} changes.",
            changes,
        )
    dues = sorted({due for lane in life.lanes for due in lane.due if due >= at})
    if dues:
        yield tr("The next due day is {day}.", day=language.day(dues[0]).label)
    bars = [bar for lane in life.lanes for bar in lane.bars]
    if any(bar.disputed for bar in bars):
        yield tr("What is disputed is hatched.")
    if any(bar.approximate for bar in bars):
        yield tr("Where vague dates leave it open whether it changed already, it is faded.")
    left = len(life.lanes) - len(shown)
    if left:
        yield language.trn(
            "{count} more measure or requirement has no place in the picture.",
            "{count} more measures and requirements have no place in the picture.",
            left,
        )


def _list(language: Language, held: Sequence[tuple[Lane, Bar]]) -> str:
    named = [
        language.tr("{name}: {word}", name=lane.name, word=_word(bar, language))
        for lane, bar in held[:NAMED]
    ]
    if len(held) > NAMED:
        more = len(held) - NAMED
        named.append(language.trn("{count} more", "{count} more", more))
    return format_list(named, locale=language.locale)


def _word(bar: Bar, language: Language) -> str:
    if bar.disputed:
        return language.tr("{word} (disputed)", word=bar.word.label)
    return bar.word.label
