"""What is found about one side of the register as a whole: for titles, and figures in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, COMPLIANCE
from reports.model import KeyFigure, KeyFigures

if TYPE_CHECKING:
    from reports.kinds.overview import Survey


def closed(one: Survey) -> int:
    """Return in how many relationships access is not open."""
    return sum(status.period.standing.access != "open" for status in one.found)


def wanting(one: Survey) -> str:
    """Return in words how many relationships are non-compliant; what is only unconfirmed is not."""
    trn, every = one.making.language.trn, len(one.found)
    count = sum(status.period.standing.compliance == "non-compliant" for status in one.found)
    if not count:
        return trn("none of {count} non-compliant", "none of {count} non-compliant", every)
    return trn(
        "{count} of {all} non-compliant",
        "{count} of {all} non-compliant",
        count,
        all=one.names.number(every).label,
    )


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
