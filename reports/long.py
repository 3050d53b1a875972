"""Tables too long to read: readers get their beginning, programs all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from reports.model import Audience, Paragraph

if TYPE_CHECKING:
    from reports.model import Block, Table
    from reports.words.language import Language


def shown(table: Table, longest: int, language: Language) -> tuple[Block, ...]:
    """Return a table, or, if it is longer, its first rows for readers, and all for programs."""
    if len(table.rows) <= longest:
        return (table,)
    first = replace(table, rows=tuple(islice(table.rows, longest)), audience=Audience.READERS)
    return (
        left_out(longest, len(table.rows), language),
        first,
        replace(table, audience=Audience.PROGRAMS),
    )


def left_out(shown: int, count: int, language: Language) -> Paragraph:
    """Return the sentence that says how many of how many rows are shown, and where all are."""
    told = language.run(
        "{shown} of {count} are shown here; the same report as xlsx, csv or json has them all.",
        shown=language.number(shown),
        count=language.number(count),
    )
    return Paragraph(told)
