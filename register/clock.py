"""Moments as the log keeps them: whole microseconds since 1970 UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone; it enters from outside, as a parameter."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_DAY = timedelta(days=1) // _MICROSECOND
_EPOCH_DAY = EPOCH.toordinal()


def microseconds(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970 UTC."""
    return (moment - EPOCH) // _MICROSECOND


def moment_of(stored: int) -> datetime:
    """Return the moment, in UTC, of microseconds since 1970."""
    return EPOCH + stored * _MICROSECOND


def day_of(stored: int) -> date:
    """Return the day, in UTC, of microseconds since 1970."""
    return date.fromordinal(_EPOCH_DAY + stored // _MICROSECONDS_A_DAY)


def shown(stored: int) -> str:
    """Return a stored moment as JSON shows it, or the number where it is beyond all years."""
    try:
        return iso(stored)
    except OverflowError:
        return str(stored)


def iso(stored: int) -> str:
    """Return a stored moment as JSON shows it: ``2026-11-21T10:00:00.000001Z``."""
    return moment_of(stored).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
