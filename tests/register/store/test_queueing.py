"""Writers on SQLite queue: who came first writes first, and a queue that fails stops nobody."""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from support.programs.running import ROOT, surroundings

from register.errors import DatabaseBusy
from register.store.database import open_engine, writing
from register.store.sqlite_queue import queued

PATIENCE = 20.0
HOLD = """
import sys, time
from register.store.sqlite_queue import queued
with queued(sys.argv[1], 10):
    print("mine", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "register.db")


def until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def test_writers_get_their_turn_in_the_order_in_which_they_came(database: str) -> None:
    came: list[int] = []
    served: list[int] = []

    def write(number: int) -> None:
        came.append(number)
        with queued(database, PATIENCE):
            served.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    with queued(database, PATIENCE):
        for number, writer in enumerate(writers):
            writer.start()
            until(partial(came.__contains__, number))
            time.sleep(0.05)  # until it sleeps in the system
        assert served == []
    for writer in writers:
        writer.join(PATIENCE)
    assert served == list(range(6))


def test_who_gives_up_is_told_and_is_not_in_the_way_later(database: str) -> None:
    with queued(database, PATIENCE):
        for _ in range(3):
            with pytest.raises(DatabaseBusy, match="is locked by another process"):
                queued(database, 0.02).__enter__()
    with queued(database, PATIENCE):
        pass


def test_a_writer_that_was_killed_frees_its_turn(database: str) -> None:
    command = [sys.executable, "-c", HOLD, database]
    with subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"mine\n"
        holder.send_signal(signal.SIGKILL)
        with queued(database, PATIENCE):
            pass


def test_where_no_queue_can_be_made_writers_go_on_without(tmp_path: Path) -> None:
    with queued(str(tmp_path / "no folder" / "register.db"), 0.0):
        pass


def test_a_writer_of_another_program_is_waited_for_as_before(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, busy_seconds=0.05)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as foreign:
        foreign.execute("BEGIN IMMEDIATE")  # it knows of no queue
        with pytest.raises(DatabaseBusy), writing(engine):
            pass
    with writing(engine):
        pass
    engine.dispose()
