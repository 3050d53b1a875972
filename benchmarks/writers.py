"""Measures sixteen processes that record on PostgreSQL, beside the same inserting a raw row each.

A raw row has the columns and indexes of the log, and a position from a sequence: without order,
without a decision, without a lock. The two take turns. While the register's processes record, a
follower projects, and its lag is sampled: the age of the oldest fact that it has not projected.
Then they record at a pace, as people and crawlers do.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.facts.given import TIKTOK
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

from projections.embedded import EmbeddedRegister
from projections.engine.follower import Follower
from register.format.schemas import read_fact
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORK: Any = get_context("fork")
COUNTRIES = ("KZ", "RU", "IN", "NG")
PAYLOAD = b'{"details":{},"note":"' + b"x" * 400 + b'"}'
RAW = (
    "INSERT INTO raw (stream, version, type, fact_id, recorded_at, recorded_by, payload) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
LAG = """
SELECT coalesce(%s - (SELECT recorded_at FROM log WHERE position =
    (SELECT min(position) + 1 FROM projection)), 0)"""


def now() -> datetime:
    return datetime.now(UTC)


def connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@contextmanager
def raw_writer(url: str, worker: int) -> Iterator[Callable[[], None]]:
    stream = f"relationship/p{worker}-{uuid4()}/KZ"
    with connect(url) as connection:
        versions = iter(range(1, sys.maxsize))

        def write() -> None:
            row = (stream, next(versions), "statement-issued/1", str(uuid4()), 0, "raw", PAYLOAD)
            connection.execute(RAW, row)

        yield write


@contextmanager
def recorder(url: str, worker: int) -> Iterator[Callable[[], None]]:
    """Record as a command does: into the log, and the read models unless a follower lives."""
    with EmbeddedRegister(url, now) as register:
        yield recording(register.record, worker)


@contextmanager
def logger(url: str, worker: int) -> Iterator[Callable[[], None]]:
    """Record into the log alone, as where the follower is on a machine of its own."""
    with EmbeddedRegister(url, now) as register:
        yield recording(register.register.record, worker)


def recording(record: Callable[..., object], worker: int) -> Callable[[], None]:
    document = {
        "type": "statement-issued",
        "platform": "tiktok",
        "jurisdiction": COUNTRIES[worker % len(COUNTRIES)],
        "occurred": "2025-12-31",
        "sources": [{"title": "made up"}],
        "note": "x" * 300,
    }
    fact = read_fact(document)

    def write() -> None:
        one = msgspec.structs.replace(fact, id=str(uuid4()))
        record([one], recorded_by=f"writer {worker}")

    write()  # the first reads whether the platform is registered
    return write


@dataclass
class Round:
    """What the writers of one round did."""

    commits: float
    slowest: float
    lags: list[float] = field(default_factory=list)


def work(
    url: str, worker: int, writer: Any, start: Any, seconds: float, pause: float, out: Any
) -> None:
    with writer(url, worker) as write:
        start.wait()
        done, slowest, end = 0, 0.0, time.monotonic() + seconds
        while (begun := time.monotonic()) < end:
            write()
            slowest = max(slowest, time.monotonic() - begun)
            done += 1
            time.sleep(pause)
    out.put((done, slowest))


def measured(
    url: str, writer: Any, writers: int, seconds: float, pause: float, lag: Callable[[], float]
) -> Round:
    start, out = FORK.Barrier(writers + 1), FORK.SimpleQueue()
    given = (writer, start, seconds, pause, out)
    crowd = [FORK.Process(target=work, args=(url, n, *given)) for n in range(writers)]
    for process in crowd:
        process.start()
    start.wait()
    lags = []
    while any(process.is_alive() for process in crowd):
        lags.append(lag())
        time.sleep(0.1)
    answers = [out.get() for _ in crowd]
    return Round(sum(n for n, _ in answers) / seconds, max(s for _, s in answers), lags)


@contextmanager
def followed(url: str) -> Iterator[Callable[[], float]]:
    """Run a follower; give what tells its lag in seconds. At the end it has caught up."""
    process = FORK.Process(target=follow, args=(url,), daemon=True)
    process.start()
    time.sleep(1.0)
    with connect(url) as connection:

        def lag() -> float:
            microseconds = int(time.time() * 1e6)
            (found,) = connection.execute(LAG, (microseconds,)).fetchone() or (0,)
            return max(0.0, float(found) / 1e6)

        yield lag
        while lag():
            time.sleep(0.05)
    process.kill()
    process.join()


def follow(url: str) -> None:
    Follower(url).run(lambda: False)


@contextmanager
def fresh_register(settings: str) -> Iterator[str]:
    with reserved_directory() as directory:
        server = PostgreSQLServer(directory)
        server.start(**dict(one.split("=") for one in settings.split(",") if one))
        url = server.url("postgres")
        migrate(url)
        with EmbeddedRegister(url, now) as register:
            register.record([read_fact(TIKTOK)], recorded_by="bench")
        with connect(url) as connection:
            connection.execute("CREATE TABLE raw (LIKE log INCLUDING ALL)")
            connection.execute("CREATE SEQUENCE raw_position")
            connection.execute("ALTER TABLE raw ALTER position SET DEFAULT nextval('raw_position')")
        yield url


def show(title: str, rounds: list[Round]) -> float:
    commits = median(one.commits for one in rounds)
    lags = sorted(lag for one in rounds for lag in one.lags)
    slowest = max(one.slowest for one in rounds)
    told = f"{title}: {commits:,.0f} commits/s (median of {len(rounds)}), slowest {slowest:.3f} s"
    if lags and lags[-1]:
        told += f", lag p50 {median(lags):.2f} s, longest {lags[-1]:.2f} s"
    print(told, flush=True)
    return commits


def compare(url: str, writers: int, seconds: float, rounds: int, pace: float) -> None:
    raw, alone, own, paced = [], [], [], []
    for _ in range(rounds):
        raw.append(measured(url, raw_writer, writers, seconds, 0.0, nothing))
        alone.append(measured(url, logger, writers, seconds, 0.0, nothing))
        with followed(url) as lag:
            own.append(measured(url, recorder, writers, seconds, 0.0, lag))
        with followed(url) as lag:
            paced.append(measured(url, recorder, writers, seconds, writers / pace, lag))
    bare = show("raw rows", raw)
    log = show("register, its log alone", alone)
    full = show("register, with a follower on the same cores", own)
    print(f"ratios {log / bare:.2f} and {full / bare:.2f}")
    show(f"register, with a follower, at a pace of at most {pace:,.0f} a second", paced)


def nothing() -> float:
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pace", type=float, default=200.0, help="facts a second, all together")
    parser.add_argument("--settings", default="", help="of the server: fsync=on,…")
    given = parser.parse_args()
    print(f"{given.writers} writers, {os.cpu_count()} cores")
    with fresh_register(given.settings) as url:
        compare(url, given.writers, given.seconds, given.rounds, given.pace)


if __name__ == "__main__":
    main()
