"""When a fact surely happened: its date, and by when its sources told (domain.md)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from aggregates.dates.windows import window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class DatedSource(Protocol):
    """A source, as far as it says by when a fact had happened."""

    @property
    def published(self) -> str | None:
        """When it was published (EDTF)."""

    @property
    def announces(self) -> bool:
        """Whether it told of the fact ahead."""


class Dated(Protocol):
    """A fact, as far as it says when it happened."""

    @property
    def occurred(self) -> str:
        """Its date (EDTF)."""

    @property
    def sources(self) -> Sequence[DatedSource]:
        """Where it is known from."""


def occurrence(fact: Dated) -> tuple[date | None, date | None, str]:
    """Return a fact's first day, the day by which it surely happened, and its local time of day.

    The window ends at the latest on the earliest day by which a source that did not tell of
    the event ahead was published, unless that is before the window begins. Without a last day
    it is the day of recording that counts (domain.md, "When a fact takes effect").
    """
    happened = window(fact.occurred)
    first, last = happened.first, happened.last
    cap = _publication_cap(fact)
    if cap is not None and (first is None or cap >= first) and (last is None or cap < last):
        last = cap
    return first, last, happened.time


def moment(text: str) -> datetime | None:
    """Return the moment that a date of a fact names, with its offset if one is written.

    None: it has no time of day, or one that is not to be taken to the minute (an interval).
    """
    if text[10:11] != "T" or "/" in text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _publication_cap(fact: Dated) -> date | None:
    """Return the earliest day by which a source that announces nothing was published."""
    earliest = None
    for source in fact.sources:
        if source.published is not None and not source.announces:
            published = window(source.published).last
            if published is not None and (earliest is None or published < earliest):
                earliest = published
    return earliest
