"""What is found about one side of the register as a whole: for titles, and figures in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, COMPLIANCE
from reports.model import KeyFigure, KeyFigures

if TYPE_CHECKING:
    from reports.kinds.overview import Survey
    from reports.model import Inline, Run


def closed(one: Survey) -> int:
    """Return in how many relationships access is not open."""
    return sum(status.period.standing.access != "open" for status in one.found)


_SETTLED = frozenset({"compliant", "cooperating", "unassessed", "inactive"})
"""Compliance at which nothing is open."""


def worst(one: Survey) -> Run | None:
    """Return of how many relationships the worst is true that is true of any; None: nothing is open."""
    language = one.making.language
    found = [status.period.standing.compliance for status in one.found]
    for code in COMPLIANCE:
        if code not in _SETTLED and code in found:
            return language.run(
                "{word}: {count} of {all}",
                word=one.names.word("compliance", code).label,
                count=one.names.number(found.count(code)),
                all=one.names.number(len(found)),
            )
    return None


def title(one: Survey, name: Inline, access: str) -> Run:
    """Return whom a report is of, whether access is open, and the worst of compliance."""
    language = one.making.language
    parts: list[Run] = [(access,)]
    if (told := worst(one)) is not None:
        parts.append(told)
    found = language.series(parts)
    return language.run("{subject}: {finding}", subject=name, finding=found)


_SHOWN = (
    *(("compliance", code) for code in COMPLIANCE),
    *(("access", code) for code in ACCESS if code != "open"),
)
"""The words that are counted at the head of a report, where there are any."""


def key_figures(one: Survey) -> tuple[KeyFigures, ...]:
    """Return how many relationships there are, and of how many each word is true that matters."""
    language = one.making.language
    if not one.found:
        return ()
    across = language.tr("platforms") if one.across == "platform" else language.tr("jurisdictions")
    figures = [KeyFigure((one.names.number(len(one.found)),), across)]
    for context, code in _SHOWN:
        count = sum(getattr(status.period.standing, context) == code for status in one.found)
        if count:
            word = one.names.word(context, code)
            label = f"{word.sign} {word.label}".strip()
            figures.append(KeyFigure((one.names.number(count),), label, word.tone))
    return (KeyFigures(tuple(figures)),)
