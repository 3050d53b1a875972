"""Killed at any moment (kill -9): what is read is right, and the next one finishes the work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, func, select
from support.crashes.processes import lives, workers_of
from support.facts.timemachine import (
    answers_are_right,
    interleaved,
    nothing_is_left,
    opened,
    record,
    verified,
)
from support.programs.running import ok, surroundings

from projections.standing.projection import live_generation
from projections.tables import projection, standing_key, standing_period
from register.store.database import open_engine, reading

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60.0
TICK_SECONDS = 0.002
ORPHANED_SECONDS = 60.0
"""How long a worker may go on that nobody waits for."""


def started(task: str, url: str) -> subprocess.Popen[bytes]:
    """A process that works in small steps, in a session of its own: it is killed with its workers."""
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).parents[2] / "support" / "crashes" / "dying.py"),
            task,
            url,
        ],
        env=surroundings(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def killed_when(url: str, task: str, reached: Callable[[Connection], bool]) -> bool:
    """Kill a process, and all that it started, once something is reached; tell whether it was."""
    engine = open_engine(url)
    process = started(task, url)
    give_up = time.monotonic() + PATIENCE_SECONDS
    try:
        while process.poll() is None:
            with reading(engine) as connection:
                if reached(connection):
                    break
            assert time.monotonic() < give_up, "it never came so far"
            time.sleep(TICK_SECONDS)
    finally:
        ended = process.poll() is not None
        if not ended:
            os.killpg(process.pid, signal.SIGKILL)
        _, told = process.communicate()
        engine.dispose()
    assert not ended or process.returncode == 0, told.decode()
    return not ended


def reached_position(position: int) -> Callable[[Connection], bool]:
    query = select(func.max(projection.c.position))
    return lambda connection: (connection.execute(query).scalar() or 0) >= position


def reached_rows(rows: int) -> Callable[[Connection], bool]:
    """Tell whether so many rows of another generation than the live one are there."""
    query = select(func.count()).select_from(standing_period)

    def reached(connection: Connection) -> bool:
        other = select(standing_key.c.id).where(
            standing_key.c.generation > live_generation(connection)
        )
        dead = list(connection.execute(other).scalars())
        mine = query.where(standing_period.c.relationship.in_(dead))
        return bool(dead) and connection.execute(mine).scalar_one() >= rows

    return reached


@pytest.mark.slow
def test_a_projector_that_is_killed_again_and_again_comes_to_the_same(database_url: str) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(1, 60))
    random = Random(1)
    kills = sum(
        killed_when(database_url, "project", reached_position(position + random.randint(0, 5)))
        for position in (3, 25, 45)
    )
    assert kills >= 2
    engine = open_engine(database_url)
    with reading(engine) as connection:
        answers_are_right(connection, random, questions=5)
    engine.dispose()
    ok("status", database=database_url)
    verified(database_url)


@pytest.mark.slow
def test_a_rebuild_that_is_killed_again_and_again_harms_no_reader_and_leaves_nothing(
    database_url: str,
) -> None:
    with opened(database_url) as (register, clock):
        record(register, clock, interleaved(2, 80))
        register.projector.catch_up()
        kills = sum(
            killed_when(database_url, "rebuild", reached_rows(rows)) for rows in (0, 10, 30)
        )
        assert kills >= 2
        verified(database_url)
        ok("rebuild", "--processes", "2", database=database_url)
        with reading(register.engine) as connection:
            nothing_is_left(connection)
    verified(database_url)


@pytest.mark.slow
def test_the_workers_of_a_rebuild_end_when_it_is_killed(sqlite_url: str) -> None:
    with opened(sqlite_url) as (register, clock):
        record(register, clock, interleaved(3, 80))
        register.projector.catch_up()
    process = started("rebuild", sqlite_url)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while len(workers := workers_of(process.pid)) < 2 and process.poll() is None:
        assert time.monotonic() < give_up
        time.sleep(TICK_SECONDS)
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()  # its workers may have it open still, so there is no end to read to
    give_up = time.monotonic() + ORPHANED_SECONDS
    try:
        while any(map(lives, workers)):
            assert time.monotonic() < give_up, "they go on without anybody to work for"
            time.sleep(0.05)
    finally:
        for worker in filter(lives, workers):
            os.kill(worker, signal.SIGKILL)
    verified(sqlite_url)
