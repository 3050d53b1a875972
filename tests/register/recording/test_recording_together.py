"""Many at once, and stopped at any moment: the log stays whole, and the read models follow it."""

import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from support.facts.given import TIKTOK, Document, complete, fact
from support.programs.running import command, ok, surroundings
from support.servers.databases import Databases

from projections.embedded import EmbeddedRegister
from projections.tables import relationship
from register.format.schemas import read_fact
from register.store.tables import log

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def noon() -> datetime:
    return NOON


@contextmanager
def opened(url: str) -> Iterator[EmbeddedRegister]:
    with EmbeddedRegister(url, noon) as register:
        yield register


def positions(url: str) -> list[int]:
    with opened(url) as register, register.reading() as connection:
        return list(connection.execute(select(log.c.position).order_by(log.c.position)).scalars())


def lines(documents: Sequence[Document], first: int = 1) -> str:
    told = [complete(one, place) for place, one in enumerate(documents, first)]
    return "".join(json.dumps(one) + "\n" for one in told)


def test_threads_that_record_at_once_leave_no_gap_and_lose_nothing(database_url: str) -> None:
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        with opened(database_url) as register:
            start.wait()
            for place in range(8):
                one = complete(fact("court-ruled", "2022"), worker * 100 + place)
                register.record([read_fact(one)], recorded_by=f"worker {worker}")

    with opened(database_url) as register:
        register.record([read_fact(TIKTOK)], recorded_by="test")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(1, 5)))
    assert positions(database_url) == list(range(1, 34))
    with opened(database_url) as register, register.reading() as connection:
        rows = connection.execute(select(relationship.c.facts)).scalars().all()
        versions = connection.execute(select(func.max(log.c.version))).scalar()
    assert (rows, versions) == ([32], 32)


@pytest.mark.slow
def test_processes_that_import_at_once_leave_no_gap_and_lose_nothing(
    database_url: str, tmp_path: Path
) -> None:
    ok("import", "-", database=database_url, stdin=json.dumps(TIKTOK).encode())
    runs = []
    for worker in (1, 2):
        path = tmp_path / f"{worker}.jsonl"
        facts = [fact("court-ruled", "2022") for _ in range(100)]
        path.write_text(lines(facts, worker * 1000))
        runs.append(start("import", str(path), "--format", "json", database=database_url))
    for process in runs:
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert json.loads(out)["recorded"] == 100
    assert positions(database_url) == list(range(1, 202))


@pytest.mark.slow
def test_a_database_may_be_initialised_by_several_at_once(empty_url: str) -> None:
    runs = [start("init", database=empty_url) for _ in range(2)]
    for process in runs:
        _, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
    assert positions(empty_url) == []


def start(*arguments: str, database: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("--database", database, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
    )


@pytest.mark.slow
def test_an_import_that_is_killed_left_all_of_the_file_or_nothing(
    databases: Databases, tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    facts = [fact("block-imposed", "2022-03-01", order=str(place)) for place in range(900)]
    path.write_text(json.dumps(TIKTOK) + "\n" + lines(facts))
    random = Random(1)
    with databases.migrated() as url:
        for _ in range(5):
            process = start("import", str(path), "--format", "json", database=url)
            try:
                process.communicate(timeout=random.uniform(0.4, 1.6))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            assert len(positions(url)) in (0, 901)
            if positions(url):
                break
        done = ok("import", str(path), "--format", "json", database=url).document
        assert done["recorded"] + done["duplicates"] == 901
        assert positions(url) == list(range(1, 902))
        (status,) = ok("status", "tiktok", "KZ", "--format", "json", database=url).document
        assert len(status["measures"]) == 900
