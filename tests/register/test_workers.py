"""Processes that work for one: what comes of it when one of them is killed."""

import os
import signal
from collections.abc import Iterable, Iterator

import pytest

from register.errors import RebuildStopped
from register.worker_pool import Workers

LARGE = 4_000_000
"""Bytes of a packet that no pipe takes at once."""


def large_packets(things: Iterable[int]) -> Iterator[bytes]:
    for _ in things:
        yield bytes(LARGE)


def dies_halfway(things: Iterable[int]) -> Iterator[bytes]:
    for _ in things:
        yield bytes(LARGE)
        os.kill(os.getpid(), signal.SIGKILL)


def fails(things: Iterable[int]) -> Iterator[bytes]:
    for _ in things:
        raise KeyError("no such thing")
    yield b""


def test_every_packet_arrives() -> None:
    with Workers(large_packets, 2, RebuildStopped) as workers:
        for thing in range(5):
            workers.give(thing)
        assert [len(packet) for packet in workers.rest()] == [LARGE] * 5


def test_a_worker_that_is_killed_in_the_middle_of_a_packet_is_missed() -> None:
    with Workers(dies_halfway, 2, RebuildStopped) as workers:
        workers.give(1)
        with pytest.raises(RebuildStopped, match="killed"):
            list(workers.rest())


def test_a_worker_that_fails_says_why() -> None:
    with Workers(fails, 1, RebuildStopped) as workers:
        workers.give(1)
        with pytest.raises(RebuildStopped, match="no such thing"):
            list(workers.rest())
