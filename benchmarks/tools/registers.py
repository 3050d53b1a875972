"""Large registers with all read models, made once and kept in a folder."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from benchmarks.generate import generate
from benchmarks.load import load
from projections.engine.projector import position_of
from projections.rebuild.rebuild import chosen, rebuild
from projections.tables import projection
from register.store.database import migrate, open_engine, writing
from register.store.tables import log_head

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 1


def now() -> datetime:
    return datetime.now(UTC)


def relationships_of(facts: int) -> int:
    """Return how many relationships a register of so many facts is made with."""
    return min(2_000, facts // 50)


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Path]:
    """Give a folder, which is there already or is made; without one, a temporary one."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with TemporaryDirectory() as temporary:
        yield Path(temporary)


def made(folder: Path, facts: int, *, relationships: int | None = None) -> Path:
    """Return the file of a register of so many facts, all projected; make it if it is not there."""
    name = f"{facts}" if relationships is None else f"{facts}-{relationships}"
    path = folder / f"{name}.db"
    if not path.exists():
        unfinished = folder / f"{name}.unfinished.db"
        fill(unfinished, facts, relationships or relationships_of(facts))
        unfinished.rename(path)
    return path


def fill(path: Path, facts: int, relationships: int) -> None:
    """Make a register: load the log past all decisions, and project it: all but the tree by a rebuild."""
    path.unlink(missing_ok=True)
    url = url_of(path)
    migrate(url)
    load(url, generate(facts=facts, relationships=relationships, seed=SEED))
    engine = open_engine(url)
    try:
        with writing(engine) as connection:
            head = connection.execute(select(log_head.c.position)).scalar_one()
            for name in chosen([]):
                position_of(connection, name)
            rebuilt = projection.c.name.in_(chosen([]))
            connection.execute(update(projection).where(rebuilt).values(position=head))
        rebuild(url, [], workers=2, progress=lambda _: None)
    finally:
        engine.dispose()


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """Give a copy of a register that may be written to, beside it."""
    with TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copy(path, copy)
        yield copy
