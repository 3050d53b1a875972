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


def occurrence(
    fact: Dated, recorded_on: date | None = None
) -> tuple[date | None, date | None, str]:
    """Return a fact's first day, the day by which it surely happened, and its local time of day.

    Nothing is published or recorded before it happens: the window ends at the latest on the
    earliest of those days. None is counted that told of it ahead: a source that says so (and
    with it the day of recording), or a day before the window begins. Without a last day it is
    the day of recording that counts (domain.md, "When a fact takes effect").
    """
    happened = window(fact.occurred)
    first, last = happened.first, happened.last
    announced = False
    for source in fact.sources:
        if source.announces:
            announced = True
        elif source.published is not None:
            last = _capped(first, last, window(source.published).last)
    if not announced:
        last = _capped(first, last, recorded_on)
    return first, last, happened.time


def _capped(first: date | None, last: date | None, told: date | None) -> date | None:
    """Return the last day of a window that was told of by a day, if that is not before it."""
    if told is None or (first is not None and told < first):
        return last
    return told if last is None or told < last else last


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
