"""Restoring a backup into an empty register: all of it in one transaction, or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import URL, inspect, select

from integrity.signing_lock import take_turn
from projections.backup.backup import (
    DIGESTED,
    Copied,
    Steps,
    backup_table,
    check_seal,
    last_checkpoint,
)
from projections.backup.copying import BESIDE, copy_beside, copy_log, head_row
from projections.backup.examination import Examination, TreeClaim, brought_claim, checkpoint_claims
from projections.backup.foreign import refuse_foreign
from projections.engine.projector import position_of, reach
from projections.read_models import tree
from register.errors import BackupProblem, DamagedLog, SchemaMismatch
from register.log.recorder import lock
from register.store.database import (
    head_revision,
    migrate,
    open_engine,
    reading,
    schema_revision,
    writing,
)
from register.store.sqlite_pages import many_pages
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from projections.backup.copying import Progress


class Brought(NamedTuple):
    """A checkpoint that the user brings: the file's name, and what is in it."""

    path: str
    content: bytes


class Backup:
    """A backup that is open to be read; ``root`` is its log's, as noted when it was made."""

    def __init__(self, path: Path, engine: Engine, root: bytes = b"") -> None:
        self._path = path
        self._engine = engine
        self.root = root

    @property
    def facts(self) -> int:
        """How many facts it says that it has."""
        with self.reading() as connection:
            return head_row(connection)[0]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to it; what is damaged there is told as the backup's."""
        try:
            with reading(self._engine) as connection:
                yield connection
        except DamagedLog as damaged:
            raise DamagedLog(f"{self._path} is damaged: {damaged}") from damaged

    def examine(self, brought: Brought | None, progress: Progress) -> Copied:
        """Compare it with its tree, with its checkpoints, and with one that the user brought.

        Raises DamagedLog, which names the first position that differs, and NoteRefused for
        what was brought and is no checkpoint of this register.
        """
        with self.reading() as connection:
            size, _ = head_row(connection)
            claims = [TreeClaim(size, self.root, "the register when the backup was made")]
            claims += checkpoint_claims(connection)
            if brought is not None:
                claims.append(brought_claim(connection, *brought))
            made = Examination(connection, claims).run(progress)
            found = Copied(made.size, made.root(), last_checkpoint(connection))
        return found if brought is None else replace(found, brought=claims[-1].size)


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """Give a backup to be read; it is never written to. One of an older version is copied first.

    Raises BackupProblem for what is no backup, and DamagedLog where what stands beside the log
    has changed.
    """
    if not path.is_file():
        raise BackupProblem(f"there is no backup {path}")
    with _engine(path) as engine:
        backup = Backup(path, engine)
        with backup.reading() as connection:
            revision = _revision(path, connection)
            refuse_foreign(path, connection)
            is_current = revision == head_revision()
            backup.root = check_seal(connection, expected=DIGESTED if is_current else ())
        if is_current:
            yield backup
            return
    with _brought_up(path) as newer:
        yield Backup(path, newer, backup.root)


@contextmanager
def _engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(URL.create("sqlite", database=str(path)))
    try:
        yield engine
    finally:
        engine.dispose()


def _revision(path: Path, connection: Connection) -> str:
    """Return the schema of a backup; raise BackupProblem if it is none that can be read."""
    found = schema_revision(connection)
    if not found or not inspect(connection).has_table(backup_table.name):
        raise BackupProblem(f"{path} is no backup that 'register backup' made")
    if found > head_revision():
        raise SchemaMismatch(
            f"{path} has schema {found}, newer than this program's {head_revision()}: "
            "use a newer register"
        )
    return found


@contextmanager
def _brought_up(path: Path) -> Iterator[Engine]:
    """Give a copy of a backup, among the temporary files, with the tables of this version."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "backup.db"
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        migrate(URL.create("sqlite", database=str(copy)))
        with _engine(copy) as engine:
            yield engine


def restore(backup: Backup, target: Engine, whole: Copied, steps: Steps) -> None:
    """Put a backup that was examined into an empty register, in one transaction.

    What was written is read again and compared before the commit, so that it is there as it
    was or not at all. The tree comes with it; other read models follow at the next catch-up.
    Raises BackupProblem for a register that is not empty.
    """
    claim = TreeClaim(whole.facts, whole.root, "the backup")
    with many_pages(target), writing(target) as connection:
        lock(connection)
        take_turn(connection)
        _refuse_filled(connection)
        with backup.reading() as source:
            copy_log(source, connection, steps.copied)
            copy_beside(source, connection)
        made = Examination(connection, [claim])
        made.run(steps.compared, partial(tree.write, connection))
        position_of(connection, tree.NAME)
        reach(connection, tree.NAME, whole.facts)


def _refuse_filled(connection: Connection) -> None:
    position, _ = head_row(connection)
    tables = [log, *BESIDE]
    rows = [connection.execute(select(table).limit(1)).first() for table in tables]
    filled = [table.name for table, row in zip(tables, rows, strict=True) if row is not None]
    if position or filled or tree.head(connection)[0]:
        where = connection.engine.url.render_as_string()
        has = f"rows in {', '.join(filled)}" if filled else f"come to position {position}"
        raise BackupProblem(f"{where} is not empty, it has {has}: restore into a new register")
