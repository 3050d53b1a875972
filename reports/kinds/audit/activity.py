"""What an audit sums up from the log: how much was recorded, by whom, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from projections.queries.persons import facts_of, persons
from register.clock import day_of
from register.log.reader import LogReader
from register.store.tables import log
from reports.kinds.audit.rows import table
from reports.kinds.audit.signatures import moment
from reports.model import Code, Column, ColumnKind, Foreign, Paragraph, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from register.log.reader import Entry
    from reports.context import ReportContext
    from reports.kinds.audit.extent import AuditExtent, RecordedActivity
    from reports.kinds.audit.rows import Cells
    from reports.model import Block, Inline
    from reports.words.language import Language

_DAY = 86_400_000_000


def recorded(making: ReportContext, extent: AuditExtent) -> Iterator[Block]:
    """Give how much was recorded when; by whom too, but not to outsiders."""
    language = making.language
    tr, found = language.tr, extent.recorded()
    if not making.statement.public:
        yield Paragraph(
            (
                tr(
                    "Under which name something was recorded is what was given to the program "
                    "(--by, REGISTER_USER, or the login name), or the account that signed in on "
                    "its pages. Nobody has signed for it."
                ),
            )
        )
        columns = (Column("recorded_by", tr("Recorded under the name"), width=24), *_sums(language))
        people = list(_summed(language, found, "recorded_by", lambda one: one.by, Foreign))
        yield table(making, "recorders", tr("By name"), columns, lambda: people, len(people))
    columns = (Column("month", tr("Month"), width=16), *_sums(language))
    months = list(_summed(language, found, "month", _month, language.when))
    yield table(making, "months", tr("By month"), columns, lambda: months, len(months))


def _sums(language: Language) -> tuple[Column, ...]:
    tr = language.tr
    return (
        Column("facts", tr("Facts"), ColumnKind.NUMBER, 9),
        Column("claims", tr("Claims among them"), ColumnKind.NUMBER, 9),
        Column("first", tr("First recorded"), width=22),
        Column("last", tr("Last recorded"), width=22),
    )


def _summed(
    language: Language,
    found: Iterable[RecordedActivity],
    head: str,
    key: Callable[[RecordedActivity], str],
    shown: Callable[[str], Inline],
) -> Iterator[Cells]:
    """Give, for each key, how much was recorded under it."""
    groups: dict[str, list[RecordedActivity]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    for name, days in sorted(groups.items()):
        yield {
            head: shown(name),
            "facts": language.number(sum(one.facts for one in days)),
            "claims": language.number(sum(one.claims for one in days)),
            "first": moment(language, min(one.first for one in days)),
            "last": moment(language, max(one.last for one in days)),
        }


_NO_MONTH = "XXXX"
"""The month (EDTF) of what somebody made a moment beyond all years."""


def _month(one: RecordedActivity) -> str:
    try:
        return day_of(one.day * _DAY).strftime("%Y-%m")
    except (OverflowError, ValueError):
        return _NO_MONTH


def aside(making: ReportContext, extent: AuditExtent) -> Iterator[Block]:
    """Give what read models could not handle, who was forgotten, and how much is archived."""
    yield from _set_aside(making, extent)
    yield from _forgotten(making, extent)
    if extent.is_whole:
        tr = making.language.tr
        count = making.language.number(_archived(extent))
        yield Terms((((tr("Archived documents"),), (count,)),))


def _set_aside(making: ReportContext, extent: AuditExtent) -> Iterator[Block]:
    tr, number = making.language.tr, making.language.number
    found = extent.set_aside()
    if not found:
        yield Paragraph((tr("No fact is set aside: the register could make use of each one."),))
        return
    columns = (
        Column("position", tr("Position"), ColumnKind.NUMBER, 9),
        Column("model", tr("Read model that can’t handle it"), width=24),
        Column("why", tr("Why"), width=60),
        Column("id", tr("Fact"), width=38),
    )
    rows: list[Cells] = [
        {
            "position": number(one.position),
            "model": Code(one.projection),
            "why": Foreign(one.reason, "en"),
            "id": Code(one.fact_id),
        }
        for one in found
    ]
    yield table(making, "set-aside", tr("Facts set aside"), columns, lambda: rows, len(rows))


def _forgotten(making: ReportContext, extent: AuditExtent) -> Iterator[Block]:
    """Give who was forgotten by pseudonym; outsiders get only how many they are."""
    language = making.language
    tr, found = language.tr, _forgotten_in(extent)
    if making.statement.public or not found:
        yield Terms((((tr("Persons who were forgotten"),), (language.number(len(found)),)),))
        return
    columns = (
        Column("person", tr("Pseudonym"), width=30),
        Column("position", tr("Position"), ColumnKind.NUMBER, 9),
        Column("recorded_at", tr("Recorded"), width=22),
    )
    rows: list[Cells] = [
        {
            "person": Code(person),
            "position": language.number(entry.position),
            "recorded_at": moment(language, entry.recorded_at),
        }
        for person, entry in found.items()
    ]
    title = tr("Persons who were forgotten")
    yield table(making, "forgotten", title, columns, lambda: rows, len(rows))


def _forgotten_in(extent: AuditExtent) -> dict[str, Entry]:
    """Return the facts that forget persons, by pseudonym: the first one of each."""
    found: dict[str, Entry] = {}
    for entry in LogReader(extent.connection).of_kind("person", extent.position):
        found.setdefault(entry.stream.partition("/")[2], entry)
    if found and not extent.is_whole:
        within = _named_in(extent)
        return {person: entry for person, entry in found.items() if person in within}
    return found


def _named_in(extent: AuditExtent) -> set[str]:
    return {
        person
        for person, known in persons(extent.connection).items()
        if any(extent.has(one.position, one.stream) for one in facts_of(extent.connection, known))
    }


def _archived(extent: AuditExtent) -> int:
    query = select(func.count()).select_from(log).where(log.c.version == 1)
    query = query.where(log.c.stream >= "document/", log.c.stream < "document0")
    found = extent.connection.execute(query.where(log.c.position <= extent.position))
    return found.scalar_one()
