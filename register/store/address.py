"""Where a register is: a database URL, or the path of an SQLite file."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from register.errors import DatabaseProblem

_PATH = re.compile(r"[^:]+")


def address(url: str | URL) -> URL:
    """Return a database URL; ``postgresql://`` means psycopg 3, and a path is one of SQLite.

    Raises DatabaseProblem.
    """
    if isinstance(url, str) and _PATH.fullmatch(url):
        url = URL.create("sqlite", database=url)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseProblem(
            f"{url!r} is not a database URL (such as sqlite:///register.db)"
        ) from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise DatabaseProblem(
            f"the register lives on SQLite or PostgreSQL, not on {parsed.drivername}"
        )
    if parsed.get_backend_name() == "sqlite":
        _refuse_no_file(parsed)
    return parsed


def _refuse_no_file(url: URL) -> None:
    """Refuse what SQLite would forget at the end, and what it would take for a file's name."""
    if url.database in (None, "", ":memory:"):
        raise DatabaseProblem("the register needs a file, such as sqlite:///register.db")
    if url.query or str(url.database).startswith("file:"):
        raise DatabaseProblem(
            f"{url.render_as_string()!r} has options, and an SQLite register is a plain file, "
            "such as sqlite:///register.db"
        )
    if Path(str(url.database)).is_dir():
        raise DatabaseProblem(f"{url.database} is a folder, not a database")
