"""The finding of a standing in a few words, for a title: access, and which duties decide compliance.

A headline counts only what decides; it never says more than the standing does: what nobody has
confirmed is called unconfirmed, and never not met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from projections.fold.standing import RequirementStanding, Standing
    from reports.model import Run
    from reports.words.language import Language

DECIDING: dict[str, frozenset[str]] = {
    "non-compliant": frozenset({"breached", "refused", "lapsed"}),
    "overdue": frozenset({"overdue"}),
    "slipping": frozenset({"late", "abandoned", "refused", "lapsed"}),
    "pending": frozenset({"required", "pledged", "claimed", "stayed"}),
    "unconfirmed": frozenset({"unconfirmed"}),
    "compliant": frozenset({"met"}),
    "cooperating": frozenset({"met"}),
}
"""The states that make for each compliance (domain.md, "Compliance")."""


def deciding(standing: Standing) -> list[RequirementStanding]:
    """Return the requirements that make compliance what it is: those of the law, if there are any.

    Beside a breach none that is refused or lapsed is counted: it may still be done in time.
    """
    by_law = [one for one in standing.requirements if one.basis == "law"]
    states = DECIDING.get(standing.compliance, frozenset())
    found = [one for one in by_law or standing.requirements if one.state in states]
    return [one for one in found if one.state == "breached"] or found


def headline(language: Language, standing: Standing, since: Mapping[Any, date]) -> Run:
    """Return what a standing comes to, in a few words; ``since`` has the days of its requirements."""
    access = vocabulary.word(language, "access", standing.access).label
    parts: list[Run] = [(language.tr("access {word}", word=access),)]
    if standing.ahead is not None:
        parts.append((vocabulary.word(language, "ahead", standing.ahead).label,))
    rows = deciding(standing)
    if told := _compliance(language, standing.compliance, rows):
        days = [since[one.key] for one in rows if one.key in since]
        parts.append((_dated(language, standing.compliance, told, days),))
    if standing.disputed:
        parts.append((standing_sentences.disputed(language).label,))
    return language.series(parts)


def _compliance(language: Language, compliance: str, rows: Sequence[RequirementStanding]) -> str:
    """Return what decides compliance, counted."""
    if compliance == "unassessed":
        return language.tr("no requirement counts")
    if compliance == "inactive":
        return language.tr("the platform has withdrawn its service")
    if rows and rows[0].basis != "law":
        return _without_law(language, compliance, len(rows))
    trn, count = language.trn, len(rows)
    match compliance:
        case "non-compliant":
            return _not_met(language, rows)
        case "overdue":
            return trn("{count} duty overdue", "{count} duties overdue", count)
        case "slipping":
            return trn("{count} duty slipping", "{count} duties slipping", count)
        case "pending":
            return trn("{count} duty still to be met", "{count} duties still to be met", count)
        case "unconfirmed":
            return trn("{count} duty unconfirmed", "{count} duties unconfirmed", count)
        case _:
            return trn("the {count} duty known is met", "the {count} duties known are met", count)


def _without_law(language: Language, compliance: str, count: int) -> str:
    trn = language.trn
    match compliance:
        case "slipping":
            told = trn("{count} requirement slipping", "{count} requirements slipping", count)
        case "pending":
            told = trn(
                "{count} requirement still to be met",
                "{count} requirements still to be met",
                count,
            )
        case "unconfirmed":
            told = trn("{count} requirement unconfirmed", "{count} requirements unconfirmed", count)
        case _:
            told = trn("{count} requirement met", "{count} requirements met", count)
    return language.tr("{finding}, none by law", finding=told)


def _not_met(language: Language, rows: Sequence[RequirementStanding]) -> str:
    """Return how many duties are not met, and in which way where it is the same of all."""
    trn, count = language.trn, len(rows)
    match sorted({one.state for one in rows}):
        case ["breached"]:
            return trn("{count} duty found breached", "{count} duties found breached", count)
        case ["refused"]:
            return trn("{count} duty refused", "{count} duties refused", count)
        case ["lapsed"]:
            return trn("{count} duty no longer met", "{count} duties no longer met", count)
        case _:
            return trn("{count} duty not met", "{count} duties not met", count)


_STATED = frozenset({"compliant", "cooperating", "unassessed", "inactive"})
"""Compliance whose headline needs no day: nothing is open since then."""


def _dated(language: Language, compliance: str, told: str, days: Sequence[date]) -> str:
    if compliance in _STATED or not days:
        return told
    first, last = min(days).year, max(days).year
    if first == last:
        return language.tr("{finding} since {year}", finding=told, year=str(first))
    return language.tr("{finding}, the first since {year}", finding=told, year=str(first))
