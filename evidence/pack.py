"""Zip files whose bytes follow from their contents alone: no clock, no compressor, no order."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self

_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


class Pack:
    """A zip file that is being written. Use it as a context manager.

    Files are stored as they are: compressors differ from one version to the next.
    """

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    @property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of each file so far, by name."""
        return self._hashes

    def add(self, name: str, data: bytes) -> None:
        """Add a file."""
        with self._zip.open(_entry(name), "w") as file:
            file.write(data)
        self._hashes[name] = sha256(data).hexdigest()

    def add_long(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a file of any length, given piece by piece (ZIP64)."""
        digest = sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self._hashes[name] = digest.hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.create_system, entry.external_attr = _UNIX, _MODE
    return entry
