"""A byte of an SQLite file changes on the disk: what was recorded is the same, or it is found."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from support.programs.running import ok
from support.servers.databases import SQLiteDatabases

from projections.verification.verify import VerificationRequest, verified
from register.errors import DatabaseProblem
from register.store.database import open_engine, reading
from register.store.tables import log

FLIPS = 300


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with SQLiteDatabases(tmp_path_factory.mktemp("files")).empty() as url:
        ok("demo", database=url)
        yield Path(url.removeprefix("sqlite:///"))


def recorded(path: Path) -> list[Any] | None:
    """All that was recorded, as it can be read row by row; None: it can't."""
    engine = open_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return list(connection.execute(select(log).order_by(log.c.position)))
    except (DatabaseError, UnicodeDecodeError):
        return None
    finally:
        engine.dispose()


def passes(path: Path) -> bool:
    engine = open_engine(f"sqlite:///{path}")
    try:
        with reading(engine) as connection:
            return not verified(connection, VerificationRequest(), lambda _: None).findings
    except DatabaseProblem:
        return False  # it says in one sentence that it can't be used
    finally:
        engine.dispose()


def test_a_register_that_passes_has_recorded_the_same_whatever_byte_was_changed(
    example: Path, tmp_path: Path
) -> None:
    random = Random(11)
    before, found = recorded(example), 0
    assert before is not None
    assert passes(example)
    whole = example.read_bytes()
    for flip in range(FLIPS):
        path = tmp_path / f"{flip}.db"
        shutil.copy(example, path)
        with path.open("r+b") as file:
            at = random.randrange(len(whole))
            file.seek(at)
            file.write(bytes([whole[at] ^ (1 << random.randrange(8))]))
        if passes(path):
            assert recorded(path) == before, f"byte {at}"
        else:
            found += 1
        for left in tmp_path.glob(f"{flip}.db*"):
            left.unlink()
    assert found > FLIPS / 10
