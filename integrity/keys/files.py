"""Files with a private key: made once, read by their owner alone, and never in the database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from integrity.errors import KeyProblem
from integrity.notes import Signer, read_private

if TYPE_CHECKING:
    from pathlib import Path

    from integrity.notes import Verifier

_OWN = 0o600
_OTHERS = 0o077


def file_name(verifier: Verifier) -> str:
    """Return what the file of a key is called in the folder of keys."""
    return f"{verifier.name.replace('/', '_')}+{verifier.key_id.hex()}.key"


def write_key(path: Path, signer: Signer) -> None:
    """Write a private key where no file is yet, durably; raise KeyProblem, or OSError.

    If the machine stops here, there is a file, or the beginning of one, whose key nobody knows.
    The file stays, too, when the public key turns out not to be kept: whether a commit came
    through can't always be told, and a key that nobody knows does no harm.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN)
    except FileExistsError:
        raise KeyProblem(f"{path} is there already, and a key is never overwritten") from None
    try:
        with os.fdopen(place, "w", encoding="utf-8") as file:
            file.write(f"{signer.private_text}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # the disk is full: nobody knows this key yet
        path.unlink(missing_ok=True)
        raise
    _keep_entry(path.parent)


def _keep_entry(folder: Path) -> None:
    """Make the name of a new file durable, too."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def read_key(path: Path) -> Signer:
    """Return the private key in a file that only its owner can read; raise KeyProblem."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            text = file.read(10_000)
    except FileNotFoundError:
        raise KeyProblem(f"the key file {path} does not exist") from None
    except OSError as error:
        raise KeyProblem(f"the key file {path} can't be read: {error.strerror}") from None
    except UnicodeError:
        raise KeyProblem(f"the key file {path} has no key in it") from None
    if mode & _OTHERS:
        raise KeyProblem(f"others may use the key file {path} (mode {mode:04o}): chmod 600 it")
    try:
        return read_private(text)
    except KeyProblem as problem:
        raise KeyProblem(f"the key file {path}: {problem}") from None
