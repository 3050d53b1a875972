"""`register follow`: one process keeps the read models up, and those that record leave it to it."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import command, ok, run, says, surroundings

from aggregates.vocabulary.shapes import Fact
from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.postgresql import is_followed

PATIENCE_SECONDS = 60.0


def now() -> datetime:
    return datetime.now(UTC)


def ruling(place: int) -> Fact:
    return read_fact(complete(fact("court-ruled", "2022"), place))


@contextmanager
def following(url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command("--database", url, "follow"), env=surroundings(), stderr=subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == b"Following the log; Ctrl-C ends it.\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def followed(register: EmbeddedRegister) -> bool:
    with register.engine.connect() as connection:
        return is_followed(connection)


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_follower_keeps_the_read_models_up_until_it_is_told_to_end(
    database_url: str, end: signal.Signals
) -> None:
    with EmbeddedRegister(database_url, now) as register, following(database_url) as follower:
        register.register.record([read_fact(TIKTOK), ruling(1)], recorded_by="test")
        assert register.wait_for(2, PATIENCE_SECONDS)
        time.sleep(1.5)  # it sleeps by now, and has to be woken
        register.register.record([ruling(2)], recorded_by="test")
        assert register.wait_for(3, PATIENCE_SECONDS)
        assert not register.wait_for(4, 0.0)
        follower.send_signal(end)
        _, err = follower.communicate(timeout=PATIENCE_SECONDS)
        assert (follower.returncode, err) == (0, b"")


@pytest.mark.slow
def test_while_a_follower_lives_a_recorder_leaves_the_read_models_to_it(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    projected: list[int] = []
    with EmbeddedRegister(postgresql_url, now) as register:
        monkeypatch.setattr(register, "_has_followed", lambda _: False)
        monkeypatch.setattr(register, "catch_up", lambda: projected.append(1))
        with following(postgresql_url):
            until(lambda: followed(register))
            register.record([read_fact(TIKTOK)], recorded_by="test")
            register.record([ruling(1)], recorded_by="test")
            assert projected == []
            ok("status", database=postgresql_url)  # which waits for what was recorded
            assert register.wait_for(2, 0.0)
        until(lambda: not followed(register))
        register.record([ruling(2)], recorded_by="test")
        assert projected == [1]


@pytest.mark.slow
def test_a_second_follower_stands_by_until_the_first_has_died(postgresql_url: str) -> None:
    with EmbeddedRegister(postgresql_url, now) as register, ExitStack() as stack:
        first = stack.enter_context(following(postgresql_url))
        until(lambda: followed(register))
        second = stack.enter_context(following(postgresql_url))
        time.sleep(0.5)
        first.kill()
        first.wait()
        until(lambda: followed(register))
        register.record([read_fact(TIKTOK)], recorded_by="test")
        assert register.wait_for(1, PATIENCE_SECONDS)
        second.terminate()
        assert second.wait(PATIENCE_SECONDS) == 0


def test_a_follower_says_that_there_is_no_register(empty_url: str) -> None:

    says(run("follow", database=empty_url), "there is no register")
