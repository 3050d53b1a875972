"""Databases: opening them, migrating them, and saying in one sentence what is wrong."""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from register.distribution import how_to_add
from register.errors import DatabaseProblem, NotInitialised, SchemaMismatch
from register.store.address import address
from register.store.driver_errors import not_initialised, told, translated
from register.store.sqlite_queue import queued
from register.store.tables import log
from register.store.told_once import TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

BUSY_SECONDS = 10.0
"""How long a writer on SQLite waits for another before it gives up."""

_POOL = {"pool_size": 16, "max_overflow": -1}
"""Who reads may have to write before it is done: with a bound, readers would wait for each other."""

_WRITES = "register_writes"
_PATIENCE = "register_patience"


def open_engine(url: str | URL, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine for a URL. It connects when first used; close it with ``dispose``."""
    parsed = address(url)
    try:
        if parsed.get_backend_name() != "sqlite":
            return _on_a_server(create_engine(parsed, **_POOL))
        patience = {_PATIENCE: busy_seconds}
        how = _sqlite_arguments(parsed, busy_seconds)
        engine = create_engine(parsed, execution_options=patience, **_POOL, **how)
    except (NoSuchModuleError, ModuleNotFoundError):
        raise DatabaseProblem(
            f"PostgreSQL needs psycopg, which isn't installed: {how_to_add('postgresql')}"
        ) from None
    except (ArgumentError, ValueError, TypeError) as error:
        raise DatabaseProblem(f"{url!r} is not a database URL: {error}") from None
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _on_a_server(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


_SESSION = """
SELECT set_config('default_transaction_isolation', 'read committed', false),
    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Promise what the register does, whatever the server's defaults.

    A writer that had to wait sees what was committed meanwhile, and what is acknowledged is on
    the server's disk.
    """
    connection.autocommit = True
    connection.execute(_SESSION)
    connection.autocommit = False


def _sqlite_arguments(url: URL, busy_seconds: float) -> dict[str, Any]:
    """Return how to connect: plainly, or so that a file can be read that must not be written.

    SQLite in WAL mode writes beside the file even to read it, if there is a log to share. A
    copy without one can't change, and is opened as such.
    """
    path = Path(str(url.database))
    if not path.is_file() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return {"connect_args": {"timeout": busy_seconds}}
    shared = path.with_name(f"{path.name}-wal").exists()
    target = f"file:{quote(str(path.resolve()))}?{'mode=ro' if shared else 'immutable=1'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(target, uri=True, timeout=busy_seconds, check_same_thread=False)

    return {"creator": connect}


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Let SQLAlchemy begin transactions, and make each commit durable (WAL, FULL)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    except UnicodeDecodeError:  # of what it says itself: it quotes the damaged bytes
        raise sqlite3.DatabaseError("malformed database schema") from None
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that may write; it commits at the end.

    On SQLite it takes the write lock at once, so that what is read in it stays true.
    """
    with translated(engine.url), _turn(engine), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


def impatient(engine: Engine) -> Engine:
    """Return the same engine for a writer that gives up at once where another one is at it."""
    return engine.execution_options(**{_PATIENCE: 0.0})


def _turn(engine: Engine) -> AbstractContextManager[None]:
    """Return what waits for a writer's turn, on SQLite."""
    if _is_postgresql(engine):
        return nullcontext()
    patience = engine.get_execution_options().get(_PATIENCE, BUSY_SECONDS)
    return queued(str(engine.url.database), patience)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that sees one state of the database."""
    with translated(engine.url), engine.connect() as plain:
        level = {"isolation_level": "REPEATABLE READ"} if _is_postgresql(engine) else {}
        connection = plain.execution_options(**{TOLD: {}}, **level)
        with connection.begin():
            yield connection


def _is_postgresql(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def migrate(url: str | URL) -> None:
    """Create the database's tables, or bring them to this version (Alembic); idempotent.

    Raises SchemaMismatch when the database is newer than this program, else DatabaseProblem.
    """
    from alembic import command  # noqa: PLC0415  # Alembic is slow to import, and used only here

    engine = open_engine(url)
    _make_room(engine.url)
    try:
        with translated(engine.url), engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            _refuse_others(connection)
            if not _is_postgresql(engine):
                _make_wal(connection)
            with connection.begin():
                if _is_postgresql(engine):  # SQLite's transaction has the write lock already
                    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(2019071520200102)")
                command.upgrade(_alembic(connection), "head")
    finally:
        engine.dispose()


def _make_room(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        folder = Path(str(url.database)).parent
        if not folder.is_dir():
            raise DatabaseProblem(f"the folder {folder} of the database does not exist")
        with suppress(OSError):  # a file that is there, or a folder that may only be read
            os.close(os.open(str(url.database), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _make_wal(connection: Connection) -> None:
    raw = connection.connection.cursor()
    try:
        raw.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise told(connection.engine.url, error, lost=False) from error
    finally:
        raw.close()
    connection.rollback()


def _alembic(connection: Connection | None = None) -> Any:
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    return config


def head_revision() -> str:
    """Return the schema version that this program works with."""
    from migrations.target import HEAD  # noqa: PLC0415

    return HEAD


def schema_revision(connection: Connection) -> str | None:
    """Return the schema version of a database; empty: it lost it; None: it never had one."""
    from sqlalchemy import inspect, text  # noqa: PLC0415

    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def _refuse_others(connection: Connection) -> None:
    """Refuse a database of a newer register, or of another program."""
    from sqlalchemy import inspect  # noqa: PLC0415

    found = schema_revision(connection)
    tables = inspect(connection).get_table_names()
    connection.rollback()
    if found is not None and not _is_ours(found):
        raise SchemaMismatch(_unfit(connection.engine, found))
    if tables and (found is None or log.name not in tables):
        shown = connection.engine.url.render_as_string()
        raise DatabaseProblem(
            f"{shown} has tables of another program ({', '.join(sorted(tables)[:3])}): a register "
            "needs a database of its own"
        )


def _is_ours(revision: str) -> bool:
    """Tell whether this program knows a schema version: they are numbered from 0001."""
    return len(revision) == 4 and revision.isdecimal() and "0001" <= revision <= head_revision()


def _unfit(engine: Engine, found: str) -> str:
    shown = engine.url.render_as_string()
    if len(found) == 4 and found.isdecimal() and found > head_revision():
        return (
            f"{shown} has schema {found}, newer than this program's {head_revision()}: "
            "use a newer register"
        )
    return f"{shown} has schema {found!r}, which is no register's: restore a backup"


def check_schema(engine: Engine) -> None:
    """Raise NotInitialised or SchemaMismatch unless the database fits this program.

    A file that does not exist is not created by asking.
    """
    url = engine.url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        raise NotInitialised(not_initialised(url.render_as_string()))
    with reading(engine) as connection:
        found = schema_revision(connection)
        missing = _missing_tables(connection) if found is not None else []
    if found is None:
        raise NotInitialised(not_initialised(url.render_as_string()))
    if not _is_ours(found):
        raise SchemaMismatch(_unfit(engine, found))
    if found < head_revision():
        raise SchemaMismatch(
            f"{url.render_as_string()} has schema {found}, older than this program's "
            f"{head_revision()}: bring it up to date with 'register init'"
        )
    if missing:
        raise SchemaMismatch(
            f"{url.render_as_string()} is damaged: it lacks {', '.join(missing)}; restore a backup"
        )


def _missing_tables(connection: Connection) -> list[str]:
    from sqlalchemy import inspect  # noqa: PLC0415  # as all of Alembic and its tables: late

    from migrations.target import table_names  # noqa: PLC0415

    return sorted(table_names(connection.dialect.name) - set(inspect(connection).get_table_names()))
