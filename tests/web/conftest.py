"""The example register, loaded once, for the tests of pages that only view."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from support.web.pages import Client, pages_of

from exchange.example import load_example
from projections.embedded import EmbeddedRegister
from register.store.database import migrate

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def example_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A register with the facts of the example, for tests that record nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('example')}/example.db"
    migrate(url)
    with EmbeddedRegister(url, lambda: WHEN) as register:
        load_example(register, recorded_by="importer")
    return url


@pytest.fixture(scope="session")
def example(example_url: str) -> Iterator[Client]:
    """A client of the example's pages."""
    with pages_of(example_url) as client:
        yield client
