"""A crowd on one register: `crowd.py URL '{"writers": 16, …}'`; prints what it was told, as JSON.

It forks, so that the program is loaded once: writers, readers, one subscriber that runs all the
time, and a follower that is killed and started again.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from random import Random
from typing import Any

from support.facts.given import TIKTOK, Document, complete, fact, fact_id

from aggregates.errors import FactRefused
from projections.embedded import EmbeddedRegister
from projections.engine.follower import Follower
from projections.queries.status import Question, statuses
from register.errors import DatabaseLost, StreamMoved
from register.format.schemas import read_fact
from register.log.points import known_at
from register.log.recorder import LogRecorder
from register.store.database import open_engine

FORK: Any = get_context("fork")
COUNTRIES = ("RU", "IN", "NG", "UZ")
EVERYBODYS = 10**9
"""From here on are the places of facts that every writer has."""

END = EVERYBODYS - 1
"""The place of the last fact, by which the subscriber knows that all is over."""

PATIENCE_SECONDS = 60.0
FEWEST_KILLS = 3
LONGEST_LIFE_SECONDS = 0.8


def now() -> datetime:
    return datetime.now(UTC)


def documents(worker: int, size: int) -> list[Document]:
    """What a writer records: on shared and own relationships, duplicates, platforms, claims."""
    found: list[Document] = []
    for place in range(size):
        own = worker * 10_000 + place + 1
        kinds: tuple[Callable[[int], Document], ...] = (_shared, _apart, _same, _platform, _claim)
        found.append(kinds[place % 5](own))
    return found


def _day(own: int) -> str:
    """A day of its own for each of some 3,000 facts: they come in any order, as news do."""
    return (date(2015, 1, 1) + timedelta(days=own * 7919 % 3001)).isoformat()


def _shared(own: int) -> Document:
    return complete(fact("court-ruled", _day(own)), own)


def _apart(own: int) -> Document:
    country = COUNTRIES[own // 10_000 % len(COUNTRIES)]
    return complete(fact("block-threatened", _day(own), jurisdiction=country), own)


def _same(own: int) -> Document:
    """A fact that every writer has, with the same id."""
    return complete(fact("block-imposed", "2022-03-01"), EVERYBODYS + own % 10_000)


def _platform(own: int) -> Document:
    """A registration that others make too, half of them as another platform with the same name."""
    slug = f"platform-{own % 10_000}-{own // 10_000 % 2}"
    details = {"name": f"Platform {own % 10_000}"}
    sources = [{"title": f"source {own}"}]
    return {**TIKTOK, "platform": slug, "details": details, "sources": sources, "id": fact_id(own)}


def _claim(own: int) -> Document:
    """A denial of what this writer recorded first in this round."""
    denied = {"type": "fact-denied", "occurred": "2022", "refers_to": fact_id(own - 4)}
    return complete(denied, own)


def opened(url: str) -> EmbeddedRegister:
    """Open the register, also while the server is restarted."""
    while True:
        try:
            return EmbeddedRegister(url, now)
        except DatabaseLost:
            time.sleep(0.05)


def write(url: str, worker: int, size: int, answers: Any) -> None:
    """Record one by one; what is told to be in the way is tried again, as a person would."""
    acknowledged: list[tuple[str, int]] = []
    told: list[str] = []
    slowest = 0.0
    with opened(url) as register:
        for one in documents(worker, size):
            begun = time.monotonic()
            if (done := recorded(register, one, worker, told)) is not None:
                acknowledged.append(done)
            slowest = max(slowest, time.monotonic() - begun)
    answers.put({"acknowledged": acknowledged, "told": told, "slowest": slowest})


def recorded(
    register: EmbeddedRegister, one: Document, worker: int, told: list[str]
) -> tuple[str, int] | None:
    """Record a fact; None: another writer has registered that platform, or one with its name."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            (outcome,) = register.record([read_fact(one)], recorded_by=f"writer {worker}")
        except FactRefused:
            if one["type"] != "platform-registered":
                raise
            return None
        except (StreamMoved, DatabaseLost) as error:
            told.append(f"{type(error).__name__}: {error}")
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            assert outcome.position is not None
            return outcome.fact_id, outcome.position


def read(url: str, ended: Any, answers: Any) -> None:
    """Ask for all that holds, again and again; what is known only grows."""
    asked, facts = 0, 0
    while not ended.is_set():
        try:
            with EmbeddedRegister(url, now) as register, register.reading() as connection:
                known = known_at(connection, None)
                assert known.position >= facts, "a reader saw less than before"
                facts = known.position
                statuses(connection, Question(now().date(), known))
                asked += 1
        except DatabaseLost:
            time.sleep(0.05)
    answers.put({"asked": asked})


def subscribe(url: str, last: Any, answers: Any) -> None:
    """See every position until the last, which is known at the end."""
    engine = open_engine(url)
    seen: list[int] = []
    with LogRecorder(engine, now).subscribe(gt=0) as events:
        while not (last.value and seen and seen[-1] >= last.value):
            seen.append(next(events).id)
    engine.dispose()
    answers.put({"seen": seen})


def follow(url: str) -> None:
    Follower(url, batch=5).run(lambda: False)


def killed_now_and_then(url: str, ended: Callable[[], bool], random: Random) -> int:
    """Run a follower, and kill it again and again; at the end none is left.

    On a busy machine all may be written before a few followers have lived and died.
    """
    kills = 0
    while kills < FEWEST_KILLS or not ended():
        follower = started(follow, url)
        time.sleep(random.uniform(0.1, LONGEST_LIFE_SECONDS))
        os.kill(follower.pid, signal.SIGKILL)
        follower.join()
        kills += 1
    return kills


def started(work: Callable[..., None], *given: Any) -> Any:
    process = FORK.Process(target=work, args=given, daemon=True)  # it ends with this one
    process.start()
    return process


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(url: str, size: dict[str, int]) -> None:
    with EmbeddedRegister(url, now) as register:
        register.record([read_fact({**TIKTOK, "id": fact_id(EVERYBODYS - 2)})], recorded_by="test")
    answers, ended, last = FORK.Queue(), FORK.Event(), FORK.Value("q", 0)
    others = [
        *(started(read, url, ended, answers) for _ in range(size["readers"])),
        started(subscribe, url, last, answers),
    ]
    writers = [
        started(write, url, number, size["facts"], answers)
        for number in range(1, size["writers"] + 1)
    ]
    say("begun")
    written: list[dict[str, Any]] = []

    def all_written() -> bool:
        while not answers.empty():
            written.append(answers.get())
        assert not any(process.exitcode for process in writers), "a writer failed"
        return len(written) == len(writers)

    kills = killed_now_and_then(url, all_written, Random(size.get("seed", 1)))
    with EmbeddedRegister(url, now) as register, register.reading() as connection:
        last.value = known_at(connection, None).position + 1
    with EmbeddedRegister(url, now) as register:
        register.record([read_fact(_shared(END))], recorded_by="test")
    ended.set()
    rest = [answers.get(timeout=PATIENCE_SECONDS) for _ in others]
    for process in (*writers, *others):
        process.join()
    say(json.dumps({"kills": kills, "writers": written, "others": rest}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
