"""Whether the clock of who records can be right, before it stamps a fact (docs/decisions/0023)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from register.clock import shown
from register.errors import ClockDoubted

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MICROSECOND = timedelta(microseconds=1)
LONGEST_SILENCE = timedelta(days=92) // _MICROSECOND
"""How long after the last fact the next one may come; migration 0013 has it too."""

APART = timedelta(days=1) // _MICROSECOND
"""How far the clock may be from that of PostgreSQL's server; migration 0013 has it too."""

_SERVER = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_ASKED = {
    dialect: text(f"SELECT position, recorded_at, {server} FROM log_head")  # noqa: S608  # constants
    for dialect, server in (("sqlite", "NULL"), ("postgresql", _SERVER))
}


def refuse_doubtful(connection: Connection, moment: int) -> None:
    """Raise ClockDoubted unless a moment may well be the present one."""
    head = connection.execute(_ASKED[connection.dialect.name]).first()
    if head is not None and (found := doubt(moment, *head)) is not None:
        raise found


def doubt(moment: int, position: int, last: int, server: int | None) -> ClockDoubted | None:
    """Return what speaks against a moment: the server's clock, or the last fact's time.

    ``position`` is that of the last fact, and 0 where there is none; ``server`` is None on SQLite.
    """
    if server is not None and abs(moment - server) > APART:
        return _doubted(moment, f"the database server's {shown(server)}, more than a day apart")
    if position > 0 and moment - last > LONGEST_SILENCE:
        return _doubted(moment, f"the last fact was recorded at {shown(last)}, over 92 days before")
    return None


def _doubted(moment: int, against: str) -> ClockDoubted:
    return ClockDoubted(
        f"the clock here says {shown(moment)}, and {against}: nothing was recorded; "
        "set the clock that is wrong, or say --clock-is-right if this one is not"
    )
