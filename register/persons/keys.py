"""The keys to what is recorded about persons: a folder apart from the log, a file for each.

`PERSON.key` has the key, 32 random bytes. `PERSON.forgotten` is the tombstone: the key was
destroyed, and is never made anew. No lock is needed. A key comes into being by a link, which the
first of several processes makes, whole and durable. Who makes a key looks for the tombstone
afterwards, and who destroys one makes the tombstone before: so one of the two sees the other.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from register.errors import DamagedKey, ForgottenPerson

if TYPE_CHECKING:
    from sqlalchemy import URL

KEY_BYTES = 32

Randomness = Callable[[int], bytes]
"""Gives so many bytes that nobody can guess, such as `os.urandom`; it enters from outside."""

_KEY = ".key"
_FORGOTTEN = ".forgotten"
_UNFINISHED = ".unfinished"


def default_folder(database: URL) -> Path | None:
    """Return the folder beside an SQLite database; None: there is none by default."""
    if database.get_backend_name() != "sqlite":
        return None
    path = Path(str(database.database))
    return path.with_name(f"{path.name}-persons")


@dataclass(frozen=True, slots=True)
class Persons:
    """The key store of one register. The folder is made with the first key (modes 0700, 0600).

    A key may be there without a fact: of a file that was refused, or of a process that was
    killed before it recorded. A key is durable before anything is sealed with it.
    """

    folder: Path
    randomness: Randomness

    def key(self, person: str) -> bytes | None:
        """Return the key of a person; None: there is none, or it was destroyed."""
        try:
            found = self._path(person, _KEY).read_bytes()
        except FileNotFoundError:
            return None
        if self.is_forgotten(person):  # asked after reading: it may be overwritten just now
            return None
        if len(found) != KEY_BYTES:
            raise DamagedKey(
                f"the key in {self._path(person, _KEY)} has {len(found)} bytes, and not "
                f"{KEY_BYTES}: restore a copy of the folder"
            )
        return found

    def key_made(self, person: str) -> bytes:
        """Return the key of a person, made now if there was none.

        Raises ForgottenPerson. All processes that ask get the same key.
        """
        if (found := self.key(person)) is None:
            self._refuse_forgotten(person)
            self._make(person)
            found = self.key(person)
        if found is None:  # forgotten meanwhile: what was linked must not stay
            self.forget(person)
            self._refuse_forgotten(person)
            raise DamagedKey(f"the key of {person} in {self.folder} is gone as soon as it is made")
        return found

    def is_forgotten(self, person: str) -> bool:
        """Tell whether the key of a person was destroyed, or is being destroyed."""
        return self._path(person, _FORGOTTEN).exists()

    def forget(self, person: str) -> None:
        """Destroy the key of a person for good; doing it again changes nothing.

        The tombstone comes first: whoever is killed here leaves a person who is forgotten for
        every reader, and the next call destroys what is left. The bytes are overwritten before
        the file goes, since its space is not cleared by that; a file system that keeps old
        versions, and a disk that spares its cells, may keep them all the same.
        """
        self._make_folder()
        tombstone = os.open(self._path(person, _FORGOTTEN), os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.fsync(tombstone)
        finally:
            os.close(tombstone)
        self._sync()
        for left in (self._path(person, _KEY), *self.folder.glob(f"{person}.*{_UNFINISHED}")):
            _destroy(left)
        self._sync()

    def known(self) -> dict[str, bool]:
        """Return whom the folder knows, and whether they are forgotten."""
        names = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
        keys = {name.removesuffix(_KEY): False for name in names if name.endswith(_KEY)}
        gone = {name.removesuffix(_FORGOTTEN) for name in names if name.endswith(_FORGOTTEN)}
        return dict(sorted({**keys, **dict.fromkeys(gone, True)}.items()))

    def state(self) -> int:
        """Return a number that is another one after a key was made or destroyed; 0: there is none yet."""
        try:
            return self.folder.stat().st_mtime_ns
        except OSError:
            return 0

    def is_readable(self) -> bool:
        """Tell whether this process may look into the folder, or there is none yet."""
        return os.access(self.folder, os.R_OK | os.X_OK) or not self.folder.exists()

    def holds_key(self, person: str) -> bool:
        """Tell whether there is a key to destroy, be the person forgotten or not."""
        return self._path(person, _KEY).exists()

    def _path(self, person: str, ending: str) -> Path:
        return self.folder / f"{person}{ending}"

    def _refuse_forgotten(self, person: str) -> None:
        if self.is_forgotten(person):
            raise ForgottenPerson(f"{person} was forgotten, and can't be recorded again")

    def _make(self, person: str) -> None:
        """Make a key by a file of another name, so that nobody ever reads half of one.

        If the process is killed after the link, the other name is one of the same file: what
        overwrites the key overwrites it too.
        """
        self._make_folder()
        unfinished = self._path(person, f".{self.randomness(8).hex()}{_UNFINISHED}")
        file = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(file, self.randomness(KEY_BYTES))
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(unfinished, self._path(person, _KEY))
        except (FileExistsError, FileNotFoundError):
            pass  # another process was faster: its key counts, or its tombstone
        finally:
            unfinished.unlink(missing_ok=True)
        self._sync()

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            _sync(self.folder.parent)

    def _sync(self) -> None:
        _sync(self.folder)


@dataclass(frozen=True, slots=True)
class Rehearsal(Persons):
    """A key store that writes nothing: who has no key gets one of a secret that is thrown away."""

    secret: bytes

    def key_made(self, person: str) -> bytes:
        """Return the key of a person, or one that all who have this secret would make."""
        found = self.key(person)
        if found is None:
            self._refuse_forgotten(person)
        return found or hmac.digest(self.secret, person.encode(), "sha256")


def rehearsed(persons: Persons) -> Rehearsal:
    """Return a key store like this one that writes nothing."""
    return Rehearsal(persons.folder, persons.randomness, persons.randomness(KEY_BYTES))


def _destroy(path: Path) -> None:
    """Overwrite a file and remove it, if it is there."""
    try:
        file = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.pwrite(file, bytes(os.fstat(file).st_size), 0)
        os.fsync(file)
    finally:
        os.close(file)
    path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make what was added to a folder, and removed from it, outlast a loss of power."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
