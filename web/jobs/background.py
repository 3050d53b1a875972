"""Work in the background: one piece at a time; what comes of it is kept for an hour for its owner."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

from aggregates.errors import RegisterError
from web.errors import TooMuchWaits, UnknownJob
from web.shell.problems import sentence_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from web.site import Site

_LOG = logging.getLogger("register.web")
KEPT = timedelta(hours=1)
"""How long a piece of work and what came of it are kept."""

MOST_WAITING = 8
"""How many pieces of work may be unfinished at once, of everybody together."""

MOST_OF_ONE = 4
"""How many of them may be one person's, so that nobody is in everybody's way."""


class JobState(StrEnum):
    """How far a piece of work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came of a piece of work: files in its folder, and what else there is to tell."""

    files: tuple[Path, ...] = ()
    told: Any = None


@dataclass(frozen=True, slots=True)
class BackgroundJob:
    """A piece of work: of which kind, whose, what about, since when; its folder is its own."""

    id: str
    kind: str
    owner: str | None
    about: str
    began: datetime
    folder: Path
    future: Future[JobResult]

    @property
    def state(self) -> JobState:
        """How far it is."""
        if not self.future.done():
            return JobState.RUNNING if self.future.running() else JobState.WAITING
        failed = self.future.cancelled() or self.future.exception() is not None
        return JobState.FAILED if failed else JobState.DONE

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.future.done()

    @property
    def is_done(self) -> bool:
        """Tell whether it came to its end, and something came of it."""
        return self.state is JobState.DONE

    @property
    def failure(self) -> str:
        """Why it failed, in a sentence."""
        error = None if self.future.cancelled() else self.future.exception()
        if isinstance(error, RegisterError):
            return sentence_of(error)
        return "it ended by a fault of the register itself, not of what was asked"

    @property
    def result(self) -> JobResult:
        """What came of it, once it is done."""
        return self.future.result(timeout=0)


@dataclass(slots=True)
class BackgroundJobs:
    """The work of one process: begun, looked up, and taken away when its time is over."""

    site: Site
    _held: dict[str, BackgroundJob] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _folder: TemporaryDirectory[str] | None = None
    _worker: ThreadPoolExecutor | None = None

    def start(
        self, kind: str, owner: str | None, about: str, work: Callable[[Path], JobResult]
    ) -> BackgroundJob:
        """Let something be made in a folder of its own; raise TooMuchWaits if too much is waiting."""
        with self._lock:
            self._take_away_old()
            self._refuse_too_much(owner)
            name = self.site.random(16).hex()
            folder = self._place() / name
            folder.mkdir(mode=0o700)
            future = self._thread().submit(work, folder)
            future.add_done_callback(_log_failure)
            job = BackgroundJob(name, kind, owner, about, self.site.now(), folder, future)
            self._held[name] = job
        return job

    def get(self, kind: str | None, owner: str | None, name: str) -> BackgroundJob:
        """Return somebody's own piece of work of a kind, or of any (None).

        Raises UnknownJob, for others' as well.
        """
        with self._lock:
            self._take_away_old()
            found = self._held.get(name)
        if found is None or found.owner != owner or kind not in (None, found.kind):
            raise UnknownJob(
                "nothing is being made under this address; what was made is kept for an hour, for "
                "who asked for it"
            )
        return found

    def of(self, kind: str, owner: str | None) -> list[BackgroundJob]:
        """Return somebody's own pieces of work of a kind, the latest first."""
        with self._lock:
            self._take_away_old()
            found = [one for one in self._held.values() if (one.kind, one.owner) == (kind, owner)]
        return found[::-1]

    def close(self) -> None:
        """Begin nothing more, and take everything away."""
        with self._lock:
            if self._worker is not None:
                self._worker.shutdown(wait=True, cancel_futures=True)
            if self._folder is not None:
                self._folder.cleanup()
            self._held.clear()
            self._worker = self._folder = None

    def _refuse_too_much(self, owner: str | None) -> None:
        unfinished = [one.owner for one in self._held.values() if not one.is_finished]
        if unfinished.count(owner) >= MOST_OF_ONE:
            raise TooMuchWaits(
                f"{MOST_OF_ONE} of your own are being made already; ask again when one of them is done"
            )
        if len(unfinished) >= MOST_WAITING:
            raise TooMuchWaits("too much is being made at the moment; try again in some minutes")

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="register-web-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def _thread(self) -> ThreadPoolExecutor:
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="register-jobs")
        return self._worker

    def _take_away_old(self) -> None:
        until = self.site.now() - KEPT
        old = [one for one in self._held.values() if one.is_finished and one.began < until]
        for one in old:
            del self._held[one.id]
            with suppress(OSError):
                for file in one.folder.iterdir():
                    file.unlink()
                one.folder.rmdir()


def _log_failure(future: Future[JobResult]) -> None:
    """Keep what was at fault for whoever keeps the register: who asked is told less."""
    if not future.cancelled() and (error := future.exception()) is not None:
        _LOG.error("a job failed", exc_info=error)
