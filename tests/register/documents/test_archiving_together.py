"""Archiving by several processes, and by one that is killed: bytes and fact, or neither."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from support.programs.running import ok, surroundings

from register.documents import archive
from register.store.database import open_engine, reading

ROOT = Path(__file__).parents[3]
FILES = 60
PATIENCE_SECONDS = 60.0


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Files of a megabyte each."""
    paths = [tmp_path / f"{number}.txt" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(f"{number} word ".encode() * 100_000)
    return list(map(str, paths))


def started(url: str, files: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).parents[2] / "support" / "crashes" / "dying_archive.py"),
            url,
            *files,
        ],
        env=surroundings(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def archived(url: str) -> list[str]:
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            assert list(archive.damaged(connection)) == []
            return [sha256 for sha256, _ in archive.archived(connection)]
    finally:
        engine.dispose()


def told_of(url: str) -> list[str]:
    return [row["document"] for row in ok("export", database=url).documents]


@pytest.mark.slow
def test_two_processes_archive_the_same_files_once(database_url: str, files: list[str]) -> None:
    there, back = files[:12], files[:12][::-1]
    for process in [started(database_url, there), started(database_url, back)]:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said.decode()
    assert len(archived(database_url)) == 12
    assert sorted(told_of(database_url)) == archived(database_url)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_killed_process_leaves_of_each_file_the_bytes_and_the_fact_or_neither(
    database_url: str, files: list[str], seed: int
) -> None:
    random = Random(seed)
    for least in sorted(random.sample(range(1, FILES // 2), 3)):
        process = started(database_url, files)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and len(archived(database_url)) < least:
            assert time.monotonic() < give_up
        time.sleep(random.random() / 50)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert sorted(told_of(database_url)) == archived(database_url)
    ok("source", "add", *files, database=database_url)
    assert len(archived(database_url)) == FILES
    assert sorted(told_of(database_url)) == archived(database_url)
