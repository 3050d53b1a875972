"""Saying in one sentence, about a database, what its driver says in its own words."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from register.errors import (
    DatabaseBusy,
    DatabaseLost,
    DatabaseProblem,
    DatabaseReadOnly,
    DiskFull,
    FactOverwritten,
    NotInitialised,
    StreamMoved,
    UnfitText,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

_GONE = ("57P01", "57P02", "57P03")
"""PostgreSQL's codes (SQLSTATE) for a server that is stopped, has crashed, or is starting."""

_OVERTAKEN = frozenset({"40P01", "40001", "55P03"})
"""PostgreSQL's codes for a transaction that gave way to another one."""

_UNTOLD = frozenset({"disk I/O error", "unable to open database file"})
_LITTLE = 65_536
"""Bytes of room with which SQLite can't begin: its index of changes alone has half as many."""

_MAY_NOT = "42501"
"""PostgreSQL's code for what the role lacks the privilege to do."""


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn the drivers' errors into one sentence about this database."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig or error
        raise told(url, cause, lost=error.connection_invalidated) from error
    except UnicodeDecodeError as error:  # the driver's, of a name or a text in a damaged file
        shown = url.render_as_string(hide_password=True)
        raise DatabaseProblem(f"{shown} is damaged: a text in it is not UTF-8") from error


def told(url: URL, error: BaseException, *, lost: bool) -> DatabaseProblem:
    """Return a driver's error as ours; ``lost`` is whether the connection is of no more use."""
    shown = url.render_as_string(hide_password=True)
    text = str(error).strip()
    reason = text.splitlines()[0] if text else "no reason given"
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in reason:
        return DatabaseProblem(f"{shown} is not a database")
    if "cannot contain NUL" in reason:
        return UnfitText("a text has a NUL character, which PostgreSQL can't hold")
    if lost or _is_gone(error):
        return DatabaseLost(f"{shown} can't be used: {reason}")
    if getattr(error, "sqlstate", None) in _OVERTAKEN:
        return DatabaseBusy(f"{shown} is locked by another process; try again when it is done")
    if getattr(error, "sqlstate", None) == _MAY_NOT:
        return DatabaseReadOnly(f"{shown} can't be used: {reason}")
    return _of_its_disk(url, shown, reason) or _in_words(shown, reason)


def _of_its_disk(url: URL, shown: str, reason: str) -> DatabaseProblem | None:
    """Return what SQLite has no words for: it can't make the files that it keeps beside its own."""
    if url.get_backend_name() != "sqlite" or reason not in _UNTOLD:
        return None
    folder = Path(str(url.database)).parent
    if folder.is_dir() and not os.access(folder, os.W_OK):
        return DatabaseReadOnly(f"{shown} can't be used: the folder {folder} may only be read")
    if folder.is_dir() and disk_usage(folder).free < _LITTLE:
        return DiskFull(f"the disk of {shown} is full, and nothing was written")
    return None


def _is_gone(error: BaseException) -> bool:
    """Tell whether the server was stopped or can't be reached, rather than that it refuses."""
    code = getattr(error, "sqlstate", "none of PostgreSQL's")
    return code in _GONE or (code is None and type(error).__name__ == "OperationalError")


def _in_words(shown: str, reason: str) -> DatabaseProblem:
    if _means_no_tables(reason):
        return NotInitialised(not_initialised(shown))
    if "locked" in reason or "busy" in reason:
        return DatabaseBusy(f"{shown} is locked by another process; try again when it is done")
    if "readonly" in reason or "read-only" in reason:
        return DatabaseReadOnly(f"{shown} is read-only, and nothing was written")
    if "full" in reason or "No space left" in reason:
        return DiskFull(f"the disk of {shown} is full, and nothing was written")
    if "malformed" in reason:
        return DatabaseProblem(f"{shown} is damaged: {reason}")
    return DatabaseProblem(f"{shown} can't be used: {reason}")


def _means_no_tables(reason: str) -> bool:
    return "no such table" in reason or ("relation" in reason and "does not exist" in reason)


def not_initialised(shown: str) -> str:
    """Return the sentence for a database without a register."""
    return f"there is no register at {shown}: make one with 'register init'"


def conflict(reason: str) -> FactOverwritten | StreamMoved | DatabaseProblem:
    """Return what stood in the way of a row, by a constraint's name or, on SQLite, its columns."""
    if "log_has_one_event" in reason or "log.stream" in reason:
        return StreamMoved("another process recorded on the same aggregate just now; try again")
    if "log_has_each_fact_once" in reason or "log.fact_id" in reason:
        return FactOverwritten("a fact with this id was recorded by another process just now")
    return DatabaseProblem(f"the log refuses the row: {reason.splitlines()[0]}")
