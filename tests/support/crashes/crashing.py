"""Crashes: `crashing.py '{"kind": "sqlite", "kills": 20, "seed": 1}'` prints what became of them.

Commands of the register are run in processes that are forked, so that the program is loaded
once, and killed (kill -9, with all that they started) at random moments. On PostgreSQL it is
sometimes the server that crashes. After each, everything is compared that must not be lost.
"""

import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from sqlalchemy import select
from support.facts.given import TIKTOK, Document, complete, fact
from support.programs.running import lines
from support.servers.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

import cli
from commands.shell.tables import console
from integrity.tables import checkpoint
from projections.backup.examination import Examination, checkpoint_claims
from projections.backup.restore import opened_backup
from projections.embedded import EmbeddedRegister
from projections.read_models import tree
from projections.verification.replay_check import mismatches
from register.errors import NotInitialised
from register.importing import importer
from register.store.database import open_engine, reading
from register.store.tables import log

FORK: Any = get_context("fork")
COUNTRIES = ("KZ", "RU", "IN", "NG", "UZ")
KINDS = ("court-ruled", "block-threatened", "block-imposed", "block-lifted")
SMALL, LARGE, BATCH = 120, 240, 20
"""Facts of a file that is one transaction, of one that is several, and of one of these."""

PER_REGISTER = 20
"""How many kills a register outlives before a new one takes its place, so that checks stay quick."""

SERVER_CRASHES = 0.15
"""How often it is the server that crashes, of all kills on PostgreSQL."""

ACKNOWLEDGED = 0.75
"""How often who records one fact after the other is killed after the first was acknowledged."""

TOLD = re.compile(r"([0-9a-f-]{36}) recorded at position (\d+)\n")
SIGNED = re.compile(r"register.example/log\n(\d+)\n.*\n\n— .*\n")
TASKS = ("import", "import in batches", "record", "rebuild", "checkpoint", "backup", "restore")


def documents(number: int, size: int) -> list[Document]:
    """Facts with ids of their own, about some relationships, in any order of the world."""
    found = []
    for place in range(number * 10_000 + 1, number * 10_000 + 1 + size):
        day = (date(2015, 1, 1) + timedelta(days=place * 7919 % 3001)).isoformat()
        kind, country = KINDS[place % 7 % 4], COUNTRIES[place % 5]
        found.append(complete(fact(kind, day, jurisdiction=country), place))
    return found


def run(*arguments: str) -> int:
    """Run a command in this process; return its exit status."""
    try:
        cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def child(task: str, url: str, path: Path, number: int) -> NoReturn:
    """Do a task as a user would, with its output beside the path."""
    os.setsid()
    said = [path.with_suffix(end).open("w", buffering=1) for end in (".out", ".err")]
    sys.stdout, sys.stderr = said
    console.cache_clear()
    os._exit(_done(task, url, path, number))


def _done(task: str, url: str, path: Path, number: int) -> int:
    if task == "record":
        statuses = (run(*_recording(url, number, place)) for place in count())
        return next(status for status in statuses if status)
    if task == "import in batches":
        importer.BLOCK_BYTES, importer.SMALL, importer.BATCH = 4_000, 1, BATCH
    name, *more = {
        "import": ("import", f"{path}.jsonl"),
        "import in batches": ("import", f"{path}.jsonl"),
        "rebuild": ("rebuild", "--processes", "1"),
        "backup": ("backup", f"{path}.db"),
        "restore": ("restore", f"{path}.db"),
        "checkpoint": ("checkpoint",),
    }[task]
    return run("--database", url, name, *more)


def _recording(url: str, number: int, place: int) -> list[str]:
    country, day = COUNTRIES[place % 5], f"2021-{place % 12 + 1:02}-01"
    about = ["--platform", "tiktok", "--jurisdiction", country, "--occurred", day]
    title = f"source {number}/{place}"
    return ["--database", url, "record", "court-ruled", *about, "--source-title", title]


