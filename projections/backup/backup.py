"""Backups: the log, its tree and all that is kept beside it, in an SQLite file of their own.

A backup is made by the migrations, as a register is, and has no read models but the tree: what
was copied is compared by it. One table more, ``backup``, has the digest of everything.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import URL, Column, LargeBinary, MetaData, Table, Text, insert, inspect, select

from integrity.checkpoints.checkpoints import sound_checkpoints
from projections.backup.copying import BESIDE, Progress, copy_beside, copy_log, copy_tiles, head_row
from projections.backup.examination import Examination, TreeClaim, checkpoint_claims
from projections.read_models import tree
from register.errors import BackupProblem, DamagedLog
from register.store.database import migrate, open_engine, reading, writing
from register.store.driver_errors import translated
from register.store.sqlite_pages import as_own_file
from register.store.tables import log, log_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine


DIGESTED = tuple(table.name for table in (log_head, *BESIDE))
"""What has the SHA-256 of its rows in a backup; the log has the root of its tree."""

backup_table = Table(
    "backup",
    MetaData(),
    Column("kept", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
)
"""By the name of a table of the backup: what its rows come to. No register has it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup has: so many facts, with a root, and the size of its last checkpoint.

    ``brought`` is the size of the checkpoint that the user brought.
    """

    facts: int
    root: bytes
    checkpoint: int | None
    brought: int | None = None


class Steps(NamedTuple):
    """What is told of the rows that were copied, and of those that were compared."""

    copied: Progress
    compared: Progress


def facts_of(engine: Engine) -> int:
    """Return how many facts a log says that it has."""
    with reading(engine) as connection:
        return head_row(connection)[0]


def back_up(source: Engine, path: Path, steps: Steps) -> Copied:
    """Write a backup of one state of a register, while others record; it is durable at the end.

    The file has its name only when it is whole. Raises BackupProblem if there is one by that
    name, and DamagedLog, naming the first position, if what was copied is not what the source's
    tree and checkpoints say.
    """
    if not path.parent.is_dir():
        raise BackupProblem(f"the folder {path.parent} of the backup does not exist")
    _refuse_existing(path)
    with _place(path) as place:
        done = _filled(source, place / "backup.db", steps)
        _publish(place / "backup.db", path)
    return done


def _address(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise BackupProblem(f"{path} is there already, and a backup overwrites nothing")


@contextmanager
def _place(path: Path) -> Iterator[Path]:
    """Give an empty folder beside the file to be, and remove it with all that is left in it.

    What a backup that was killed left there is removed first. Its lock goes with its process.
    """
    place = path.with_name(f"{path.name}.partial")
    place.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, path)
        for left in place.iterdir():
            left.unlink()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        raise BackupProblem(f"another process writes a backup to {path} just now") from None
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
            raise


def _filled(source: Engine, path: Path, steps: Steps) -> Copied:
    """Copy the source as it is now into a new file, and compare what was written."""
    migrate(_address(path))
    engine = open_engine(_address(path))
    try:
        as_own_file(engine)
        with writing(engine) as target:
            kept = _copied(source, target, steps.copied)
            examined = Examination(target, [kept, *checkpoint_claims(target)])
            made = examined.run(steps.compared, partial(tree.write, target))
            _seal(target, made.root())
            return Copied(made.size, made.root(), last_checkpoint(target))
    finally:
        engine.dispose()


def _copied(source: Engine, target: Connection, progress: Progress) -> TreeClaim:
    """Copy all that is kept, as one transaction sees it; return what the source's tree says."""
    with reading(source) as connection:
        copy_log(connection, target, progress)
        copy_beside(connection, target)
        copy_tiles(connection, target)
        size, root = tree.head(connection)
    tree.keep_head(target, size, root)
    return TreeClaim(size, root, "its tree")


def last_checkpoint(connection: Connection) -> int | None:
    """Return the size of the last checkpoint that the register has signed."""
    found = sound_checkpoints(connection)
    return found[-1].size if found else None


def _seal(connection: Connection, root: bytes) -> None:
    """Note what the rows of each table come to, so that a change of the file is found."""
    backup_table.create(connection)
    rows = [{"kept": name, "digest": digest(connection, name)} for name in DIGESTED]
    connection.execute(insert(backup_table), [*rows, {"kept": log.name, "digest": root}])


def digest(connection: Connection, name: str) -> bytes:
    """Return the SHA-256 over the rows of a table of the backup, in the order of its columns."""
    made = sha256()
    query = f"SELECT * FROM {name} ORDER BY 1, 2"  # noqa: S608  # a name of ours
    with translated(connection.engine.url):
        for row in connection.exec_driver_sql(query):
            for value in row:
                made.update(_digested(value))
    return made.digest()


def _digested(value: Any) -> bytes:
    """Return a value's bytes, with their kind and length before them."""
    given = value if isinstance(value, bytes) else str(value).encode()
    return f"{type(value).__name__} {len(given)}\n".encode() + given


_SEALS = select(backup_table)


def check_seal(connection: Connection, *, expected: Iterable[str]) -> bytes:
    """Compare what stands beside the log with what was noted; return the log's root as noted.

    Something has to be noted of each table that is expected. Raises DamagedLog, which names
    the table.
    """
    with translated(connection.engine.url):
        noted: dict[str, bytes] = {row.kept: row.digest for row in connection.execute(_SEALS)}
        there = set(inspect(connection).get_table_names())
    root = noted.pop(log.name, None)
    if root is None:
        raise DamagedLog("the backup has lost the root of its log")
    for name in sorted(noted.keys() | set(expected)):
        if name not in there or digest(connection, name) != noted.get(name):
            raise DamagedLog(f"the table {name} is not as it was when the backup was made")
    return root


def _publish(written: Path, path: Path) -> None:
    """Give a whole file its name, so that it is there after a crash from now on, or not at all."""
    _sync(written)
    try:
        os.link(written, path)
    except FileExistsError:
        _refuse_existing(path)
    except OSError:  # a file system without links; nobody else was seen to take the name
        _refuse_existing(path)
        written.rename(path)
    with suppress(PermissionError):
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
