"""What `register doctor` finds around the rows of a database: its schema, server, file and clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from integrity.schema.differences import differences
from projections.verification.findings import Finding
from register.clock import microseconds, shown
from register.store.tables import log_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

_DAY = 86_400_000_000
_SETTINGS = text(
    "SELECT name, reset_val AS value FROM pg_settings WHERE reset_val = 'off' "
    "AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name"
)
_MEANS = {
    "fsync": "a crash of the server's machine can lose or damage what was acknowledged",
    "full_page_writes": "a crash of the server's machine can damage pages of the log",
    "synchronous_commit": "the register sets it on for its own sessions; others would lose facts",
}


def of_surroundings(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Give all that is to look at there."""
    yield from _of_schema(connection)
    yield from _of_clock(connection, now)
    if connection.dialect.name == "postgresql":
        yield from _of_server(connection)
    else:
        yield from _of_file(Path(str(connection.engine.url.database)))


def _of_schema(connection: Connection) -> Iterator[Finding]:
    for place, what in differences(connection):
        yield Finding(
            "schema",
            place,
            what,
            "find out who did it and why, undo it, and see what 'register verify' says of the rest",
        )


def _of_clock(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Name a time of recording that is yet to come: all later facts have it until it is there."""
    last = connection.execute(select(log_head.c.recorded_at)).scalar() or 0
    if last > microseconds(now) + _DAY:
        yield Finding(
            "clock",
            "log_head",
            f"the last time of recording is {shown(last)}, which is yet to come",
            "a clock was wrong, this one or that of then: facts keep that time until it is past",
        )


def _of_server(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(_SETTINGS):
        yield Finding(
            "durability",
            row.name,
            f"the server has {row.name} off: {_MEANS[row.name]}",
            "switch it on in postgresql.conf, unless the machine itself can be lost",
        )


def _of_file(path: Path) -> Iterator[Finding]:
    mode = path.stat().st_mode & 0o777 if path.is_file() else 0
    if mode & 0o077:
        yield Finding(
            "mode",
            str(path),
            f"others on this machine may use the database (mode {mode:04o})",
            "chmod 600 it, or leave it if they are to",
        )