@dataclass
class Crashes:
    """One register, what it acknowledged, and what was found wrong with it."""

    url: str
    folder: Path
    random: Random
    databases: Databases
    server: PostgreSQLServer | None = None
    longest: dict[str, float] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    checkpoints: set[int] = field(default_factory=set)

    def begin(self) -> None:
        path = self.folder / "platform.jsonl"
        path.write_bytes(lines(TIKTOK, *documents(0, 60)))
        self._command("init")
        os.environ["REGISTER_KEY"] = str(self.folder / "key")
        self._command("key", "init", "--name", "register.example/log")
        self._command("import", str(path))

    def kill(self, task: str, number: int) -> str:
        """Run a task and kill it; tell what ended it: ``killed``, ``server`` or ``itself``."""
        path = self.folder / str(number)
        with self._target(task, path) as url:
            ids = self._prepare(task, path, number)
            how = self._killed(task, url, path, number)
            self._look_at_output(task, path)
            getattr(self, f"_after_{task.replace(' ', '_')}", _nothing)(path, url, ids)
        self.wrong += [f"{number}, {task}, {how}: {one}" for one in self.state()]
        return how

    def _killed(self, task: str, url: str, path: Path, number: int) -> str:
        begun = time.monotonic()
        process = FORK.Process(target=child, args=(task, url, path, number))
        process.start()
        crash = self.server is not None and self.random.random() < SERVER_CRASHES
        if task == "record" and self.random.random() < ACKNOWLEDGED:
            _until_it_says_something(path.with_suffix(".out"), process)
        process.join(self.random.uniform(0, self.longest.get(task, 1.0)))
        if crash and self.server is not None:
            self.server.restart("immediate")
        ended = not process.is_alive()
        if not ended:
            _kill_group(process.pid)
        elif not crash:
            self.longest[task] = 1.05 * (time.monotonic() - begun)
        process.join()
        return "server" if crash else "itself" if ended else "killed"

    @contextmanager
    def _target(self, task: str, path: Path) -> Iterator[str]:
        """Give the register that a task works on: a new one for what is restored."""
        if task != "restore":
            yield self.url
            return
        self._command("backup", f"{path}.db")
        with self.databases.empty() as url:
            yield url

    def _prepare(self, task: str, path: Path, number: int) -> list[str]:
        for end in (".out", ".err"):  # it may be killed before it has opened them
            path.with_suffix(end).touch()
        if not task.startswith("import"):
            return []
        given = documents(number, SMALL if task == "import" else LARGE)
        Path(f"{path}.jsonl").write_bytes(lines(*given))
        return [one["id"] for one in given]

    def _look_at_output(self, task: str, path: Path) -> None:
        """Take what was acknowledged; an error has to be one sentence."""
        out, err = (path.with_suffix(end).read_text() for end in (".out", ".err"))
        self.told |= {name: int(position) for name, position in TOLD.findall(out)}
        self.checkpoints |= {int(size) for size in SIGNED.findall(out)}
        if "Traceback" in err or err.count("Error: ") > 1:
            self.wrong.append(f"{path.name}, {task}: it said {err}")

    def _after_import(self, path: Path, _url: str, ids: list[str]) -> None:
        there = len(self._places().keys() & set(ids))
        if there not in (0, SMALL):
            self.wrong.append(f"{path.name}: {there} of the {SMALL} facts of a file are there")

    def _after_import_in_batches(self, path: Path, _url: str, ids: list[str]) -> None:
        there = len(self._places().keys() & set(ids))
        if there % BATCH:
            self.wrong.append(f"{path.name}: {there} facts are there, which is half a batch")
        self._command("import", f"{path}.jsonl")
        if not set(ids) <= self._places().keys():
            self.wrong.append(f"{path.name}: the same import did not go on")

    def _after_backup(self, path: Path, _url: str, _ids: list[str]) -> None:
        if not Path(f"{path}.db").exists():
            self._command("backup", f"{path}.db")
        with opened_backup(Path(f"{path}.db")) as backup:
            made = backup.examine(None, lambda _: None)
        if made.facts != len(self._places()) or Path(f"{path}.db.partial").exists():
            self.wrong.append(f"{path.name}: the backup has {made.facts} facts, or left something")
        Path(f"{path}.db").unlink()

    def _after_restore(self, path: Path, url: str, _ids: list[str]) -> None:
        before = self._places()
        there = self._places(url)
        if there not in ({}, before):
            self.wrong.append(f"{path.name}: {len(there)} of {len(before)} facts were restored")
        if not there:
            self._command("restore", f"{path}.db", url=url)
        self.wrong += [f"{path.name}, restored: {one}" for one in self.state(url)]
        if self._places(url) != before:
            self.wrong.append(f"{path.name}: not all was restored")
        Path(f"{path}.db").unlink()

    def _places(self, url: str | None = None) -> dict[str, int]:
        """The positions of facts, by id; none where there is no register yet."""
        engine = open_engine(url or self.url)
        try:
            with reading(engine) as connection:
                rows = connection.execute(select(log.c.fact_id, log.c.position))
                return {row.fact_id: row.position for row in rows}
        except NotInitialised:
            return {}
        finally:
            engine.dispose()

    def _command(self, *arguments: str, url: str | None = None) -> None:
        """Run a command that has to end well, in a process of its own."""
        path = self.folder / "command"
        process = FORK.Process(target=_command, args=(path, url or self.url, arguments))
        process.start()
        process.join()
        if process.exitcode:
            self.wrong.append(f"{' '.join(arguments)}: {path.read_text()}")

    def state(self, url: str | None = None) -> Iterator[str]:
        """Tell what is wrong with a register that was opened again."""
        with EmbeddedRegister(url or self.url, now) as register, register.reading() as connection:
            rows = connection.execute(select(log).order_by(log.c.position)).all()
            places = {row.fact_id: row.position for row in rows}
            yield from (
                f"{one} is not at {at}" for one, at in self.told.items() if places.get(one) != at
            )
            if [row.position for row in rows] != list(range(1, len(rows) + 1)):
                yield "the positions have gaps"
            if any(one.recorded_at > later.recorded_at for one, later in pairwise(rows)):
                yield "the time of recording went back"
            made = Examination(connection, checkpoint_claims(connection)).run(lambda _: None)
            if tree.head(connection) != (len(rows), made.root()):
                yield "the tree is not that of the log"
            if not self.checkpoints <= {row.size for row in connection.execute(_SIZES)}:
                yield "a checkpoint that was printed is not kept"
            yield from (str(one) for one in mismatches(connection, lambda _: None))


