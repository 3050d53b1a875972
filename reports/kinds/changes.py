"""The changes: what differs between two questions (T, K), and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.changes.diff import diff
from reports.errors import InvalidStatement
from reports.facts.grounds import recalled
from reports.kinds.change_words import (
    change_line,
    kind_of_change,
    part_of_change,
    value_of_change,
)
from reports.model import Audience, Code, Column, ColumnKind, Paragraph, Report, Section
from reports.tables.fields import for_readers, lines, tabled, told_twice
from reports.tables.names import names_for, narrowed
from reports.tables.provenance import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.changes.diff import Difference
    from projections.changes.differences import Change
    from projections.changes.passings import Passing
    from projections.read_models.relationships import RelationshipKey
    from reports.context import ReportContext
    from reports.facts.grounds import Recalled
    from reports.model import Block, Run
    from reports.statement import ReportQuestion
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames


@dataclass(frozen=True, slots=True)
class _Changed:
    """One thing that differs in a relationship."""

    key: RelationshipKey
    change: Change


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact by which a relationship differs, and its group: ``new``, ``late`` or ``claims``."""

    key: RelationshipKey
    group: str
    fact: str
    about: str | None


@dataclass(frozen=True, slots=True)
class _Passed:
    """A day that changed a relationship by passing."""

    key: RelationshipKey
    passing: Passing


def changes(making: ReportContext) -> Report:
    """Return what changed between a statement's two questions; raise InvalidStatement without two."""
    asked = making.statement
    if (before := asked.before) is None:
        raise InvalidStatement("a report of changes needs a first day and point of the log")
    found = diff(
        making.connection,
        before.question,
        making.question,
        platform=asked.platform,
        jurisdiction=asked.jurisdiction,
    )
    names = names_for(making, (one.key.platform for one in found))
    sections = _sections(making, names, before, found)
    return Report(
        statement=asked,
        title=_title(making, before, len(found)),
        summary=(*_summary(making, before, found), *narrowed(making)),
        sections=(*sections, made(making, names.words)),
        main="changes",
    )


def _title(making: ReportContext, before: ReportQuestion, count: int) -> Run:
    """Return which days are compared, and how many relationships stand otherwise."""
    language = making.language
    changed = language.trn("{count} standing changed", "{count} standings changed", count)
    return language.run(
        "{first} to {last}: {changed}",
        first=language.day(before.at),
        last=language.day(making.statement.at),
        changed=changed if count else language.tr("nothing changed"),
    )


def _summary(
    making: ReportContext, before: ReportQuestion, found: Sequence[Difference]
) -> tuple[Paragraph, ...]:
    language = making.language
    told = [_points(making, before)]
    if not found:
        return (*told, Paragraph((language.tr("Nothing changed between the two."),)))
    told.append(
        Paragraph(
            (
                language.trn(
                    "The standing of {count} relationship is not the same.",
                    "The standings of {count} relationships are not the same.",
                    len(found),
                ),
            )
        )
    )
    return tuple(told)


def _points(making: ReportContext, before: ReportQuestion) -> Paragraph:
    """Return which two questions are compared, by day and by what was known."""
    language, asked = making.language, making.statement
    first, last = language.day(before.at), language.day(asked.at)
    if before.known == asked.known:
        told = language.run(
            "It compares what held on {first} with what held on {last}, both as known now.",
            first=first,
            last=last,
        )
        return Paragraph(told)
    return Paragraph(
        language.run(
            "It compares what held on {first}, as known with {known_first} recorded facts, with "
            "what held on {last}, as known with {known_last}.",
            first=first,
            known_first=language.number(before.known.position),
            last=last,
            known_last=language.number(asked.known.position),
        )
    )


def _sections(
    making: ReportContext, names: ReportNames, before: ReportQuestion, found: Sequence[Difference]
) -> tuple[Section, ...]:
    tr = making.language.tr
    facts = [fact for one in found for fact in _facts(one)]
    passed = [_Passed(one.key, passing) for one in found for passing in one.time]
    passed.sort(key=lambda one: (one.passing.day, one.key))
    known = _recalled(making, before, facts, passed)
    return (
        Section("changes", tr("What changed"), _changes(making, names, found)),
        Section("facts", tr("Facts behind it"), _factschange_line(making, names, known, facts)),
        Section("time", tr("By the passing of time"), _time(making, names, known, passed)),
    )


def _facts(one: Difference) -> Iterator[_Fact]:
    for group, facts in (("new", one.new), ("late", one.late), ("claims", one.claims)):
        for known in facts:
            yield _Fact(one.key, group, known.id, getattr(known.fact, "refers_to", None))


def _recalled(
    making: ReportContext, before: ReportQuestion, facts: Sequence[_Fact], passed: Sequence[_Passed]
) -> Recalled:
    """Return all facts that are told of, as known at the later of the two points of the log."""
    ids = [name for one in facts for name in (one.fact, one.about) if name is not None]
    ids += [name for one in passed for name in one.passing.because]
    through = max(before.known.position, making.statement.known.position)
    return recalled(making, ids, through=through)


