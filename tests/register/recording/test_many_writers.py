"""Sixteen that write while four read and the follower is killed: the log is whole and in order."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.programs.running import ok, surroundings
from support.servers.databases import PostgreSQLDatabases
from support.servers.postgresql_server import PostgreSQLServer, reserved_directory

from register.store.database import open_engine, reading
from register.store.tables import log

CROWD = Path(__file__).parents[2] / "support" / "servers" / "crowd.py"
ROOT = Path(__file__).parents[3]


@dataclass
class Crowd:
    """What the members of a crowd were told."""

    kills: int
    acknowledged: dict[str, set[int]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)


def started(url: str, **size: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CROWD), url, json.dumps(size)],
        env=surroundings(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> Crowd:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    answer = json.loads(out.splitlines()[-1])
    crowd = Crowd(answer["kills"])
    for writer in answer["writers"]:
        crowd.told += writer["told"]
        for fact_id, position in writer["acknowledged"]:
            crowd.acknowledged.setdefault(fact_id, set()).add(position)
    for other in answer["others"]:
        crowd.seen = other.get("seen", crowd.seen)
        crowd.asked += [other["asked"]] if "asked" in other else []
    return crowd


def rows(url: str) -> list[Any]:
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            return list(connection.execute(select(log).order_by(log.c.position)))
    finally:
        engine.dispose()


def the_log_is_whole(url: str, crowd: Crowd) -> None:
    """Gapless and in order, with every acknowledged fact once, at the place that was told."""
    found = rows(url)
    assert [row.position for row in found] == list(range(1, len(found) + 1))
    moments = [row.recorded_at for row in found]
    assert moments == sorted(moments)
    versions: dict[str, int] = {}
    for row in found:
        versions[row.stream] = versions.get(row.stream, 0) + 1
        assert row.version == versions[row.stream]
    places = {row.fact_id: {row.position} for row in found}
    for row in (found[0], found[-1]):  # the crowd's platform, and the end of all
        del places[row.fact_id]
    assert crowd.acknowledged == places
    names = Counter(json.loads(row.payload)["details"]["name"] for row in found if is_platform(row))
    assert set(names.values()) == {1}
    assert crowd.seen == list(range(1, len(found) + 1))
    ok("verify", "--replay", database=url)


def is_platform(row: Any) -> bool:
    return str(row.stream).startswith("platform/")


@pytest.mark.slow
def test_a_crowd_on_postgresql_leaves_a_log_that_is_whole(postgresql_url: str) -> None:
    crowd = ended(started(postgresql_url, writers=16, readers=4, facts=20))
    assert crowd.kills >= 3
    assert min(crowd.asked) >= 1
    the_log_is_whole(postgresql_url, crowd)


@pytest.mark.slow
def test_a_crowd_on_sqlite_leaves_a_log_that_is_whole(sqlite_url: str) -> None:
    crowd = ended(started(sqlite_url, writers=8, readers=2, facts=5))
    assert min(crowd.asked) >= 1
    the_log_is_whole(sqlite_url, crowd)


@contextmanager
def own_server() -> Iterator[tuple[PostgreSQLServer, str]]:
    """A server that may be restarted, as others use the run's, and a register on it."""
    with reserved_directory() as directory:
        server = PostgreSQLServer(directory)
        # The run's server may lose what is committed; a user's may not.
        server.start(synchronous_commit="on")
        with PostgreSQLDatabases(server, "restarted").migrated() as url:
            yield server, url


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_the_server_loses_nothing_that_was_acknowledged(mode: str) -> None:
    with own_server() as (server, url):
        process = started(url, writers=8, readers=1, facts=200)
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(1.0)
        server.restart(mode)
        crowd = ended(process)
        assert not [told for told in crowd.told if "\n" in told]  # a sentence, if at all
        the_log_is_whole(url, crowd)
