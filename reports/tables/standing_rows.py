"""Standings in sentences, in tables and in grids, for the kinds of report that tell of many."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE
from reports.model import CardPlace, Column, ColumnKind, KeyFigure, Paragraph, Tone
from reports.tables.fields import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from projections.fold.standing import RequirementStanding
    from projections.queries.status import Status
    from reports.model import Cell, Run
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames
    from reports.words.language import Language

MET = frozenset({"met"})
TO_DO = frozenset({"pledged", "required", "claimed", "stayed"})
GIVEN_UP = frozenset({"late", "abandoned"})
NOT_MET = frozenset({"breached", "refused", "lapsed"})
OVERDUE = frozenset({"overdue"})
UNCONFIRMED = frozenset({"unconfirmed"})


def requirement_figures(
    language: Language, rows: Sequence[RequirementStanding]
) -> Iterator[KeyFigure]:
    """Give how many requirements are met, and how many are in each other group that has some."""
    if not rows:
        return
    tr, states = language.tr, [one.state for one in rows]

    def of(group: frozenset[str], label: str, tone: Tone) -> Iterator[KeyFigure]:
        if count := sum(state in group for state in states):
            yield KeyFigure((language.number(count),), label, tone)

    label = language.trn("met, of {count} requirement", "met, of {count} requirements", len(rows))
    met = language.number(sum(state in MET for state in states))
    yield KeyFigure((met,), label, Tone.GOOD if met.value else Tone.NEUTRAL)
    yield from of(TO_DO, tr("still to be met"), Tone.AHEAD)
    yield from of(NOT_MET, tr("not met"), Tone.BAD)
    yield from of(GIVEN_UP, tr("promised, late or given up"), Tone.WARN)
    yield from of(OVERDUE, tr("overdue, nothing heard"), Tone.PASSED)
    yield from of(UNCONFIRMED, tr("unconfirmed"), Tone.SILENT)


def counts(names: ReportNames, found: Sequence[Status]) -> tuple[Paragraph, ...]:
    """Return how many standings there are of each compliance and access, and how many in doubt."""
    run, standings = names.language.run, [one.period.standing for one in found]
    if not standings:
        return ()
    compliance = _counted(names, "compliance", COMPLIANCE, (one.compliance for one in standings))
    access = _counted(names, "access", ACCESS, (one.access for one in standings))
    told = (
        run("Compliance: {counts}.", counts=compliance),
        run("Access: {counts}.", counts=access),
    )
    return (*map(Paragraph, told), *more_counts(names, found))


def more_counts(names: ReportNames, found: Sequence[Status]) -> tuple[Paragraph, ...]:
    """Return over how many standings something hangs, and how many are in doubt."""
    told = []
    standings = [one.period.standing for one in found]
    if ahead := [one.ahead for one in standings if one.ahead is not None]:
        counted = _counted(names, "ahead", AHEAD, ahead)
        told.append(names.language.run("Ahead: {counts}.", counts=counted))
    told += _doubts(names, found)
    return tuple(map(Paragraph, told))


def _doubts(names: ReportNames, found: Sequence[Status]) -> Iterable[Run]:
    """Give how many standings have each mark, with its sign."""
    run, standings = names.language.run, [one.period.standing for one in found]
    if disputed := sum(one.disputed for one in standings):
        yield run(
            "Disputed, marked “{sign}”: {number}.",
            sign=names.disputed.sign,
            number=names.number(disputed),
        )
    if vague := sum(one.certainty == "approximate" for one in standings):
        yield run(
            "Approximate, marked “{sign}”: {number}.",
            sign=names.approximate.sign,
            number=names.number(vague),
        )
    if otherwise := [
        one.observed for one in standings if one.observed and one.observed.contradicts
    ]:
        yield run(
            "Measured otherwise than announced, marked “{sign}”: {number}.",
            sign=names.observed(otherwise[0]).sign,
            number=names.number(len(otherwise)),
        )
    if old := sum(one.is_old for one in found):
        yield run(
            "Without a source for more than a year, faded and marked “{sign}”: {number}.",
            sign=names.old.sign,
            number=names.number(old),
        )


def _counted(names: ReportNames, context: str, order: Sequence[str], codes: Iterable[str]) -> Run:
    numbers = Counter(codes)
    parts: list[Run] = []
    for code in (*order, *sorted(numbers.keys() - set(order))):
        if code in numbers:
            word, number = names.word(context, code), names.number(numbers[code])
            parts.append(names.language.run("{word} {number}", word=word, number=number))
    return names.language.listed(parts) if parts else ()


def brief_fields(names: ReportNames) -> Fields[Status]:
    """Return what readers are told of a standing."""
    tr = names.language.tr
    return (
        *names.key_fields(),
        (
            Column("compliance", tr("Compliance"), width=14),
            lambda one: names.of(one, "compliance", one.period.standing.compliance),
        ),
        (
            Column("access", tr("Access"), width=16),
            lambda one: names.of(one, "access", one.period.standing.access),
        ),
        (
            Column("ahead", tr("What is ahead"), width=16),
            lambda one: names.of(one, "ahead", code) if (code := _ahead(one)) else None,
        ),
        (
            Column("marks", tr("Marks"), ColumnKind.LIST, width=14, place=CardPlace.MARKS),
            lambda one: marks((*names.marks_of(one), *([names.old] if one.is_old else []))),
        ),
        (Column("since", tr("Since"), ColumnKind.DAY, 16), lambda one: names.day(one.period.since)),
        (Column("until", tr("Until"), ColumnKind.DAY, 16), lambda one: names.day(one.period.until)),
        (
            Column("latest_source", tr("Latest source"), ColumnKind.DAY, 16),
            lambda one: names.day(one.latest_source),
        ),
    )


def _ahead(one: Status) -> str | None:
    return one.period.standing.ahead


def more_fields(names: ReportNames) -> Fields[Status]:
    """Return what programs are told of a standing, besides what readers are."""
    tr, word = names.language.tr, names.word
    return (
        *names.code_fields(),
        (
            Column("certainty", tr("Certainty")),
            lambda one: word("certainty", one.period.standing.certainty),
        ),
        (
            Column("disputed", tr("Disputed"), ColumnKind.FLAG),
            lambda one: names.disputed if one.period.standing.disputed else None,
        ),
        *_otherwise_fields(names),
        *_observed_fields(names),
        (Column("began", tr("Began by")), lambda one: word("began", one.period.began)),
        *_number_fields(names),
    )


def _otherwise_fields(names: ReportNames) -> Fields[Status]:
    tr, word = names.language.tr, names.word
    return (
        (
            Column("compliance_otherwise", tr("Compliance without what is denied")),
            lambda one: (
                word("compliance", other.compliance)
                if (other := one.period.standing.otherwise)
                else None
            ),
        ),
        (
            Column("access_otherwise", tr("Access without what is denied")),
            lambda one: (
                word("access", other.access) if (other := one.period.standing.otherwise) else None
            ),
        ),
        (
            Column("ahead_otherwise", tr("Ahead without what is denied")),
            lambda one: (
                names.ahead(other.ahead) if (other := one.period.standing.otherwise) else None
            ),
        ),
    )


def _observed_fields(names: ReportNames) -> Fields[Status]:
    tr, word = names.language.tr, names.word
    return (
        (
            Column("observed", tr("Measured")),
            lambda one: (
                word("observed", seen.state) if (seen := one.period.standing.observed) else None
            ),
        ),
        (
            Column("contradicts", tr("Measured otherwise"), ColumnKind.FLAG),
            lambda one: (
                names.observed(seen)
                if (seen := one.period.standing.observed) and seen.contradicts
                else None
            ),
        ),
    )


def _number_fields(names: ReportNames) -> Fields[Status]:
    tr = names.language.tr

    def of(states: frozenset[str]) -> Callable[[Status], Cell]:
        return lambda one: names.number(
            sum(row.state in states for row in one.period.standing.requirements)
        )

    return (
        (Column("met", tr("Requirements met"), ColumnKind.NUMBER), of(MET)),
        (Column("to_do", tr("Requirements still to be met"), ColumnKind.NUMBER), of(TO_DO)),
        (Column("given_up", tr("Pledges late or given up"), ColumnKind.NUMBER), of(GIVEN_UP)),
        (Column("not_met", tr("Requirements not met"), ColumnKind.NUMBER), of(NOT_MET)),
        (Column("overdue", tr("Requirements overdue"), ColumnKind.NUMBER), of(OVERDUE)),
        (
            Column("unconfirmed", tr("Requirements unconfirmed"), ColumnKind.NUMBER),
            of(UNCONFIRMED),
        ),
        (
            Column("measures", tr("Measures"), ColumnKind.NUMBER),
            lambda one: names.number(len(one.period.standing.measures)),
        ),
    )
