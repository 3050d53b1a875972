"""A long run on PostgreSQL: writers, a follower, random kills of both, one crash of the server.

At the end every acknowledged fact has to be in the log once, at the place that was told; the log
gapless and in order of time; and every row of the read models what a replay makes. Each writer
notes what was acknowledged in a file of its own, which a kill leaves as it is.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.facts.given import TIKTOK
from support.servers.crowd import documents, opened, recorded
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

from projections.engine.follower import Follower
from projections.verification.replay_check import mismatches
from register.errors import DatabaseLost
from register.format.schemas import read_fact
from register.store.database import migrate, open_engine, reading
from register.store.tables import log

FORK: Any = get_context("fork")
KINDS = (0, 1, 2, 3)
"""Of what a crowd records, all but claims: each would read all facts of the one relationship."""

FACTS = 9_999
"""How many facts a writer has; then it waits to be killed."""


def write(url: str, worker: int, pause: float, folder: str) -> None:
    told: list[str] = []
    to = os.open(Path(folder) / str(worker), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    with opened(url) as register:
        for place, one in enumerate(documents(worker, FACTS)):
            if place % 5 in KINDS:
                done = recorded(register, one, worker, told)
                if done is not None:
                    os.write(to, "{} {}\n".format(*done).encode())
                time.sleep(pause)
    time.sleep(10**6)


def follow(url: str) -> None:
    """Follow, begun anew as a supervisor does if the server is away just then."""
    while True:
        with suppress(DatabaseLost):
            Follower(url).run(lambda: False)
        time.sleep(0.2)


@dataclass
class Soak:
    """The processes, and how often they were killed."""

    url: str
    folder: str
    pause: float
    random: Random = field(default_factory=lambda: Random(1))
    writers: list[Any] = field(default_factory=list)
    born: int = 0
    kills: int = 0
    follower: Any = None
    ended_by_themselves: int = 0

    def start_writer(self) -> None:
        self.born += 1
        self.writers.append(started(write, self.url, self.born, self.pause, self.folder))

    def start_follower(self) -> None:
        self.follower = started(follow, self.url)

    def kill_one(self) -> None:
        """Kill a writer or the follower, and put another in its place."""
        self.kills += 1
        if self.random.random() < 0.3:
            self._kill(self.follower)
            self.start_follower()
        else:
            self._kill(self.writers.pop(self.random.randrange(len(self.writers))))
            self.start_writer()

    def end(self) -> None:
        for process in (*self.writers, self.follower):
            self._kill(process)

    def _kill(self, process: Any) -> None:
        """Kill a process, which has to be alive: none may end by itself, whatever happens."""
        self.ended_by_themselves += not process.is_alive()
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def started(work: Any, *given: Any) -> Any:
    process = FORK.Process(target=work, args=given, daemon=True)
    process.start()
    return process


def run(server: PostgreSQLServer, soak: Soak, minutes: float, writers: int) -> None:
    begun = time.monotonic()
    crash = begun + minutes * 30
    soak.start_follower()
    for _ in range(writers):
        soak.start_writer()
    while time.monotonic() < begun + minutes * 60:
        time.sleep(soak.random.uniform(0.5, 5.0))
        soak.kill_one()
        if time.monotonic() > crash:
            crash = float("inf")
            server.restart("immediate")
    soak.end()


def check(url: str, folder: str) -> list[str]:
    """Return what is wrong."""
    told = [line.split() for path in Path(folder).iterdir() for line in path.open()]
    engine = open_engine(url)
    with reading(engine) as connection:
        columns = (log.c.position, log.c.fact_id, log.c.recorded_at)
        rows = connection.execute(select(*columns).order_by(log.c.position)).all()
    places = {row.fact_id: row.position for row in rows}
    wrong = [f"{name} is not at {place}" for name, place in told if places.get(name) != int(place)]
    if [row.position for row in rows] != list(range(1, len(rows) + 1)):
        wrong.append("the positions have gaps")
    if any(one.recorded_at > later.recorded_at for one, later in pairwise(rows)):
        wrong.append("the time of recording went back")
    with opened(url) as register, register.reading() as connection:
        wrong += [str(one) for one in mismatches(connection, lambda _: None)]
    engine.dispose()
    print(f"{len(rows):,} facts, {len(told):,} acknowledgements", flush=True)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between a writer's facts")
    given = parser.parse_args()
    with reserved_directory() as directory, tempfile.TemporaryDirectory() as folder:
        server = PostgreSQLServer(directory)
        server.start(synchronous_commit="on")
        url = server.url("postgres")
        migrate(url)
        with opened(url) as register:
            register.record([read_fact(TIKTOK)], recorded_by="soak")
        soak = Soak(url, folder, given.pause)
        run(server, soak, given.minutes, given.writers)
        print(f"{given.minutes:g} minutes, {given.writers} writers at a time, {soak.kills} kills")
        wrong = check(url, folder)
    if soak.ended_by_themselves:
        wrong.append(f"{soak.ended_by_themselves} processes ended by themselves")
    print("\n".join(wrong[:20]) or "all is well")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
