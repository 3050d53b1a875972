"""The long tables of an audit, claims and all facts: read from the log while they are written.

Of persons they tell no name: what a key opens today may be forgotten tomorrow, and the report
has to come out the same.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from projections.standing.replay import UNREADABLE
from register.log.export import recorded_document
from register.log.reader import LogReader
from register.store.tables import log
from reports.facts.fact_text import FactText
from reports.kinds.audit.extent import CLAIMS
from reports.kinds.audit.signatures import moment
from reports.model import Audience, Code, Column, ColumnKind, Foreign, Paragraph, Streamed, Table
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from register.log.reader import Entry
    from reports.context import ReportContext
    from reports.kinds.audit.extent import AuditExtent
    from reports.model import Block, Cell, Inline, Row, Run

Cells = dict[str, "Cell"]
"""What stands in a row, by the names of columns; a table may have fewer columns."""

_DAMAGED = (*UNREADABLE, AttributeError, OverflowError)
"""What telling of a fact may raise whose bytes somebody changed."""

_INSIDE = frozenset({"recorded_by", "why"})
"""Columns that outsiders don't get: who recorded it, and what a read model said of its content."""


def table(
    making: ReportContext,
    name: str,
    title: str,
    columns: Iterable[Column],
    cells: Callable[[], Iterable[Cells]],
    count: int,
    audience: Audience = Audience.BOTH,
) -> Table:
    """Return a table of the columns that those get whom the report is for."""
    hidden = _INSIDE if making.statement.public else frozenset()
    shown = tuple(one for one in columns if one.name not in hidden)

    def rows() -> Iterator[Row]:
        return (tuple(one.get(column.name) for column in shown) for one in cells())

    return Table(name, title, shown, Streamed(count, rows), audience=audience)


