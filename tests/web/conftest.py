"""Registers that pages are of: the example, to be viewed only, and one of two platforms to record in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.facts.given import TIKTOK
from support.web.pages import NOW, Client, pages_of

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.reader import Entry, LogReader
from register.store.database import migrate

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
VK = {**TIKTOK, "platform": "vk", "details": {"name": "VK", "aliases": ["ВКонтакте"]}}


@pytest.fixture(scope="session")
def example(example_url: str) -> Iterator[Client]:
    """A client of the example's pages."""
    with pages_of(example_url) as client:
        yield client


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A register of two platforms."""
    url = f"sqlite:///{tmp_path}/register.db"
    migrate(url)
    with EmbeddedRegister(url, lambda: NOW) as register:
        register.record([read_fact(one) for one in (TIKTOK, VK)], recorded_by="importer")
    return url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    """Its pages."""
    with pages_of(url) as client:
        yield client


@pytest.fixture
def recorded(url: str) -> Callable[[], list[Entry]]:
    """Tells what was recorded since, in the order of the log."""

    def entries() -> list[Entry]:
        with EmbeddedRegister(url, lambda: NOW) as register, register.reading() as connection:
            return list(LogReader(connection).between(2, 10**9))

    return entries
