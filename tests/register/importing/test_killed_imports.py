"""An import that is killed (kill -9) leaves whole batches, and the same command goes on."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from support.crashes.processes import lives, workers_of
from support.crashes.slow_import import FACTS, PATIENCE_SECONDS, started, told
from support.facts.given import complete, fact
from support.programs.running import ok, run

from register.store.database import open_engine, reading
from register.store.tables import log_head

BATCH = 20
TICK_SECONDS = 0.002
SEEDS = (1,)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "facts.jsonl"
    found.write_bytes(told())
    return found


@contextmanager
def watched(url: str) -> Iterator[Callable[[], int]]:
    """Gives a function that tells the log's last position."""
    engine = open_engine(url)

    def head() -> int:
        with reading(engine) as connection:
            return int(connection.execute(select(log_head.c.position)).scalar_one())

    try:
        yield head
    finally:
        engine.dispose()


def killed_at(path: Path, url: str, least: int) -> int:
    """Start an import and kill it, with its workers, past a position; return the log's then."""
    process = started(path, url)
    give_up = time.monotonic() + PATIENCE_SECONDS
    with watched(url) as head:
        while process.poll() is None and head() < least:
            assert time.monotonic() < give_up, "it never came so far"
            time.sleep(TICK_SECONDS)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate()
        assert process.returncode in (0, -signal.SIGKILL), said.decode()
        return head()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_an_import_that_is_killed_again_and_again_records_each_fact_once(
    database_url: str, path: Path, seed: int
) -> None:
    random = Random(seed)
    for least in sorted(random.sample(range(1, FACTS), 3)):
        assert killed_at(path, database_url, least) % BATCH == 0, "half a batch is in the log"
    done = ok("import", str(path), "--format", "json", database=database_url).document
    assert done["recorded"] + done["duplicates"] == FACTS
    exported = ok("export", database=database_url).documents
    assert [row["position"] for row in exported] == list(range(1, FACTS + 1))
    ids = [row["id"] for row in exported]
    assert len(set(ids)) == FACTS
    assert ids[1:3] == [complete(fact("x", "y"), n)["id"] for n in (1, 2)], "not the file's order"
    moments = [row["recorded_at"] for row in exported]
    assert moments == sorted(moments)
    assert run("verify", "--replay", database=database_url).status == 0


@pytest.mark.slow
def test_an_import_that_is_killed_while_it_checks_leaves_nothing(
    database_url: str, path: Path
) -> None:
    process = started(path, database_url)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not (workers := workers_of(process.pid)) and process.poll() is None:
        assert time.monotonic() < give_up
        time.sleep(TICK_SECONDS)
    process.kill()
    process.communicate()
    while any(map(lives, workers)):
        assert time.monotonic() < give_up, "workers go on without anybody to work for"
        time.sleep(0.05)
    with watched(database_url) as head:
        assert head() == 0
    assert (
        ok("import", str(path), "--format", "json", database=database_url).document["recorded"]
        == FACTS
    )
