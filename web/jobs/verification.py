"""Verifying in the background: the whole log, and what somebody brings to hold it against."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.check import verify_bundle
from projections.verification.verify import (
    VerificationRequest,
    is_readable,
    verified,
    with_brought,
)
from web.errors import NotChecked
from web.jobs.background import JobResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence.check import CheckReport
    from projections.verification.verify import Verified
    from web.site import Site

ZIP = b"PK"
"""How a bundle begins: it is a zip file."""

LONGEST_NOTE = 1_000_000
"""Of how many bytes a checkpoint is at most."""

LARGEST_UNPACKED = 500 * 2**20
"""Of how many bytes the files of a bundle are at most, for one that is checked here."""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What came of verifying; ``bundle`` is what came of checking one, ``done`` of the log itself.

    A bundle that is damaged is not held against the log: then ``done`` is None.
    """

    wanted: VerificationRequest
    done: Verified | None
    bundle: CheckReport | None = None


@dataclass(frozen=True, slots=True)
class LogVerification:
    """A verification to be done: of the log, with what is brought, by the key that is trusted."""

    site: Site
    brought: bytes = b""
    vkey: str | None = None
    replay: bool = False

    def __call__(self, folder: Path) -> JobResult:
        """Do it."""
        if not self.brought.startswith(ZIP):
            return JobResult(told=self._of_log(self.brought))
        path = folder / "bundle.zip"
        path.write_bytes(self.brought)
        refuse_too_large(path)
        report = verify_bundle(path, [] if self.vkey is None else [self.vkey])
        if not report.verified:
            wanted = VerificationRequest(vkey=self.vkey)
            return JobResult(told=VerificationResult(wanted, None, report))
        with zipfile.ZipFile(path) as bundle:
            checkpoint = bundle.read("checkpoint.txt")
        found = self._of_log(checkpoint)
        return JobResult(told=VerificationResult(found.wanted, found.done, report))

    def _of_log(self, note: bytes) -> VerificationResult:
        wanted = VerificationRequest(vkey=self.vkey, replay=self.replay)
        with self.site.register.reading() as connection:
            if note and is_readable(connection):
                wanted = with_brought(connection, wanted, note)
            return VerificationResult(wanted, verified(connection, wanted, lambda _: None))


def refuse_too_large(path: Path) -> None:
    """Refuse a zip file that is none, or that unpacks to more than is checked here."""
    try:
        with zipfile.ZipFile(path) as file:
            sizes: Iterable[int] = [info.file_size for info in file.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise NotChecked(f"the file can't be read as a zip file: {error}") from None
    if sum(sizes) > LARGEST_UNPACKED:
        raise NotChecked(
            f"the bundle unpacks to more than {LARGEST_UNPACKED:,} bytes: check it with "
            "'register verify' instead"
        )


def refuse_no_note(content: bytes) -> None:
    """Refuse what can be neither a checkpoint nor a bundle."""
    if not content:
        raise NotChecked("choose a file: a checkpoint that was kept, or a bundle")
    if not content.startswith(ZIP) and len(content) > LONGEST_NOTE:
        raise NotChecked("the file is neither a checkpoint nor a bundle")