_SIZES = select(checkpoint.c.size)


def _nothing(_path: Path, _url: str, _ids: list[str]) -> None:
    return


def _command(path: Path, url: str, arguments: tuple[str, ...]) -> NoReturn:
    with path.open("w") as out:
        sys.stdout = sys.stderr = out
        console.cache_clear()
        status = run("--database", url, *arguments)
    os._exit(status)


def _until_it_says_something(out: Path, process: Any) -> None:
    while process.is_alive() and not out.stat().st_size:
        time.sleep(0.01)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has not come to have a group yet
        os.kill(pid, signal.SIGKILL)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Tally:
    """How often what was killed, and what was wrong."""

    killed: dict[str, int] = field(default_factory=dict)
    server: int = 0
    itself: int = 0
    facts: int = 0
    wrong: list[str] = field(default_factory=list)


def crash(
    databases: Databases, server: PostgreSQLServer | None, folder: Path, *, kills: int, seed: int
) -> Tally:
    """Kill so many times; what ended by itself before is not counted."""
    random, tally, numbers = Random(seed), Tally(), count(1)
    longest: dict[str, float] = {}
    done = 0
    while done < kills:
        with databases.empty() as url, tempfile.TemporaryDirectory(dir=folder) as own:
            crashes = Crashes(url, Path(own), random, databases, server, longest)
            crashes.begin()
            for task in _rounds(random, min(PER_REGISTER, kills - done)):
                how = "itself"
                while how == "itself" and not crashes.wrong:
                    how = crashes.kill(task, next(numbers))
                    tally.itself += how == "itself"
                done += 1
                tally.server += how == "server"
                tally.killed[task] = tally.killed.get(task, 0) + 1
            tally.facts += len(crashes.told)
            tally.wrong += crashes.wrong
    return tally


def _rounds(random: Random, many: int) -> list[str]:
    """Give tasks in random order, each as often as others."""
    found: list[str] = []
    while len(found) < many:
        found += random.sample(TASKS, len(TASKS))
    return found[:many]


@contextmanager
def surroundings(kind: str) -> Iterator[tuple[Databases, PostgreSQLServer | None, Path]]:
    """Give databases of a kind, on PostgreSQL with a server of their own, and a folder."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if kind == "sqlite":
            yield SQLiteDatabases(folder), None, folder
            return
        server = PostgreSQLServer(stack.enter_context(reserved_directory()))
        server.start(synchronous_commit="on", full_page_writes="on")
        yield PostgreSQLDatabases(server, "crashing"), server, folder


def crashes(kind: str, *, kills: int, seed: int) -> Tally:
    with surroundings(kind) as (databases, server, folder):
        return crash(databases, server, folder, kills=kills, seed=seed)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vars(crashes(**json.loads(sys.argv[1])))))