def _contexts(making: ReportContext) -> dict[str, str]:
    """Return by which words each group is called: others where the second question is of less."""
    asked, before = making.statement, making.statement.before
    earlier = before is not None and asked.at < before.at
    less = before is not None and asked.known.position < before.known.position
    learned = "undone" if less else "group"
    return {"new": "undone" if earlier else "group", "late": learned, "claims": learned}


def _changes(
    making: ReportContext, names: ReportNames, found: Sequence[Difference]
) -> tuple[Block, ...]:
    tr = making.language.tr
    changed = [
        _Changed(one.key, change)
        for one in found
        for change in one.changes
        if not _goes_without_saying(change)
    ]
    nothing = tr("Nothing changed between the two.")
    fields: Fields[_Changed] = (
        *names.key_fields(),
        (
            Column("what", tr("What differs"), width=16),
            lambda one: kind_of_change(names, one.change[0]),
        ),
        (
            Column("about", tr("Of what"), width=24),
            lambda one: part_of_change(names, one.change[0]),
        ),
        (Column("from", tr("Before"), width=18), lambda one: value_of_change(names, one.change, 1)),
        (Column("to", tr("After"), width=18), lambda one: value_of_change(names, one.change, 2)),
        *names.code_fields(),
    )
    whole = tabled("changes", tr("Words before and after"), fields, changed, Audience.PROGRAMS)
    return (*_by_relationship(making, names, changed, nothing), whole)


def _by_relationship(
    making: ReportContext, names: ReportNames, changed: Sequence[_Changed], nothing: str
) -> tuple[Block, ...]:
    """Return for readers what changed in each relationship, as a list under its name."""
    language = making.language
    together: dict[RelationshipKey, list[Change]] = {}
    for one in changed:
        together.setdefault(one.key, []).append(one.change)

    def name(key: RelationshipKey) -> Run:
        platform, place = names.platform(key.platform), language.place(key.jurisdiction)
        return language.run("{platform} in {jurisdiction}", platform=platform, jurisdiction=place)

    fields: Fields[tuple[RelationshipKey, list[Change]]] = (
        (Column("about", language.tr("Who, and where"), width=24), lambda one: name(one[0])),
        (
            Column("changes", language.tr("What changed"), ColumnKind.LIST, 80),
            lambda one: lines(change_line(names, change) for change in one[1]),
        ),
    )
    table = ("changes-read", language.tr("Words before and after"), nothing)
    return for_readers(making, table, list(together.items()), fields)


_NO_DOUBTS = (("certainty", "exact"), ("disputed", "no"))


def _goes_without_saying(change: Change) -> bool:
    """Tell whether it is only that a standing without doubts is there now, or no longer."""
    what, before, after = change
    return (before is None or after is None) and (what.kind, before or after) in _NO_DOUBTS


def _factschange_line(
    making: ReportContext, names: ReportNames, known: Recalled, facts: Sequence[_Fact]
) -> tuple[Block, ...]:
    tr = making.language.tr
    contexts = _contexts(making)
    fields: Fields[_Fact] = (
        *names.key_fields(),
        (
            Column("group", tr("Why it counts"), width=18),
            lambda one: names.kind_word(contexts[one.group], one.group),
        ),
        (Column("fact", tr("Fact"), width=44), lambda one: known.brief(one.fact)),
        (Column("about", tr("Which fact"), width=36), lambda one: known.target(one.fact)),
        (
            Column("details", tr("Details"), ColumnKind.LIST, 40),
            lambda one: lines(known.details(one.fact)),
        ),
    )
    more: Fields[_Fact] = (
        *names.code_fields(),
        (Column("id", tr("Fact’s id"), width=38), lambda one: Code(one.fact)),
    )
    table = ("facts", tr("Facts, and why they count"), tr("No fact is behind it."))
    return told_twice(making, table, facts, fields, more)


def _time(
    making: ReportContext, names: ReportNames, known: Recalled, passed: Sequence[_Passed]
) -> tuple[Block, ...]:
    tr = making.language.tr
    fields: Fields[_Passed] = (
        (Column("day", tr("Day"), ColumnKind.DAY, 18), lambda one: names.day(one.passing.day)),
        *names.key_fields(),
        (
            Column("causes", tr("What came to its day"), ColumnKind.LIST, 24),
            lambda one: lines((names.kind_word("cause", name),) for name in one.passing.causes),
        ),
        (
            Column("what", tr("What changed"), ColumnKind.LIST, 44),
            lambda one: lines(change_line(names, change) for change in one.passing.changes),
        ),
        (
            Column("because", tr("By which facts"), ColumnKind.LIST, 44),
            lambda one: lines(known.brief(name) for name in one.passing.because),
        ),
    )
    more: Fields[_Passed] = (
        *names.code_fields(),
        (
            Column("ids", tr("Ids of facts"), ColumnKind.LIST, 38),
            lambda one: lines((Code(name),) for name in one.passing.because),
        ),
    )
    nothing = tr("Nothing changed by the passing of time alone.")
    return told_twice(
        making, ("time", tr("Days that changed something"), nothing), passed, fields, more
    )
