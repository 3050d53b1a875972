"""Figures as series: which of them a line joins, where what is counted changes, and in words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from babel.lists import format_list

from aggregates.vocabulary.fields import RemovalOutcome
from projections.queries.figures import NO_REQUESTS, REQUESTED
from reports.charts import lettering
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from projections.queries.figures import ReportedFigure
    from reports.words.language import Language

    Pair = tuple[ReportedFigure, ReportedFigure]


TOLD = 12
"""How many figures are told of one by one."""

KEPT = "kept"
"""What a figure of items that were not removed looks like."""


def joined(figures: Iterable[ReportedFigure]) -> Iterator[Pair]:
    """Give neighbours that a line may join: of one kind and definition, one after the other."""
    return ((one, other) for one, other in _neighbours(figures) if not _is_break(one, other))


def breaks(figures: Iterable[ReportedFigure]) -> Iterator[Pair]:
    """Give neighbours of one kind between which what is counted changes."""
    return ((one, other) for one, other in _neighbours(figures) if _is_break(one, other))


def _is_break(one: ReportedFigure, other: ReportedFigure) -> bool:
    return one.definition != other.definition


def _neighbours(figures: Iterable[ReportedFigure]) -> Iterator[Pair]:
    """Give neighbours of each kind over time whose periods don't overlap."""
    kinds: dict[tuple[str, ...], list[ReportedFigure]] = {}
    for one in sorted(figures, key=lambda one: one.order):
        if one.count is not None:
            kinds.setdefault(one.kind, []).append(one)
    for listed in kinds.values():
        for one, other in pairwise(listed):
            if (other.first or other.last) > one.last:
                yield one, other


def number(language: Language, one: ReportedFigure) -> str:
    """Return a figure's number with its qualifier, in words."""
    if one.count is None:
        return language.tr("no requests")
    told = language.number(one.count).label
    if one.qualifier in (None, "exact"):
        return told
    qualifier = vocabulary.word(language, "qualifier", one.qualifier).label
    return language.tr("{qualifier} {number}", qualifier=qualifier, number=told)


def unit_name(language: Language, unit: str) -> str:
    """Return what a unit is called."""
    if not unit:
        return language.tr("without a unit")
    return lettering.told(vocabulary.named(language, "unit", unit))


def told(language: Language, shown: dict[str, list[ReportedFigure]], count: int) -> str:
    """Return what the chart of so many figures shows, in words."""
    listed = [one for figures in shown.values() for one in figures]
    parts = [
        language.tr(
            "Reported figures, each unit by itself: {units}.", units=_units(language, shown)
        )
    ]
    parts += [_sentence(language, one) for one in listed[:TOLD]]
    if any(breaks(listed)):
        parts.append(
            language.tr("What is counted changes: numbers before and after don't compare.")
        )
    left = count - min(TOLD, len(listed))
    if left:
        parts.append(
            language.trn(
                "{count} more figure is not told of here.",
                "{count} more figures are not told of here.",
                left,
            )
        )
    return " ".join(parts)


def _units(language: Language, shown: Iterable[str]) -> str:
    return format_list([unit_name(language, unit) for unit in shown], locale=language.locale)


def _sentence(language: Language, one: ReportedFigure) -> str:
    when = language.when(one.period or one.occurred).label
    values = {"period": when, "number": number(language, one)}
    if one.type == NO_REQUESTS:
        return language.tr("No requests came: {period}.", period=when)
    values["unit"] = unit_name(language, one.unit or "")
    if one.type == REQUESTED:
        return language.tr("Asked for: {number} ({unit}), {period}.", **values)
    if look(one) == KEPT:
        values["outcome"] = vocabulary.word(language, "outcome", one.outcome or "").label
        return language.tr("Not removed ({outcome}): {number} ({unit}), {period}.", **values)
    return language.tr("Removed: {number} ({unit}), {period}.", **values)


def look(one: ReportedFigure) -> str:
    """Return what a figure looks like: one of the types above, kept, or else removed."""
    if one.outcome not in (None, RemovalOutcome.REMOVED):
        return KEPT
    return one.type if one.type in (REQUESTED, NO_REQUESTS) else ""