class LongTables:
    """Makes the long tables; readers get the last rows only where there are too many."""

    def __init__(self, making: ReportContext, extent: AuditExtent) -> None:
        self._making = making
        self._language = making.language
        self._extent = extent
        self._teller = FactText(making.language, Code)
        self._moment = lru_cache(maxsize=256)(lambda stored: moment(making.language, stored))
        self._where = lru_cache(maxsize=1_000)(self._named)
        self._word = lru_cache(maxsize=1_000)(
            lambda topic: vocabulary.word(making.language, "type", topic.partition("/")[0])
        )

    def claims(self) -> Iterator[Block]:
        """Give the table of claims, or a sentence that there are none."""
        tr, of_claims = self._language.tr, log.c.type.in_(CLAIMS)
        count, longest = self._extent.count(of_claims), self._making.statement.longest
        if not count:
            yield Paragraph((tr("No fact was confirmed, denied, corrected or retracted."),))
            return
        columns = (
            *self._columns(),
            Column("about", tr("Which fact"), width=44),
            Column("refers_to", tr("Id of that fact"), width=38),
            Column("reason", tr("Reason"), width=44),
        )
        yield self._table("claims", tr("Claims"), columns, self._claims, count)
        after, title = 0, tr("Claims")
        if count > longest:
            after = self._extent.last(longest, of_claims)
            title = tr("The last claims; the others are in the files for programs")
        read = (
            Column("position", tr("Position"), ColumnKind.NUMBER, 9),
            Column("recorded_at", tr("Recorded"), width=16),
            Column("recorded_by", tr("Recorded under the name"), width=12),
            Column("type", tr("What"), width=16),
            Column("where", tr("Who, and where"), width=20),
            Column("about", tr("Which fact"), width=36),
            Column("reason", tr("Reason"), width=36),
            Column("short", tr("Fact"), width=10),
        )
        rows = min(count, longest)
        yield self._read("claims-read", title, read, lambda: self._claims(after), rows)

    def facts(self) -> Iterator[Block]:
        """Give the table of all facts, for programs, and for readers what was recorded together."""
        tr, count = self._language.tr, self._extent.count()
        columns = (
            *self._columns(),
            Column("subject", tr("About the law, person or document"), width=30),
        )
        longest, after = self._making.statement.longest, 0
        yield self._table("log", tr("Facts"), columns, self._facts, count)
        if count > longest:
            after = self._extent.last(longest)
            shown = tr("The last facts; the others are in the files for programs")
        else:
            shown = tr("Facts by what was recorded together")
        read = (
            Column("positions", tr("Positions"), width=10),
            Column("recorded_at", tr("Recorded"), width=20),
            Column("recorded_by", tr("Recorded under the name"), width=14),
            Column("where", tr("Who, and where"), width=26),
            Column("types", tr("What"), width=60),
        )
        yield Paragraph(
            (
                tr(
                    "Facts that were recorded one after another, in the same second, under the same "
                    "name and of the same relationship or law stand in one row. Each by itself, "
                    "with its id, is in the same report as xlsx, csv or json."
                ),
            )
        )
        rows = min(count, longest)
        yield self._read("log-read", shown, read, lambda: self._together(after), rows)

    def _together(self, after: int) -> Iterator[Cells]:
        """Give what was recorded together in a row each: how many facts of which types."""
        for _, found in groupby(self._extent.rows(log.c.position > after), _same):
            rows = list(found)
            first, last = rows[0], rows[-1]
            counts = Counter(row.type for row in rows)
            yield {
                **self._place(first),
                "positions": self._positions(first.position, last.position),
                "types": self._language.listed(self._counted(*each) for each in counts.items()),
            }

    def _positions(self, first: int, last: int) -> Inline:
        one, other = self._language.number(first), self._language.number(last)
        return one if first == last else f"{one.label}–{other.label}"

    def _counted(self, topic: str, count: int) -> Run:
        word = self._word(topic)
        if count == 1:
            return (word,)
        number = self._language.number(count)
        return self._language.run("{what} × {count}", what=word, count=number)

    def _table(
        self,
        name: str,
        title: str,
        columns: Iterable[Column],
        cells: Callable[[], Iterable[Cells]],
        count: int,
    ) -> Table:
        return table(self._making, name, title, columns, cells, count, Audience.PROGRAMS)

    def _read(
        self,
        name: str,
        title: str,
        columns: Iterable[Column],
        cells: Callable[[], Iterable[Cells]],
        count: int,
    ) -> Table:
        """Return a table for readers; of rows that are told together, ``count`` is the most."""
        return table(self._making, name, title, columns, cells, count, Audience.READERS)

    def _columns(self) -> tuple[Column, ...]:
        tr = self._language.tr
        return (
            Column("position", tr("Position"), ColumnKind.NUMBER, 9),
            Column("recorded_at", tr("Recorded"), width=22),
            Column("recorded_by", tr("Recorded under the name"), width=16),
            Column("type", tr("What"), width=24),
            Column("platform", tr("Platform"), width=14),
            Column("jurisdiction", tr("Jurisdiction"), width=12),
            Column("id", tr("Fact"), width=38),
        )

    def _facts(self, after: int = 0) -> Iterator[Cells]:
        for row in self._extent.rows(log.c.position > after):
            yield self._place(row)

    def _place(self, row: Any) -> Cells:
        """Return what the log says of a fact besides its content."""
        kind, _, about = row.stream.partition("/")
        hidden = self._making.statement.public and kind in ("person", "document")
        place: Cells = {} if hidden else {"subject": Code(about), "where": Code(about)}
        if kind in ("relationship", "platform"):
            platform, _, jurisdiction = about.partition("/")
            place = {
                "platform": Code(platform),
                "jurisdiction": Code(jurisdiction) if jurisdiction else None,
                "where": self._where(platform, jurisdiction),
            }
        return {
            "position": self._language.number(row.position),
            "recorded_at": self._moment(row.recorded_at),
            "recorded_by": Foreign(row.recorded_by),
            "type": self._word(row.type),
            "id": Code(row.fact_id),
            "short": Code(row.fact_id, cut=True),
            **place,
        }

    def _named(self, platform: str, jurisdiction: str) -> Run:
        """Return a platform, and where a fact about it is of, by their names at K."""
        name = self._making.platforms([platform]).get(platform, Foreign(platform))
        if not jurisdiction:
            return (name,)
        place = self._language.place(jurisdiction)
        return self._language.run("{platform} in {jurisdiction}", platform=name, jurisdiction=place)

    def _claims(self, after: int = 0) -> Iterator[Cells]:
        reader = LogReader(self._extent.connection)
        for batch in self._extent.claims(log.c.position > after):
            told = [(one, _claim(one)) for one in batch]
            targets = reader.by_ids(target for _, (target, _) in told if target)
            for one, (target, reason) in told:
                yield {
                    **self._place(one),
                    "about": self._about(targets.get(target or "")),
                    "refers_to": Code(target) if target else None,
                    "reason": Foreign(reason) if reason else None,
                }

    def _about(self, target: Entry | None) -> Cell:
        """Return the fact that a claim is about, by its type, its day, and who acted."""
        if target is None:
            return None
        try:
            return self._teller.brief(recorded_document(target))
        except _DAMAGED:
            return self._language.tr("a fact that can’t be read")


def _same(row: Any) -> tuple[str, str, int]:
    """Return by what facts count as recorded together: whom they are of, the name, the second."""
    return row.stream, row.recorded_by, row.recorded_at // 1_000_000


def _claim(entry: Entry) -> tuple[str | None, str | None]:
    """Return the fact that a claim is about, and why it was made; None for what can't be read."""
    try:
        document = recorded_document(entry)
        return str(document["refers_to"]), document.get("details", {}).get("reason")
    except _DAMAGED:
        return None, None
