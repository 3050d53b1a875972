"""Facts as the claims and the fold take them: with what the log adds, its position and its day.

Whoever works on the facts of an aggregate gets them here, from rows of the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from aggregates.claims import Known
from register.clock import day_of
from register.log.reader import stored_fact
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import BindParameter, ColumnElement, Row, Select

    from register.log.reader import Entry


FactRow: TypeAlias = "Entry | Row[int, str, int, bytes]"
"""A row of the log, or as much of one as `facts_of` selects."""


def known_of(row: FactRow) -> Known:
    """Return the fact of a row; raise DamagedFact if its bytes are none."""
    return known(row.position, row.type, row.recorded_at, row.payload)


def known(position: int, topic: str, recorded_at: int, payload: bytes | str) -> Known:
    """Return the fact of the columns that `facts_of` selects; raise as `known_of` does."""
    return Known(position, day_of(recorded_at), stored_fact(position, topic, payload))


def in_log_order(rows: Iterable[FactRow], *, through: int | None = None) -> list[Known]:
    """Return the facts of rows, each once, with a position up to one, in the order of the log."""
    found = sorted({row.position: row for row in rows}.items())
    return [known_of(row) for place, row in found if through is None or place <= through]


def facts_of(
    stream: str | BindParameter[str], *conditions: ColumnElement[bool]
) -> Select[int, str, int, bytes]:
    """Return the query for the facts of an aggregate, with no more of each than `known_of` needs."""
    return (
        select(log.c.position, log.c.type, log.c.recorded_at, log.c.payload)
        .where(log.c.stream == stream, *conditions)
        .order_by(log.c.version)
    )
